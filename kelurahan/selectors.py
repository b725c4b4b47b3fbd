"""Which territory, posts and accounts an office may look over, and who is meant by a name."""

from datetime import date
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from kelurahan.models import (
    OPD,
    RT,
    RW,
    Assignment,
    City,
    Kecamatan,
    Kelurahan,
    Organisation,
    User,
)
from kelurahan.phones import normalise_phone
from kelurahan.roles import PROPOSER_ROLES, Role
from kelurahan.scope import scope_of

_CITY_ROLES = (Role.BAPPEDA, Role.OBSERVER)
_OFFICE_OF_KELURAHAN = (Role.STAFF, Role.LURAH)

_CITY_PATH: dict[type[Model], str] = {
    City: "pk",
    Kecamatan: "city",
    OPD: "city",
    Kelurahan: "kecamatan__city",
    RW: "kelurahan__kecamatan__city",
    RT: "rw__kelurahan__kecamatan__city",
    Organisation: "kelurahan__kecamatan__city",
}
_KELURAHAN_PATH: dict[type[Model], str] = {
    Kelurahan: "pk",
    RW: "kelurahan",
    RT: "rw__kelurahan",
    Organisation: "kelurahan",
}

Territory = TypeVar("Territory", bound=Model)


def account_named(text: str) -> User | None:
    """The account that someone means by a user name (any case) or a telephone number."""
    name = text.strip()
    found = list(User.objects.filter(username__iexact=name)[:2])
    for user in found:
        if user.username == name or len(found) == 1:
            return user
    try:
        return User.objects.filter(phone=normalise_phone(name)).first()
    except ValueError:
        return None


def kelurahan_in_charge(actor: User) -> frozenset[int]:
    """Ids of the kelurahan whose staff or lurah ``actor`` is today."""
    return scope_of(actor).ids(*_OFFICE_OF_KELURAHAN)


def territory_for(model: type[Territory], actor: User) -> QuerySet[Territory]:
    """Rows of a territory model that ``actor``'s office looks over.

    The technical administrator sees all, Bappeda and observers their city, a kelurahan its own.
    """
    rows = model._default_manager.all()
    scope = scope_of(actor)
    if scope.everything:
        return rows
    own = Q(**{f"{_CITY_PATH[model]}__in": scope.ids(*_CITY_ROLES)})
    if path := _KELURAHAN_PATH.get(model):
        own |= Q(**{f"{path}__in": kelurahan_in_charge(actor)})
    return rows.filter(own)


def still_valid(rows: QuerySet[Territory], on: date | None = None) -> QuerySet[Territory]:
    """Those of ``rows`` whose validity has not ended on the day ``on`` (today without it)."""
    return rows.filter(Q(valid_until=None) | Q(valid_until__gte=on or timezone.localdate()))


def assignments_for(actor: User) -> QuerySet[Assignment]:
    """Posts that ``actor`` may look over: all for the technical administrator, else those of
    RT, RW, Pamor and organisations inside the kelurahan where ``actor`` holds office."""
    rows = Assignment.objects.select_related("user")
    if scope_of(actor).everything:
        return rows
    return _with_home(rows).filter(_own_posts(actor))


def accounts_for(actor: User) -> QuerySet[User]:
    """Accounts that ``actor`` may keep: the one place that says so.

    The technical administrator keeps all. A kelurahan keeps people who hold or held a post of
    RT, RW, Pamor or organisation with it, unless they hold another office or a post elsewhere
    now, or are administrators.
    """
    if scope_of(actor).everything:
        return User.objects.all()
    own = _own_posts(actor)
    posts = _with_home(Assignment.objects.filter(user=OuterRef("pk")))
    not_over = Q(until=None) | Q(until__gte=timezone.localdate())
    return User.objects.filter(
        Exists(posts.filter(own)), ~Exists(posts.filter(not_over).exclude(own)), is_superuser=False
    )


def with_running_posts(accounts: QuerySet[User]) -> QuerySet[User]:
    """Accounts with their running posts in ``running``, whatever their number in two queries."""
    return accounts.prefetch_related(
        Prefetch("assignments", Assignment.objects.active(), to_attr="running")
    )


def may_keep(actor: User, user: User) -> bool:
    """Whether ``actor`` may change ``user``'s account and hand out cards for it."""
    return accounts_for(actor).filter(pk=user.pk).exists()


def _own_posts(actor: User) -> Q:
    return Q(role__in=PROPOSER_ROLES, home__in=kelurahan_in_charge(actor))


def _with_home(posts: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Posts with the kelurahan of a proposer in ``home``; 0 for the posts of offices."""
    return posts.annotate(
        home=Coalesce("rw__kelurahan_id", "rt__rw__kelurahan_id", "organisation__kelurahan_id", 0)
    )
