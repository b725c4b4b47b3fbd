"""The import desk: who may, what they see before anything is stored, and that it runs once."""

import io
from collections.abc import Iterable
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from desk.imports.kinds import KINDS
from desk.imports.work import WORK
from foundation.reports import Outcome
from jobs.models import Job
from jobs.states import State
from kelurahan.models import Assignment, City, Kecamatan, User
from kelurahan.roles import Role
from planning.models import KamusItem
from proposals.models import Proposal
from tests.desk.import_pages import HEAD, enter, everything_stored, page_of, press, send, send_kamus
from tests.factories import World, make_user
from tests.proposals.sipd_files import MONITOR_TITLES, as_csv, monitor_row

# --- who -------------------------------------------------------------------------------------

REFERENCE = {"kamus", "nomenklatur", "wilayah", "kode-berubah", "pagu", "opd"}
MAY = {
    Role.BAPPEDA: REFERENCE | {"usulan", "status-sipd"},
    Role.STAFF: {"usulan", "formulir-usulan", "pengurus"},
    Role.LURAH: {"pengurus"},
    Role.KECAMATAN: set(),
    Role.OPD: set(),
    Role.OBSERVER: set(),
}


@pytest.mark.parametrize("role", MAY)
def test_who_may_bring_in_what(world: World, role: Role) -> None:
    client = enter(make_user(world, role))
    answers = {
        kind.key: client.get(reverse("admin:desk_import_new", args=[kind.key])).status_code
        for kind in KINDS
    }
    assert answers == {key: 200 if key in MAY[role] else 403 for key in answers}
    tile = reverse("admin:desk_imports") in client.get(reverse("admin:index")).content.decode()
    assert tile == bool(MAY[role])
    assert client.get(reverse("admin:desk_imports")).status_code == (200 if MAY[role] else 403)


def test_only_the_administrator_fills_offices(world: World) -> None:
    address = reverse("admin:desk_import_new", args=["pejabat"])
    page = enter(make_user(world, is_superuser=True)).get(address).content.decode()
    assert "Pejabat kantor" in page
    assert not any("pejabat" in kinds for kinds in MAY.values())


def test_an_rt_head_does_not_come_in(world: World) -> None:
    answer = enter(make_user(world, Role.RT)).get(reverse("admin:desk_imports"))
    assert answer.status_code == 302


def test_imports_of_others_are_not_found(world: World, bappeda: User) -> None:
    job = send_kamus(enter(bappeda), world)
    stranger = enter(make_user(world, Role.BAPPEDA))
    for name, extra in [("", ()), ("_progress", ()), ("_refused", ("xlsx",))]:
        address = reverse(f"admin:desk_import{name}", args=[job.pk, *extra])
        assert stranger.get(address).status_code == 404
        assert enter(bappeda).get(address).status_code == 200
    for deed in ("confirm", "cancel", "again"):
        assert press(stranger, deed, job).status_code == 404
    job.refresh_from_db()
    assert job.state == State.WAITING
    assert job.filename not in stranger.get(reverse("admin:desk_imports")).content.decode()


def test_the_administrator_sees_all_imports_but_agrees_to_none(world: World, bappeda: User) -> None:
    job = send_kamus(enter(bappeda), world)
    admin = enter(make_user(world, is_superuser=True))
    assert "Setujui dan simpan" not in page_of(admin, job)
    assert press(admin, "confirm", job).status_code == 403
    assert not KamusItem.objects.filter(code="NEW-1").exists()


def test_staff_choose_among_their_own_kelurahan_only(world: World) -> None:
    client = enter(make_user(world, Role.STAFF))
    form = client.get(reverse("admin:desk_import_new", args=["usulan"])).context["form"]
    assert list(form.fields["kelurahan"].queryset) == [world.kelurahan]
    content = as_csv([monitor_row()], MONITOR_TITLES).getvalue()
    for chosen in ("", str(world.other_kelurahan.pk)):
        answer = send(client, "usulan", content, cycle=world.cycle.pk, kelurahan=chosen)
        assert answer.status_code == 400
    assert not Job.objects.exists()


