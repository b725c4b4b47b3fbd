"""An officer at a browser, for tests of the admin pages."""

from typing import Any

from django.test import Client
from django.urls import reverse

from kelurahan.models import Assignment
from kelurahan.roles import TERRITORY_OF_ROLE, Role
from proposals.models import Proposal
from tests.factories import World, make_user

LIST = reverse("admin:proposals_proposal_changelist")


def signed_in(world: World, *roles: Role, **changes: Any) -> tuple[Client, Any]:
    """A client and the officer behind it, who holds all ``roles`` over the world's territory."""
    user = make_user(world, roles[0] if roles else None, **changes)
    for role in roles[1:]:
        field = TERRITORY_OF_ROLE[role]
        Assignment.objects.create(user=user, role=role, **{field: getattr(world, field)})
    client = Client()
    client.force_login(user, backend="kelurahan.backends.RoleBackend")
    return client, user


def change(proposal: Proposal) -> str:
    return reverse("admin:proposals_proposal_change", args=[proposal.pk])


def act(proposal: Proposal, action: str) -> str:
    return reverse("admin:proposals_proposal_act", args=[proposal.pk, action])


def rows_behind(client: Client, query: str) -> int:
    """How many usulan the list at that address holds."""
    answer = client.get(f"{LIST}?{query}")
    assert answer.status_code == 200, query
    return answer.context["cl"].result_count
