"""What a user may look over: their running assignments, read once, as plain ids."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from kelurahan.models import Assignment, Kelurahan
from kelurahan.roles import OFFICE_ROLES, PROPOSER_ROLES, TERRITORY_FIELDS, TERRITORY_OF_ROLE, Role


@dataclass(frozen=True)
class Post:
    """One running assignment: a role over one territory, with the territory's name."""

    role: Role
    territory_id: int
    territory_name: str


@dataclass(frozen=True)
class Scope:
    """All running assignments of one user.

    ``everything`` is the technical administrator: sees all rows, may do no deed.
    """

    posts: tuple[Post, ...] = ()
    everything: bool = False
    kelurahan_below: frozenset[int] = frozenset()
    """Kelurahan under the kecamatan and cities held, so that rows need no join to be judged."""

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(post.role for post in self.posts)

    @property
    def key(self) -> str:
        """Names what is seen: whoever holds the same posts sees the same rows."""
        held = sorted({f"{post.role.value}-{post.territory_id}" for post in self.posts})
        return ",".join(["everything", *held] if self.everything else held)

    @property
    def is_proposer(self) -> bool:
        return bool(self.roles & PROPOSER_ROLES)

    @property
    def writes_usulan(self) -> bool:
        """Proposers, and kelurahan staff who enter for the office or for those who cannot."""
        return self.is_proposer or Role.STAFF in self.roles

    @property
    def is_office(self) -> bool:
        return self.everything or bool(self.roles & OFFICE_ROLES)

    def ids(self, *roles: Role) -> frozenset[int]:
        """Ids of the territories held in any of ``roles``."""
        return frozenset(post.territory_id for post in self.posts if post.role in roles)

    def post_over(self, role: Role, territory_id: int | None) -> Post | None:
        """The post by which the user acts as ``role`` over that territory, if they hold it."""
        for post in self.posts:
            if post.role == role and post.territory_id == territory_id:
                return post
        return None


def scope_of(user: Any) -> Scope:
    """The scope of ``user``, remembered on the object: one query per request."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Scope()
    if not hasattr(user, "_scope"):
        posts = _posts(user.pk)
        user._scope = Scope(posts, user.is_superuser, _kelurahan_below(posts))
    return user._scope


def _kelurahan_below(posts: tuple[Post, ...]) -> frozenset[int]:
    kecamatan = {post.territory_id for post in posts if post.role == Role.KECAMATAN}
    cities = {p.territory_id for p in posts if p.role in (Role.BAPPEDA, Role.OBSERVER)}
    if not kecamatan and not cities:
        return frozenset()
    held = Q(kecamatan__in=kecamatan) | Q(kecamatan__city__in=cities)
    return frozenset(Kelurahan.objects.filter(held).values_list("pk", flat=True))


def forget_scope(user: Any) -> None:
    """Read the assignments anew next time, after they were changed within one request."""
    for remembered in ("_scope", "_role_perm_cache", "_perm_cache", "_user_perm_cache"):
        vars(user).pop(remembered, None)


def _posts(user_id: int) -> tuple[Post, ...]:
    columns = [f"{name}_id" for name in TERRITORY_FIELDS]
    rows = Assignment.objects.active().filter(user_id=user_id).order_by("pk")
    return tuple(
        Post(
            Role(row["role"]),
            row[f"{TERRITORY_OF_ROLE[Role(row['role'])]}_id"],
            row["territory_name"],
        )
        for row in rows.values("role", "territory_name", *columns)
    )