def test_whoever_loses_the_office_meanwhile_stores_nothing(world: World, bappeda: User) -> None:
    client = enter(bappeda)
    job = send_kamus(client, world)
    Assignment.objects.filter(user=bappeda).update(
        role=Role.KECAMATAN, city=None, kecamatan=world.kecamatan
    )
    assert press(client, "confirm", job).status_code == 403
    assert not KamusItem.objects.filter(code="NEW-1").exists()


# --- preview, agreement, result ----------------------------------------------------------------


def test_the_preview_tells_all_four_groups_and_stores_nothing(
    world: World, bappeda: User, kamus: None
) -> None:
    before = everything_stored()
    client = enter(bappeda)
    job = send_kamus(client, world)
    assert job.state == State.WAITING
    assert job.report["diperiksa"]["counts"] == dict.fromkeys(map(str, Outcome), 1)
    assert everything_stored() == before
    refused = page_of(client, job)
    assert "BAD-1" in refused
    assert "harga_satuan" in refused
    assert "NEW-1" in page_of(client, job, lihat="baru")
    assert "OLD-2" in page_of(client, job, lihat="tetap")
    changed = page_of(client, job, lihat="diubah")
    for old, new in (("1.000.000", "2.500.000"), ("Dinas Air", "Dinas Jalan")):
        assert f'<td class="impor-lama">{old}</td><td class="impor-baru">{new}</td>' in changed


def test_agreeing_stores_it_and_pressing_twice_runs_once(
    world: World, bappeda: User, kamus: None
) -> None:
    client = enter(bappeda)
    job = send_kamus(client, world)
    first = press(client, "confirm", job).content.decode()
    again = press(client, "confirm", job).content.decode()
    assert "Selesai disimpan" in first
    assert "tidak dijalankan dua kali" in again
    job.refresh_from_db()
    assert (job.state, job.attempt) == (State.DONE, 2)
    assert KamusItem.objects.get(code="NEW-1").unit_price == 280_000
    assert KamusItem.objects.get(code="OLD-1").opd == world.other_opd
    assert not KamusItem.objects.filter(code="BAD-1").exists()


def test_throwing_it_away_stores_nothing(world: World, bappeda: User) -> None:
    client = enter(bappeda)
    before = everything_stored()
    job = send_kamus(client, world)
    assert "Dibatalkan" in press(client, "cancel", job).content.decode()
    press(client, "confirm", job)
    assert everything_stored() == before
    job.refresh_from_db()
    assert job.state == State.CANCELLED


def test_what_changed_between_check_and_agreement_is_said(
    world: World, bappeda: User, kamus: None
) -> None:
    client = enter(bappeda)
    job = send_kamus(client, world)
    KamusItem.objects.filter(code="OLD-2").update(unit_price=5)
    page = press(client, "confirm", job).content.decode()
    assert "Hasilnya berbeda dari pemeriksaan" in page
    assert "Diubah: 1 saat diperiksa, 2 saat disimpan" in page
    assert KamusItem.objects.get(code="OLD-2").unit_price == 1_000_000


def test_a_file_without_news_asks_for_nothing(world: World, bappeda: User, kamus: None) -> None:
    client = enter(bappeda)
    job = send_kamus(client, world, "OLD-2,Gorong-gorong,m,1000000,DINAS-A\n")
    page = page_of(client, job)
    assert "Tidak ada yang perlu disimpan" in page
    assert "Setujui dan simpan" not in page
    assert job.state == State.DONE
    assert "Menunggu persetujuan" not in client.get(reverse("admin:desk_imports")).content.decode()
    assert not press(client, "confirm", job).context["job"].is_confirmed


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("%PDF-1.7", "PDF"),
        ("telepon,alamat\n1,2\n", "Kolom yang belum ada: nama, satuan, harga_satuan"),
        (HEAD, "hanya berisi judul"),
    ],
)
def test_a_file_that_cannot_be_taken_is_answered(
    world: World, bappeda: User, content: str, sentence: str
) -> None:
    before = everything_stored()
    client = enter(bappeda)
    page = send(client, "kamus", content, cycle=world.cycle.pk).content.decode()
    assert sentence in page
    assert "Kirim berkas lain" in page
    assert "Jalankan lagi" not in page
    assert sentence in press(client, "again", Job.objects.get()).content.decode()
    assert Job.objects.get().attempt == 1
    assert everything_stored() == before


