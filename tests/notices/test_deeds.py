"""Each deed is told as what it was: in Kabar, in messages, and for every deed of the table."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from foundation.indonesia import date_long
from foundation.uploads import CleanUpload
from kelurahan.models import User
from kelurahan.roles import Role
from notices.deeds import TO_OWNER, told
from notices.kinds import KINDS, Kind
from notices.links import off_url
from notices.news import news_of
from notices.pending import Pending
from notices.wording import text_of
from proposals.models import Proposal, ProposalEvent
from proposals.statuses import FundingSource, Status
from proposals.workflow import TRANSITIONS, Details, perform
from tests.factories import World, make_proposal, make_user
from tests.notices.test_inbox import page, returned
from tests.notices.test_wording import every_kind, written

ASKED = {"volume": Decimal("31.50"), "unit": "m³", "value": 31_500_000}

SAID: dict[str, tuple[dict[str, Any], str]] = {
    "submit": ({}, "Dikirim ke kelurahan oleh Pamor atas nama Anda."),
    "withdraw": ({}, "Dicabut oleh Pamor atas nama Anda."),
    "return": (
        {"due": [None, "9 Juni 2024"]},
        "Dikembalikan oleh kelurahan. Ada yang perlu Anda perbaiki.",
    ),
    "extend": (
        {"due": ["1 Juni 2024", "9 Juni 2024"]},
        "Kelurahan memberi waktu lagi untuk memperbaiki, sampai 9 Juni 2024.",
    ),
    "lapse": ({}, "Ditutup oleh kelurahan karena tidak diperbaiki sampai batas waktunya."),
    "verify": ({}, "Sudah diperiksa dan diterima kelurahan."),
    "reject": ({"other": [None, "2024/99/0007"]}, "Tidak diteruskan oleh kelurahan."),
    "merge": ({"merged_into": [None, "2024/99/0007"]}, "Digabung ke usulan 2024/99/0007."),
    "unmerge": (
        {"merged_into": ["2024/99/0007", None]},
        "Dipisahkan lagi oleh kelurahan dari usulan 2024/99/0007.",
    ),
    "release": (
        {"merged_into": ["2024/99/0007", None]},
        "Usulan 2024/99/0007 sudah dicabut, jadi usulan Anda berdiri sendiri lagi.",
    ),
    "reopen": ({}, "Dibuka kembali oleh kelurahan."),
    "prioritise": (
        {"kelurahan_rank": [None, 3], "kelurahan.rank": [None, 3]},
        "Menjadi prioritas kelurahan, urutan 3.",
    ),
    "reserve": ({"kelurahan_rank": [3, None]}, "Menjadi cadangan kelurahan."),
    "fund_kelurahan": ({}, "Disetujui. Dibiayai dana kelurahan."),
    "forward": ({}, "Sudah diteruskan ke kecamatan."),
    "agree": (
        {"opd": ["Dinas Air", "Dinas Jalan"], "kecamatan.volume": [None, "31.5"]},
        "Disepakati kecamatan. Selanjutnya ditangani Dinas Jalan.",
    ),
    "disagree": ({}, "Belum disepakati kecamatan."),
    "accommodate": (
        {"opd.volume": [None, "10.00"], "opd.value": [None, 10_000_000]},
        "Disetujui Perangkat Daerah: 10 dari 31,5 m³, Rp10.000.000 dari Rp31.500.000.",
    ),
    "reroute": ({"opd": ["Dinas Air", "Dinas Jalan"]}, "Dialihkan ke Dinas Jalan."),
    "defer": ({}, "Ditunda oleh Perangkat Daerah."),
    "decline": ({}, "Tidak disetujui Perangkat Daerah."),
    "sipd_agree": ({}, "Disepakati kecamatan."),
    "sipd_disagree": ({}, "Belum disepakati kecamatan."),
    "sipd_accommodate": (
        {"opd.volume": ["10", "40"], "opd.value": [None, 31_500_000]},
        "Disetujui Perangkat Daerah: 40 m³ (diusulkan 31,5 m³).",
    ),
    "sipd_decline": ({}, "Tidak disetujui Perangkat Daerah."),
    "include": ({"rkpd_line": [None, "1.03.0012"]}, "Masuk rancangan RKPD."),
    "budget": ({}, "Sudah dianggarkan dalam APBD."),
    "realise": (
        {"realised_on": [None, "9 Juni 2024"], "realised_volume": [None, "10"]},
        "Pekerjaan dilaporkan selesai pada 9 Juni 2024.",
    ),
    "rework": (
        {"realised_on": [None, "9 Juni 2024"], "realised_volume": [None, "10"]},
        "Perbaikan pekerjaan dilaporkan selesai pada 9 Juni 2024. Periksa lagi.",
    ),
    "cancel": ({}, "Dibatalkan."),
    "divert": ({"diverted_to": [None, FundingSource.CSR]}, "Dialihkan ke CSR perusahaan."),
}

every_deed = pytest.mark.parametrize("action", TRANSITIONS)


def event_of(action: str, changes: dict[str, Any], usulan: Proposal) -> ProposalEvent:
    return ProposalEvent(
        proposal=usulan,
        action=action,
        source=Status.DRAFT,
        target=TRANSITIONS[action].target,
        actor_role=Role.PAMOR.label,
        changes=changes,
    )


@every_deed
def test_every_deed_of_the_table_has_its_sentence(action: str) -> None:
    changes, sentence = SAID[action]
    assert told(event_of(action, changes, Proposal(**ASKED))) == sentence


def test_no_sentence_is_about_a_deed_that_is_gone() -> None:
    assert set(TO_OWNER) == set(SAID) == set(TRANSITIONS)


@every_deed
@pytest.mark.parametrize("to_follower", [False, True])
@pytest.mark.parametrize("changes", [{}, {"due": "?", "opd": [1], "opd.volume": [None, "banyak"]}])
def test_a_history_that_says_less_is_still_a_sentence(
    action: str, to_follower: bool, changes: dict[str, Any]
) -> None:
    said = told(event_of(action, changes, Proposal(**ASKED)), to_follower=to_follower)
    assert said.endswith(".")
    assert "None" not in said


@every_kind
@every_deed
def test_the_longest_fits_into_every_message(
    world: World, head: User, kind: Kind, action: str
) -> None:
    usulan = make_proposal(world, TRANSITIONS[action].target)
    name = "Dinas Perumahan, Kawasan Permukiman, dan Pertanahan Kota Contoh Barat " * 4
    event = event_of(action, {"opd": [None, name], "kecamatan.volume": [None, "7"]}, usulan)
    event.reason = world.reason
    event.actor_name = "Contoh"
    event.save()
    body = text_of(Pending([event], []), head.pk, kind, {})
    assert body is not None
    assert len(body.body) <= kind.most_characters
    assert off_url(head.pk, kind) in body.body
    assert "/l/" in body.body


@pytest.mark.parametrize("role", [Role.OPD, Role.BAPPEDA])
def test_passed_on_to_another_office(world: World, head: User, role: Role) -> None:
    usulan = make_proposal(world, Status.AGREED)
    details = Details(opd=world.other_opd)
    perform(usulan, "reroute", actor=make_user(world, role), note="Bukan kami.", details=details)
    for text in (page(head), written(head, KINDS["sms"]).body):
        assert "Dialihkan ke Dinas Jalan." in text
        assert "Disepakati kecamatan." not in text


def test_more_time(world: World, head: User) -> None:
    staff = make_user(world, Role.STAFF)
    usulan = returned(world, staff)
    until = timezone.localdate() + timedelta(days=20)
    perform(usulan, "extend", actor=staff, note="Boleh.", details=Details(due=until))
    sentence = f"Kelurahan memberi waktu lagi untuk memperbaiki, sampai {date_long(until)}."
    assert sentence in page(head)
    for kind in KINDS.values():
        assert sentence in written(head, kind).body


def test_opened_again_and_apart_again(world: World, head: User) -> None:
    staff, lurah = make_user(world, Role.STAFF), make_user(world, Role.LURAH)
    usulan = make_proposal(world, Status.REJECTED)
    perform(usulan, "reopen", actor=lurah, note="Diperiksa lagi.")
    other = make_proposal(world, Status.SUBMITTED, rt=world.other_rt)
    merged = make_proposal(world, Status.SUBMITTED)
    perform(merged, "merge", actor=staff, details=Details(target=other))
    assert f"Digabung ke usulan {other.number}." in written(head, KINDS["email"]).body
    perform(merged, "unmerge", actor=staff, note="Lain tempat.")
    for text in (page(head), written(head, KINDS["email"]).body):
        assert "Dibuka kembali oleh kelurahan." in text
        assert f"Dipisahkan lagi oleh kelurahan dari usulan {other.number}." in text


def test_less_than_was_asked_for(world: World, head: User) -> None:
    usulan = make_proposal(world, Status.AGREED, **ASKED)
    details = Details(
        sub_kegiatan=world.sub_kegiatan,
        volume=Decimal(10),
        value=10_000_000,
        funding_source=FundingSource.APBD,
    )
    officer = make_user(world, Role.OPD)
    perform(usulan, "accommodate", actor=officer, note="Sisanya tahun depan.", details=details)
    for text in (page(head), written(head, KINDS["whatsapp"]).body):
        assert "10 dari 31,5 m³, Rp10.000.000 dari Rp31.500.000." in text


def test_as_much_as_was_asked_for(world: World, head: User) -> None:
    usulan = make_proposal(world, Status.FORWARDED, **ASKED)
    details = Details(volume=usulan.volume, value=usulan.value)
    perform(usulan, "agree", actor=make_user(world, Role.KECAMATAN), details=details)
    assert "<strong>Disepakati kecamatan.</strong>" in page(head)


def test_finished_on(world: World, head: User) -> None:
    usulan = make_proposal(world, Status.KELURAHAN_FUNDED)
    photo = CleanUpload(b"gambar", "image/png", ".png", "0" * 64, 8, 8)
    today = timezone.localdate()
    details = Details(realised_on=today, realised_volume=usulan.volume, photos=(photo,))
    perform(usulan, "realise", actor=make_user(world, Role.LURAH), details=details)
    sentence = f"Pekerjaan dilaporkan selesai pada {date_long(today)}."
    assert sentence in page(head)
    assert sentence in written(head, KINDS["sms"]).body


def test_that_a_date_has_passed_is_said_instead_of_the_deed(world: World, head: User) -> None:
    usulan = returned(world, make_user(world, Role.STAFF))
    Proposal.objects.filter(pk=usulan.pk).update(due=timezone.localdate() - timedelta(days=1))
    assert "Ada yang perlu Anda perbaiki." not in page(head)
    assert list(news_of(head).values_list("action", flat=True)) == ["return"]
