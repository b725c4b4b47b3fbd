"""A device that is handed on: what was the first person's is neither shown nor written to."""

from pathlib import Path

import pytest
from selenium.webdriver.common.by import By

from tests.browser.device import click, get_ready, on_device, send, write
from tests.browser.driver import Person, a_person
from tests.browser.wire import a_wire

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
