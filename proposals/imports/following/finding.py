"""Finds the usulan that a row of SIPD's file speaks of: by what is surest first."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, prefetch_related_objects

from kelurahan.models import Kelurahan, User
from planning.models import Cycle
from proposals.imports.following.reading import Told
from proposals.imports.parsing import name_key
from proposals.imports.references import KelurahanIndex
from proposals.imports.rows import RowProblem
from proposals.models import Proposal

Content = tuple[str, str, Decimal | None]
"""Title and problem as keys of comparison, and the volume."""


@dataclass(frozen=True)
class Found:
    """The usulan, and how it was recognised when that was not SIPD's id or our number."""

    proposal: Proposal
    remark: str = ""


class Finder:
    """Looks among the usulan of one cycle that ``actor`` may see; a few queries per batch."""

    def __init__(self, cycle: Cycle, actor: User) -> None:
        self._usulan: QuerySet[Proposal] = Proposal.objects.visible_to(actor).filter(
            cycle=cycle, submitted_at__isnull=False
        )
        self._kelurahan = KelurahanIndex(None)
        self._contents: dict[int, dict[Content, list[Any]]] = {}

    def find(self, batch: Sequence[Told]) -> list[Found | RowProblem]:
        """One answer per row, in their order."""
        keyed = self._by_key(batch)
        answers: list[Any] = [self._keyed(told, keyed) for told in batch]
        by_content = {
            position: self._by_content(told)
            for position, told in enumerate(batch)
            if answers[position] is None
        }
        keys = [answer for answer in by_content.values() if not isinstance(answer, RowProblem)]
        held = {row.pk: row for row in _ready(self._usulan.filter(pk__in=keys))} if keys else {}
        for position, answer in by_content.items():
            answers[position] = (
                answer
                if isinstance(answer, RowProblem)
                else Found(held[answer], "Dikenali dari judul, masalah, dan volumenya.")
            )
        return answers

    def _by_key(self, batch: Sequence[Told]) -> dict[str, list[Proposal]]:
        ids = {told.external_id for told in batch if told.external_id}
        numbers = ids.union(*(told.numbers for told in batch))
        found: dict[str, list[Proposal]] = defaultdict(list)
        rows = self._usulan.filter(Q(external_id__in=ids) | Q(number__in=numbers))
        for row in _ready(rows):
            if row.external_id:
                found[f"id {row.external_id}"].append(row)
            found[f"number {row.number}"].append(row)
        return found

    def _keyed(self, told: Told, found: dict[str, list[Proposal]]) -> Found | RowProblem | None:
        if told.external_id:
            if same := found.get(f"id {told.external_id}"):
                return self._only_one(told, same)
            if same := found.get(f"number {told.external_id}"):
                return self._numbered(told, same[0], "")
        written = [row for number in told.numbers for row in found.get(f"number {number}", ())]
        if len(written) > 1:
            numbers = ", ".join(str(row.number) for row in written)
            return RowProblem(
                "title", f"Baris ini menyebut beberapa nomor usulan: {numbers}. Sisakan satu."
            )
        if written:
            remark = f"Dikenali dari nomor {written[0].number} di teksnya."
            return self._numbered(told, written[0], remark)
        return None

    def _numbered(self, told: Told, usulan: Proposal, remark: str) -> Found | RowProblem:
        """A number is quickly mistyped: the row must not speak of another kelurahan."""
        named = self._kelurahan.named(told)
        if told.kelurahan and usulan.kelurahan_id not in {each.pk for each in named}:
            return RowProblem(
                "kelurahan",
                f"Nomor {usulan.number} adalah usulan Kelurahan {usulan.kelurahan}, padahal baris "
                f"ini untuk “{told.kelurahan[:60]}”. Periksa nomornya.",
            )
        item = usulan.kamus_item
        held = {name_key(usulan.title), name_key(item.name if item else usulan.title)}
        if any(told.titles) and told.titles.isdisjoint(held):
            remark = f"{remark} Judul di berkas berbeda dari “{usulan.title[:80]}”.".lstrip()
        return Found(usulan, remark)

    def _only_one(self, told: Told, same: list[Proposal]) -> Found | RowProblem:
        """The same id may stand in two kelurahan; the row's own tells them apart."""
        if len(same) == 1:
            return Found(same[0])
        try:
            kelurahan = self._kelurahan.find(told)
        except RowProblem as problem:
            return problem
        here = [row for row in same if row.kelurahan_id == kelurahan.pk]
        if len(here) == 1:
            return Found(here[0])
        return RowProblem("external_id", f"ID {told.external_id} dipakai beberapa usulan.")

    def _by_content(self, told: Told) -> Any:
        """The key of the one usulan of that kelurahan with that content, or a ``RowProblem``."""
        try:
            kelurahan = self._kelurahan.find(told)
        except RowProblem as problem:
            return problem
        contents = self._contents_of(kelurahan)
        fits = {
            key
            for title in told.titles
            for problem_key in told.problems
            for key in contents.get((title, problem_key, told.volume), ())
        }
        if len(fits) == 1:
            return fits.pop()
        if fits:
            return RowProblem(
                "title",
                f"Ada {len(fits)} usulan di Kelurahan {kelurahan} dengan judul, masalah, dan "
                "volume ini. Tulis nomor usulan portal di kolom Catatan, lalu impor lagi.",
            )
        return RowProblem(
            "external_id",
            f"Usulan ini tidak ditemukan di Kelurahan {kelurahan}. Tulis nomor usulan portal di "
            "kolom ID usulan atau Catatan, lalu impor lagi.",
        )

    def _contents_of(self, kelurahan: Kelurahan) -> dict[Content, list[Any]]:
        if kelurahan.pk not in self._contents:
            contents: dict[Content, list[Any]] = defaultdict(list)
            rows = self._usulan.filter(kelurahan=kelurahan, external_id="").order_by()
            for pk, title, item, problem, volume in rows.values_list(
                "pk", "title", "kamus_item__name", "problem", "volume"
            ):
                for name in {name_key(title), name_key(item or title)}:
                    contents[name, name_key(problem), volume].append(pk)
            self._contents[kelurahan.pk] = contents
        return self._contents[kelurahan.pk]


def _ready(rows: QuerySet[Proposal]) -> Iterable[Proposal]:
    """The usulan with all that following them asks; what many share is read once."""
    found = list(rows.order_by("pk"))
    prefetch_related_objects(
        found, "kelurahan__kecamatan", "kamus_item__sub_kegiatan", "opd", "assessments"
    )
    return found
