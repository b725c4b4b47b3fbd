"""Activation cards: the printed one-time code by which an account gets its first password."""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from kelurahan.models import ActivationCard, User
from kelurahan.scope import forget_scope, scope_of
from kelurahan.selectors import may_keep

VALID_FOR = timedelta(days=30)
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0/O and 1/I, which look alike in print."""

_GROUP = 5
_GROUPS = 2
# 50 random bits need no slow hash; 200 cards must not take a minute.
_ITERATIONS = 20_000
_hasher = PBKDF2PasswordHasher()
_NOBODYS = _hasher.encode("-", _hasher.salt(), _ITERATIONS)


class CardNotValid(Exception):
    """The card was used, replaced or has run out; the message says what to do."""


def issue_card(user: User, issued_by: User) -> str:
    """A new card for ``user``; returns its code, which is shown once and stored only as a hash.

    Earlier cards become void and the old password stops working, on every device.
    Raises ``PermissionDenied`` when ``issued_by`` does not keep this account, ``ValidationError``
    when the account has no running post or is not active.
    """
    if not may_keep(issued_by, user):
        raise PermissionDenied("Akun ini di luar wilayah Anda.")
    code = "".join(secrets.choice(ALPHABET) for _ in range(_GROUP * _GROUPS))
    with transaction.atomic():
        account = User.objects.select_for_update().get(pk=user.pk)
        _check_may_have_card(account)
        void_cards(account)
        ActivationCard.objects.create(
            user=account,
            code_hash=_hasher.encode(code, _hasher.salt(), _ITERATIONS),
            issued_by=issued_by,
            expires_at=timezone.now() + VALID_FOR,
        )
        account.set_unusable_password()
        account.save(update_fields=["password"])
    user.password = account.password
    return "-".join(code[i : i + _GROUP] for i in range(0, len(code), _GROUP))


def issue_cards(users: Iterable[User], issued_by: User) -> list[tuple[User, str]]:
    """A card for each of ``users``, all or none; raises what ``issue_card`` raises."""
    with transaction.atomic():
        return [(user, issue_card(user, issued_by)) for user in users]


def void_cards(user: User) -> int:
    """Make the open cards of ``user`` worthless; returns how many there were."""
    return user.cards.filter(used_at=None, voided_at=None).update(voided_at=timezone.now())


def open_card(user: User | None, code: str) -> ActivationCard | None:
    """The card of ``user`` that ``code`` opens, if it does; the card stays unused.

    Takes as long for an account that does not exist, so that nobody learns names here.
    """
    card = _open_cards().filter(user=user, user__is_active=True).first() if user else None
    stored = card.code_hash if card else _NOBODYS
    fits = _hasher.verify("".join(filter(str.isalnum, code.upper())), stored)
    return card if card and fits else None


def unused_card(card_id: int | None) -> ActivationCard | None:
    """The card with that id while it may still be used."""
    return _open_cards().select_related("user").filter(pk=card_id or 0).first()


def use_card(card_id: int, password: str) -> User:
    """Set the first password by the card, which is then used up; returns the account.

    Raises ``CardNotValid``; of two tries at once exactly one wins.
    """
    with transaction.atomic():
        claimed = _open_cards().filter(pk=card_id).update(used_at=timezone.now())
        if claimed != 1:
            raise CardNotValid(
                "Kartu ini sudah dipakai, diganti, atau lewat waktunya. "
                "Mintalah kartu baru di kantor kelurahan."
            )
        user = ActivationCard.objects.select_related("user").get(pk=card_id).user
        user.set_password(password)
        user.save(update_fields=["password"])
    return user


def _open_cards() -> QuerySet[ActivationCard]:
    return ActivationCard.objects.filter(
        used_at=None, voided_at=None, expires_at__gt=timezone.now()
    )


def _check_may_have_card(account: User) -> None:
    if not account.is_active:
        raise ValidationError(
            f"Akun {account} tidak aktif. Mintalah administrator mengaktifkannya."
        )
    forget_scope(account)
    if not (scope_of(account).posts or account.is_superuser):
        raise ValidationError(f"{account} tidak punya penugasan yang berlaku. Tugaskan dulu.")
