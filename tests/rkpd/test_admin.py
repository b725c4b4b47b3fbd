"""Bappeda's pages: who may, what they show, and that every figure is the list behind it."""

import re
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from foundation.indonesia import number
from kelurahan.models import City, Kecamatan, Kelurahan, User
from kelurahan.roles import Role
from planning.models.kamus import ProposerKind
from proposals.models import Assessment, Attachment, Proposal
from proposals.statuses import AttachmentKind, Status
from rkpd.models import Draft, Line
from rkpd.services import freeze_draft
from tests.factories import World, make_proposal, make_sub_kegiatan, make_user
from tests.rkpd.makers import make_accommodated, make_bappeda, make_draft


def enter(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def pages_of(draft: Draft) -> list[str]:
    return [
        reverse("admin:rkpd_draft_changelist"),
        reverse("admin:rkpd_draft_outside"),
        *(
            reverse(f"admin:rkpd_draft_{name}", args=[draft.pk])
            for name in ("change", "sources", "left_out")
        ),
        reverse("admin:rkpd_draft_compare"),
        reverse("admin:rkpd_line_change", args=[draft.lines.first().pk]),
    ]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.BAPPEDA, 200),
        (Role.OBSERVER, 200),
        (Role.OPD, 403),
        (Role.KECAMATAN, 403),
        (Role.LURAH, 403),
        (Role.STAFF, 403),
        (Role.RT, 302),
        (Role.RW, 302),
    ],
)
def test_who_reads(world: World, role: Role, expected: int) -> None:
    draft = make_draft(world)
    client = enter(make_user(world, role))
    assert [client.get(page).status_code for page in pages_of(draft)] == [expected] * 7


def test_nobody_reads_across_the_city_border(world: World) -> None:
    draft = make_draft(world)
    far = City.objects.create(code="98.01", name="Lain", name_local="Lain")
    client = enter(make_user(world, Role.BAPPEDA, far))
    listed, outside, *own = pages_of(draft)
    comparing = own.pop(3)
    assert client.get(comparing).context["drafts"] == []
    assert client.get(comparing, {"ke": draft.pk}).status_code == 404
    assert client.get(listed).context["cl"].result_count == 0
    assert client.get(outside).status_code == 200
    own += [reverse(f"admin:rkpd_draft_{name}", args=[draft.pk]) for name in ("freeze",)]
    own.append(reverse("admin:rkpd_draft_export", args=[draft.pk, "csv"]))
    assert [client.get(page).status_code for page in own] == [404] * 6


def test_the_administrator_reads_but_does_no_deed(world: World) -> None:
    draft = make_draft(world)
    client = enter(make_user(world, is_superuser=True))
    assert [client.get(page).status_code for page in pages_of(draft)] == [200] * 7
    assert client.post(reverse("admin:rkpd_draft_build"), BUILD).status_code == 403
    assert client.post(reverse("admin:rkpd_draft_freeze", args=[draft.pk])).status_code == 403
    line = reverse("admin:rkpd_line_change", args=[draft.lines.get().pk])
    assert client.post(line, {"locations": "x"}).status_code == 403


BUILD = {"cycle": "2024", "kind": "rancangan_awal"}


def test_observers_do_no_deed_and_take_nothing_along(world: World) -> None:
    draft = make_draft(world)
    client = enter(make_user(world, Role.OBSERVER))
    page = client.get(reverse("admin:rkpd_draft_change", args=[draft.pk])).content.decode()
    assert "bekukan/" not in page
    assert "unduh/" not in page
    assert (
        client.get(reverse("admin:rkpd_draft_export", args=[draft.pk, "xlsx"])).status_code == 403
    )
    assert client.get(reverse("admin:rkpd_draft_freeze", args=[draft.pk])).status_code == 403
    assert client.post(reverse("admin:rkpd_draft_build"), BUILD).status_code == 403
    assert Draft.objects.count() == 1


