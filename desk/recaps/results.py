"""Lists of usulan as offices print them: per RW, per kelurahan, per OPD, and SIPD's drill-down."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from desk.recaps.base import BY_KECAMATAN, BY_KELURAHAN, BY_OPD, GroupKey, UsulanRecap
from desk.recaps.chosen import WITHOUT_KAMUS, Chosen
from foundation.recaps import Group, RecapColumn
from foundation.sheets import DAY, FRACTION, WHOLE, YEAR
from proposals.ladder import on_ladder
from proposals.models import Proposal, ProposalEvent
from proposals.statuses import Status

NO = RecapColumn("No", width=5, number_format=YEAR)
KECAMATAN = RecapColumn("Kecamatan", width=14)
KELURAHAN = RecapColumn("Kelurahan", width=14)
RW_COLUMN = RecapColumn("RW", width=5)
RT_COLUMN = RecapColumn("RT", width=5)
WORK = RecapColumn("Pekerjaan", width=30)
ADDRESS = RecapColumn("Alamat", width=24)
VALUE = RecapColumn("Nilai (Rp)", width=15, number_format=WHOLE, is_summed=True, query="")
URGENCY = RecapColumn("Urgensi", width=36)
STATUS = RecapColumn("Status", width=16)

BY_RW_OR_BODY = (F("rw__label").asc(nulls_last=True), F("rt__label").asc(nulls_first=True))

STATUS_LABELS = dict(Status.choices)


def signature_of_lurah(chosen: Chosen) -> list[str]:
    """The place where the lurah signs; named where the list is of one kelurahan."""
    covered = chosen.covered
    place = covered[0].name if len(covered) == 1 else "…………………"
    return [f"Lurah {place},", "", "", "", "(………………………………………)", "NIP"]


class RwKey(GroupKey):
    """By RW; usulan of organisations and of the office itself have none."""

    def group(self, row: dict[str, Any]) -> Group:
        if row[self.key] is None:
            return Group("Lembaga dan kelurahan", "asal=kelurahan")
        return super().group(row)


class RwResult(UsulanRecap):
    """What every RW handed in (SIENCANG's Hasil per RW)."""

    key = "hasil-rw"
    title = "Daftar Usulan per RW"
    hint = "Usulan setiap RW dengan alamat, nilai, dan urgensi."
    columns = (
        RecapColumn("Kecamatan", csv_only=True),
        RecapColumn("Kelurahan", csv_only=True),
        NO,
        RW_COLUMN,
        RT_COLUMN,
        WORK,
        ADDRESS,
        VALUE,
        URGENCY,
    )
    filters = ("kecamatan", "kelurahan", "opd", "bidang", "status")
    splits = ("kelurahan", "kecamatan")
    label_at = 5
    value_at = 7
    narrowing = {"rekap": "masuk", "asal": "rw"}
    groups = (BY_KECAMATAN, BY_KELURAHAN, GroupKey("rw", "rw", "rw__label", "RW "))
    fields = ("rt__label", "title", "address", "urgency")

    def order(self) -> Sequence[Any]:
        return (F("rank").asc(nulls_last=True), "number")

    def cells(self, row: dict[str, Any], number: int) -> list[Any]:
        return [
            row["kelurahan__kecamatan__name_local"],
            row["kelurahan__name_local"],
            number,
            row["rw__label"],
            row["rt__label"],
            row["title"],
            row["address"],
            row["value"],
            row["urgency"],
        ]


class KelurahanResult(UsulanRecap):
    """The list of a kelurahan after its Musrenbang, signed by the lurah."""

    key = "hasil-kelurahan"
    title = "Hasil Musrenbang Kelurahan"
    hint = "Semua usulan kelurahan atau hanya yang diterima, ditolak, usulan RW, usulan kelurahan."
    columns = (
        RecapColumn("Kecamatan", csv_only=True),
        RecapColumn("Kelurahan", csv_only=True),
        NO,
        RW_COLUMN,
        RT_COLUMN,
        RecapColumn("Kegiatan", width=26),
        WORK,
        ADDRESS,
        VALUE,
        URGENCY,
        STATUS,
    )
    filters = ("kecamatan", "kelurahan", "opd", "bidang", "status", "isi")
    splits = ("kelurahan", "kecamatan")
    label_at = 6
    value_at = 8
    value = "value_by_kelurahan"
    narrowing = {"rekap": "masuk"}
    groups = (BY_KECAMATAN, BY_KELURAHAN)
    fields = ("rw__label", "rt__label", "kamus_item__name", "title", "address", "urgency", "status")
    notes = ("Nilai menurut kelurahan; bila kelurahan tidak menilai, menurut pengusul.",)

    def selected(self, chosen: Chosen) -> QuerySet[Proposal]:
        return on_ladder(super().selected(chosen), value=["by_kelurahan"])

    def order(self) -> Sequence[Any]:
        return (*BY_RW_OR_BODY, F("rank").asc(nulls_last=True), "number")

    def cells(self, row: dict[str, Any], number: int) -> list[Any]:
        return [
            row["kelurahan__kecamatan__name_local"],
            row["kelurahan__name_local"],
            number,
            row["rw__label"],
            row["rt__label"],
            row["kamus_item__name"] or WITHOUT_KAMUS,
            row["title"],
            row["address"],
            row[self.value],
            row["urgency"],
            STATUS_LABELS[row["status"]],
        ]

    def closing(self, chosen: Chosen) -> list[str]:
        return signature_of_lurah(chosen)


class OpdResult(UsulanRecap):
    """What reached every OPD and where it stands (SIENCANG's Hasil per OPD)."""

    key = "hasil-opd"
    title = "Daftar Usulan per Perangkat Daerah"
    hint = "Usulan yang sampai di setiap Perangkat Daerah, dengan statusnya."
    columns = (
        RecapColumn("Perangkat Daerah", csv_only=True),
        NO,
        KECAMATAN,
        KELURAHAN,
        RW_COLUMN,
        RT_COLUMN,
        WORK,
        ADDRESS,
        VALUE,
        URGENCY,
        STATUS,
    )
    filters = ("kecamatan", "kelurahan", "opd", "bidang", "status")
    splits = ("opd", "kecamatan")
    label_at = 6
    value_at = 8
    value = "value_by_opd"
    narrowing = {"rekap": "opd-masuk"}
    groups = (BY_OPD,)
    fields = (
        "kelurahan__kecamatan__name_local",
        "kelurahan__name_local",
        "rw__label",
        "rt__label",
        "title",
        "address",
        "urgency",
        "status",
    )
    notes = (
        "Nilai menurut Perangkat Daerah; bila belum dinilai, menurut kecamatan, kelurahan, atau "
        "pengusul.",
    )

    def selected(self, chosen: Chosen) -> QuerySet[Proposal]:
        return on_ladder(super().selected(chosen), value=["by_opd"])

    def order(self) -> Sequence[Any]:
        return (
            "kelurahan__kecamatan__name_local",
            "kelurahan__name_local",
            *BY_RW_OR_BODY,
            "number",
        )

    def cells(self, row: dict[str, Any], number: int) -> list[Any]:
        return [
            row["opd__name"],
            number,
            row["kelurahan__kecamatan__name_local"],
            row["kelurahan__name_local"],
            row["rw__label"],
            row["rt__label"],
            row["title"],
            row["address"],
            row[self.value],
            row["urgency"],
            STATUS_LABELS[row["status"]],
        ]


class KamusKey(GroupKey):
    """By kamus item; free text has none."""

    def group(self, row: dict[str, Any]) -> Group:
        if row[self.key] is None:
            return Group(WITHOUT_KAMUS, "kamus=kosong")
        return super().group(row)


class SipdDetail(UsulanRecap):
    """SIPD's drill-down: the usulan of a kelurahan under their kamus items."""

    key = "sipd-rinci"
    title = "Rincian Usulan menurut Kamus (susunan SIPD)"
    hint = "Rincian di balik rekap SIPD: usulan di bawah item kamusnya, dengan keterangan."
    columns = (
        RecapColumn("Kecamatan", csv_only=True),
        RecapColumn("Kelurahan", csv_only=True),
        NO,
        RecapColumn("Kamus usulan", width=24),
        RecapColumn("Uraian permasalahan dan usulan", width=38),
        RecapColumn("Lokasi", width=24),
        RecapColumn("Tanggal usul", width=10, number_format=DAY),
        RecapColumn("Rekomendasi volume", width=13, number_format=FRACTION),
        RecapColumn("Satuan", width=10),
        RecapColumn("Pagu", width=15, number_format=WHOLE, is_summed=True, query=""),
        RecapColumn("Keterangan", width=32),
    )
    filters = ("kecamatan", "kelurahan", "opd", "bidang", "status")
    splits = ("kelurahan", "kecamatan")
    label_at = 3
    value_at = 9
    value = "value_by_opd"
    narrowing = {"rekap": "masuk"}
    groups = (
        BY_KECAMATAN,
        BY_KELURAHAN,
        KamusKey("kamus", "kamus_item", "kamus_item__name"),
    )
    fields = (
        "title",
        "problem",
        "address",
        "rw__label",
        "rt__label",
        "submitted_at",
        "volume_by_opd",
        "unit",
        "last_reason",
        "last_note",
    )
    notes = (
        "Rekomendasi volume dan pagu menurut penilaian terakhir, atau menurut pengusul. "
        "Keterangan: alasan dan catatan terakhir.",
    )

    def selected(self, chosen: Chosen) -> QuerySet[Proposal]:
        return on_ladder(super().selected(chosen), value=["by_opd"], volume=["by_opd"])

    def described(self, rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
        said = ProposalEvent.objects.filter(proposal=OuterRef("pk")).exclude(reason=None, note="")
        last = said.order_by("-at", "-pk")
        return rows.annotate(
            last_reason=Subquery(last.values("reason__public_sentence")[:1]),
            last_note=Subquery(last.values("note")[:1]),
        )

    def order(self) -> Sequence[Any]:
        return (*BY_RW_OR_BODY, "number")

    def cells(self, row: dict[str, Any], number: int) -> list[Any]:
        place = [f"{kind} {row[name]}" for kind, name in _PLACES if row[name]]
        said = (row["last_reason"], row["last_note"])
        return [
            row["kelurahan__kecamatan__name_local"],
            row["kelurahan__name_local"],
            number,
            row["kamus_item__name"] or WITHOUT_KAMUS,
            "\n".join(text for text in (row["problem"], row["title"]) if text),
            ", ".join(text for text in (row["address"], *place) if text),
            timezone.localdate(row["submitted_at"]),
            row["volume_by_opd"],
            row["unit"],
            row[self.value],
            " ".join(text for text in said if text),
        ]


_PLACES = (("RT", "rt__label"), ("RW", "rw__label"))
