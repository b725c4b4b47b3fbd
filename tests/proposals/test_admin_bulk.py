"""One deed on many usulan: asked once, done each for itself, skipped rows told with why."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kelurahan.roles import Role
from planning.models import QuotaRule, ReasonCode
from proposals.models import Proposal
from proposals.statuses import Status
from proposals.workflow import perform
from tests.factories import World, make_proposal, make_user
from tests.proposals.office import LIST, signed_in


def bulk(action: str) -> str:
    return reverse("admin:proposals_proposal_bulk", args=[action])


def ask(client: Client, action: str, proposals, **more):
    """From the list to the page that asks."""
    data = {"action": action, "index": "0", "_selected_action": [p.pk for p in proposals]}
    return client.post(LIST, data | more)


def held(answer) -> list[str]:
    return [f"{pk}:{revision}" for pk, revision in answer.context["held"]]


def test_the_actions_of_each_office(world: World) -> None:
    make_proposal(world, Status.AGREED)
    mending = {"extend", "lapse"}
    for role, wanted in (
        (Role.STAFF, mending | {"verify", "return", "reject"}),
        (Role.LURAH, mending | {"verify", "return", "reject", "prioritise", "reserve"}),
        (Role.KECAMATAN, {"agree"}),
        (Role.OPD, {"defer", "decline"}),
        (Role.BAPPEDA, {"budget"}),
        (Role.OBSERVER, set()),
    ):
        client, _ = signed_in(world, role)
        form = client.get(LIST).context["action_form"]
        offered = {value for value, _ in form.fields["action"].choices if value} if form else set()
        assert offered == wanted, role


def test_skipped_rows_are_told_with_why(world: World) -> None:
    client, user = signed_in(world, Role.STAFF)
    first, second, verified = (
        make_proposal(world, Status.SUBMITTED),
        make_proposal(world, Status.SUBMITTED),
        make_proposal(world, Status.VERIFIED),
    )
    page = ask(client, "verify", [first, second, verified])
    assert "1 dari 3 usulan tidak dapat diproses" in page.content.decode()
    perform(second, "return", actor=user, note="x", details=_returning(world))
    done = client.post(bulk("verify"), {"usulan": held(page)})
    assert done.context["done"] == [first]
    assert {row for row, _ in done.context["skipped"]} == {second, verified}
    text = done.content.decode()
    assert f"{user} (Staf kelurahan) sudah mengembalikan usulan" in text
    first.refresh_from_db()
    assert first.status == Status.VERIFIED


def _returning(world: World):
    from datetime import timedelta

    from django.utils import timezone

    from proposals.workflow import Details

    return Details(reason=world.reason, due=timezone.localdate() + timedelta(days=2))


def test_a_row_changed_after_it_was_shown_is_skipped(world: World) -> None:
    from proposals.services import assess_at_kelurahan

    client, user = signed_in(world, Role.STAFF)
    proposal = make_proposal(world, Status.SUBMITTED)
    page = ask(client, "verify", [proposal])
    assess_at_kelurahan(proposal, actor=user, seen_revision=0, volume=Decimal(3))
    done = client.post(bulk("verify"), {"usulan": held(page)})
    assert done.context["done"] == []
    proposal.refresh_from_db()
    assert proposal.status == Status.SUBMITTED


def test_return_asks_reason_note_and_date_once(world: World) -> None:
    ReasonCode.objects.create(code="T05", public_sentence="Ganda.", needs_target=True)
    client, _ = signed_in(world, Role.STAFF)
    rows = [make_proposal(world, Status.SUBMITTED) for _ in range(2)]
    page = ask(client, "return", rows)
    assert "T05" not in page.content.decode()
    answer = client.post(bulk("return"), {"usulan": held(page)})
    for sentence in ("Pilih alasan.", "Tulis catatan", "Isi tanggal"):
        assert sentence in answer.content.decode()
    data = {
        "reason": world.reason.pk,
        "note": "Lengkapi.",
        "due": timezone.localdate() + timedelta(days=30),
    }
    preview = client.post(bulk("return"), {"usulan": held(answer), **data, "_lihat": "1"})
    assert world.reason.public_sentence in preview.content.decode()
    assert Proposal.objects.filter(status=Status.RETURNED).count() == 0
    client.post(bulk("return"), {"usulan": held(preview), **data})
    assert Proposal.objects.filter(status=Status.RETURNED).count() == 2


def test_ranks_go_on_in_the_order_of_the_list(world: World) -> None:
    make_proposal(world, Status.PRIORITISED, kelurahan_rank=2)
    late = make_proposal(world, Status.VERIFIED, rank=9)
    early = make_proposal(world, Status.VERIFIED, rank=1)
    wrong = make_proposal(world, Status.SUBMITTED, rank=3)
    client, _ = signed_in(world, Role.LURAH)
    page = ask(client, "prioritise", [late, wrong, early])
    done = client.post(bulk("prioritise"), {"usulan": held(page)})
    assert done.context["done"] == [early, late]
    for proposal, rank in ((early, 3), (late, 4)):
        proposal.refresh_from_db()
        assert (proposal.status, proposal.kelurahan_rank) == (Status.PRIORITISED, rank)


def test_over_the_quota_needs_the_note(world: World) -> None:
    QuotaRule.objects.create(cycle=world.cycle, scope="kelurahan", kind="count", value=1)
    rows = [make_proposal(world, Status.VERIFIED, rank=n) for n in (1, 2)]
    client, _ = signed_in(world, Role.LURAH)
    page = ask(client, "prioritise", rows)
    done = client.post(bulk("prioritise"), {"usulan": held(page)})
    assert len(done.context["done"]) == 1
    assert "Tulis catatan mengapa" in done.content.decode()


def test_all_330_at_once(world: World) -> None:
    """Selected across pages, through the list's filters, each with its own event."""
    owner = make_user(world)
    Proposal.objects.bulk_create(
        Proposal(
            cycle=world.cycle,
            kelurahan=world.kelurahan,
            rw=world.rw,
            proposer_kind="rw",
            kamus_item=world.item,
            opd=world.opd,
            title=f"Usulan {n}",
            number=f"2024/99.75.01.1001/B{n:03d}",
            status=Status.SUBMITTED,
            submitted_at=world.cycle.windows.first().opens_at,
            created_by=owner,
        )
        for n in range(1, 331)
    )
    outside = make_proposal(world, Status.SUBMITTED, rw=world.other_rw, rt=None, proposer_kind="rw")
    client, _ = signed_in(world, Role.STAFF)
    url = f"{LIST}?rw={world.rw.pk}"
    some = Proposal.objects.filter(rw=world.rw).values_list("pk", flat=True)[:100]
    data = {"action": "verify", "index": "0", "select_across": "1", "_selected_action": list(some)}
    page = client.post(url, data)
    assert len(held(page)) == 330
    assert f"rw={world.rw.pk}" in page.context["list_url"]
    done = client.post(page.context["do_url"], {"usulan": held(page)})
    assert (len(done.context["done"]), done.context["skipped"]) == (330, [])
    assert f"rw={world.rw.pk}" in done.context["list_url"]
    assert Proposal.objects.filter(status=Status.VERIFIED, events__action="verify").count() == 330
    outside.refresh_from_db()
    assert outside.status == Status.SUBMITTED