def test_building_by_the_page(world: World) -> None:
    make_accommodated(world)
    client = enter(make_bappeda(world))
    listed = client.get(reverse("admin:rkpd_draft_changelist"))
    assert "Susun rancangan baru" in listed.content.decode()
    assert listed.context["outside_count"] == 1
    assert client.get(reverse("admin:rkpd_draft_build")).status_code == 405
    answer = client.post(reverse("admin:rkpd_draft_build"), BUILD)
    draft = Draft.objects.get()
    assert answer.headers["Location"] == reverse("admin:rkpd_draft_change", args=[draft.pk])
    assert client.get(answer.headers["Location"]).status_code == 200
    assert client.get(reverse("admin:rkpd_draft_changelist")).context["outside_count"] == 0


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"cycle": "1999", "kind": "rancangan"}, "Pilih tahun"),
        ({"cycle": "2024", "kind": "asal"}, "Pilih tahun"),
        ({}, "Pilih tahun"),
        (BUILD, "Belum ada usulan"),
    ],
)
def test_a_build_that_cannot_be_says_why(world: World, given: dict, sentence: str) -> None:
    client = enter(make_bappeda(world))
    answer = client.post(reverse("admin:rkpd_draft_build"), given)
    assert answer.status_code == 302
    assert sentence in str(next(iter(get_messages(answer.wsgi_request))))
    assert not Draft.objects.exists()


def test_freezing_by_the_page_asks_first(world: World) -> None:
    proposal = make_accommodated(world)
    actor = make_bappeda(world)
    draft = make_draft(world, actor)
    client = enter(actor)
    page = reverse("admin:rkpd_draft_freeze", args=[draft.pk])
    asked = client.get(page).content.decode()
    assert "Semua pemeriksaan baik" in asked
    assert "Rp10.000.000" in asked
    refused = client.post(page, {"note": "x"})
    assert "Centang kotak ini" in refused.content.decode()
    draft.refresh_from_db()
    assert not draft.is_frozen
    answer = client.post(page, {"note": "Berita acara 7", "sure": "on"}, follow=True)
    assert "Dibekukan" in answer.content.decode()
    draft.refresh_from_db()
    proposal.refresh_from_db()
    assert (draft.is_frozen, draft.note, proposal.status) == (True, "Berita acara 7", "in_rkpd")
    assert "sudah dibekukan" in client.get(page).content.decode()
    again = client.post(page, {"sure": "on"}, follow=True)
    assert "sudah dibekukan oleh" in again.content.decode()


def test_the_page_tells_that_a_later_edition_is_frozen(world: World) -> None:
    actor = make_bappeda(world)
    later = make_draft(world, actor, kind="rancangan")
    earlier = make_draft(world, actor, kind="rancangan_awal")
    page = reverse("admin:rkpd_draft_freeze", args=[earlier.pk])
    client = enter(actor)
    assert 'name="sure"' in client.get(page).content.decode()
    own = reverse("admin:rkpd_draft_change", args=[earlier.pk])
    assert "Periksa dan bekukan" in client.get(own).content.decode()
    freeze_draft(later, actor=actor)
    assert "Periksa dan bekukan" not in client.get(own).content.decode()
    sentence = "tidak dapat kembali menjadi rancangan awal"
    text = client.get(page).content.decode()
    assert sentence in text
    assert 'name="sure"' not in text
    # Whoever still has the page of before open is told as well.
    assert sentence in client.post(page, {"sure": "on"}, follow=True).content.decode()
    earlier.refresh_from_db()
    assert not earlier.is_frozen


def test_what_is_wrong_is_listed_with_its_usulan(world: World) -> None:
    proposal = make_accommodated(world)
    actor = make_bappeda(world)
    draft = make_draft(world, actor)
    Assessment.objects.filter(proposal=proposal).update(value=5)
    page = reverse("admin:rkpd_draft_freeze", args=[draft.pk])
    for answer in (enter(actor).get(page), enter(actor).post(page, {"sure": "on"})):
        text = answer.content.decode()
        assert "Belum dapat dibekukan" in text
        assert f"Nilai usulan {proposal.number} berubah" in text
        assert 'name="sure"' not in text


def test_every_figure_of_the_table_equals_the_list_behind_it(world: World) -> None:
    make_accommodated(world, value=1)
    make_accommodated(world, value=20, sub_kegiatan=make_sub_kegiatan("1.03.06.2.02.0001"))
    make_accommodated(world, value=300, opd=world.other_opd)
    client = enter(make_bappeda(world))
    draft = make_draft(world)
    page = client.get(reverse("admin:rkpd_draft_change", args=[draft.pk]))
    for row in page.context["rows"]:
        if row.line:
            behind = client.get(reverse("admin:rkpd_line_change", args=[row.line.pk]))
            total = row.line.pagu
        else:
            address = reverse("admin:rkpd_draft_sources", args=[draft.pk])
            assert f"opd={row.opd_id}" in page.content.decode()
            behind = client.get(address, {"opd": row.opd_id, "kode": row.code})
            total = behind.context["total"]
        assert behind.context["page"].paginator.count == row.usulan_count
        assert total == row.pagu
        assert number(row.pagu) in behind.content.decode()
    everything = client.get(reverse("admin:rkpd_draft_sources", args=[draft.pk]))
    assert everything.context["total"] == draft.total == 321
    assert everything.context["page"].paginator.count == draft.usulan_count == 3


