"""Addresses in messages: whole ones, since they are written without a request."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer, dumps, loads
from django.urls import reverse

from kelurahan.models import User
from notices.kinds import KINDS, Kind
from proposals.models import Proposal
from proposals.tracking import grouped


@dataclass(frozen=True)
class OffLink:
    """Whose messages over which channel a link ends."""

    user_id: int
    kind: Kind


def absolute(name: str, *args: Any) -> str:
    """The whole address of a page of the portal."""
    return settings.SITE_URL + reverse(name, args=args)


def usulan_url(proposal: Proposal) -> str:
    """Where anybody who has the link follows the usulan, without an account."""
    return settings.SITE_URL + (tracking_path(proposal) or proposal.get_absolute_url())


def tracking_path(proposal: Proposal) -> str:
    """The page of the usulan that anybody may open; empty for one that was never handed in."""
    if not proposal.tracking_code:
        return ""
    return reverse("publik:track", args=[grouped(proposal.tracking_code)])


def off_url(user_id: int, kind: Kind) -> str:
    """The link that ends messages over this channel. It never runs out: old messages have it."""
    return absolute("notices:off", _signer().sign(f"{kind.key}-{user_id}"))


def read_off(token: str) -> OffLink | None:
    """What the token of an ``off_url`` says; ``None`` for one that is not ours or of nobody."""
    try:
        key, _, number = _signer().unsign(token).partition("-")
    except BadSignature:
        return None
    if key not in KINDS or not User.objects.filter(pk=number).exists():
        return None
    return OffLink(int(number), KINDS[key])


@dataclass(frozen=True)
class NewAddress:
    """Who wants to be told at which e-mail address, instead of which."""

    user_id: int
    old: str
    new: str


ADDRESS_LIVES = timedelta(days=3)


def address_url(asked: NewAddress) -> str:
    """The link by which whoever reads the mail of the new address agrees to it."""
    token = dumps([asked.user_id, asked.old, asked.new], salt="notices.address", compress=True)
    return absolute("notices:address", token)


def read_address(token: str) -> NewAddress | None:
    """What the token of an ``address_url`` says; ``None`` for one that is too old or not ours."""
    try:
        return NewAddress(*loads(token, salt="notices.address", max_age=ADDRESS_LIVES))
    except BadSignature:
        return None


def _signer() -> Signer:
    return Signer(sep=".", salt="notices.off")
