"""From what has not been told to messages that left: claimed, sent, and marked as sent.

A digest is claimed in a transaction of its own before anything is sent, so two commands at once
never send the same one. Whoever dies between claim and mark leaves it claimed; after ``LEASE``
another run sends it again, under the same id. So a message can come twice when the record of its
going was lost, and never fails to come because of it.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from kelurahan.models import User
from kelurahan.scope import forget_scope
from notices.channels import Channel, Letter, NotSent
from notices.choices import recipients
from notices.kinds import Kind
from notices.links import off_url
from notices.models import UNDER_WAY, Digest, State, Told
from notices.pending import Pending, content_of, free_for, pending_for
from notices.wording import text_of
from proposals.progress import Calendar

LEASE = timedelta(minutes=10)
"""After this a digest that is claimed and not marked counts as left behind."""
REST, LONGEST_REST = timedelta(minutes=25), timedelta(hours=12)
"""How long a message rests after the first failure (doubled with each), and at most."""
GIVE_UP = timedelta(days=7)
"""Then the portal alone tells it."""
KEPT = timedelta(days=90)
"""How long the portal remembers what it sent: far above the time from which moves are told."""
MOST_DOWN = 5
"""So many failures of the gateway itself, one after another, and the run leaves it alone."""

logger = logging.getLogger(__name__)


@dataclass
class Tally:
    """What one run did over one channel."""

    sent: int = 0
    failed: int = 0
    dropped: int = 0
    ended: int = 0
    is_down: bool = False


@dataclass
class Run:
    """One run over one channel."""

    kind: Kind
    channel: Channel
    tally: Tally = field(default_factory=Tally)
    calendars: dict[int, Calendar] = field(default_factory=dict)
    down: int = 0

    def over_all(self) -> Tally:
        """Everybody who has something to be told; those never tried before those that failed."""
        now = timezone.now()
        drop_unreachable(self.kind, now)
        try:
            for user in waiting_users(self.kind, now):
                if digest := claim(user, self.kind):
                    self._deliver(digest, user)
                if self.down >= MOST_DOWN:
                    self.tally.is_down = True
                    logger.warning("%s: left alone for this run", self.kind.key)
                    break
        finally:
            self.channel.close()
        return self.tally

    def _deliver(self, digest: Digest, user: User) -> None:
        try:
            letter = self._letter(digest, user)
            if letter is None:
                _mark(digest, State.DROPPED)
                _release_dates([digest.pk])
                self.tally.dropped += 1
                return
            self.channel.send(letter)
        except NotSent as error:
            # One that answers about this letter alone is in order.
            self.down = self.down + 1 if error.is_down else 0
            self._failed(digest, str(error), is_unsure=error.is_unsure)
        except Exception as error:
            # One person's usulan must not keep the news from everybody else. What went wrong may
            # hold names, so its kind alone is written down.
            what = f"Galat dalam portal ({type(error).__name__})."
            self._failed(digest, what, is_unsure=True)
        else:
            self.down = 0
            _mark(digest, State.SENT, sent_at=timezone.now())
            self.tally.sent += 1

    def _letter(self, digest: Digest, user: User) -> Letter | None:
        # Between the list of accounts and now a post may have ended, a channel been turned off or
        # an address changed.
        forget_scope(user)
        own = recipients(self.kind).filter(pk=user.pk)
        to = own.values_list(self.kind.address, flat=True).first()
        content = content_of(digest, user) if to else Pending([], [])
        text = text_of(content, user.pk, self.kind, self.calendars)
        if text is None or to is None:
            return None
        return Letter(digest.pk, to, text.subject, text.body, off_url(user.pk, self.kind))

    def _failed(self, digest: Digest, problem: str, *, is_unsure: bool) -> None:
        logger.warning("%s: %s", self.kind.key, problem)
        now = timezone.now()
        told = {"problem": problem} | ({"is_unsure": True} if is_unsure else {})
        if now - digest.created_at >= GIVE_UP:
            _mark(digest, State.ENDED, **told)
            self.tally.ended += 1
            return
        rest = min(REST * 2 ** (digest.tries - 1), LONGEST_REST)
        _mark(digest, State.WAITING, next_try=now + rest, **told)
        self.tally.failed += 1


def drop_unreachable(kind: Kind, now: datetime) -> None:
    """Nothing waits for who turned the channel off, left the post, or has no address any more."""
    waiting = Digest.objects.filter(_free(now), channel=kind.key)
    keys = list(waiting.exclude(user__in=recipients(kind)).values_list("pk", flat=True))
    if keys:
        these = waiting.filter(pk__in=keys)
        these.filter(state=State.SENDING).update(is_unsure=True)
        these.update(state=State.DROPPED, next_try=None)
        _release_dates(keys)


def _release_dates(keys: list[UUID]) -> None:
    """A warning that never left is given after all once its date is near; moves grow old."""
    dropped = Q(digest__in=keys, digest__state=State.DROPPED, digest__is_unsure=False)
    Told.objects.filter(dropped, event=None).delete()


def _free(now: datetime) -> Q:
    left_behind = Q(state=State.SENDING, claimed_at__lte=now - LEASE)
    return Q(state=State.WAITING) | left_behind


def is_waiting(user: User, kind: Kind, now: datetime) -> bool:
    """Whether a run would send something to this one of ``waiting_users``."""
    held = Digest.objects.filter(user=user, channel=kind.key, state__in=UNDER_WAY)
    return held.exists() or bool(pending_for(user, kind, now))


def waiting_users(kind: Kind, now: datetime, *, chunk: int = 200) -> Iterator[User]:
    """Accounts that may have something to be told over ``kind``, read in small portions."""
    tried = Digest.objects.filter(user=OuterRef("pk"), channel=kind.key, state__in=UNDER_WAY)
    rows = recipients(kind).filter(free_for(kind, now, LEASE)).annotate(was_tried=Exists(tried))
    keys = list(rows.order_by("was_tried", "pk").values_list("pk", flat=True))
    for at in range(0, len(keys), chunk):
        part = User.objects.in_bulk(keys[at : at + chunk])
        yield from (part[key] for key in keys[at : at + chunk] if key in part)


def claim(user: User, kind: Kind) -> Digest | None:
    """A digest that is now ours to send; ``None`` if there is nothing, or another run has it."""
    now = timezone.now()
    held = Digest.objects.filter(user=user, channel=kind.key, state__in=UNDER_WAY).first()
    pending = None if held else pending_for(user, kind, now)
    try:
        with transaction.atomic():
            if held:
                return _again(held, now)
            return _first(user, kind, pending, now) if pending else None
    except IntegrityError:
        # Another run made or took today's digest in between.
        return None


def _first(user: User, kind: Kind, pending: Pending, now: datetime) -> Digest:
    digest = Digest.objects.create(
        user=user, channel=kind.key, day=timezone.localdate(now), created_at=now, claimed_at=now
    )
    Told.objects.bulk_create(_told(digest, pending))
    return digest


def _told(digest: Digest, pending: Pending) -> Iterator[Told]:
    own = {"digest": digest, "user_id": digest.user_id, "channel": digest.channel}
    for event in pending.events:
        yield Told(**own, event=event)
    for usulan in pending.due:
        yield Told(**own, proposal=usulan, due=usulan.due)


def _again(held: Digest, now: datetime) -> Digest | None:
    """The same message once more: nothing is added to what may have arrived already."""
    is_rested = Q(next_try=None) | Q(next_try__lte=now)
    taken = Digest.objects.filter(_free(now), is_rested, pk=held.pk, tries=held.tries).update(
        state=State.SENDING,
        claimed_at=now,
        day=timezone.localdate(now),
        tries=held.tries + 1,
        next_try=None,
        is_unsure=held.is_unsure or held.state == State.SENDING,
    )
    if not taken:
        return None
    held.claimed_at, held.tries = now, held.tries + 1
    return held


def _mark(digest: Digest, state: State, **more: object) -> None:
    """Write down what became of it, unless another run has taken it over meanwhile."""
    ours = Digest.objects.filter(pk=digest.pk, state=State.SENDING, tries=digest.tries)
    ours.update(state=state, **({"problem": ""} | more))


def remove_old(now: datetime) -> int:
    """Forget what left the portal long ago; returns how many digests."""
    removed = Digest.objects.filter(created_at__lt=now - KEPT)
    return removed.delete()[1].get(Digest._meta.label, 0)
