"""Puts the demonstration together, kelurahan by kelurahan."""

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from kelurahan.models import OPD, City, Kelurahan, User
from kelurahan.roles import Role
from planning.models import CityPriority, Cycle, KamusItem, QuotaRule, ReasonCode, StageWindow
from planning.reference import CITY_CODE, load_reference, running_year
from proposals.demo import calendar, home
from proposals.demo.accounts import Cast, employ
from proposals.demo.answers import store_answers
from proposals.demo.fates import PATHS, phase_of
from proposals.demo.guard import refuse_unless_empty
from proposals.demo.last_year import LastYear
from proposals.demo.photos import attach_photos
from proposals.demo.storing import Shelf, fill
from proposals.demo.territory import Place, settle
from proposals.demo.wish import Reference
from proposals.models import Proposal
from proposals.statuses import Status
from proposals.workflow import History, replay

USULAN = 330
"""The heavy case of the domain page; 56 times this is the size that everything is built for."""
QUOTA_PER_RW = 15


@dataclass
class Demo:
    """What has been made, and what is left for after a first RKPD draft is frozen."""

    cycle: Cycle
    cast: Cast
    shelves: list[Shelf] = field(default_factory=list)
    usulan_before: int = 0
    """How many there are of the year before."""

    @property
    def planner(self) -> User:
        """The account of Bappeda, who builds and freezes RKPD drafts."""
        return self.cast.city[Role.BAPPEDA].user

    @property
    def usulan(self) -> int:
        return sum(len(shelf.wishes) for shelf in self.shelves)

    @property
    def has_accommodated(self) -> bool:
        """Whether there is anything for an RKPD draft."""
        return Proposal.objects.filter(cycle=self.cycle, status=Status.ACCOMMODATED).exists()

    @transaction.atomic
    def go_on(self) -> None:
        """After the first freeze: some usulan enter the APBD, and more are accommodated."""
        waiting = [(shelf, wish) for shelf in self.shelves for wish in shelf.later]
        stored = Proposal.objects.in_bulk([wish.proposal.pk for _, wish in waiting])
        histories, now = [], timezone.now()
        for shelf, wish in waiting:
            action = "budget" if wish.fate == "in_apbd" else PATHS[wish.fate][-1]
            step = shelf.chronicler.step(wish, action, at=now)
            row = stored[wish.proposal.pk]
            row.routed_at = wish.proposal.routed_at
            histories.append(History(row, [step]))
        replay(histories)
        Proposal.objects.bulk_update(stored.values(), ["routed_at"], batch_size=1000)
        for shelf in self.shelves:
            shelf.store_figures()


@transaction.atomic
def build_demo(
    *, everywhere: bool = False, usulan_per_kelurahan: int | None = None, today: date | None = None
) -> Demo:
    """Reference data, territory, people and usulan in an empty database, all or nothing.

    Raises ``DatabaseInUse`` when anything is there. The same arguments on the same day make the
    same rows. A few drawn photos go to the media folder.
    """
    refuse_unless_empty()
    today = today or timezone.localdate()
    cycle = _calendar_and_rules(today)
    rows = Kelurahan.objects.select_related("kecamatan").order_by("code")
    if not everywhere:
        rows = rows.filter(kecamatan__code=home.KECAMATAN)
    places = settle(list(rows))
    city = City.objects.get(code=CITY_CODE)
    cast = employ(city, places, OPD.objects.order_by("code"), today=today)
    demo, reference = Demo(cycle, cast), _reference(cycle)
    before = LastYear(reference, today)
    for position, place in enumerate(places):
        shelf = Shelf(place, cast, reference, phase_of(place.kelurahan.code, position), today)
        fill(shelf, _how_many(place, usulan_per_kelurahan, everywhere=everywhere))
        store_answers(shelf)
        demo.shelves.append(shelf)
        demo.usulan_before += before.fill(shelf, usulan_per_kelurahan)
    before.store_carried()
    # Stored rows carry the moment of storing; what people read is when something last happened.
    Proposal.objects.update(updated_at=F("status_since"))
    for shelf in demo.shelves:
        if shelf.place.kelurahan.code == home.KELURAHAN:
            attach_photos(shelf)
    return demo


def _calendar_and_rules(today: date) -> Cycle:
    cycle = load_reference(year=running_year(today), intake_open_on=today)
    cycle.windows.all().delete()
    StageWindow.objects.bulk_create(calendar.windows(cycle, today))
    QuotaRule.objects.create(
        cycle=cycle, scope=QuotaRule.Scope.RW, kind=QuotaRule.Kind.COUNT, value=QUOTA_PER_RW
    )
    return cycle


def _reference(cycle: Cycle) -> Reference:
    items = KamusItem.objects.filter(cycle=cycle).select_related("opd", "sub_kegiatan")
    return Reference(
        cycle=cycle,
        items={item.code: item for item in items.prefetch_related("variables")},
        opds={opd.code: opd for opd in OPD.objects.all()},
        priorities={row.number: row for row in CityPriority.objects.filter(cycle=cycle)},
        reasons={reason.code: reason for reason in ReasonCode.objects.all()},
        quota_per_rw=QUOTA_PER_RW,
    )


def _how_many(place: Place, wanted: int | None, *, everywhere: bool) -> int:
    code = place.kelurahan.code
    count = USULAN if wanted is None else wanted
    if everywhere or code == home.KELURAHAN:
        return count
    return min(count, home.NEIGHBOURS[code])
