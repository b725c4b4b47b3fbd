"""Volume, value and sub kegiatan of an accommodated usulan: SIPD's, else those at hand."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from planning.models import Nomenclature, NomenclatureVersion
from planning.successors import Successors
from proposals.imports.following.reading import Told
from proposals.imports.parsing import name_key
from proposals.imports.references import unit_key
from proposals.imports.rows import RowProblem
from proposals.models import Assessment, Proposal
from proposals.statuses import FundingSource, Level
from proposals.workflow import Details

_LATEST_FIRST = (Level.OPD, Level.KECAMATAN, Level.KELURAHAN)


@dataclass
class Figures:
    """What the OPD gives according to SIPD; ``remarks`` say where a figure came from elsewhere."""

    volume: Decimal
    value: int
    sub_kegiatan: Nomenclature
    remarks: list[str] = field(default_factory=list)

    def details(self) -> Details:
        """As the workflow asks for them. What SIPD plans for a city is paid by its APBD."""
        return Details(
            volume=self.volume,
            value=self.value,
            sub_kegiatan=self.sub_kegiatan,
            funding_source=FundingSource.APBD,
        )


class SubKegiatanIndex:
    """The sub kegiatan of the newest nomenclature by code and, where only one has it, by name."""

    def __init__(self) -> None:
        version = NomenclatureVersion.objects.order_by("-code").first()
        nodes = Nomenclature.objects.filter(
            version=version, level=Nomenclature.Level.SUB_KEGIATAN
        ).only("code", "name", "version")
        self._successors = Successors(version)
        self._by_code: dict[str, Nomenclature] = {}
        self._by_name: dict[str, list[Nomenclature]] = {}
        for node in nodes:
            self._by_code[node.code] = node
            self._by_name.setdefault(name_key(node.name), []).append(node)

    def find(self, told: Told) -> tuple[Nomenclature | None, list[str]]:
        """The node that the row names, and what is to be said about it."""
        code, name = told.sub_kegiatan_code, told.sub_kegiatan_name
        if node := self._by_code.get(code):
            return node, []
        if change := self._successors.of(code):
            if change.only:
                return change.only, [change.sentence]
            fits = [node for node in change.nodes if name_key(node.name) == name_key(name)]
            return (fits[0] if len(fits) == 1 else None), [change.sentence]
        named = self._by_name.get(name_key(name), []) if name else []
        if len(named) == 1:
            return named[0], [f"Sub kegiatan dikenali dari namanya: {named[0].code}."]
        if code or name:
            return None, [f"Sub kegiatan “{(code or name)[:60]}” tidak ada di nomenklatur."]
        return None, []


def figures_for(told: Told, proposal: Proposal, index: SubKegiatanIndex) -> Figures:
    """Raises ``RowProblem`` when SIPD gives none and the portal has none either."""
    _refuse_other_unit(told, proposal)
    given: list[Any] = _given_by_offices(proposal)
    remarks: list[str] = []
    volume = told.volume or _latest("volume", given, proposal, remarks)
    value = told.value or _latest("value", given, proposal, remarks)
    if not volume:
        raise RowProblem("volume", "Volume kosong di berkas dan di portal. Isi dulu.")
    if not value:
        raise RowProblem("value", "Anggaran kosong di berkas dan di portal. Isi dulu.")
    node, said = index.find(told)
    if node is None:
        node = _sub_kegiatan_at_hand(proposal, given)
        if node is None:
            raise RowProblem(
                "note_sub_kegiatan",
                " ".join([*said, "Isi kolom Sub kegiatan dengan kode yang berlaku."]),
            )
        said = [*said, f"Memakai sub kegiatan {node.code}."]
    return Figures(volume, value, node, [*remarks, *said])


def lacks_figures(proposal: Proposal) -> bool:
    """An accommodated usulan whose OPD has not said with which figures."""
    row = next((each for each in proposal.assessments.all() if each.level == Level.OPD), None)
    named = (row.volume, row.value, row.sub_kegiatan_id, row.funding_source) if row else (None,)
    return any(value in (None, "") for value in named)


def _given_by_offices(proposal: Proposal) -> list[Assessment]:
    held = {row.level: row for row in proposal.assessments.all()}
    return [held[level] for level in _LATEST_FIRST if level in held]


def _latest(name: str, given: Iterable[Any], proposal: Proposal, remarks: list[str]) -> Any:
    title = {"volume": "Volume", "value": "Anggaran"}[name]
    for row in given:
        if (figure := getattr(row, name)) is not None:
            remarks.append(f"{title} kosong di berkas, memakai angka {row.get_level_display()}.")
            return figure
    remarks.append(f"{title} kosong di berkas, memakai angka pengusul.")
    return getattr(proposal, name)


def _sub_kegiatan_at_hand(proposal: Proposal, given: Iterable[Any]) -> Nomenclature | None:
    named = (row.sub_kegiatan for row in given if row.sub_kegiatan_id)
    of_item = proposal.kamus_item.sub_kegiatan if proposal.kamus_item else None
    return next(named, of_item)


def _refuse_other_unit(told: Told, proposal: Proposal) -> None:
    """A line of the RKPD adds up volumes; a volume in another unit would be a wrong sum."""
    if (
        told.volume
        and told.unit
        and proposal.unit
        and unit_key(told.unit) != unit_key(proposal.unit)
    ):
        raise RowProblem(
            "unit",
            f"Satuan di berkas {told.unit}, di portal {proposal.unit}. Samakan dulu, lalu impor "
            "lagi.",
        )
