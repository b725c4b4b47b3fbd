"""What a message says, and that it fits."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from foundation.indonesia import date_long
from kelurahan.models import User
from notices.kinds import KINDS, Kind
from notices.links import off_url, usulan_url
from notices.news import news_of
from notices.pending import Pending
from notices.wording import Text, as_gsm, text_of
from proposals.models import Proposal, ProposalEvent
from proposals.statuses import Status
from proposals.workflow import perform
from tests.factories import World, make_proposal
from tests.notices.test_inbox import returned
from tests.notices.test_reading import verified

GSM_BASIC = set(
    "@_ !\"#%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz\n"
)
"""What each telephone network sends in one place, of the letters that are ASCII."""

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def written(user: User, kind: Kind, due: list[Proposal] | None = None) -> Text:
    """The digest of all news of ``user``."""
    rows = news_of(user).select_related("reason", "proposal__cycle", "proposal__kamus_item")
    text = text_of(Pending(list(rows), due or []), user.pk, kind, {})
    assert text is not None
    return text


@every_kind
def test_which_usulan_what_why_next_until_when_and_where(
    world: World, reached: User, staff: User, kind: Kind
) -> None:
    usulan = returned(world, staff)
    body = written(reached, kind).body
    by = timezone.localdate() + timedelta(days=3)
    for part in (
        usulan.number,
        usulan.title,
        "Ada yang perlu Anda perbaiki.",
        "Alasan: Alamat belum jelas.",
        "Perbaiki, lalu kirim lagi.",
        f"Paling lambat {date_long(by)} (3 hari lagi).",
        usulan_url(usulan),
        off_url(reached.pk, kind),
    ):
        assert part in body
    assert usulan_url(usulan).startswith("https://portal.contoh.test/l/")


@every_kind
def test_what_stays_in_the_portal(world: World, reached: User, staff: User, kind: Kind) -> None:
    returned(world, staff, title="Saluran depan rumah Pak Sukarno Wijaya, HP 0812 3456 7890")
    text = written(reached, kind)
    for secret in ("Tulis nama gangnya", "Sukarno", "3456", reached.full_name, staff.full_name):
        assert secret not in text.body + text.subject
    assert "Saluran depan rumah" in text.body


@every_kind
@pytest.mark.parametrize("rows", [1, 2, 60])
def test_it_fits_and_says_how_many_others(
    world: World, reached: User, kind: Kind, rows: int
) -> None:
    world.reason.public_sentence = "Bukti kepemilikan lahan “belum” lengkap. " * 9
    world.reason.save()
    for _ in range(rows):
        usulan = make_proposal(world, Status.REJECTED, title="Perbaikan saluran … " * 9)
        ProposalEvent.objects.create(
            proposal=usulan,
            action="reject",
            source=Status.SUBMITTED,
            target=Status.REJECTED,
            reason=world.reason,
            actor_name="Contoh",
        )
    body = written(reached, kind).body
    assert len(body) <= kind.most_characters
    shown = body.count("/l/")
    assert 1 <= shown <= kind.most_items
    assert (f"Dan {rows - shown} kabar lain." in body) is (rows > shown)
    assert off_url(reached.pk, kind) in body


def test_an_sms_has_no_letter_that_would_halve_it(world: World, reached: User, staff: User) -> None:
    returned(world, staff, title="Saluran “Mawar” – [tahap 2] ~ café 水 {x}")
    body = written(reached, KINDS["sms"]).body
    assert set(body) <= GSM_BASIC
    assert 'Saluran "Mawar" - (tahap 2) - cafe  (x)' in body
    assert len(KINDS) == 3
    assert KINDS["sms"].most_characters == 459


@pytest.mark.parametrize(("text", "plain"), [("é", "e"), ("“a…”", '"a..."'), ("`\\^", "'/-")])
def test_letters_of_the_telephone_network(text: str, plain: str) -> None:
    assert as_gsm(text) == plain


def test_what_calls_for_a_deed_comes_first(world: World, reached: User, staff: User) -> None:
    back = returned(world, staff)
    verified(world, timezone.now())
    body = written(reached, KINDS["sms"]).body
    assert back.number in body
    assert "Dan 1 kabar lain." in body


def test_of_one_usulan_where_it_stands_now(world: World, reached: User, staff: User) -> None:
    usulan = returned(world, staff)
    perform(usulan, "submit", actor=reached)
    perform(usulan, "verify", actor=staff)
    body = written(reached, KINDS["email"]).body
    assert "Sudah diperiksa dan diterima kelurahan." in body
    assert "Ada yang perlu Anda perbaiki." not in body
    assert "Dan 1 kabar lain." in body


def test_what_the_proposer_has_done_already_is_no_news(
    world: World, reached: User, staff: User
) -> None:
    usulan = returned(world, staff)
    perform(usulan, "submit", actor=reached)
    content = Pending(list(news_of(reached)), [])
    assert content
    assert text_of(content, reached.pk, KINDS["email"], {}) is None


def test_the_date_is_said_once(world: World, reached: User, staff: User) -> None:
    usulan = returned(world, staff)
    body = written(reached, KINDS["email"], [usulan]).body
    assert body.count("aling lambat") == 1


def test_the_warning_of_a_date(world: World, reached: User) -> None:
    today = timezone.localdate()
    usulan = make_proposal(world, Status.RETURNED, due=today)
    body = written(reached, KINDS["sms"], [usulan]).body
    assert f"Segera perbaiki dan kirim lagi, paling lambat {date_long(today)} (hari ini)." in body


@pytest.mark.parametrize(
    ("rows", "subject"),
    [(1, "Kabar usulan Anda: Saluran"), (2, "Kabar tentang 2 usulan Anda")],
)
def test_the_subject(world: World, reached: User, rows: int, subject: str, staff: Any) -> None:
    for _ in range(rows):
        returned(world, staff, title="Saluran\nBcc: semua@contoh.test")
    found = written(reached, KINDS["email"]).subject
    assert found.startswith(subject)
    assert "\n" not in found
