"""The cells of a usulan as its objects tell them: slow, plain, and the measure of the layouts."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils import timezone

from foundation.indonesia import number, parse_decimal, rupiah
from proposals.models import Assessment, Proposal
from proposals.statuses import Level


def assessed(usulan: Proposal, level: Level) -> Assessment | None:
    return usulan.assessments.filter(level=level).first()


def figure(level: Level, name: str) -> Callable[[Proposal], Any]:
    return lambda usulan: getattr(assessed(usulan, level), name, None)


def figures_in_words(level: Level) -> Callable[[Proposal], str]:
    def told(usulan: Proposal) -> str:
        row = assessed(usulan, level)
        if row is None:
            return ""
        said = []
        if row.volume is not None:
            said.append(f"Volume {number(row.volume)} {usulan.unit}".rstrip())
        if row.value is not None:
            said.append(rupiah(row.value))
        return "; ".join([*said, row.note] if row.note else said)

    return told


def sub_kegiatan(usulan: Proposal) -> Any:
    row = assessed(usulan, Level.OPD)
    if row and row.sub_kegiatan:
        return row.sub_kegiatan
    return usulan.kamus_item.sub_kegiatan if usulan.kamus_item else None


def last_word(usulan: Proposal) -> str:
    for event in usulan.events.order_by("-at", "-pk"):
        if event.reason or event.note:
            reason = event.reason.public_sentence if event.reason else ""
            return " ".join(filter(None, [reason, event.note]))
    return ""


def funding(usulan: Proposal) -> str:
    row = assessed(usulan, Level.OPD)
    return row.get_funding_source_display() if row else ""


def located(usulan: Proposal) -> str:
    return ", ".join(sorted(usulan.rts.values_list("label", flat=True)))


def measured(usulan: Proposal) -> str:
    def told(measure: dict[str, Any]) -> str:
        value = str(measure.get("value", ""))
        try:
            value = number(parse_decimal(value))
        except ValueError:
            value = str(value)
        return " ".join(filter(None, [measure.get("name", ""), value, measure.get("unit", "")]))

    return "; ".join(map(told, usulan.measures))


def address(usulan: Proposal) -> str:
    parts = [usulan.address, usulan.landmark and f"({usulan.landmark})"]
    parts += [f"RT {located(usulan)}"] if located(usulan) else []
    parts += [str(usulan.rw)] if usulan.rw else []
    if usulan.latitude is not None and usulan.longitude is not None:
        parts.append(f"{usulan.latitude:f},{usulan.longitude:f}")
    return " ".join(filter(None, parts))


def day(moment: Any) -> Any:
    return timezone.localdate(moment) if moment else None


def path(names: str) -> Callable[[Proposal], Any]:
    def read(usulan: Proposal) -> Any:
        held: Any = usulan
        for name in names.split("."):
            held = getattr(held, name) if held is not None else None
        return held() if callable(held) else held

    return read


FULL: dict[str, Callable[[Proposal], Any]] = {
    "Nomor": path("number"),
    "ID SIPD": path("external_id"),
    "Tahun Anggaran": path("cycle.fiscal_year"),
    "Status": path("get_status_display"),
    "Tahap": path("stage.label"),
    "Status Sejak": path("status_since"),
    "Diajukan": path("submitted_at"),
    "Kecamatan": path("kelurahan.kecamatan.name_local"),
    "Kelurahan": path("kelurahan.name_local"),
    "Kode Kelurahan": path("kelurahan.code"),
    "RW": path("rw.label"),
    "RT": path("rt.label"),
    "Jenis Pengusul": path("get_proposer_kind_display"),
    "Pengusul": path("proposer_name"),
    "Dibantu Petugas": lambda usulan: usulan.assisted_by is not None,
    "Kode Kamus": path("kamus_item.code"),
    "Item Kamus": path("kamus_item.name"),
    "Isu": path("kamus_item.issue.name"),
    "Bidang": path("kamus_item.get_bidang_display"),
    "Judul Usulan": path("title"),
    "Permasalahan": path("problem"),
    "Alasan Mendesak": path("urgency"),
    "Manfaat": path("benefit"),
    "Penerima Manfaat (jiwa)": path("people"),
    "Penerima Manfaat (KK)": path("households"),
    "Swadaya Warga": path("contribution"),
    "Alamat": path("address"),
    "Patokan": path("landmark"),
    "RT Lokasi": located,
    "Lintang": path("latitude"),
    "Bujur": path("longitude"),
    "Status Lahan": path("get_land_status_display"),
    "Ukuran": measured,
    "Satuan": path("unit"),
    "Volume Usulan": path("volume"),
    "Harga Satuan (Rp)": path("unit_price"),
    "Nilai Usulan (Rp)": path("value"),
    "Volume Kelurahan": figure(Level.KELURAHAN, "volume"),
    "Nilai Kelurahan (Rp)": figure(Level.KELURAHAN, "value"),
    "Volume Kecamatan": figure(Level.KECAMATAN, "volume"),
    "Nilai Kecamatan (Rp)": figure(Level.KECAMATAN, "value"),
    "Volume Perangkat Daerah": figure(Level.OPD, "volume"),
    "Nilai Perangkat Daerah (Rp)": figure(Level.OPD, "value"),
    "Kode Sub Kegiatan": lambda usulan: getattr(sub_kegiatan(usulan), "code", ""),
    "Sub Kegiatan": lambda usulan: getattr(sub_kegiatan(usulan), "name", ""),
    "Sumber Dana": funding,
    "Perangkat Daerah Awal": path("first_opd.name"),
    "Perangkat Daerah": path("opd.name"),
    "Prioritas Kota": path("city_priority.name"),
    "Urutan Pengusul": path("rank"),
    "Urutan Kelurahan": path("kelurahan_rank"),
    "Melebihi Kuota": path("over_quota"),
    "Di Luar Kamus": path("not_in_kamus"),
    "Lahan Belum Jelas": path("land_unclear"),
    "Digabung ke": path("merged_into.number"),
    "Lanjutan dari": path("carried_from.number"),
    "Dialihkan ke": path("get_diverted_to_display"),
    "Diperbaiki Paling Lambat": path("due"),
    "Catatan Terakhir": last_word,
    "Selesai Dikerjakan": path("realised_on"),
    "Volume Terbangun": path("realised_volume"),
}

SIPD: dict[str, Callable[[Proposal], Any]] = {
    "No": lambda usulan: usulan.serial,
    "ID usulan": lambda usulan: usulan.external_id or usulan.number or "",
    "Tanggal usul": lambda usulan: day(usulan.submitted_at),
    "Pengusul": path("proposer_name"),
    "Profil": path("get_proposer_kind_display"),
    "Usulan": path("title"),
    "Masalah": path("problem"),
    "Alamat": address,
    "Kabupaten/Kota": path("kelurahan.kecamatan.city.name"),
    "Kecamatan": path("kelurahan.kecamatan.name_local"),
    "Kelurahan": path("kelurahan.name_local"),
    "Usulan ke": path("rank"),
    "OPD tujuan awal": path("first_opd.name"),
    "OPD tujuan akhir": path("opd.name"),
    "Status": path("get_status_display"),
    "Catatan": last_word,
    "Rekomendasi mitra": lambda _: "",
    "Rekomendasi kelurahan/desa": figures_in_words(Level.KELURAHAN),
    "Rekomendasi kecamatan": figures_in_words(Level.KECAMATAN),
    "Rekomendasi SKPD": figures_in_words(Level.OPD),
    "Rekomendasi TAPD": lambda _: "",
    "Volume": path("volume"),
    "Satuan": path("unit"),
    "Anggaran": path("value"),
    "Jenis belanja": lambda _: "",
    "Sub kegiatan": lambda usulan: str(sub_kegiatan(usulan) or ""),
}

BY_LAYOUT = {"lengkap": FULL, "sipd": SIPD}


def by_object(layout: str, usulan: Iterable[Proposal]) -> list[list[Any]]:
    """The values of each usulan in the order of the layout's columns, before they are cells."""
    made = []
    for serial, each in enumerate(usulan, 1):
        each.serial = serial
        made.append([read(each) for read in BY_LAYOUT[layout].values()])
    return made
