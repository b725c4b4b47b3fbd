"""Accounts and posts of those who hand in usulan, kept by their own kelurahan."""

import re
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from kelurahan.models import RT, RW, Assignment, Organisation, User
from kelurahan.phones import normalise_phone
from kelurahan.roles import PROPOSER_ROLES, TERRITORY_OF_ROLE, Role
from kelurahan.scope import forget_scope, scope_of
from kelurahan.selectors import kelurahan_in_charge, may_keep
from kelurahan.services.cards import void_cards

ProposerTerritory = RT | RW | Organisation

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
_TAKEN_MEANWHILE = "Baru saja ada orang lain yang mengubah data ini. Muat ulang, lalu coba lagi."


def propose_username(role: Role, territory: ProposerTerritory) -> str:
    """A free user name that says where the person serves: ``rt003rw005.pengasinan``."""
    return free_username(
        f"{_short_name(role, territory)}.{slugify(_kelurahan(territory).name_local)}"
    )


def free_username(wanted: str) -> str:
    """``wanted``, or with a number behind it where that is taken: ``lurah.pengasinan.2``."""
    base = wanted[:50]
    taken = set(User.objects.filter(username__istartswith=base).values_list("username", flat=True))
    taken = {name.lower() for name in taken}
    serial, name = 1, base
    while name in taken:
        serial += 1
        name = f"{base}.{serial}"
    return name


def create_account(
    *,
    actor: User,
    full_name: str,
    role: Role,
    territory: ProposerTerritory,
    phone: str = "",
    username: str = "",
) -> User:
    """A new account with its first post; it has no password until its card is used.

    ``username`` is proposed when empty. Raises ``PermissionDenied`` outside ``actor``'s
    kelurahan, ``ValidationError`` (by field) on bad input or when the post is taken.
    """
    _require_own(actor, role, territory)
    try:
        with transaction.atomic():
            user = store_account(
                username=username or propose_username(role, territory),
                full_name=full_name,
                phone=phone,
            )
            assign(user, role, territory)
    except IntegrityError as error:
        raise ValidationError(_TAKEN_MEANWHILE) from error
    return user


def appoint(*, actor: User, user: User, role: Role, territory: ProposerTerritory) -> Assignment:
    """A further post for someone who already has an account with the kelurahan.

    Raises ``PermissionDenied`` when the account or the territory is not ``actor``'s to keep,
    ``ValidationError`` when the post is taken.
    """
    _require_own(actor, role, territory)
    if not may_keep(actor, user):
        raise PermissionDenied("Akun ini di luar wilayah Anda.")
    try:
        with transaction.atomic():
            return assign(user, role, territory)
    except IntegrityError as error:
        raise ValidationError(_TAKEN_MEANWHILE) from error


def last_day_before_now(assignment: Assignment) -> date:
    """The last day that ends a post at once: yesterday, or today when it began today."""
    return max(timezone.localdate() - timedelta(days=1), assignment.since)


def end_assignment(
    *, assignment: Assignment, actor: User, last_day: date | None = None
) -> Assignment:
    """End a post; what its holder did stays theirs. Without ``last_day`` it ends at once.

    Cards not yet used become void when it was the holder's only post. Raises
    ``PermissionDenied`` outside ``actor``'s charge, ``ValidationError`` on a bad day or when the
    post is already over.
    """
    if not _in_charge_of(actor, assignment):
        raise PermissionDenied("Penugasan ini di luar wilayah Anda.")
    day = last_day or last_day_before_now(assignment)
    if day > timezone.localdate():
        raise ValidationError({"last_day": "Tanggal terakhir bertugas paling lambat hari ini."})
    if day < assignment.since:
        raise ValidationError(
            {"last_day": "Tanggal terakhir bertugas tidak boleh sebelum tanggal mulai."}
        )
    with transaction.atomic():
        ended = Assignment.objects.filter(pk=assignment.pk, until=None).update(until=day)
        if ended != 1:
            raise ValidationError("Penugasan ini sudah diakhiri.")
        assignment.until = day
        user = assignment.user
        forget_scope(user)
        if not scope_of(user).posts:
            void_cards(user)
    return assignment


