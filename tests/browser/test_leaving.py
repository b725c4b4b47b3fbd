"""A device that is handed on: what was the first person's is neither shown nor written to."""

from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from kelurahan.models import User
from kelurahan.roles import Role
from proposals.statuses import Status
from tests.browser.device import click, get_ready, is_back, on_device, send, write
from tests.browser.driver import PATIENCE, Person, a_person
from tests.browser.members import PASSWORD, member
from tests.browser.wire import a_wire
from tests.factories import World, make_proposal, make_user

pytestmark = pytest.mark.browser

LOG_IN = "Masuk dulu dengan akun Anda."


def a_second_tab(person: Person, address: str) -> tuple[str, str]:
    """The window handles of the first tab and of one that shows the same draft."""
    first = person.driver.current_window_handle
    person.driver.switch_to.new_window("tab")
    person.go(address)
    person.waits_for("1 foto tersimpan di perangkat ini.")
    return first, person.driver.current_window_handle


def test_a_draft_that_was_sent_elsewhere_keeps_its_photos(
    live_server, head_name: str, photo: Path
) -> None:
    with a_wire(live_server.url) as wire, a_person(wire.url, width=360) as head:
        get_ready(head, head_name)
        wire.cut()
        write(head, photo)
        first, second = a_second_tab(head, head.path)
        head.driver.switch_to.window(first)
        send(head)
        head.driver.switch_to.window(second)
        click(head, "Hapus draf")
        head.driver.find_element(By.CSS_SELECTOR, "dialog .btn-primary").click()
        head.waits_for("Draf ini sudah dikirim dari tab lain.")
        assert len(on_device(head)["foto"]) > 500
        wire.mend()
        head.driver.switch_to.window(first)
        head.driver.execute_script("dispatchEvent(new Event('online'))")
        head.waits_for("foto 1 dari 1.")


def test_another_open_tab_closes_itself_when_its_owner_logs_out(
    live_server, head_name: str, photo: Path
) -> None:
    """It shows nothing of the draft, and what is typed into it by the next person goes nowhere."""
    with a_person(live_server.url, width=360) as head:
        get_ready(head, head_name)
        write(head, photo)
        first, second = a_second_tab(head, head.path)
        head.driver.switch_to.window(first)
        head.go("/usulan/")
        head.press("Keluar")
        left = on_device(head)["draf"]
        head.driver.switch_to.window(second)
        head.waits_for(LOG_IN)
        assert not head.driver.find_element(By.NAME, "title").is_displayed()
        assert "Rahasia" not in head.driver.page_source
        assert on_device(head)["draf"] == left


def test_a_tab_that_was_not_told_finds_out_with_the_first_letter(
    live_server, head_name: str, photo: Path
) -> None:
    with a_person(live_server.url, width=360) as head:
        get_ready(head, head_name)
        write(head, photo)
        left = on_device(head)["draf"]
        head.driver.execute_async_script(
            """
            const done = arguments[0];
            const opening = indexedDB.open("musrenbang");
            opening.onsuccess = () => {
              const deed = opening.result.transaction("kunci", "readwrite");
              deed.objectStore("kunci").clear();
              deed.oncomplete = () => { opening.result.close(); done(); };
            };
            """
        )
        head.driver.delete_all_cookies()
        head.driver.find_element(By.NAME, "title").send_keys("x")
        head.waits_for(LOG_IN)
        assert on_device(head)["draf"] == left


def test_an_emptied_store_is_named_with_what_must_be_taken_again(
    live_server, head_name: str, photo: Path
) -> None:
    with a_person(live_server.url, width=360) as head:
        get_ready(head, head_name)
        write(head, photo)
        head.driver.execute_async_script(
            "indexedDB.deleteDatabase('musrenbang').onsuccess = arguments[0]"
        )
        head.driver.find_element(By.NAME, "title").send_keys(" x")
        head.waits_for("penyimpanan peramban dibersihkan")
        head.sees("fotonya harus diambil lagi")
        click(head, "Simpan tulisan ini sebagai draf baru")
        head.waits_for("1 foto atau berkas tidak ada lagi di perangkat ini.")
        title = head.driver.find_element(By.NAME, "title")
        assert title.get_attribute("value") == "Saluran Gang Rahasia x"


