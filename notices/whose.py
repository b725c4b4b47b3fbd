"""Whose usulan it is, as conditions on its columns: ``selectors.owned_by`` for rows that join it.

``at`` is the way from the row to the usulan. A join costs a fraction of what reading ``owned_by``
as a query within a query does, and "Usulan saya" counts new messages each time it is opened.
"""

from collections.abc import Iterable

from django.db.models import Q

from kelurahan.roles import Role
from kelurahan.scope import Scope
from proposals.selectors import TERRITORY_COLUMN
from proposals.workflow.engine import OWNER_OF_KIND

HELPING = frozenset({Role.PAMOR, Role.STAFF})
"""Roles that also act in the name of a proposer."""


def owned(scope: Scope, at: str) -> Q:
    """Usulan that are written in a post that is held, for oneself or helping."""
    return _any(scope, OWNER_OF_KIND, at)


def held(scope: Scope, at: str) -> Q:
    """Usulan of which the proposer's own post is held."""
    return _any(scope, OWNER_OF_KIND.keys() - HELPING, at)


def _any(scope: Scope, roles: Iterable[Role], at: str) -> Q:
    found = [_of(role, ids, at) for role in roles if (ids := scope.ids(role))]
    return Q(*found, _connector=Q.OR) if found else Q(pk__in=[])


def _of(role: Role, ids: frozenset[int], at: str) -> Q:
    kind = Q(**{f"{at}proposer_kind__in": OWNER_OF_KIND[role]})
    if role == Role.STAFF:
        kind |= Q(**{f"{at}assisted_by__isnull": False})
    return Q(kind, **{f"{at}{TERRITORY_COLUMN[role]}": ids})
