"""The offices whose figures someone may see: one for each post held."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from kelurahan.roles import Role
from kelurahan.scope import scope_of
from planning.models import Cycle
from proposals.models import Proposal
from proposals.review import in_cycle
from proposals.tallies import EVERYTHING, Border, Tallies, added_up, counted, tallies_of

CITY, KECAMATAN, OPD, KELURAHAN = "kota", "kecamatan", "opd", "kelurahan"
_KINDS = {
    Role.STAFF: (KELURAHAN, "Kelurahan "),
    Role.LURAH: (KELURAHAN, "Kelurahan "),
    Role.KECAMATAN: (KECAMATAN, "Kecamatan "),
    Role.OPD: (OPD, ""),
}


@dataclass(frozen=True)
class Office:
    """One office: its kind, the key of its territory (none: the city), and its name."""

    kind: str
    pk: int | None
    title: str

    @property
    def slug(self) -> str:
        """In addresses: ``kota``, ``kelurahan-12``."""
        return self.kind if self.pk is None else f"{self.kind}-{self.pk}"

    @property
    def filters(self) -> dict[str, Any]:
        """What narrows the list of usulan to the office's own."""
        return {} if self.pk is None else {self.kind: self.pk}

    @property
    def places(self) -> list[int] | None:
        """The kelurahan whose deeds alone change its figures; ``None``: any may."""
        return [self.pk] if self.kind == KELURAHAN and self.pk else None

    def rows(self, user: Any, cycle: Cycle) -> QuerySet[Proposal]:
        """Its usulan, as far as ``user`` sees them: the same that the list shows."""
        return self.narrow(in_cycle(user, cycle))

    def tallies(self, user: Any, cycle: Cycle, *parts: str) -> Tallies:
        """``parts`` of the figures of ``rows``.

        Of several kelurahan only those that have changed are counted. A kelurahan's own pages
        are drawn anew only when it has changed, and the rows of an OPD are found in an index:
        these two count their own.
        """
        border = Border.of(scope_of(user))
        if border is None or self.kind in (KELURAHAN, OPD):
            return added_up(counted(self.rows(user, cycle), *parts), EVERYTHING)
        own = {} if self.pk is None else {"kecamatan": self.pk}
        return added_up(tallies_of(cycle, border.places(**own), *parts), border)

    def narrow(self, rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
        """Of ``rows`` those of its own territory."""
        column = {KECAMATAN: "kelurahan__kecamatan", OPD: "opd", KELURAHAN: "kelurahan"}
        return rows if self.pk is None else rows.filter(**{column[self.kind]: self.pk})


def offices_of(user: Any) -> list[Office]:
    """Kelurahan first, then kecamatan and OPD, the city last; each once.

    The technical administrator sees the city's.
    """
    scope = scope_of(user)
    found: dict[str, Office] = {}
    for role, (kind, word) in _KINDS.items():
        for post in scope.posts:
            if post.role == role:
                office = Office(kind, post.territory_id, f"{word}{post.territory_name}")
                found[office.slug] = office
    if scope.everything or scope.roles & {Role.BAPPEDA, Role.OBSERVER}:
        found[CITY] = Office(CITY, None, "Kota")
    return list(found.values())
