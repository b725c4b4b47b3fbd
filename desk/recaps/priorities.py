"""Table T-D.4 of Permendagri 86/2017, for the kecamatan and in the same shape for the kelurahan."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from desk.recaps.base import BY_KECAMATAN, BY_KELURAHAN, BY_OPD, UsulanRecap
from desk.recaps.chosen import Chosen
from desk.recaps.results import NO, signature_of_lurah
from foundation.indonesia import number as written
from foundation.recaps import RecapColumn
from foundation.sheets import WHOLE
from proposals.ladder import on_ladder
from proposals.models import Proposal

_SUB_KEGIATAN = ("at_opd__sub_kegiatan", "kamus_item__sub_kegiatan")
"""The one that the OPD chose, else the one of the kamus item."""

_COLUMNS = (
    NO,
    RecapColumn("Prioritas daerah", width=21),
    RecapColumn("Sasaran daerah", width=13),
    RecapColumn("Program", width=24),
    RecapColumn("Kegiatan prioritas", width=28),
    RecapColumn("Sasaran kegiatan", width=22),
    RecapColumn("Lokasi", width=18),
    RecapColumn("Volume", width=10),
    RecapColumn("Pagu", width=15, number_format=WHOLE, is_summed=True, query=""),
    RecapColumn("Perangkat Daerah penanggung jawab", width=18),
)
_NOTES = (
    "Kegiatan prioritas: judul usulan. Program dan sasaran kegiatan (indikator) menurut sub "
    "kegiatan yang dipilih Perangkat Daerah, atau sub kegiatan item kamus.",
    "Sasaran daerah diisi menurut RPJMD; portal belum menyimpannya.",
)


class PriorityRecap(UsulanRecap):
    """The ten columns of T-D.4; ``office`` names whose figures and whose order count."""

    numbered = True
    splits = ("opd", "kecamatan", "kelurahan")
    office: str
    fields: ClassVar[tuple[str, ...]] = (
        "city_priority__number",
        "city_priority__name",
        "program",
        "title",
        "indicator",
        "address",
        "unit",
        "rw__label",
    )

    def selected(self, chosen: Chosen) -> QuerySet[Proposal]:
        return on_ladder(super().selected(chosen), value=[self.office], volume=[self.office])

    def described(self, rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
        program = [F(f"{path}__parent__parent__name") for path in _SUB_KEGIATAN]
        indicator = [F(f"{path}__indicator") for path in _SUB_KEGIATAN]
        return rows.annotate(program=Coalesce(*program), indicator=Coalesce(*indicator))

    def ten(self, row: dict[str, Any], number: int) -> list[Any]:
        """The cells of the ten columns."""
        volume = row[f"volume_{self.office}"]
        priority = row["city_priority__number"]
        return [
            number,
            f"{priority}. {row['city_priority__name']}" if priority else "",
            "",
            row["program"],
            row["title"],
            row["indicator"],
            self.location(row),
            "" if volume is None else f"{written(volume)} {row['unit']}".strip(),
            row[self.value],
            row["opd__name"],
        ]

    def location(self, row: dict[str, Any]) -> str:
        """What stands in column 7."""
        raise NotImplementedError


class KecamatanPriorities(PriorityRecap):
    """T-D.4: what the kecamatan agreed on and passed to the OPD, in its order."""

    key = "t-d-4"
    title = "Daftar Urutan Kegiatan Prioritas Kecamatan berdasarkan Perangkat Daerah"
    hint = "Tabel T-D.4 Permendagri 86/2017, per kecamatan dan Perangkat Daerah."
    source = "Tabel T-D.4"
    columns = (RecapColumn("Kecamatan", csv_only=True), *_COLUMNS)
    label_at = 5
    value_at = 9
    office = "by_kecamatan"
    value = "value_by_kecamatan"
    narrowing = {"rekap": "opd-masuk"}
    groups = (BY_KECAMATAN, BY_OPD)
    fields = (*PriorityRecap.fields, "kelurahan__name_local", "volume_by_kecamatan")
    notes = ("Pagu dan volume menurut kecamatan; bila tidak dinilai, menurut kelurahan.", *_NOTES)

    def order(self) -> Sequence[Any]:
        return (
            F("at_kecamatan__rank").asc(nulls_last=True),
            F("kelurahan_rank").asc(nulls_last=True),
            "kelurahan__name_local",
            "number",
        )

    def cells(self, row: dict[str, Any], number: int) -> list[Any]:
        return [row["kelurahan__kecamatan__name_local"], *self.ten(row, number)]

    def location(self, row: dict[str, Any]) -> str:
        return f"Kel. {row['kelurahan__name_local']}"


class KelurahanPriorities(PriorityRecap):
    """The kelurahan's list in the shape of T-D.4, in the order that its Musrenbang gave."""

    key = "prioritas-kelurahan"
    title = "Daftar Urutan Kegiatan Prioritas Kelurahan menurut Perangkat Daerah"
    hint = "Daftar prioritas hasil Musrenbang kelurahan, susunan Tabel T-D.4."
    columns = (
        RecapColumn("Kecamatan", csv_only=True),
        RecapColumn("Kelurahan", csv_only=True),
        *_COLUMNS,
    )
    label_at = 6
    value_at = 10
    office = "by_kelurahan"
    value = "value_by_kelurahan"
    narrowing = {"rekap": "kel-prioritas"}
    groups = (BY_KECAMATAN, BY_KELURAHAN, BY_OPD)
    fields = (*PriorityRecap.fields, "volume_by_kelurahan")
    notes = ("Pagu dan volume menurut kelurahan; bila tidak dinilai, menurut pengusul.", *_NOTES)

    def order(self) -> Sequence[Any]:
        return (F("kelurahan_rank").asc(nulls_last=True), "number")

    def cells(self, row: dict[str, Any], number: int) -> list[Any]:
        return [
            row["kelurahan__kecamatan__name_local"],
            row["kelurahan__name_local"],
            *self.ten(row, number),
        ]

    def location(self, row: dict[str, Any]) -> str:
        rw = f"RW {row['rw__label']}" if row["rw__label"] else ""
        return ", ".join(text for text in (row["address"], rw) if text)

    def closing(self, chosen: Chosen) -> list[str]:
        return signature_of_lurah(chosen)
