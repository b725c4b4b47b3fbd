"""Posts of offices: given, handed over and corrected by the technical administrator."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from kelurahan.models import OPD, Assignment, User
from kelurahan.roles import OFFICE_ROLES, Role
from kelurahan.scope import forget_scope, scope_of
from kelurahan.services.accounts import assign, end_assignment, free_username, store_account
from kelurahan.services.cards import void_cards

_NAMED_AS = {Role.KECAMATAN: "camat"}


def propose_office_username(role: Role, territory: Any) -> str:
    """A free user name that says which office: ``lurah.pengasinan``, ``opd.dbmsda``."""
    name = territory.code if isinstance(territory, OPD) else territory.name_local
    return free_username(f"{_NAMED_AS.get(role, role.value)}.{slugify(name)}")


def give_office(
    *,
    actor: User,
    role: Role,
    territory: Any,
    since: date,
    until: date | None = None,
    user: User | None = None,
    full_name: str = "",
    phone: str = "",
    username: str = "",
    instead_of: Assignment | None = None,
) -> Assignment:
    """A post of an office for ``user``, or for a new account that waits for its card.

    ``instead_of`` ends on the day before ``since``. Raises ``PermissionDenied`` for all but the
    technical administrator, ``ValidationError`` on bad input; then nothing has changed.
    """
    _require_administrator(actor)
    if role not in OFFICE_ROLES:
        raise ValidationError("Peran ini ditetapkan oleh kelurahannya.")
    with transaction.atomic():
        holder = user or store_account(
            username=username or propose_office_username(role, territory),
            full_name=full_name,
            phone=phone,
        )
        assignment = assign(holder, role, territory, since=since, until=until)
        if instead_of:
            end_assignment(assignment=instead_of, actor=actor, last_day=since - timedelta(days=1))
    return assignment


def change_office(
    *, actor: User, assignment: Assignment, since: date, until: date | None, phone: str | None
) -> Assignment:
    """Correct the term of a post and the telephone number of its holder.

    Cards not yet used become void when no running post is left. Raises ``PermissionDenied`` for
    all but the technical administrator, ``ValidationError``; then nothing has changed.
    """
    _require_administrator(actor)
    user = assignment.user
    with transaction.atomic():
        if user.phone != phone:
            user.phone = phone
            user.full_clean(exclude=["password"])
            user.save(update_fields=["phone"])
        if (assignment.since, assignment.until) != (since, until):
            assignment.since, assignment.until = since, until
            assignment.full_clean()
            assignment.save(update_fields=["since", "until", "territory_name"])
            forget_scope(user)
            if until and until < timezone.localdate() and not scope_of(user).posts:
                void_cards(user)
    return assignment


def _require_administrator(actor: User) -> None:
    if not scope_of(actor).everything:
        raise PermissionDenied("Peran kantor ditetapkan oleh administrator.")
