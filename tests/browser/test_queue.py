"""A usulan that is written and sent without a network arrives once, whole, and from no one else."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.utils import timezone
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from intake.queue_file import take_in
from kelurahan.models import Assignment, User
from kelurahan.roles import Role
from planning.models import Cycle, Stage, StageWindow
from proposals.models import Attachment, Proposal
from proposals.statuses import Status
from tests.browser.device import (
    NUMBER,
    WAITS,
    arrives,
    click,
    get_ready,
    is_back,
    kept_draft,
    on_device,
    send,
    sends_offline,
    write,
)
from tests.browser.driver import PATIENCE, a_person
from tests.browser.members import PASSWORD, member
from tests.browser.wire import a_wire
from tests.factories import World, make_user
from tests.intake.device import client_of, written
from tests.intake.device import send as send_parcel

pytestmark = pytest.mark.browser


def test_written_and_sent_without_network_it_arrives_once(
    live_server, head_name: str, photo: Path, tmp_path: Path
) -> None:
    """The browser dies while writing, and again while it waits; another one sends it."""
    with a_wire(live_server.url) as wire:
        with a_person(wire.url, width=360, device=tmp_path / "hp") as head:
            get_ready(head, head_name)
            wire.cut()
            write(head, photo)
            kept_draft(head, "Saluran Gang Rahasia")
            head.loses_the_browser()
        with a_person(wire.url, width=360, device=tmp_path / "hp") as head:
            head.go("/usulan/tulis/")
            head.waits_for("Draf di perangkat ini")
            click(head, "Lanjutkan")
            head.waits_for("1 foto tersimpan di perangkat ini.")
            assert head.driver.find_element(By.NAME, "people").get_attribute("value") == "120"
            send(head)
            head.waits_for(WAITS)
            head.loses_the_browser()
        assert not Proposal.objects.exists()
        wire.mend()
        with a_person(wire.url, width=360, device=tmp_path / "hp") as head:
            head.log_in(head_name, PASSWORD)
            head.go("/usulan/")
            head.waits_for(f"Terkirim. Nomor {NUMBER}, foto 1 dari 1.")
            head.go("/usulan/tulis/")
            head.waits_for(NUMBER)
            assert WAITS not in head.text
    proposal = Proposal.objects.get()
    assert (proposal.status, proposal.number) == (Status.SUBMITTED, NUMBER)
    assert proposal.value == 120_000_000
    assert proposal.city_priority.number == 3
    assert proposal.is_complete
    assert Attachment.objects.filter(proposal=proposal).count() == 1


def test_a_hotels_page_is_not_a_receipt(live_server, head_name: str, photo: Path) -> None:
    with a_wire(live_server.url) as wire, a_person(wire.url, width=360) as head:
        get_ready(head, head_name)
        write(head, photo)
        wire.lead_to_a_hotel()
        send(head)
        head.waits_for("Jaringan ini belum sampai ke portal")
        head.sees(WAITS)
        assert "Nomor" not in head.text
        assert not Proposal.objects.exists()
        wire.cut()
        arrives(wire, head)
    assert Proposal.objects.get().is_complete


def test_two_tabs_never_make_two_contents_of_one(live_server, head_name: str, photo: Path) -> None:
    with a_wire(live_server.url) as wire, a_person(wire.url) as head:
        get_ready(head, head_name)
        write(head, photo)
        address = head.path
        first = head.driver.current_window_handle
        head.driver.switch_to.new_window("tab")
        head.go(address)
        head.waits_for("Periksa dan kirim")
        head.fill("title", "Saluran dari tab kedua")
        head.waits_for("Tersimpan di perangkat ini.")
        head.driver.switch_to.window(first)
        head.fill("title", "Saluran dari tab pertama")
        head.waits_for("Draf ini baru saja diubah di tab lain.")
        click(head, "Kirim")
        click(head, "Tampilkan yang terbaru")
        WebDriverWait(head.driver, PATIENCE).until(
            lambda driver: (
                driver.find_element(By.NAME, "title").get_attribute("value")
                == "Saluran dari tab kedua"
            )
        )
        send(head)
        head.waits_for(f"Terkirim. Nomor {NUMBER}")
    assert Proposal.objects.get().title == "Saluran dari tab kedua"


def test_two_accounts_on_one_device_have_a_queue_each(
    live_server, town: World, head_name: str, photo: Path
) -> None:
    """And nothing of the first can be read while the second is there, or nobody."""
    other = member(town, Role.RW).username
    with a_wire(live_server.url) as wire, a_person(wire.url, width=360) as device:
        sends_offline(wire, device, head_name, photo)
        device.waits_for(WAITS)
        wire.mend()
        # The log-in page is opened by the next person, without logging out first.
        device.log_in(other, PASSWORD)
        device.go("/usulan/")
        get_ready(device, other)
        device.go("/usulan/tulis/")
        device.waits_for("Tulis usulan baru")
        assert WAITS not in device.text
        assert "Gang Rahasia" not in device.text
        left = on_device(device)
        assert len(left["antrean"]) > 500
        assert not [name for name, rows in left.items() if "Rahasia" in rows or "hujan" in rows]
        assert not Proposal.objects.exists()
        device.log_in(head_name, PASSWORD)
        device.go("/usulan/")
        device.waits_for(f"Terkirim. Nomor {NUMBER}, foto 1 dari 1.")
    assert Proposal.objects.get().created_by.username == head_name


def test_a_usulan_that_must_be_mended_leads_back_to_the_field(
    live_server, head_name: str, photo: Path
) -> None:
    with a_wire(live_server.url) as wire, a_person(wire.url, width=360) as head:
        get_ready(head, head_name)
        write(head, photo)
        # The page does not know how many people there may be; the portal does.
        head.fill("people", "9.000.000")
        head.waits_for("Isinya sudah lengkap")
        click(head, "Kirim")
        head.waits_for("Perlu diperbaiki")
        assert not Proposal.objects.exists()
        click(head, "Perbaiki")
        head.waits_for("Portal belum dapat menerima usulan ini.")
        head.fill("people", "90")
        send(head)
        head.waits_for(f"Terkirim. Nomor {NUMBER}, foto 1 dari 1.")
    assert Proposal.objects.get().people == 90


def test_other_content_under_the_same_id_is_told_and_both_are_kept(
    live_server, town: World, head_name: str, photo: Path
) -> None:
    """As after a phone was copied onto another, and both went on writing."""
    with a_wire(live_server.url) as wire, a_person(wire.url, width=360) as head:
        get_ready(head, head_name)
        wire.cut()
        write(head, photo)
        twin = written(town, isi={"title": "Saluran dari HP lama"})
        twin.id = UUID(head.driver.current_url.rpartition("#tulis-")[2])
        assert send_parcel(client_of(User.objects.get(username=head_name)), twin).status_code == 201
        send(head)
        is_back(wire, head)
        head.waits_for("Perlu diperbaiki")
        click(head, "Simpan keduanya")
        head.waits_for("1 foto tersimpan di perangkat ini.")
        send(head)
        second = NUMBER.removesuffix("1") + "2"
        head.waits_for(f"Terkirim. Nomor {second}, foto 1 dari 1.")
    first, second = Proposal.objects.order_by("number")
    assert (first.title, second.title) == ("Saluran dari HP lama", "Saluran Gang Rahasia")
    assert second.is_complete


def test_leaving_with_something_unsent_asks_first_and_locks_it(
    live_server, head_name: str, photo: Path
) -> None:
    with a_wire(live_server.url) as wire, a_person(wire.url, width=360) as head:
        get_ready(head, head_name)
        write(head, photo)
        head.fill("people", "9.000.000")
        head.waits_for("Isinya sudah lengkap")
        click(head, "Kirim")
        head.waits_for("Perlu diperbaiki")
        head.go("/usulan/")
        head.waits_for(WAITS)
        click(head, "Keluar")
        head.waits_for("Masih ada 1 usulan yang belum terkirim")
        head.press("Tetap keluar")
        left = on_device(head)
        assert left["kunci"] == "[]"
        assert len(left["antrean"]) > 500
        assert not [name for name, rows in left.items() if "Rahasia" in rows or "hujan" in rows]
        head.go("/usulan/tulis/")
        head.waits_for("Masuk dulu dengan akun Anda.")
        assert "Rahasia" not in head.text
        head.log_in(head_name, PASSWORD)
        head.go("/usulan/")
        head.waits_for(WAITS)


def test_the_queue_as_a_file_is_taken_in_with_the_same_result(
    live_server, town: World, head_name: str, photo: Path, tmp_path: Path
) -> None:
    """And when the device finds its network after all, it gets the receipt of that one."""
    with (
        a_wire(live_server.url) as wire,
        a_person(wire.url, width=360, downloads=tmp_path) as head,
    ):
        sends_offline(wire, head, head_name, photo)
        head.waits_for(WAITS)
        click(head, "Simpan antrean sebagai berkas")
        WebDriverWait(head.driver, PATIENCE).until(lambda _: list(tmp_path.glob("*.json")))
        (saved,) = tmp_path.glob("*.json")
        with saved.open("rb") as file:
            (taken,) = take_in(file, actor=make_user(town, Role.STAFF))
        assert (taken.problems, taken.is_new) == ((), True)
        assert Proposal.objects.get().is_complete
        arrives(wire, head)
    assert Proposal.objects.get().number == NUMBER
    assert Attachment.objects.count() == 1


def test_too_late_is_sent_again_as_it_is_and_mending_keeps_the_time_of_sending(
    live_server, town: World, head_name: str, photo: Path
) -> None:
    """Both were sent before the end; the office first gives no grace, and then one."""
    with a_wire(live_server.url) as wire, a_person(wire.url, width=360) as head:
        get_ready(head, head_name)
        wire.cut()
        write(head, photo, "Saluran dengan salah ketik")
        head.fill("people", "9.000.000")
        send(head)
        write(head, photo, "Saluran tepat waktu")
        send(head)
        StageWindow.objects.filter(stage=Stage.INTAKE).update(closes_at=timezone.now())
        Cycle.objects.update(device_grace_hours=0)
        is_back(wire, head)
        head.waits_for("2 usulan terlambat, belum diterima portal.")
        Cycle.objects.update(device_grace_hours=24)
        click(head, "Kirim lagi")
        head.waits_for("Terkirim. Nomor")
        click(head, "Kirim lagi")
        head.waits_for("Perlu diperbaiki")
        click(head, "Perbaiki")
        head.waits_for("Portal belum dapat menerima usulan ini.")
        head.fill("people", "90")
        send(head)
        for number in (NUMBER, NUMBER.removesuffix("1") + "2"):
            head.waits_for(f"Terkirim. Nomor {number}, foto 1 dari 1.")
    assert Proposal.objects.filter(status=Status.SUBMITTED).count() == 2


def test_what_came_too_late_can_be_read_and_keeps_the_time_of_sending(
    live_server, head_name: str, photo: Path
) -> None:
    with a_wire(live_server.url) as wire, a_person(wire.url, width=360) as head:
        sends_offline(wire, head, head_name, photo)
        StageWindow.objects.filter(stage=Stage.INTAKE).update(closes_at=timezone.now())
        Cycle.objects.update(device_grace_hours=0)
        is_back(wire, head)
        head.waits_for("1 usulan terlambat, belum diterima portal.")
        Cycle.objects.update(device_grace_hours=24)
        click(head, "Lihat atau ubah tulisannya")
        head.waits_for("1 foto tersimpan di perangkat ini.")
        assert head.driver.find_element(By.NAME, "people").get_attribute("value") == "120"
        send(head)
        head.waits_for("Terkirim. Nomor")
    assert Proposal.objects.get().is_complete


def test_whose_post_has_ended_still_reaches_what_is_on_the_device(
    live_server, head_name: str, photo: Path
) -> None:
    with a_wire(live_server.url) as wire, a_person(wire.url, width=360) as head:
        sends_offline(wire, head, head_name, photo)
        write(head, photo, "Draf yang belum selesai")
        Assignment.objects.filter(user__username=head_name).update(
            since=timezone.localdate() - timedelta(days=9),
            until=timezone.localdate() - timedelta(days=1),
        )
        wire.mend()
        head.log_in(head_name, PASSWORD)
        head.go("/usulan/tulis/")
        head.waits_for("Akun Anda tidak menulis usulan.")
        head.sees("Saluran Gang Rahasia")
        head.sees("Simpan antrean sebagai berkas")
        assert "Tulis usulan baru" not in head.text
        click(head, "Lanjutkan")
        head.waits_for("Periksa dan kirim")
        title = head.driver.find_element(By.NAME, "title")
        assert title.get_attribute("value") == "Draf yang belum selesai"
    assert not Proposal.objects.exists()
