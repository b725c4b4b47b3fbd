"""What the people of one kelurahan ask for: the content of every usulan, before its fate."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from kelurahan.models import OPD, RT, RW, Organisation
from planning.models import KamusItem
from planning.models.kamus import ProposerKind
from proposals.demo import home
from proposals.demo import wording as say
from proposals.demo.accounts import Cast, Officer
from proposals.demo.territory import Place
from proposals.demo.wish import Reference, Wish
from proposals.models import Proposal
from proposals.statuses import LandStatus
from proposals.valuation import value_of, volume_of

NOT_IN_KAMUS, UNCLEAR_LAND, WRONG_OPD, OLD_PRICE = 0.06, 0.05, 0.03, 0.03
DUPLICATES, ASSISTED, NEIGHBOURING_RT = 0.08, 0.06, 0.25
"""Shares of the recipe (domain page 10) and of small variations."""

_KIND_WEIGHTS = {
    ProposerKind.RT: 75,
    ProposerKind.RW: 34,
    ProposerKind.ORGANISATION: 40,
    ProposerKind.KELURAHAN: 4,
}
_CLEAR = (LandStatus.GOVERNMENT, LandStatus.GOVERNMENT, LandStatus.HANDED_OVER)
_UNCLEAR = (
    *(LandStatus.NOT_HANDED_OVER, LandStatus.NOT_HANDED_OVER, LandStatus.RESIDENTS),
    *(LandStatus.OTHER_AGENCY, LandStatus.UNKNOWN),
)
_PRIORITY_OF_GROUP = {
    **{"DRN": 1, "JLN": 2, "PJU": 2, "GDG": 3, "KES": 3, "PDK": 4, "OLR": 4, "EKO": 5},
    **{"SOS": 5, "SMP": 6, "RTH": 6, "KAM": 6, "SRW": 6, "SAN": 1, "RTL": 2},
}
_ORGANISATION_FOR = {
    **{"GDG": ("posyandu",), "KES": ("posyandu", "pkk"), "EKO": ("pkk", "pkk_pokja")},
    **{"SOS": ("pkk", "forum_anak"), "OLR": ("karang_taruna",), "PDK": ("pkk_pokja",)},
    **{"SMP": ("kader_lingkungan", "pkk"), "RTH": ("kader_lingkungan",)},
}
_WRONG_OPD_FOR = {"DBMSDA": "DISPERKIMTAN", "DISPERKIMTAN": "DBMSDA", "DLH": "DISPERKIMTAN"}
_KEPT = (
    *("created_by", "assisted_by", "organisation", "title", "problem", "urgency", "benefit"),
    *("contribution", "people", "households", "address", "landmark", "latitude", "longitude"),
    *("land_status", "measures", "volume", "unit"),
)
_PRICE_LAST_YEAR = Decimal("0.7")


class Writer:
    """Writes the usulan of one kelurahan with dice of its own."""

    def __init__(self, place: Place, cast: Cast, reference: Reference) -> None:
        self.place, self.cast, self.reference = place, cast, reference
        self.dice = home.dice(place.kelurahan.code, "usulan", *reference.seeds)
        self.wishes: list[Wish] = []

    def write(self, count: int) -> list[Wish]:
        """``count`` usulan, duplicates among them; those written before count too."""
        for sort in self._plan(count - len(self.wishes)):
            twins = [wish for wish in self.wishes if self._may_have_twin(wish)]
            if sort == "twin" and twins:
                self._write_twin(self.dice.choice(twins))
            elif sort == "free":
                self._write_free()
            else:
                self._write_from_kamus()
        self._make_trouble(count)
        places: dict[tuple[str, Any], int] = {}
        for wish in self.wishes:
            places[wish.series] = wish.order = places.get(wish.series, 0) + 1
        return self.wishes

    def _plan(self, count: int) -> list[str]:
        """The sorts in the order in which they are written; twins after what they repeat."""
        free, twins = round(count * NOT_IN_KAMUS), round(count * DUPLICATES)
        plan = ["free"] * free + ["kamus"] * (count - free - twins)
        self.dice.shuffle(plan)
        for _ in range(twins):
            plan.insert(self.dice.randint(len(plan) // 3, len(plan)), "twin")
        return plan

    def _make_trouble(self, count: int) -> None:
        """Some stand on land that is not the city's, some are addressed to the wrong office."""
        dice = self.dice
        landed = [w for w in self.wishes if not w.fate and w.proposal.land_status]
        for wish in dice.sample(landed, min(len(landed), round(count * UNCLEAR_LAND))):
            wish.proposal.land_status = dice.choice(_UNCLEAR)
        routed = [w for w in self.wishes if not w.fate and w.item and self._wrong_opd(w)]
        for wish in dice.sample(routed, min(len(routed), round(count * WRONG_OPD))):
            wish.wrong_opd = self._wrong_opd(wish)

    def _wrong_opd(self, wish: Wish) -> OPD | None:
        right = wish.proposal.opd
        return self.reference.opds.get(_WRONG_OPD_FOR.get(right.code, "")) if right else None

    def write_for(self, rt: RT, code: str) -> Wish:
        """A usulan of that RT for that kamus item."""
        item = self.reference.items[code]
        spans = next(work.spans for work in say.works() if work.code == code)
        return self._start(item, ProposerKind.RT, rt.rw, rt=rt, spans=spans, plain=True)

    def write_before(self, later: Wish) -> Wish:
        """What the same proposer asked for in vain a year before ``later``, in the same words."""
        own = later.proposal
        if own.kamus_item is None or not later.located:
            raise ValueError("Only a located usulan from the kamus is known again.")
        spans = next(work.spans for work in say.works() if work.code == own.kamus_item.code)
        wish = self._start(
            self.reference.items[own.kamus_item.code],
            own.proposer_kind,
            own.rw or later.located[0].rw,
            spans=spans,
            rt=own.rt or later.located[0],
            plain=True,
        )
        for name in _KEPT:
            setattr(wish.proposal, name, getattr(own, name))
        wish.proposal.value = value_of(own.volume, wish.proposal.unit_price)
        wish.author, wish.located, wish.words = later.author, list(later.located), later.words
        return wish

    def _may_have_twin(self, wish: Wish) -> bool:
        own = wish.proposal
        return (
            wish.same_as is None
            and not wish.fate
            and own.kamus_item is not None
            and own.rw is not None
            and self._kinds(own.kamus_item, among=(ProposerKind.RT, ProposerKind.RW)) != []
        )

    def _kinds(self, item: KamusItem | None, among: Any = tuple(_KIND_WEIGHTS)) -> list[str]:
        allowed = item.proposer_kinds if item else [ProposerKind.RT, ProposerKind.RW]
        return [kind for kind in among if not allowed or kind in allowed]

    def _kind(self, item: KamusItem | None) -> str:
        kinds = self._kinds(item)
        return self.dice.choices(kinds, [_KIND_WEIGHTS[ProposerKind(kind)] for kind in kinds])[0]

    def _rw(self) -> RW:
        weights = [self.place.eagerness[rw.pk] for rw in self.place.rws]
        return self.dice.choices(self.place.rws, weights)[0]

    def _write_from_kamus(self) -> None:
        works = say.works()
        work = self.dice.choices(works, [work.weight for work in works])[0]
        item = self.reference.items[work.code]
        self._start(item, self._kind(item), self._rw(), spans=work.spans)

    def _write_twin(self, first: Wish) -> None:
        """The same work at the same place, in other words, by another proposer of the RW."""
        own = first.proposal
        item, rw = own.kamus_item, own.rw
        if item is None or rw is None:
            raise ValueError("Only usulan of an RW with a kamus item have twins.")
        wanted = ProposerKind.RW if own.rt_id else ProposerKind.RT
        if wanted not in self._kinds(item):
            wanted = ProposerKind(own.proposer_kind)
        spans = next(work.spans for work in say.works() if work.code == item.code)
        twin = self._start(item, wanted, rw, spans=spans, near=first)
        twin.same_as = first

    def _write_free(self) -> None:
        free = self.dice.choice(say.free_works())
        wish = self._start(None, self._kind(None), self._rw(), spans={}, title=free.title)
        own = wish.proposal
        own.volume, own.unit = free.amount.draw(self.dice), free.unit
        own.value = int(free.cost.draw(self.dice))
        own.problem = say.as_typed(say.fill(free.problem, wish.words), self.dice)
        own.opd = self.reference.opds.get(free.opd)

    def _start(
        self,
        item: KamusItem | None,
        kind: str,
        rw: RW,
        *,
        spans: Any,
        rt: RT | None = None,
        near: Wish | None = None,
        title: str = "",
        plain: bool = False,
    ) -> Wish:
        """Who, what and where; ``plain`` spares it the troubles of the recipe."""
        dice = self.dice
        spot = rt or (near.located[0] if near and near.located else dice.choice(self._rts(rw)))
        proposer_rt = spot if kind == ProposerKind.RT else None
        organisation = self._organisation(item) if kind == ProposerKind.ORGANISATION else None
        in_rw = kind in (ProposerKind.RT, ProposerKind.RW)
        proposal = Proposal(
            id=UUID(int=dice.getrandbits(128), version=4),
            cycle=self.reference.cycle,
            kelurahan=self.place.kelurahan,
            rw=rw if in_rw else None,
            rt=proposer_rt,
            organisation=organisation,
            proposer_kind=kind,
            kamus_item=item,
        )
        author = self._author(kind, rw, proposer_rt, organisation)
        wish = Wish(proposal, author, words=self._words(rw, spot, near))
        if in_rw or dice.random() < 0.5:
            wish.located = self._located(rw, spot, kind)
        self._sign(wish, kind, rw)
        self._tell(wish, item, title, near)
        self._stand(wish, item)
        self._point(wish, near)
        if item:
            self._measure(wish, item, spans, plain=plain)
        self.wishes.append(wish)
        return wish

    def _rts(self, rw: RW) -> list[RT]:
        return self.place.rts[rw.pk]

    def _located(self, rw: RW, spot: RT, kind: str) -> list[RT]:
        neighbours = [rt for rt in self._rts(rw) if rt.pk != spot.pk]
        if neighbours and (kind == ProposerKind.RW or self.dice.random() < NEIGHBOURING_RT):
            return [spot, self.dice.choice(neighbours)]
        return [spot]

    def _organisation(self, item: KamusItem | None) -> Organisation:
        kinds = _ORGANISATION_FOR.get(_group(item), ("lpm", "bkm", "karang_werda"))
        fitting = [row for row in self.place.organisations if row.kind in kinds]
        return self.dice.choice(fitting or self.place.organisations)

    def _author(
        self, kind: str, rw: RW, rt: RT | None, organisation: Organisation | None
    ) -> Officer:
        if organisation:
            return self.cast.organisers[organisation.pk]
        if kind == ProposerKind.KELURAHAN:
            return self.cast.staff[self.place.kelurahan.pk]
        return self.cast.heads_of_rt[rt.pk] if rt else self.cast.heads_of_rw[rw.pk]

    def _sign(self, wish: Wish, kind: str, rw: RW) -> None:
        helped = kind in (ProposerKind.RT, ProposerKind.RW) and self.dice.random() < ASSISTED
        if helped:
            wish.author = self.cast.pamors[rw.pk]
            wish.proposal.assisted_by = wish.author.user
        wish.proposal.created_by = wish.author.user

    def _words(self, rw: RW, spot: RT, near: Wish | None) -> dict[str, str]:
        if near:
            return {**near.words, "rt": str(spot)}
        street, landmark = say.street(self.dice), say.landmark(self.dice)
        return {"jalan": street, "patokan": landmark, "rt": str(spot), "rw": str(rw)}

    def _tell(self, wish: Wish, item: KamusItem | None, title: str, near: Wish | None) -> None:
        dice, own, words = self.dice, wish.proposal, wish.words
        code = item.code if item else "lain"
        seen = near.words.get("judul", "") if near else ""
        title = title or say.phrase(dice, code, "judul", other_than=seen)
        words["judul"] = title
        own.title = say.fill(title, words)
        if item:
            own.problem = say.as_typed(say.fill(say.phrase(dice, code, "masalah"), words), dice)
        own.urgency = say.as_typed(say.phrase(dice, code, "mendesak"), dice)
        own.benefit = say.phrase(dice, code, "manfaat")
        own.contribution = say.contribution(dice)
        own.people = min(4000, max(8, int(dice.lognormvariate(5.0, 0.8))))
        own.households = own.people // 4 + 1
        own.city_priority = self.reference.priorities.get(_PRIORITY_OF_GROUP.get(_group(item), 6))
        own.address = f"{words['jalan']}, {words['rt']}/{words['rw']}"
        own.landmark = say.fill(words["patokan"], {})

    def _stand(self, wish: Wish, item: KamusItem | None) -> None:
        own = wish.proposal
        if wish.is_physical:
            own.land_status = self.dice.choice(_CLEAR)
        own.opd = item.opd if item else None

    def _point(self, wish: Wish, near: Wish | None) -> None:
        dice, own = self.dice, wish.proposal
        if near and near.proposal.latitude is not None:
            own.latitude, own.longitude = near.proposal.latitude, near.proposal.longitude
        elif (wish.item and wish.item.needs_point) or dice.random() < 0.5:
            own.latitude = _degrees(self.place.estimate.latitude + dice.gauss(0, 0.004))
            own.longitude = _degrees(self.place.estimate.longitude + dice.gauss(0, 0.004))

    def _measure(self, wish: Wish, item: KamusItem, spans: Any, *, plain: bool) -> None:
        own, values = wish.proposal, []
        for variable in item.variables.all():
            value = spans[variable.name].draw(self.dice)
            values.append(value)
            own.measures.append(
                {"name": variable.name, "unit": variable.unit, "value": f"{value.normalize():f}"}
            )
        own.volume, own.unit, own.unit_price = volume_of(values), item.unit, item.unit_price
        if not plain and self.dice.random() < OLD_PRICE:
            own.unit_price = int(item.unit_price * _PRICE_LAST_YEAR)
        own.value = value_of(own.volume, own.unit_price)


def _group(item: KamusItem | None) -> str:
    return item.code.partition("-")[0] if item else ""


def _degrees(value: float) -> Decimal:
    return Decimal(f"{value:.6f}")
