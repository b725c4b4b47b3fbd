"""One usulan on each side of every border, and which of them each role sees."""

from kelurahan.roles import Role
from proposals.models import Proposal
from proposals.statuses import Status
from tests.factories import World, make_proposal

OBJECTS = (
    "draft of the RT",
    "submitted of the RT",
    "routed of the RT",
    "submitted of the other RT",
    "submitted of the RW",
    "submitted of the other RW",
    "submitted of the organisation",
    "submitted of the office",
    "submitted elsewhere",
    "routed to the other OPD",
    "withdrawn draft",
)

SEES: dict[Role, tuple[str, ...]] = {
    Role.RT: (
        "draft of the RT",
        "submitted of the RT",
        "routed of the RT",
        "routed to the other OPD",
        "withdrawn draft",
    ),
    Role.RW: (
        "draft of the RT",
        "submitted of the RT",
        "routed of the RT",
        "submitted of the other RT",
        "submitted of the RW",
        "routed to the other OPD",
        "withdrawn draft",
    ),
    Role.ORGANISATION: ("submitted of the organisation",),
    Role.STAFF: tuple(name for name in OBJECTS if name != "submitted elsewhere"),
    Role.KECAMATAN: tuple(
        name for name in OBJECTS if name not in ("draft of the RT", "withdrawn draft")
    ),
    Role.OPD: ("routed of the RT",),
}
SEES[Role.PAMOR] = SEES[Role.RW]
SEES[Role.LURAH] = SEES[Role.STAFF]
SEES[Role.BAPPEDA] = SEES[Role.OBSERVER] = SEES[Role.KECAMATAN]


def make_objects(world: World) -> dict[str, Proposal]:
    """One usulan of each kind in ``OBJECTS``."""
    of_rw = {"rt": None, "proposer_kind": "rw"}
    foreign = {
        "kelurahan": world.other_kelurahan,
        "rw": world.foreign_rw,
        "rt": world.foreign_rt,
    }
    submitted = Status.SUBMITTED
    made = {
        "draft of the RT": make_proposal(world),
        "submitted of the RT": make_proposal(world, submitted),
        "routed of the RT": make_proposal(world, Status.AGREED),
        "submitted of the other RT": make_proposal(world, submitted, rt=world.other_rt),
        "submitted of the RW": make_proposal(world, submitted, **of_rw),
        "submitted of the other RW": make_proposal(world, submitted, rw=world.other_rw, **of_rw),
        "submitted of the organisation": make_proposal(
            world,
            submitted,
            rw=None,
            rt=None,
            proposer_kind="organisasi",
            organisation=world.organisation,
        ),
        "submitted of the office": make_proposal(
            world, submitted, rw=None, rt=None, proposer_kind="kelurahan"
        ),
        "submitted elsewhere": make_proposal(world, submitted, **foreign),
        "routed to the other OPD": make_proposal(world, Status.AGREED, opd=world.other_opd),
        "withdrawn draft": make_proposal(world, Status.WITHDRAWN, submitted_at=None, number=None),
    }
    assert set(made) == set(OBJECTS)
    return made
