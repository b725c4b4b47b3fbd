"""Finds in the database what the scenarios need to name."""

import math
from typing import Any

from benchmarks.scenarios import ITEM
from kelurahan.models import User
from kelurahan.roles import Role
from kelurahan.scope import scope_of
from planning.models import Cycle, KamusItem
from proposals.admin.usulan import ProposalAdmin
from proposals.demo import PASSWORD
from proposals.models import Proposal
from proposals.statuses import Status
from rkpd.models import Draft


def find() -> dict[str, Any]:
    """Facts of the database that Django is connected to."""
    cycle = Cycle.objects.get(is_current=True)
    rt = User.objects.get(username="rt")
    staff = User.objects.get(username="staf")
    handed_in = Proposal.objects.filter(cycle=cycle, submitted_at__isnull=False)
    own = handed_in.filter(rt__in=scope_of(rt).ids(Role.RT)).order_by("number")
    home = handed_in.filter(kelurahan__in=scope_of(staff).ids(Role.STAFF))
    waiting = home.filter(status=Status.SUBMITTED).order_by("number")
    return {
        "code": home.order_by("number").values_list("tracking_code", flat=True)[10],
        "proposal_of_rt": str(own.values_list("pk", flat=True)[0]),
        "proposal_of_kelurahan": str(home.order_by("number").values_list("pk", flat=True)[10]),
        "last_page": math.ceil(handed_in.count() / ProposalAdmin.list_per_page),
        "item": KamusItem.objects.get(cycle=cycle, code=ITEM).pk,
        "draft": Draft.objects.order_by("-pk").values_list("pk", flat=True)[0],
        "waiting": [str(pk) for pk in waiting.values_list("pk", flat=True)],
        "password": PASSWORD,
        "usulan": Proposal.objects.filter(cycle=cycle).count(),
    }
