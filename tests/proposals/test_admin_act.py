"""Deeds on one usulan in the admin: the whole way, refusals in words, conflicts."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from kelurahan.roles import Role
from planning.models import ReasonCode
from proposals.statuses import Level, Status
from tests.factories import World, make_proposal
from tests.proposals.office import LIST, act, change, signed_in

FINAL_REASON = {
    "code": "T02",
    "public_sentence": "Tahun ini ada yang lebih mendesak.",
    "at_kecamatan": True,
    "at_opd": True,
    "at_city": True,
}


def picture() -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(file, "JPEG")
    return SimpleUploadedFile("hasil.jpg", file.getvalue(), content_type="image/jpeg")


def post(client, proposal, action, **data):
    proposal.refresh_from_db()
    return client.post(
        act(proposal, action), {"seen_revision": proposal.revision, **data}, follow=True
    )


def test_a_usulan_travels_the_whole_way(world: World) -> None:
    """From the kelurahan's verification to the realised work, by the buttons of each office."""
    proposal = make_proposal(world, Status.SUBMITTED)
    clients = {
        role: signed_in(world, role)[0]
        for role in (Role.STAFF, Role.LURAH, Role.KECAMATAN, Role.OPD, Role.BAPPEDA)
    }

    def do(role: Role, action: str, status: Status, **data) -> None:
        post(clients[role], proposal, action, **data)
        proposal.refresh_from_db()
        assert proposal.status == status, action

    do(Role.STAFF, "verify", Status.VERIFIED)
    do(Role.LURAH, "prioritise", Status.PRIORITISED, rank="1")
    answer = clients[Role.LURAH].post(
        reverse("admin:proposals_proposal_minutes"),
        {"minutes_number": "BA/1", "minutes_date": "2020-01-15", "agreed": "on"},
        follow=True,
    )
    assert "1 usulan diteruskan" in answer.content.decode()
    proposal.refresh_from_db()
    assert proposal.status == Status.FORWARDED
    do(Role.KECAMATAN, "agree", Status.AGREED, volume="9", value="9 juta", note="Sisanya nanti.")
    do(Role.OPD, "reroute", Status.AGREED, opd=world.other_opd.pk, note="Bukan bidang kami.")
    do(Role.BAPPEDA, "reroute", Status.AGREED, opd=world.opd.pk, note="Kembali ke Dinas Air.")
    do(
        Role.OPD,
        "accommodate",
        Status.ACCOMMODATED,
        sub_kegiatan=str(world.sub_kegiatan),
        volume="8",
        value="8.000.000",
        funding_source="apbd_kota",
        note="Menyesuaikan pagu.",
    )
    figures = {row.level: row for row in proposal.assessments.all()}
    assert figures[Level.KECAMATAN].value == 9_000_000
    assert figures[Level.OPD].sub_kegiatan == world.sub_kegiatan
    assert (figures[Level.OPD].volume, figures[Level.OPD].value) == (Decimal(8), 8_000_000)
    assert proposal.value == 10_000_000
    page = clients[Role.BAPPEDA].get(change(proposal)).content.decode()
    for head in ("Pengusul", "Kelurahan", "Kecamatan", "Perangkat Daerah"):
        assert f'<th scope="col">{head}</th>' in page
    assert "Rp9.000.000" in page


def test_after_the_rkpd_bappeda_and_opd_go_on(world: World) -> None:
    proposal = make_proposal(world, Status.IN_RKPD)
    bappeda, _ = signed_in(world, Role.BAPPEDA)
    opd, _ = signed_in(world, Role.OPD)
    post(bappeda, proposal, "budget", note="DPA 1")
    refused = post(opd, proposal, "realise", realised_on="2024-05-01", realised_volume="10")
    assert "Unggah foto hasil pekerjaan." in refused.content.decode()
    bad = SimpleUploadedFile("hasil.jpg", b"bukan foto")
    refused = post(
        opd, proposal, "realise", realised_on="2024-05-01", realised_volume="10", photos=bad
    )
    assert "hasil.jpg" in refused.content.decode()
    post(
        opd,
        proposal,
        "realise",
        realised_on="2024-05-01",
        realised_volume="10,5",
        photos=picture(),
    )
    proposal.refresh_from_db()
    assert proposal.status == Status.REALISED
    assert proposal.realised_volume == Decimal("10.5")
    assert proposal.attachments.count() == 1


