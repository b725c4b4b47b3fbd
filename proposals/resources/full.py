"""Every useful column of a usulan, the figures of each level side by side."""

from foundation.values import Labels, ValuesColumn
from planning.models.kamus import Bidang, ProposerKind
from proposals.resources.reading import (
    PROPOSER,
    UsulanResource,
    measures_in_words,
    proposer_in_words,
    rts_in_words,
)
from proposals.statuses import CLEAR_LAND, STAGE_OF_STATUS, FundingSource, LandStatus, Status

WHOLE = "#,##0"
POINT = "0.000000"

STATUS = Labels(Status.choices).__getitem__
STAGE = Labels({str(status): stage.label for status, stage in STAGE_OF_STATUS.items()}).__getitem__
KIND = Labels(ProposerKind.choices).__getitem__
BIDANG = Labels(Bidang.choices).__getitem__
LAND = Labels(LandStatus.choices).__getitem__
FUNDING = Labels(FundingSource.choices).__getitem__


def _is_there(key: int | None) -> bool:
    return key is not None


def _is_missing(key: int | None) -> bool:
    return key is None


def _is_unclear(land_status: str) -> bool:
    return bool(land_status) and land_status not in CLEAR_LAND


class FullResource(UsulanResource):
    """Titles stay as they are from year to year: people build their own tables on them."""

    number = ValuesColumn("number", "Nomor", width=26)
    external_id = ValuesColumn("external_id", "ID SIPD", width=14)
    year = ValuesColumn("cycle__fiscal_year", "Tahun Anggaran", number_format="0")
    status = ValuesColumn("status", "Status", STATUS, width=26)
    stage = ValuesColumn("status", "Tahap", STAGE, width=20)
    since = ValuesColumn("status_since", "Status Sejak", width=16)
    submitted = ValuesColumn("submitted_at", "Diajukan", width=16)
    kecamatan = ValuesColumn("kelurahan__kecamatan__name_local", "Kecamatan", width=18)
    kelurahan = ValuesColumn("kelurahan__name_local", "Kelurahan", width=18)
    kelurahan_code = ValuesColumn("kelurahan__code", "Kode Kelurahan", width=16)
    rw = ValuesColumn("rw__label", "RW")
    rt = ValuesColumn("rt__label", "RT")
    kind = ValuesColumn("proposer_kind", "Jenis Pengusul", KIND, width=14)
    proposer = ValuesColumn(PROPOSER, "Pengusul", proposer_in_words, width=24, wraps=True)
    helped = ValuesColumn("assisted_by_id", "Dibantu Petugas", _is_there)
    item_code = ValuesColumn("kamus_item__code", "Kode Kamus", width=14)
    item = ValuesColumn("kamus_item__name", "Item Kamus", width=36, wraps=True)
    issue = ValuesColumn("kamus_item__issue__name", "Isu", width=24)
    bidang = ValuesColumn("kamus_item__bidang", "Bidang", BIDANG, width=18)
    title = ValuesColumn("title", "Judul Usulan", width=44, wraps=True)
    problem = ValuesColumn("problem", "Permasalahan", width=50, wraps=True)
    urgency = ValuesColumn("urgency", "Alasan Mendesak", width=40, wraps=True)
    benefit = ValuesColumn("benefit", "Manfaat", width=40, wraps=True)
    people = ValuesColumn("people", "Penerima Manfaat (jiwa)", number_format=WHOLE)
    households = ValuesColumn("households", "Penerima Manfaat (KK)", number_format=WHOLE)
    contribution = ValuesColumn("contribution", "Swadaya Warga", width=24)
    address = ValuesColumn("address", "Alamat", width=40, wraps=True)
    landmark = ValuesColumn("landmark", "Patokan", width=24)
    rts = ValuesColumn("located", "RT Lokasi", rts_in_words, width=14)
    latitude = ValuesColumn("latitude", "Lintang", number_format=POINT)
    longitude = ValuesColumn("longitude", "Bujur", number_format=POINT)
    land = ValuesColumn("land_status", "Status Lahan", LAND, width=24)
    measures = ValuesColumn("measures_text", "Ukuran", measures_in_words, width=30, wraps=True)
    unit = ValuesColumn("unit", "Satuan")
    volume = ValuesColumn("volume", "Volume Usulan")
    unit_price = ValuesColumn("unit_price", "Harga Satuan (Rp)", number_format=WHOLE)
    value = ValuesColumn("value", "Nilai Usulan (Rp)", width=18, number_format=WHOLE)
    kelurahan_volume = ValuesColumn("at_kelurahan__volume", "Volume Kelurahan")
    kelurahan_value = ValuesColumn(
        "at_kelurahan__value", "Nilai Kelurahan (Rp)", width=18, number_format=WHOLE
    )
    kecamatan_volume = ValuesColumn("at_kecamatan__volume", "Volume Kecamatan")
    kecamatan_value = ValuesColumn(
        "at_kecamatan__value", "Nilai Kecamatan (Rp)", width=18, number_format=WHOLE
    )
    opd_volume = ValuesColumn("at_opd__volume", "Volume Perangkat Daerah")
    opd_value = ValuesColumn(
        "at_opd__value", "Nilai Perangkat Daerah (Rp)", width=18, number_format=WHOLE
    )
    sub_code = ValuesColumn("sub_code", "Kode Sub Kegiatan", width=20)
    sub_name = ValuesColumn("sub_name", "Sub Kegiatan", width=44, wraps=True)
    funding = ValuesColumn("at_opd__funding_source", "Sumber Dana", FUNDING, width=18)
    first_opd = ValuesColumn("first_opd__name", "Perangkat Daerah Awal", width=32, wraps=True)
    opd = ValuesColumn("opd__name", "Perangkat Daerah", width=32, wraps=True)
    priority = ValuesColumn("city_priority__name", "Prioritas Kota", width=32, wraps=True)
    rank = ValuesColumn("rank", "Urutan Pengusul", number_format="0")
    kelurahan_rank = ValuesColumn("kelurahan_rank", "Urutan Kelurahan", number_format="0")
    over_quota = ValuesColumn("over_quota", "Melebihi Kuota")
    not_in_kamus = ValuesColumn("kamus_item_id", "Di Luar Kamus", _is_missing)
    land_unclear = ValuesColumn("land_status", "Lahan Belum Jelas", _is_unclear)
    merged_into = ValuesColumn("merged_into__number", "Digabung ke", width=26)
    carried_from = ValuesColumn("carried_from__number", "Lanjutan dari", width=26)
    diverted_to = ValuesColumn("diverted_to", "Dialihkan ke", FUNDING, width=18)
    due = ValuesColumn("due", "Diperbaiki Paling Lambat", width=14)
    note = ValuesColumn("last_word", "Catatan Terakhir", width=60, wraps=True)
    realised_on = ValuesColumn("realised_on", "Selesai Dikerjakan", width=14)
    realised_volume = ValuesColumn("realised_volume", "Volume Terbangun")

    class Meta(UsulanResource.Meta):
        pass