def test_a_cleared_browser_keeps_what_is_still_on_the_screen(
    live_server, head_name: str, photo: Path
) -> None:
    """All of the browser's data, with the store still open in the page."""
    everything = {"origin": live_server.url, "storageTypes": "all"}
    with a_person(live_server.url, width=360) as head:
        get_ready(head, head_name)
        write(head, photo)
        head.waits_for("Isinya sudah lengkap")
        head.driver.execute_cdp_cmd("Storage.clearDataForOrigin", everything)
        head.fill("people", "77")
        head.waits_for("penyimpanan peramban dibersihkan")
        assert "tidak dapat menyimpan lagi" not in head.text
        click(head, "Simpan tulisan ini sebagai draf baru")
        head.waits_for("1 foto atau berkas tidak ada lagi di perangkat ini. Pilih lagi.")
        head.log_in(head_name, PASSWORD)
        head.go("/usulan/tulis/")
        head.waits_for("Saluran Gang Rahasia")
        click(head, "Lanjutkan")
        head.waits_for("Periksa dan kirim")
        assert head.driver.find_element(By.NAME, "people").get_attribute("value") == "77"


def test_logging_out_without_network_is_finished_before_anything_opens_again(
    live_server, head_name: str, photo: Path
) -> None:
    with a_wire(live_server.url) as wire, a_person(wire.url, width=360) as head:
        get_ready(head, head_name)
        write(head, photo)
        head.go("/usulan/")
        wire.cut()
        click(head, "Keluar")
        head.waits_for("Perangkat ini sudah terkunci")
        head.sees("Begitu ada internet, perangkat ini menyelesaikan keluarnya sendiri.")
        assert on_device(head)["kunci"] == "[]"
        head.go("/usulan/")
        head.waits_for("Perangkat ini sudah terkunci")
        wire.lead_to_a_hotel()
        head.go("/usulan/")
        head.waits_for("Perangkat ini sudah terkunci")
        wire.cut()
        wire.mend()
        head.go("/usulan/tulis/")
        head.waits_for(LOG_IN)
        assert on_device(head)["kunci"] == "[]"
        head.go("/usulan/")
        head.sees("Halaman yang Anda buka memerlukan akun.")
        assert "sessionid" not in {cookie["name"] for cookie in head.driver.get_cookies()}
        get_ready(head, head_name)
        head.go("/usulan/tulis/")
        head.waits_for("Saluran Gang Rahasia")


def test_the_page_that_says_so_waits_for_the_network_and_leads_to_the_log_in(
    live_server, head_name: str
) -> None:
    with a_wire(live_server.url) as wire, a_person(wire.url, width=360) as head:
        get_ready(head, head_name)
        wire.cut()
        click(head, "Keluar")
        head.waits_for("Perangkat ini sudah terkunci")
        is_back(wire, head)
        head.waits_for("Aktifkan akun dengan kode dari kartu")
        assert not Session.objects.exists()


@pytest.mark.parametrize("role", [Role.RT, Role.STAFF])
def test_back_after_logging_out_shows_nothing(live_server, town: World, role: Role) -> None:
    """Also to an office, which keeps no key on the device."""
    name = member(town, role).username
    owner = User.objects.get(username=name) if role == Role.RT else make_user(town, Role.RT)
    usulan = make_proposal(town, Status.SUBMITTED, title="Saluran Gang Rahasia", created_by=owner)
    with a_person(live_server.url, width=360) as person:
        person.log_in(name, PASSWORD)
        for path in (f"/usulan/{usulan.pk}/", "/kabar/" if role == Role.RT else "/kata-sandi/"):
            person.go(path)
            person.sees(name)
        click(person, "Keluar")
        WebDriverWait(person.driver, PATIENCE).until(lambda _: person.path == "/")
        for _ in range(2):
            person.driver.back()
            person.waits_for("Halaman yang Anda buka memerlukan akun.")
            assert name not in person.driver.page_source
