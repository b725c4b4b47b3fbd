"""Which usulan a user may see: the one scoped read that every list, page and file begins with."""

from typing import Any

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Abs
from django.db.models.lookups import GreaterThan
from django.utils import timezone

from kelurahan.roles import Role
from kelurahan.scope import scope_of
from proposals.statuses import CLEAR_LAND, Status


def borders_of(user: Any) -> Q | None:
    """What ``visible_to`` asks of a row: nothing where everything is seen, ``None`` for nobody."""
    scope = scope_of(user)
    if scope.everything:
        return Q()
    handed_in = Q(submitted_at__isnull=False)
    borders = (
        ("rt__in", scope.ids(Role.RT), Q()),
        ("rw__in", scope.ids(Role.RW, Role.PAMOR), Q()),
        ("organisation__in", scope.ids(Role.ORGANISATION), Q()),
        ("kelurahan__in", scope.ids(Role.STAFF, Role.LURAH), Q()),
        ("kelurahan__in", scope.kelurahan_below, handed_in),
        ("opd__in", scope.ids(Role.OPD), Q(routed_at__isnull=False)),
    )
    allowed = Q()
    for lookup, ids, further in borders:
        if ids:
            allowed |= Q(**{lookup: ids}) & further
    return allowed or None


def lapsed() -> Q:
    """Returned and not sent again in time; of one usulan ``Proposal.is_lapsed`` says the same."""
    return Q(status=Status.RETURNED, due__lt=timezone.localdate())


class ProposalQuerySet(models.QuerySet):
    """Reads of usulan."""

    def visible_to(self, user: Any) -> "ProposalQuerySet":
        """Own RT, own RW, own organisation, own kelurahan; above it only what was handed in.

        RT heads see their RT, RW heads and Pamor their RW, the office its kelurahan (with drafts);
        the kecamatan its own, Bappeda and observers the city (without drafts); an OPD what has
        been routed to it. Filters compare plain keys of the row itself.
        """
        allowed = borders_of(user)
        if allowed is None:
            return self.none()
        return self.filter(allowed) if allowed else self.all()

    def not_in_kamus(self) -> "ProposalQuerySet":
        """Free-text usulan, the first of the three gates."""
        return self.filter(kamus_item=None)

    def land_unclear(self) -> "ProposalQuerySet":
        """Land that is not plainly the city's, the second of the three gates."""
        return self.exclude(land_status="").exclude(land_status__in=CLEAR_LAND)

    def price_far_from_kamus(self) -> "ProposalQuerySet":
        """Value further from volume x kamus price than the cycle tolerates (per cent).

        Of one usulan at hand ``Proposal.price_is_far`` says the same.
        """
        expected = F("volume") * F("kamus_item__unit_price")
        gap = Abs(F("value") - expected) * Value(100)
        limit = expected * F("cycle__price_tolerance_percent")
        return self.filter(GreaterThan(gap, limit), kamus_item__isnull=False, volume__isnull=False)