def replace_holder(
    *,
    assignment: Assignment,
    actor: User,
    user: User | None = None,
    full_name: str = "",
    phone: str = "",
    username: str = "",
) -> User:
    """End a post and give it to someone else in one step; returns the new holder.

    The new holder is ``user``, or a new account made from the other arguments. Raises what
    ``end_assignment``, ``appoint`` and ``create_account`` raise; then nothing has changed.
    """
    role = Role(assignment.role)
    territory = getattr(assignment, TERRITORY_OF_ROLE[role])
    if user and user.pk == assignment.user_id:
        raise ValidationError({"user": "Orang ini sudah memegang tugas itu. Pilih orang lain."})
    with transaction.atomic():
        end_assignment(assignment=assignment, actor=actor)
        if user:
            appoint(actor=actor, user=user, role=role, territory=territory)
            return user
        return create_account(
            actor=actor,
            full_name=full_name,
            role=role,
            territory=territory,
            phone=phone,
            username=username,
        )


def set_own_email(user_id: int, *, old: str, new: str) -> bool:
    """The person's own new address; ``False`` when it was changed elsewhere since ``old``."""
    own = User.objects.filter(pk=user_id, is_active=True, email=old)
    return bool(own.update(email=new))


def change_contact(*, user: User, actor: User, full_name: str, phone: str) -> User:
    """Correct the name or telephone number of an account that ``actor`` keeps.

    Raises ``PermissionDenied`` or ``ValidationError``.
    """
    if not may_keep(actor, user):
        raise PermissionDenied("Akun ini di luar wilayah Anda.")
    user.full_name = " ".join(full_name.split())
    user.phone = _phone(phone)
    user.full_clean(exclude=["password"])
    user.save(update_fields=["full_name", "phone"])
    return user


def store_account(*, username: str, full_name: str, phone: str) -> User:
    """An account without a password, checked; whoever calls has made sure that it may be."""
    user = User(
        username=_check_username(username),
        full_name=" ".join(full_name.split()),
        phone=_phone(phone),
    )
    user.set_unusable_password()
    user.full_clean()
    user.save()
    return user


def assign(user: User, role: Role, territory: Any, **term: date | None) -> Assignment:
    """A post from today on, or for the ``since`` and ``until`` given; checked likewise."""
    assignment = Assignment(user=user, role=role, **{TERRITORY_OF_ROLE[role]: territory}, **term)
    assignment.full_clean()
    assignment.save()
    forget_scope(user)
    return assignment


def _require_own(actor: User, role: Role, territory: ProposerTerritory) -> None:
    if role not in PROPOSER_ROLES:
        raise PermissionDenied("Peran kantor ditetapkan oleh administrator.")
    if territory._meta.model_name != TERRITORY_OF_ROLE[role]:
        raise ValidationError("Wilayah tidak sesuai dengan peran.")
    own = _kelurahan(territory).pk in kelurahan_in_charge(actor)
    if not (own or scope_of(actor).everything):
        raise PermissionDenied("Wilayah ini bukan wilayah Anda.")
    if territory.valid_until and territory.valid_until < timezone.localdate():
        raise ValidationError(f"{territory} sudah tidak berlaku. Pilih yang lain.")


def _in_charge_of(actor: User, assignment: Assignment) -> bool:
    if scope_of(actor).everything:
        return True
    if assignment.role not in PROPOSER_ROLES:
        return False
    territory: Any = getattr(assignment, TERRITORY_OF_ROLE[Role(assignment.role)])
    return _kelurahan(territory).pk in kelurahan_in_charge(actor)


def _kelurahan(territory: ProposerTerritory) -> Any:
    return territory.rw.kelurahan if isinstance(territory, RT) else territory.kelurahan


def _short_name(role: Role, territory: ProposerTerritory) -> str:
    match territory:
        case RT():
            return f"rt{territory.label}rw{territory.rw.label}".lower()
        case RW():
            return f"{'pamor.' if role == Role.PAMOR else ''}rw{territory.label}".lower()
        case _:
            return slugify(territory.name)[:40] or "lembaga"


def _check_username(username: str) -> str:
    """User names are small letters: a phone that writes a capital first must not matter."""
    name = username.strip().lower()
    if not _USERNAME.fullmatch(name):
        raise ValidationError(
            {
                "username": "Nama pengguna paling sedikit 3 huruf kecil, angka, titik atau "
                "tanda hubung, tanpa spasi."
            }
        )
    if not re.search(r"[a-z]", name):
        raise ValidationError({"username": "Nama pengguna harus berisi huruf."})
    if User.objects.filter(username__iexact=name).exists():
        raise ValidationError({"username": "Nama pengguna ini sudah dipakai. Pilih yang lain."})
    return name


def _phone(text: str) -> str | None:
    try:
        return normalise_phone(text) if text.strip() else None
    except ValueError as error:
        raise ValidationError({"phone": str(error)}) from error