def test_what_stayed_out_is_counted_and_listed_with_its_cause(world: World) -> None:
    make_accommodated(world)
    bare = make_proposal(world, Status.ACCOMMODATED)
    draft = make_draft(world)
    late = make_accommodated(world)
    client = enter(make_bappeda(world))
    page = client.get(reverse("admin:rkpd_draft_change", args=[draft.pk]))
    assert page.context["left_out_count"] == 2
    told = client.get(reverse("admin:rkpd_draft_left_out", args=[draft.pk])).content.decode()
    assert bare.number in told
    assert late.number in told
    assert "belum mengisi volume, nilai, sub kegiatan, sumber dana" in told
    assert "Susun rancangan baru" in told


def test_the_wording_of_a_line_by_the_page(world: World) -> None:
    actor = make_bappeda(world)
    draft = make_draft(world, actor)
    line = draft.lines.get()
    client, page = enter(actor), reverse("admin:rkpd_line_change", args=[line.pk])
    given = {"indicator": "Panjang", "locations": "Kel. Mawar", "forward_estimate": "11000000"}
    wrong = client.post(page, given | {"forward_estimate": "-1"})
    assert wrong.status_code == 200
    assert "errorlist" in wrong.content.decode()
    assert client.post(page, given | {"pagu": "1"}).status_code == 302
    line.refresh_from_db()
    assert (line.locations, line.forward_estimate, line.pagu) == ("Kel. Mawar", 11_000_000, 10**7)
    freeze_draft(draft, actor=actor)
    assert 'name="locations"' not in client.get(page).content.decode()
    assert client.post(page, given | {"locations": "z"}).status_code == 403
    line.refresh_from_db()
    assert line.locations == "Kel. Mawar"


@pytest.mark.parametrize("wrong", ["abc", "9" * 30, "0", "-1"])
def test_odd_addresses_are_not_found(world: World, wrong: str) -> None:
    make_draft(world)
    client = enter(make_bappeda(world))
    assert client.get(f"/admin/rkpd/draft/{wrong}/change/").status_code == 404
    assert client.get(f"/admin/rkpd/line/{wrong}/change/").status_code == 404


def test_there_is_no_typing_in_and_no_deleting(world: World) -> None:
    draft = make_draft(world)
    client = enter(make_user(world, is_superuser=True))
    for page in (
        reverse("admin:rkpd_draft_add"),
        reverse("admin:rkpd_draft_delete", args=[draft.pk]),
        reverse("admin:rkpd_line_add"),
        reverse("admin:rkpd_line_delete", args=[draft.lines.get().pk]),
    ):
        assert client.post(page, {"post": "yes"}).status_code == 403
    assert Line.objects.count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_literal_query_counts(world: World, rows: int, django_assert_num_queries: Any) -> None:
    actor = make_bappeda(world)
    for serial in range(rows):
        make_accommodated(world, unit=f"satuan {serial}")
    for _ in range(rows):
        draft = make_draft(world, actor)
    for serial in range(rows):
        make_accommodated(world, unit=f"satuan {serial}")
    client = enter(actor)
    line = draft.lines.first()
    for _ in range(rows):
        make_accommodated(world, unit=line.unit)
    # A single version has nothing beside it to be read.
    comparing = 7 if rows == 1 else 11
    counts = [10, 9, 15, 11, 8, comparing, 9]
    for page, count in zip(pages_of(draft), counts, strict=True):
        with django_assert_num_queries(count):
            assert client.get(page).status_code == 200
    with django_assert_num_queries(15):
        client.get(reverse("admin:rkpd_draft_freeze", args=[draft.pk]))


def test_no_inline_script_or_style_anywhere(world: World) -> None:
    draft = make_draft(world)
    client = enter(make_bappeda(world))
    freeze = reverse("admin:rkpd_draft_freeze", args=[draft.pk])
    for page in [*pages_of(draft), freeze]:
        text = client.get(page).content.decode()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text)
        assert not re.search(r"<script(?![^>]*\bsrc=)", text)


