"""What the receipt gives to keep and to pass on."""

import re

from django.urls import reverse

from kelurahan.roles import Role
from proposals.statuses import Status
from proposals.tracking import grouped
from tests.factories import World, make_proposal
from tests.proposals.office import signed_in
from tests.publik.conftest import SECRETS


def test_the_code_with_the_page_on_which_it_is_typed(world: World) -> None:
    client, head = signed_in(world, Role.RT)
    own = make_proposal(world, Status.SUBMITTED, created_by=head)
    page = client.get(reverse("proposals:receipt", args=[own.pk])).content.decode()
    assert grouped(own.tracking_code or "") in page
    assert f"http://testserver{reverse('publik:search')}" in page


def test_the_text_to_pass_on_names_nobody(world: World) -> None:
    client, head = signed_in(world, Role.RT)
    own = make_proposal(world, Status.SUBMITTED, created_by=head, title=SECRETS["title"])
    page = client.get(reverse("proposals:receipt", args=[own.pk])).content.decode()
    passed_on = re.search(r"<textarea[^>]*data-bagikan>(.*?)</textarea>", page, re.DOTALL)
    assert passed_on
    assert "Pak [nama] [nomor telepon]" in passed_on[1]
    assert "Sutrisna" not in passed_on[1]
