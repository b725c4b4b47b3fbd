"""Something private in a usulan is told to who wrote it and who reviews it, and stops nobody."""

import pytest
from django.urls import reverse

from kelurahan.roles import Role
from proposals.private_hints import WRITTEN, private_hints
from proposals.statuses import Status
from tests.factories import World, make_proposal
from tests.proposals.office import change, signed_in

TOLD = "Di bagian permasalahan tertulis nama: Darto; nomor telepon: 0812-3344-5566."
STORY = "Saluran depan rumah Pak Darto mampet. Pak Darto: 0812-3344-5566."


@pytest.fixture
def check_url(draft) -> str:
    return reverse("proposals:step", args=[draft.pk, "periksa"])


def test_the_check_page_tells_it_with_the_way_to_mend_it(rt_client, draft, check_url) -> None:
    assert 'id="pribadi"' not in rt_client.get(check_url).content.decode()
    draft.problem = STORY
    draft.save()
    page = rt_client.get(check_url).content.decode()
    mend = reverse("proposals:step", args=[draft.pk, "volume"])
    assert f'<a href="{mend}#id_problem">{TOLD}</a>' in page
    assert 'id="id_problem"' in rt_client.get(mend).content.decode()


@pytest.mark.parametrize("field", WRITTEN)
def test_every_part_in_own_words_is_looked_at_and_has_its_place(rt_client, draft, field) -> None:
    setattr(draft, field, "Dekat rumah Bu Sumiati")
    draft.save()
    [hint] = private_hints(draft)
    assert (hint.field, "Sumiati" in hint.sentence) == (field, True)
    page = rt_client.get(reverse("proposals:step", args=[draft.pk, hint.step])).content.decode()
    assert f'id="id_{field}"' in page


def test_it_can_be_handed_in_all_the_same(rt_client, draft, check_url) -> None:
    draft.problem = STORY
    draft.save()
    rt_client.post(check_url, {"revisi": str(draft.revision)})
    draft.refresh_from_db()
    assert draft.status == Status.SUBMITTED


def test_the_office_reads_it_on_the_usulan(world: World) -> None:
    client, _ = signed_in(world, Role.STAFF)
    usulan = make_proposal(world, Status.SUBMITTED, problem=STORY)
    assert TOLD in client.get(change(usulan)).content.decode()
    plain = make_proposal(world, Status.SUBMITTED)
    assert "Keterangan pribadi" not in client.get(change(plain)).content.decode()
