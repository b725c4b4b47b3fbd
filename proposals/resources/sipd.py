"""The 26 columns of SIPD's "monitor usulan" in their order (domain page 2.3)."""

from datetime import date
from typing import Any

from django.utils import timezone

from foundation.exports import Column
from proposals.models import Proposal
from proposals.resources.reading import (
    UsulanResource,
    figures_in_words,
    last_word,
    located_rts,
    sub_kegiatan_of,
)
from proposals.statuses import Level

WHOLE = "#,##0"


class SipdResource(UsulanResource):
    """As regional tools read it. Volume and Anggaran are the proposer's own.

    SIPD columns for which the portal holds nothing (mitra, TAPD, jenis belanja) stay empty. The
    point stands as ``lat,lng`` at the end of Alamat, where those tools look for it.
    """

    serial = Column(None, "No", width=6, number_format="0")
    external_id = Column(None, "ID usulan", width=26)
    submitted = Column(None, "Tanggal usul", width=12)
    proposer = Column("proposer_name", "Pengusul", width=24)
    profile = Column(None, "Profil", width=12)
    title = Column("title", "Usulan", width=44)
    problem = Column("problem", "Masalah", width=50)
    address = Column(None, "Alamat", width=50)
    city = Column("kelurahan__kecamatan__city__name", "Kabupaten/Kota", width=18)
    kecamatan = Column("kelurahan__kecamatan__name_local", "Kecamatan", width=18)
    kelurahan = Column("kelurahan__name_local", "Kelurahan", width=18)
    rank = Column("rank", "Usulan ke", number_format="0")
    first_opd = Column("first_opd__name", "OPD tujuan awal", width=32)
    opd = Column("opd__name", "OPD tujuan akhir", width=32)
    status = Column(None, "Status", width=24)
    note = Column(None, "Catatan", width=40)
    by_mitra = Column(None, "Rekomendasi mitra", width=18)
    by_kelurahan = Column(None, "Rekomendasi kelurahan/desa", width=30)
    by_kecamatan = Column(None, "Rekomendasi kecamatan", width=30)
    by_opd = Column(None, "Rekomendasi SKPD", width=30)
    by_tapd = Column(None, "Rekomendasi TAPD", width=18)
    volume = Column("volume", "Volume")
    unit = Column("unit", "Satuan")
    value = Column("value", "Anggaran", width=18, number_format=WHOLE)
    spending = Column(None, "Jenis belanja", width=14)
    sub_kegiatan = Column(None, "Sub kegiatan", width=50)

    class Meta(UsulanResource.Meta):
        pass

    def dehydrate_serial(self, usulan: Proposal) -> int:
        self.running += 1
        return self.running

    def dehydrate_external_id(self, usulan: Proposal) -> str:
        return usulan.external_id or usulan.number or ""

    def dehydrate_submitted(self, usulan: Proposal) -> date | None:
        return timezone.localdate(usulan.submitted_at) if usulan.submitted_at else None

    def dehydrate_profile(self, usulan: Proposal) -> str:
        return usulan.get_proposer_kind_display()

    def dehydrate_address(self, usulan: Any) -> str:
        parts = [usulan.address, usulan.landmark and f"({usulan.landmark})"]
        if rts := located_rts(usulan):
            parts.append(f"RT {rts}")
        if usulan.rw:
            parts.append(str(usulan.rw))
        if usulan.latitude is not None and usulan.longitude is not None:
            parts.append(f"{usulan.latitude:f},{usulan.longitude:f}")
        return " ".join(part for part in parts if part)

    def dehydrate_status(self, usulan: Proposal) -> str:
        return usulan.get_status_display()

    def dehydrate_note(self, usulan: Proposal) -> str:
        return last_word(usulan)

    def dehydrate_by_mitra(self, usulan: Proposal) -> str:
        return ""

    def dehydrate_by_kelurahan(self, usulan: Proposal) -> str:
        return figures_in_words(usulan, Level.KELURAHAN)

    def dehydrate_by_kecamatan(self, usulan: Proposal) -> str:
        return figures_in_words(usulan, Level.KECAMATAN)

    def dehydrate_by_opd(self, usulan: Proposal) -> str:
        return figures_in_words(usulan, Level.OPD)

    def dehydrate_by_tapd(self, usulan: Proposal) -> str:
        return ""

    def dehydrate_spending(self, usulan: Proposal) -> str:
        return ""

    def dehydrate_sub_kegiatan(self, usulan: Proposal) -> str:
        return str(sub_kegiatan_of(usulan) or "")