@pytest.mark.parametrize(
    ("role", "status", "action", "target"),
    [
        (Role.STAFF, Status.SUBMITTED, "reject", Status.REJECTED),
        (Role.KECAMATAN, Status.FORWARDED, "disagree", Status.NOT_AGREED),
        (Role.OPD, Status.AGREED, "defer", Status.DEFERRED),
        (Role.OPD, Status.DEFERRED, "decline", Status.DECLINED),
        (Role.BAPPEDA, Status.IN_APBD, "cancel", Status.CANCELLED),
        (Role.LURAH, Status.KELURAHAN_FUNDED, "cancel", Status.CANCELLED),
    ],
)
def test_negative_deeds_need_reason_and_note(
    world: World, role: Role, status: Status, action: str, target: Status
) -> None:
    reason = ReasonCode.objects.create(**FINAL_REASON)
    proposal = make_proposal(world, status)
    client, _ = signed_in(world, role)
    assert "Pilih alasan." in post(client, proposal, action, note="x").content.decode()
    without = post(client, proposal, action, reason=reason.pk)
    assert "Tulis catatan" in without.content.decode()
    proposal.refresh_from_db()
    assert proposal.status == status
    post(client, proposal, action, reason=reason.pk, note="Sudah dibahas.")
    proposal.refresh_from_db()
    assert proposal.status == target
    event = proposal.events.last()
    assert (event.reason, event.note) == (reason, "Sudah dibahas.")


@pytest.mark.parametrize(
    ("start", "action", "data", "target"),
    [
        (Status.VERIFIED, "reserve", {"note": "x"}, Status.RESERVE),
        (Status.RESERVE, "fund_kelurahan", {}, Status.KELURAHAN_FUNDED),
        (Status.REJECTED, "reopen", {"note": "x"}, Status.SUBMITTED),
        (
            Status.VERIFIED,
            "divert",
            {"note": "x", "diverted_to": "csr"},
            Status.DIVERTED,
        ),
    ],
)
def test_the_lurahs_other_deeds(world: World, start, action, data, target) -> None:
    proposal = make_proposal(world, start)
    client, _ = signed_in(world, Role.LURAH)
    assert client.get(act(proposal, action)).status_code == 200
    post(client, proposal, action, **data)
    proposal.refresh_from_db()
    assert proposal.status == target


def test_merge_takes_the_last_digits_of_a_number(world: World) -> None:
    other = make_proposal(world, Status.VERIFIED)
    far = make_proposal(
        world,
        Status.VERIFIED,
        kelurahan=world.other_kelurahan,
        rw=world.foreign_rw,
        rt=world.foreign_rt,
    )
    proposal = make_proposal(world, Status.SUBMITTED)
    client, _ = signed_in(world, Role.STAFF)
    page = client.get(act(proposal, "merge")).content.decode()
    assert f'<option value="{other.number}">' in page
    assert far.number not in page
    for wrong in ("", "9999", far.number, proposal.number):
        answer = post(client, proposal, "merge", target=wrong)
        assert "usulan lain" in answer.content.decode().lower()
        proposal.refresh_from_db()
        assert proposal.status == Status.SUBMITTED
    post(client, proposal, "merge", target=other.number.rsplit("/", 1)[1].lstrip("0"))
    proposal.refresh_from_db()
    assert (proposal.status, proposal.merged_into) == (Status.MERGED, other)
    post(client, proposal, "unmerge", note="Ternyata berbeda.")
    proposal.refresh_from_db()
    assert proposal.status == Status.SUBMITTED


def test_return_with_the_next_one_open(world: World) -> None:
    first, second = (make_proposal(world, Status.SUBMITTED, rank=n) for n in (1, 2))
    client, _ = signed_in(world, Role.STAFF)
    due = (timezone.localdate() + timedelta(days=3)).isoformat()
    answer = post(
        client,
        first,
        "return",
        reason=world.reason.pk,
        note="Tulis RT.",
        due=due,
        _berikutnya="1",
    )
    first.refresh_from_db()
    assert (first.status, first.due.isoformat()) == (Status.RETURNED, due)
    assert answer.redirect_chain[-1][0] == change(second)
    answer = post(client, second, "verify", _berikutnya="1")
    assert answer.redirect_chain[-1][0] == LIST
    assert "Tidak ada lagi usulan" in answer.content.decode()


