"""The columns of the form workbook, for the one who writes it and the one who reads it."""

from dataclasses import dataclass

from proposals.statuses import LandStatus


@dataclass(frozen=True, slots=True)
class FormColumn:
    """``name`` is what we call it, ``title`` what stands above it; ``filled`` by people."""

    name: str
    title: str
    width: int = 14
    filled: bool = True


COLUMNS = (
    FormColumn("key", "kunci", filled=False),
    FormColumn("year", "tahun", filled=False),
    FormColumn("serial", "No", 5, filled=False),
    FormColumn("proposer", "Pengusul", 18),
    FormColumn("item", "Item kamus", 44),
    FormColumn("title", "Judul usulan", 36),
    FormColumn("rt", "RT lokasi", 18),
    FormColumn("more_rts", "RT lain", 14),
    FormColumn("address", "Alamat", 34),
    FormColumn("landmark", "Patokan", 24),
    FormColumn("land_status", "Status lahan", 24),
    FormColumn("point", "Titik lokasi", 22),
    FormColumn("asked", "Ukuran yang diisi", 28, filled=False),
    FormColumn("measure_1", "Ukuran 1", 10),
    FormColumn("measure_2", "Ukuran 2", 10),
    FormColumn("measure_3", "Ukuran 3", 10),
    FormColumn("volume", "Volume", 10, filled=False),
    FormColumn("unit", "Satuan", 10, filled=False),
    FormColumn("price", "Harga satuan", 16, filled=False),
    FormColumn("value", "Nilai", 18, filled=False),
    FormColumn("free_unit", "Satuan di luar kamus", 14),
    FormColumn("free_value", "Biaya di luar kamus", 18),
    FormColumn("problem", "Masalah", 44),
    FormColumn("urgency", "Mengapa mendesak", 36),
    FormColumn("benefit", "Manfaat", 36),
    FormColumn("people", "Orang terbantu", 10),
    FormColumn("households", "KK terbantu", 10),
    FormColumn("contribution", "Swadaya warga", 24),
    FormColumn("photos", "Foto diunggah di portal", 14, filled=False),
    FormColumn("submit", "Ajukan", 10),
)
TITLES = {column.name: column.title for column in COLUMNS}
FILLED = tuple(column.name for column in COLUMNS if column.filled)
MEASURES = ("measure_1", "measure_2", "measure_3")

NOT_IN_KAMUS = "Tidak ada di kamus"
YES, NO = "ya", "tidak"
LAND = {str(status.label): status.value for status in LandStatus}


def item_label(code: str, name: str) -> str:
    """How an item stands in the list to choose from; the code in front is what counts."""
    return f"{code} | {name}"
