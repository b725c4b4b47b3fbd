"""Every useful column of a usulan, the figures of each level side by side."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from foundation.exports import Column
from foundation.indonesia import number, parse_decimal
from proposals.models import Proposal
from proposals.resources.reading import (
    UsulanResource,
    assessed,
    last_word,
    located_rts,
    sub_kegiatan_of,
)
from proposals.statuses import Level

WHOLE = "#,##0"
POINT = "0.000000"


class FullResource(UsulanResource):
    """Titles stay as they are from year to year: people build their own tables on them."""

    number = Column("number", "Nomor", width=26)
    external_id = Column("external_id", "ID SIPD", width=14)
    year = Column("cycle__fiscal_year", "Tahun Anggaran", number_format="0")
    status = Column(None, "Status", width=26)
    stage = Column(None, "Tahap", width=20)
    since = Column(None, "Status Sejak", width=16)
    submitted = Column(None, "Diajukan", width=16)
    kecamatan = Column("kelurahan__kecamatan__name_local", "Kecamatan", width=18)
    kelurahan = Column("kelurahan__name_local", "Kelurahan", width=18)
    kelurahan_code = Column("kelurahan__code", "Kode Kelurahan", width=16)
    rw = Column("rw__label", "RW")
    rt = Column("rt__label", "RT")
    kind = Column(None, "Jenis Pengusul", width=14)
    proposer = Column("proposer_name", "Pengusul", width=24)
    helped = Column(None, "Dibantu Petugas")
    item_code = Column("kamus_item__code", "Kode Kamus", width=14)
    item = Column("kamus_item__name", "Item Kamus", width=36)
    issue = Column("kamus_item__issue__name", "Isu", width=24)
    bidang = Column(None, "Bidang", width=18)
    title = Column("title", "Judul Usulan", width=44)
    problem = Column("problem", "Permasalahan", width=50)
    urgency = Column("urgency", "Alasan Mendesak", width=40)
    benefit = Column("benefit", "Manfaat", width=40)
    people = Column("people", "Penerima Manfaat (jiwa)", number_format=WHOLE)
    households = Column("households", "Penerima Manfaat (KK)", number_format=WHOLE)
    contribution = Column("contribution", "Swadaya Warga", width=24)
    address = Column("address", "Alamat", width=40)
    landmark = Column("landmark", "Patokan", width=24)
    rts = Column(None, "RT Lokasi", width=14)
    latitude = Column("latitude", "Lintang", number_format=POINT)
    longitude = Column("longitude", "Bujur", number_format=POINT)
    land = Column(None, "Status Lahan", width=24)
    measures = Column(None, "Ukuran", width=30)
    unit = Column("unit", "Satuan")
    volume = Column("volume", "Volume Usulan")
    unit_price = Column("unit_price", "Harga Satuan (Rp)", number_format=WHOLE)
    value = Column("value", "Nilai Usulan (Rp)", width=18, number_format=WHOLE)
    kelurahan_volume = Column(None, "Volume Kelurahan")
    kelurahan_value = Column(None, "Nilai Kelurahan (Rp)", width=18, number_format=WHOLE)
    kecamatan_volume = Column(None, "Volume Kecamatan")
    kecamatan_value = Column(None, "Nilai Kecamatan (Rp)", width=18, number_format=WHOLE)
    opd_volume = Column(None, "Volume Perangkat Daerah")
    opd_value = Column(None, "Nilai Perangkat Daerah (Rp)", width=18, number_format=WHOLE)
    sub_code = Column(None, "Kode Sub Kegiatan", width=20)
    sub_name = Column(None, "Sub Kegiatan", width=44)
    funding = Column(None, "Sumber Dana", width=18)
    first_opd = Column("first_opd__name", "Perangkat Daerah Awal", width=32)
    opd = Column("opd__name", "Perangkat Daerah", width=32)
    priority = Column("city_priority__name", "Prioritas Kota", width=32)
    rank = Column("rank", "Urutan Pengusul", number_format="0")
    kelurahan_rank = Column("kelurahan_rank", "Urutan Kelurahan", number_format="0")
    over_quota = Column(None, "Melebihi Kuota")
    not_in_kamus = Column(None, "Di Luar Kamus")
    land_unclear = Column(None, "Lahan Belum Jelas")
    merged_into = Column("merged_into__number", "Digabung ke", width=26)
    carried_from = Column("carried_from__number", "Lanjutan dari", width=26)
    diverted_to = Column(None, "Dialihkan ke", width=18)
    due = Column(None, "Diperbaiki Paling Lambat", width=14)
    note = Column(None, "Catatan Terakhir", width=44)
    realised_on = Column(None, "Selesai Dikerjakan", width=14)
    realised_volume = Column("realised_volume", "Volume Terbangun")

    class Meta(UsulanResource.Meta):
        pass

    def dehydrate_status(self, usulan: Proposal) -> str:
        return usulan.get_status_display()

    def dehydrate_stage(self, usulan: Proposal) -> str:
        return usulan.stage.label

    def dehydrate_since(self, usulan: Proposal) -> datetime:
        return timezone.localtime(usulan.status_since)

    def dehydrate_submitted(self, usulan: Proposal) -> datetime | None:
        return timezone.localtime(usulan.submitted_at) if usulan.submitted_at else None

    def dehydrate_kind(self, usulan: Proposal) -> str:
        return usulan.get_proposer_kind_display()

    def dehydrate_helped(self, usulan: Proposal) -> bool:
        return usulan.assisted_by_id is not None

    def dehydrate_bidang(self, usulan: Proposal) -> str:
        return usulan.kamus_item.get_bidang_display() if usulan.kamus_item else ""

    def dehydrate_rts(self, usulan: Proposal) -> str:
        return located_rts(usulan)

    def dehydrate_land(self, usulan: Proposal) -> str:
        return usulan.get_land_status_display()

    def dehydrate_measures(self, usulan: Proposal) -> str:
        return "; ".join(measure_in_words(measure) for measure in usulan.measures)

    def dehydrate_kelurahan_volume(self, usulan: Proposal) -> Decimal | None:
        return getattr(assessed(usulan, Level.KELURAHAN), "volume", None)

    def dehydrate_kelurahan_value(self, usulan: Proposal) -> int | None:
        return getattr(assessed(usulan, Level.KELURAHAN), "value", None)

    def dehydrate_kecamatan_volume(self, usulan: Proposal) -> Decimal | None:
        return getattr(assessed(usulan, Level.KECAMATAN), "volume", None)

    def dehydrate_kecamatan_value(self, usulan: Proposal) -> int | None:
        return getattr(assessed(usulan, Level.KECAMATAN), "value", None)

    def dehydrate_opd_volume(self, usulan: Proposal) -> Decimal | None:
        return getattr(assessed(usulan, Level.OPD), "volume", None)

    def dehydrate_opd_value(self, usulan: Proposal) -> int | None:
        return getattr(assessed(usulan, Level.OPD), "value", None)

    def dehydrate_sub_code(self, usulan: Proposal) -> str:
        return getattr(sub_kegiatan_of(usulan), "code", "")

    def dehydrate_sub_name(self, usulan: Proposal) -> str:
        return getattr(sub_kegiatan_of(usulan), "name", "")

    def dehydrate_funding(self, usulan: Proposal) -> str:
        row = assessed(usulan, Level.OPD)
        return row.get_funding_source_display() if row else ""

    def dehydrate_over_quota(self, usulan: Proposal) -> bool:
        return usulan.over_quota

    def dehydrate_not_in_kamus(self, usulan: Proposal) -> bool:
        return usulan.not_in_kamus

    def dehydrate_land_unclear(self, usulan: Proposal) -> bool:
        return usulan.land_unclear

    def dehydrate_diverted_to(self, usulan: Proposal) -> str:
        return usulan.get_diverted_to_display()

    def dehydrate_due(self, usulan: Proposal) -> Any:
        return usulan.due

    def dehydrate_note(self, usulan: Proposal) -> str:
        return last_word(usulan)

    def dehydrate_realised_on(self, usulan: Proposal) -> Any:
        return usulan.realised_on


def measure_in_words(measure: dict[str, str]) -> str:
    """``panjang 120 m``"""
    value = measure.get("value", "")
    try:
        value = number(parse_decimal(str(value)))
    except ValueError:
        value = str(value)
    return " ".join(filter(None, [measure.get("name", ""), value, measure.get("unit", "")]))