def test_the_status_was_written_by_the_workflow_alone(world: World) -> None:
    actor = make_bappeda(world)
    draft = make_draft(world, actor)
    freeze_draft(draft, actor=actor)
    for proposal in Proposal.objects.filter(status=Status.IN_RKPD):
        assert proposal.events.filter(action="include", target="in_rkpd").count() == 1


def test_a_long_draft_is_turned_over_and_repeats_its_headings(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rkpd.admin.drafts.ROWS_PER_PAGE", 6)
    for serial in range(4):
        make_accommodated(world, unit=f"satuan {serial}", value=1)
    client = enter(make_bappeda(world))
    page = reverse("admin:rkpd_draft_change", args=[make_draft(world).pk])
    first, second = client.get(page), client.get(page, {"hal": 2})
    assert [row.depth for row in first.context["rows"]] == [0, 1, 2, 3, 4, 5]
    assert [row.depth for row in second.context["rows"]] == [5, 5, 5]
    assert [row.depth for row in second.context["above"]] == [0, 1, 2, 3, 4]
    assert not first.context["above"]
    for answer in (first, second):
        assert answer.context["pagu_total"] == 4
    assert "Halaman 1 dari 2" in first.content.decode()


def test_a_kecamatan_shows_its_own_part_of_each_line(world: World) -> None:
    far = Kecamatan.objects.create(
        city=world.city, code="99.75.09", name="Barat", name_local="Barat"
    )
    place = Kelurahan.objects.create(
        kecamatan=far, code="99.75.09.1001", name="Teratai", name_local="Teratai"
    )
    office = {"proposer_kind": ProposerKind.KELURAHAN, "rw": None, "rt": None}
    make_accommodated(world, value=900, volume=3)
    make_accommodated(world, value=100, volume=1, kelurahan=place, **office)
    draft = make_draft(world)
    client = enter(make_bappeda(world))
    page = reverse("admin:rkpd_draft_change", args=[draft.pk])
    answer = client.get(page, {"kecamatan": far.pk})
    (line,) = [row.line for row in answer.context["rows"] if row.line]
    assert (line.pagu, line.target_volume, line.usulan_count) == (100, 1, 1)
    assert (line.forward_estimate, line.locations) == (105, "Kel. Teratai")
    assert [row.pagu for row in answer.context["rows"]] == [100] * 5
    assert "hanya bagian Kecamatan Barat" in answer.content.decode()
    behind = reverse("admin:rkpd_draft_sources", args=[draft.pk])
    listed = client.get(behind, {"kecamatan": far.pk, "opd": world.opd.pk})
    assert (listed.context["total"], listed.context["page"].paginator.count) == (100, 1)
    whole = client.get(page, {"kecamatan": world.kecamatan.pk}).context["pagu_total"]
    assert whole + 100 == draft.total


@pytest.mark.parametrize(
    "query", [{"opd": "99999"}, {"opd": "x"}, {"dana": "emas"}, {"kecamatan": "-1"}]
)
def test_a_filter_that_does_not_exist_is_not_found(world: World, query: dict) -> None:
    draft = make_draft(world)
    client = enter(make_bappeda(world))
    for name in ("change", "sources"):
        page = reverse(f"admin:rkpd_draft_{name}", args=[draft.pk])
        assert client.get(page, query).status_code == 404


def test_a_usulan_of_a_line_is_shown_with_its_photo_and_rw(world: World) -> None:
    proposal = make_accommodated(world)
    photo = Attachment.objects.create(
        proposal=proposal,
        kind=AttachmentKind.PHOTO,
        file="usulan/x.jpg",
        content_type="image/jpeg",
        size=1,
        sha256="0" * 64,
        uploaded_by=proposal.created_by,
    )
    draft = make_draft(world)
    client = enter(make_bappeda(world))
    small = reverse("proposals:attachment", args=[proposal.pk, photo.pk]) + "?ukuran=kecil"
    for page in (
        reverse("admin:rkpd_line_change", args=[draft.lines.get().pk]),
        reverse("admin:rkpd_draft_sources", args=[draft.pk]),
    ):
        text = client.get(page).content.decode()
        assert f'src="{small}"' in text
        assert "RW 001, Kel. Mawar" in text
    other = make_accommodated(world, unit="paket")
    bare = make_draft(world).lines.get(unit="paket")
    text = client.get(reverse("admin:rkpd_line_change", args=[bare.pk])).content.decode()
    assert other.number in text
    assert "Tanpa foto" in text
