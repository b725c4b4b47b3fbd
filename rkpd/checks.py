"""What must hold before a draft is frozen: sums agree, and the usulan still say the same."""

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from foundation.indonesia import number, rupiah
from rkpd.candidates import Candidate, LineKey, candidates, taken_up
from rkpd.errors import Finding
from rkpd.models import Draft, Line, LineSource


class _Source(NamedTuple):
    proposal: UUID
    number: str | None
    line: int
    volume: Decimal
    value: int
    opd: int
    sub_kegiatan: int
    funding_source: str
    unit: str

    @property
    def key(self) -> LineKey:
        return (self.opd, self.sub_kegiatan, self.funding_source, self.unit)


def findings(draft: Draft) -> list[Finding]:
    """Everything that speaks against freezing the draft; empty when nothing does."""
    sources = [
        _Source(*row)
        for row in LineSource.objects.filter(draft=draft)
        .order_by("line__opd_name", "line__code", "proposal__number")
        .values_list(
            "proposal_id",
            "proposal__number",
            "line_id",
            "volume",
            "value",
            "line__opd_id",
            "line__sub_kegiatan_id",
            "line__funding_source",
            "line__unit",
        )
    ]
    return [*_sums(draft, sources), *_usulan(draft, sources)]


def _sums(draft: Draft, sources: list[_Source]) -> list[Finding]:
    """Sum of sources = line, sum of lines = draft; in rupiah, volume and count."""
    if not sources:
        return [Finding("Rancangan ini tidak berisi usulan.")]
    members: dict[int, list[_Source]] = defaultdict(list)
    for source in sources:
        members[source.line].append(source)
    found: list[Finding] = []
    lines = list(Line.objects.filter(draft=draft))
    for line in lines:
        own = members[line.pk]
        value = sum(source.value for source in own)
        volume = sum((source.volume for source in own), Decimal(0))
        if (value, volume, len(own)) != (line.pagu, line.target_volume, line.usulan_count):
            found.append(
                Finding(
                    f"Baris {line.code} {line.opd_name} berisi {rupiah(line.pagu)}, "
                    f"sedangkan jumlah usulannya {rupiah(value)} dari {number(len(own))} usulan."
                )
            )
    total, count = sum(line.pagu for line in lines), sum(line.usulan_count for line in lines)
    if (total, count) != (draft.total, draft.usulan_count):
        found.append(
            Finding(
                f"Jumlah rancangan tertulis {rupiah(draft.total)}, "
                f"sedangkan jumlah barisnya {rupiah(total)}."
            )
        )
    return found


def _usulan(draft: Draft, sources: list[_Source]) -> list[Finding]:
    """Each usulan is still taken up, on the same line, with the same figures."""
    now = {candidate.pk: candidate for candidate in candidates(taken_up(draft.cycle, draft.city))}
    return [
        Finding(sentence, source.proposal, source.number or "")
        for source in sources
        if (sentence := _changed(source, now.get(source.proposal)))
    ]


def _changed(source: _Source, now: Candidate | None) -> str:
    if now is None:
        return f"Usulan {source.number} sekarang tidak lagi diakomodir."
    if now.lacking:
        return f"Usulan {source.number}: {now.lacking}"
    if now.value != source.value:
        return (
            f"Nilai usulan {source.number} berubah dari {rupiah(source.value)} "
            f"menjadi {rupiah(now.value or 0)}."
        )
    if now.volume != source.volume:
        return (
            f"Volume usulan {source.number} berubah dari {number(source.volume)} "
            f"menjadi {number(now.volume or 0)}."
        )
    if now.key != source.key:
        return f"Usulan {source.number} pindah sub kegiatan, Perangkat Daerah atau sumber dana."
    return ""