def test_preview_shows_the_sentence_and_changes_nothing(world: World) -> None:
    proposal = make_proposal(world, Status.SUBMITTED)
    client, _ = signed_in(world, Role.STAFF)
    answer = post(
        client, proposal, "return", reason=world.reason.pk, note="Sebut gangnya.", _lihat="1"
    )
    text = answer.content.decode()
    assert f"<p data-kalimat>{world.reason.public_sentence}</p>" in text
    assert "Catatan: Sebut gangnya." in text
    proposal.refresh_from_db()
    assert proposal.status == Status.SUBMITTED


def test_a_mendable_reason_is_first_offered_as_return(world: World) -> None:
    last = ReasonCode.objects.create(**(FINAL_REASON | {"code": "A00"}))
    proposal = make_proposal(world, Status.SUBMITTED)
    client, _ = signed_in(world, Role.STAFF)
    page = client.get(act(proposal, "reject")).content.decode()
    assert act(proposal, "return") in page
    assert page.index("T01") < page.index("A00")
    given = {"reason": world.reason.pk, "note": "x"}
    answer = post(client, proposal, "reject", **given)
    assert "masih dapat diperbaiki" in answer.content.decode()
    proposal.refresh_from_db()
    assert proposal.status == Status.SUBMITTED
    over = post(client, proposal, "return", **given, _lihat="1").content.decode()
    assert "Alamat belum jelas." in over
    assert 'name="due" value="20' in over
    post(client, proposal, "reject", **given, _tetap="1")
    proposal.refresh_from_db()
    assert proposal.status == Status.REJECTED
    plain = make_proposal(world, Status.SUBMITTED)
    post(client, plain, "reject", reason=last.pk, note="x")
    plain.refresh_from_db()
    assert plain.status == Status.REJECTED


def test_reasons_of_other_levels_are_not_offered(world: World) -> None:
    ReasonCode.objects.create(code="T09", public_sentence="Hanya OPD.", at_kelurahan=False)
    proposal = make_proposal(world, Status.SUBMITTED)
    client, _ = signed_in(world, Role.STAFF)
    assert "T09" not in client.get(act(proposal, "return")).content.decode()


def test_two_officers_one_wins_the_other_is_told_who_and_what(world: World) -> None:
    proposal = make_proposal(world, Status.SUBMITTED)
    first, winner = signed_in(world, Role.LURAH)
    second, _ = signed_in(world, Role.STAFF)
    seen = proposal.revision
    first.post(act(proposal, "verify"), {"seen_revision": seen})
    answer = second.post(
        act(proposal, "return"),
        {"seen_revision": seen, "reason": world.reason.pk, "note": "x", "due": "2999-01-01"},
        follow=True,
    )
    text = answer.content.decode()
    assert f"{winner} (Lurah) sudah memverifikasi usulan" in text
    proposal.refresh_from_db()
    assert proposal.status == Status.VERIFIED
    assert proposal.events.filter(action="return").count() == 0


def test_content_changed_since_the_page_was_opened(world: World) -> None:
    """Same status, other figures: the officer decides on what they saw or not at all."""
    proposal = make_proposal(world, Status.SUBMITTED)
    first, winner = signed_in(world, Role.LURAH)
    second, _ = signed_in(world, Role.STAFF)
    first.post(
        reverse("admin:proposals_proposal_assess", args=[proposal.pk]),
        {"seen_revision": proposal.revision, "volume": "5"},
    )
    answer = second.post(act(proposal, "verify"), {"seen_revision": proposal.revision}, follow=True)
    assert f"{winner} (Lurah) sudah" in answer.content.decode()
    proposal.refresh_from_db()
    assert proposal.status == Status.SUBMITTED


def test_the_page_of_one_usulan_carries_all_flags(world: World) -> None:
    proposal = make_proposal(
        world, Status.SUBMITTED, value=99_000_000, land_status="warga", over_quota=True
    )
    client, _ = signed_in(world, Role.STAFF)
    assert client.get(change(proposal)).content.decode().count('class="tanda"') == 3


def test_a_form_without_revision_is_no_form(world: World) -> None:
    proposal = make_proposal(world, Status.SUBMITTED)
    client, _ = signed_in(world, Role.STAFF)
    assert client.post(act(proposal, "verify"), {}).status_code == 200
    proposal.refresh_from_db()
    assert proposal.status == Status.SUBMITTED