def test_an_empty_or_missing_file_is_asked_for_again(world: World, bappeda: User) -> None:
    client = enter(bappeda)
    assert "Berkas ini kosong" in send(client, "kamus", "", cycle=world.cycle.pk).content.decode()
    address = reverse("admin:desk_import_new", args=["kamus"])
    assert "Pilih berkasnya" in client.post(address, {"cycle": world.cycle.pk}).content.decode()
    assert not Job.objects.exists()


def test_long_results_are_paged(world: World, bappeda: User) -> None:
    client = enter(bappeda)
    rows = "".join(f"K-{n:03d},Barang {n},unit,1000,\n" for n in range(120))
    job = send_kamus(client, world, rows)
    seen = [code for hal in "123" for code in _codes(page_of(client, job, lihat="baru", hal=hal))]
    assert seen == [f"K-{n:03d}" for n in range(120)]


def _codes(page: str) -> Iterable[str]:
    return [part.split("<")[0] for part in page.split('<th scope="row">')[1:]]


@pytest.mark.parametrize("imports", [1, 3])
def test_the_list_costs_the_same_however_many(
    world: World, bappeda: User, imports: int, django_assert_num_queries: Any
) -> None:
    client = enter(bappeda)
    for _ in range(imports):
        send_kamus(client, world)
    with django_assert_num_queries(6):
        page = client.get(reverse("admin:desk_imports")).content.decode()
    assert page.count("daftar.csv") == imports


# --- usulan ------------------------------------------------------------------------------------


def test_a_list_of_usulan_through_the_pages(world: World) -> None:
    client = enter(make_user(world, Role.STAFF))
    rows = [monitor_row(Status="Verifikasi Kelurahan"), monitor_row(2, Status="Verifikasi TAPD")]
    content = as_csv(rows, MONITOR_TITLES).getvalue()
    send(client, "usulan", content, cycle=world.cycle.pk, kelurahan=world.kelurahan.pk)
    job = Job.objects.get()
    assert not Proposal.objects.exists()
    page = page_of(client, job)
    assert "Kelurahan: Mawar" in page
    assert "hanya dapat dibawa Bappeda" in page
    press(client, "confirm", job)
    job.refresh_from_db()
    assert job.report["disimpan"]["counts"]["created"] == Proposal.objects.count() == 1


def test_bappeda_brings_in_its_own_city_alone(world: World, bappeda: User) -> None:
    other = City.objects.create(code="98.01", name="Kota Lain", name_local="Kota Lain")
    rows = (
        "kode,nama\n98.01,Kota Rampas\n98.01.01,Lain Satu\n99.76,Kota Ketiga\n"
        "99.75.03,Contoh Baru\n99.750,Salah\n"
    )
    client = enter(bappeda)
    send(client, "wilayah", rows)
    job = Job.objects.get()
    page = page_of(client, job, lihat="ditolak")
    assert page.count("Kode ini di luar kota Anda (99.75)") == 3
    press(client, "confirm", job)
    other.refresh_from_db()
    assert other.name == "Kota Lain"
    assert City.objects.count() == 2
    assert Kecamatan.objects.filter(code="99.75.03").exists()
    assert not Kecamatan.objects.filter(code="98.01.01").exists()

    admin = enter(make_user(world, is_superuser=True))
    send(admin, "wilayah", rows)
    press(admin, "confirm", Job.objects.exclude(pk=job.pk).get())
    other.refresh_from_db()
    assert other.name == "Kota Rampas"


# --- the table of kinds ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_the_empty_file_of_a_kind_is_one_that_it_takes(world: World, kind: Any) -> None:
    admin = make_user(world, is_superuser=True)
    answer = enter(admin).get(reverse("admin:desk_import_template", args=[kind.key]))
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    titles = [cell.value for cell in book.worksheets[0][1]]
    assert titles == [column.title for column in kind.columns]
    filled = Workbook()
    filled.active.append(titles)
    filled.active.append([column.example or None for column in kind.columns])
    file = io.BytesIO()
    filled.save(file)
    file.seek(0)
    [row] = kind.open(file, filename="contoh.xlsx")
    assert list(row.cells.values()) == [column.example for column in kind.columns]


def test_jobs_are_known_by_the_registered_name(world: World, bappeda: User) -> None:
    assert send_kamus(enter(bappeda), world).kind == WORK
