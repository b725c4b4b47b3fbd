"""A page of the public list, and what each line of it tells."""

from dataclasses import dataclass

from planning.explain import unit_shown
from proposals.models import Proposal
from proposals.progress import Calendar
from proposals.public import shown_title
from proposals.selectors import standing_reasons
from publik.choice import Choice
from publik.story import Waited, waited_of

PAGE = 50


@dataclass(frozen=True)
class Row:
    """One usulan in the list; ``reason`` is the public sentence of its last decision."""

    proposal: Proposal
    title: str
    reason: str
    waited: Waited | None

    @property
    def unit(self) -> str:
        """The unit as people write it."""
        return unit_shown(self.proposal.unit)


def page_of(choice: Choice, after: str) -> tuple[list[Row], str]:
    """The rows that follow number ``after``, and the number after which the next page begins."""
    rows = choice.rows().select_related("kelurahan", "rw", "kamus_item", "opd").order_by("number")
    if after:
        rows = rows.filter(number__gt=after[:40])
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    reasons, calendar = standing_reasons(shown), Calendar(choice.cycle)
    lines = [
        Row(row, shown_title(row), reasons.get(row.pk, ""), waited_of(row, calendar))
        for row in shown
    ]
    return lines, (shown[-1].number or "") if len(found) > PAGE else ""