def test_the_kecamatan_agrees_in_bulk(world: World) -> None:
    rows = [make_proposal(world, Status.FORWARDED) for _ in range(2)]
    without = make_proposal(world, Status.FORWARDED, opd=None)
    client, _ = signed_in(world, Role.KECAMATAN)
    page = ask(client, "agree", [*rows, without])
    done = client.post(bulk("agree"), {"usulan": held(page)})
    assert set(done.context["done"]) == set(rows)
    assert "Pilih Perangkat Daerah" in done.content.decode()


@pytest.mark.parametrize("usulan", [[], ["nonsense"], ["x:y"], ["1:2"]])
def test_nothing_chosen(world: World, usulan: list[str]) -> None:
    client, _ = signed_in(world, Role.STAFF)
    answer = client.post(bulk("verify"), {"usulan": usulan}, follow=True)
    assert "Tidak ada usulan yang dipilih." in answer.content.decode()


def test_deeds_of_other_offices_are_not_there(world: World) -> None:
    proposal = make_proposal(world, Status.FORWARDED)
    client, _ = signed_in(world, Role.STAFF)
    for action in ("agree", "prioritise", "include", "nonsense"):
        answer = client.post(bulk(action), {"usulan": f"{proposal.pk}:{proposal.revision}"})
        assert answer.status_code == 404
        assert client.get(bulk(action)).status_code == 404
    assert client.get(bulk("verify")).status_code == 302
