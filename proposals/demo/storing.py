"""One kelurahan of the demonstration: from wishes to stored usulan with their histories."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from django.utils import timezone

from planning.models import Pagu
from proposals.demo import calendar, home
from proposals.demo.accounts import Cast
from proposals.demo.chronicle import Chronicler
from proposals.demo.fates import AHEAD_OF_DRAFT, LATER, PATHS, Phase, decide
from proposals.demo.neighbourhood import write_home
from proposals.demo.territory import Place
from proposals.demo.wish import Reference, Wish
from proposals.demo.writer import Writer
from proposals.models import Assessment, KelurahanList, NumberSequence, Proposal
from proposals.quota import IN_KELURAHAN_LIST
from proposals.tracking import new_code
from proposals.workflow import History, Step, replay

PAGU_STEP = 500_000_000
PAGU_SHARE = 0.45
"""Of what is asked for, where the kelurahan has not decided yet."""
BATCH = 1000


@dataclass
class Shelf:
    """The usulan of one kelurahan and all that is needed to tell their story."""

    place: Place
    cast: Cast
    reference: Reference
    phase: Phase
    today: date
    wishes: list[Wish] = field(default_factory=list)

    def __post_init__(self) -> None:
        kelurahan = self.place.kelurahan
        self.dice = home.dice(kelurahan.code, "history", *self.reference.seeds)
        self.minutes = f"BA/{kelurahan.code[-4:]}/CONTOH/{self.reference.cycle.fiscal_year}"
        self.chronicler = Chronicler(
            kelurahan, self.cast, self.reference, self.today, self.dice, self.minutes
        )

    @property
    def later(self) -> list[Wish]:
        """Those whose story goes on when a first RKPD draft has been frozen."""
        return [wish for wish in self.wishes if wish.fate in LATER]

    def store_figures(self) -> None:
        """Store what offices have assessed since the last time."""
        rows = [row for row in self.chronicler.assessments.values() if row.pk is None]
        Assessment.objects.bulk_create(rows, batch_size=BATCH)


def fill(shelf: Shelf, count: int) -> None:
    """Write ``count`` usulan of the kelurahan, decide their fates and store everything."""
    writer = Writer(shelf.place, shelf.cast, shelf.reference)
    if shelf.place.kelurahan.code == home.KELURAHAN:
        write_home(writer, limit=count)
    store(shelf, writer, count)


def store(shelf: Shelf, writer: Writer, count: int) -> None:
    """The rest of ``count`` usulan beside those that ``writer`` has, with all their stories."""
    shelf.wishes = writer.write(count)
    decide(shelf.wishes, shelf.phase, shelf.dice)
    _date(shelf)
    _number(shelf)
    _rank(shelf)
    histories = [History(wish.proposal, _steps(shelf, wish)) for wish in shelf.wishes]
    replay(histories, new=True)
    shelf.store_figures()
    _store_locations(shelf.wishes)
    _close(shelf)


def _steps(shelf: Shelf, wish: Wish) -> list[Step]:
    path = PATHS[wish.fate]
    return shelf.chronicler.steps(wish, path[:-1] if wish.fate in AHEAD_OF_DRAFT else path)


def _date(shelf: Shelf) -> None:
    for wish in shelf.wishes:
        own, path = wish.proposal, PATHS[wish.fate]
        if wish.fate == "draft":
            own.created_at = own.status_since = calendar.written(shelf.today, shelf.dice)
            _leave_unfinished(wish, shelf.dice)
            continue
        own.submitted_at = calendar.submitted(shelf.today, shelf.dice, handled=len(path) > 1)
        own.created_at = own.submitted_at - timedelta(minutes=shelf.dice.randint(12, 1500))
        own.first_opd = own.opd = wish.wrong_opd or own.opd


def _leave_unfinished(wish: Wish, dice: Random) -> None:
    """Drafts stop somewhere on the third screen."""
    own = wish.proposal
    if dice.random() < 0.6:
        own.urgency = own.benefit = ""
        own.people = own.households = None


def _number(shelf: Shelf) -> None:
    """Running numbers in the order of submission, as the workflow would have given them."""
    cycle, kelurahan = shelf.reference.cycle, shelf.place.kelurahan
    handed_in = sorted(
        (wish for wish in shelf.wishes if wish.proposal.submitted_at), key=_submission
    )
    seen: dict[int, int] = defaultdict(int)
    for number, wish in enumerate(handed_in, start=1):
        own = wish.proposal
        own.number = f"{cycle.fiscal_year}/{kelurahan.code}/{number:04d}"
        own.tracking_code = new_code()
        if own.rw_id and not own.organisation_id and wish.fate != "withdrawn":
            seen[own.rw_id] += 1
            own.over_quota = seen[own.rw_id] > shelf.reference.quota_per_rw
    NumberSequence.objects.create(cycle=cycle, kelurahan=kelurahan, last=len(handed_in))


def _submission(wish: Wish) -> tuple[datetime, str]:
    return (wish.proposal.submitted_at or timezone.now(), str(wish.proposal.pk))


def _rank(shelf: Shelf) -> None:
    """Places in the proposers' own series without gaps, and in the kelurahan's list."""
    last: dict[tuple, int] = defaultdict(int)
    for wish in shelf.wishes:
        if wish.proposal.submitted_at and wish.fate != "withdrawn":
            last[wish.series] += 1
            wish.proposal.rank = last[wish.series]
    listed = [wish for wish in shelf.wishes if "prioritise" in PATHS[wish.fate]]
    listed.sort(key=lambda wish: (wish.order, wish.proposal.number))
    for rank, wish in enumerate(listed, start=1):
        wish.proposal.kelurahan_rank = rank


def _store_locations(wishes: list[Wish]) -> None:
    link = Proposal.rts.through
    link.objects.bulk_create(
        [link(proposal_id=wish.proposal.pk, rt_id=rt.pk) for wish in wishes for rt in wish.located],
        batch_size=BATCH,
    )


def _close(shelf: Shelf) -> None:
    """The ceiling of the kelurahan, and its signed list where it is that far."""
    cycle, kelurahan = shelf.reference.cycle, shelf.place.kelurahan
    values = [wish.proposal.value or 0 for wish in shelf.wishes]
    share = sum(values) * PAGU_SHARE
    if shelf.phase.locked:
        share = sum(
            wish.proposal.value or 0
            for wish in shelf.wishes
            if wish.proposal.status in IN_KELURAHAN_LIST
        )
        _lock(shelf)
    amount = max(1, -(-int(share) // PAGU_STEP)) * PAGU_STEP
    Pagu.objects.create(cycle=cycle, kelurahan=kelurahan, amount=amount)


def _lock(shelf: Shelf) -> None:
    signed = calendar.done("forward", shelf.today, home.dice(shelf.minutes))
    lock = KelurahanList.objects.create(
        cycle=shelf.reference.cycle,
        kelurahan=shelf.place.kelurahan,
        minutes_number=shelf.minutes,
        minutes_date=signed.date(),
        locked_by=shelf.cast.lurahs[shelf.place.kelurahan.pk].user,
    )
    KelurahanList.objects.filter(pk=lock.pk).update(locked_at=signed.replace(hour=8, minute=0))
