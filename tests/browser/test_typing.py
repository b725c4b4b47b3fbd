"""What is typed into an ordinary page outlives a lost network, a dead browser and a second tab."""

from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from kelurahan.roles import Role
from proposals.models import Proposal
from tests.browser.driver import PATIENCE, Person, a_person
from tests.browser.members import PASSWORD, member
from tests.browser.wire import a_wire
from tests.factories import World, make_proposal

pytestmark = pytest.mark.browser


HAS_KEY = """
const done = arguments[0];
const opening = indexedDB.open("musrenbang");
opening.onsuccess = () => {
  const held = opening.result;
  if (!held.objectStoreNames.contains("kunci")) { held.close(); return done(0); }
  const count = held.transaction("kunci").objectStore("kunci").count();
  count.onsuccess = () => { held.close(); done(count.result); };
};
"""


@pytest.fixture
def draft(town: World) -> Proposal:
    return make_proposal(town, created_by=member(town, Role.RT))


def volume_page(draft: Proposal) -> str:
    return f"/usulan/{draft.pk}/volume/"


def add(person: Person, text: str) -> None:
    person.driver.find_element(By.NAME, "problem").send_keys(text)


def typed(person: Person) -> str:
    return person.driver.find_element(By.NAME, "problem").get_attribute("value")


def wait_for_key(person: Person) -> None:
    WebDriverWait(person.driver, PATIENCE).until(
        lambda driver: driver.execute_async_script(HAS_KEY) == 1
    )


def test_a_text_is_on_the_portal_before_any_button_is_pressed(live_server, draft) -> None:
    with a_person(live_server.url, width=360) as head:
        head.log_in(draft.created_by.username, PASSWORD)
        head.go(volume_page(draft))
        add(head, " Ditambah sambil menunggu.")
        head.waits_for("Isian Anda tersimpan.")
        draft.refresh_from_db()
        assert draft.problem.endswith("Ditambah sambil menunggu.")
        head.press("Simpan dan lanjut")
        assert head.path.endswith("/periksa/")
        assert head.complaints() == []


def test_typed_without_network_and_the_browser_dies(live_server, draft, tmp_path: Path) -> None:
    with a_wire(live_server.url) as wire:
        with a_person(wire.url, width=360, device=tmp_path) as head:
            head.log_in(draft.created_by.username, PASSWORD)
            head.go(volume_page(draft))
            wait_for_key(head)
            wire.cut()
            add(head, " Ditulis tanpa sinyal.")
            head.waits_for("Tidak ada internet. Tulisan Anda tersimpan di perangkat ini")
            head.loses_the_browser()
        draft.refresh_from_db()
        assert "tanpa sinyal" not in draft.problem
        wire.mend()
        with a_person(wire.url, width=360, device=tmp_path) as head:
            head.log_in(draft.created_by.username, PASSWORD)
            head.go(volume_page(draft))
            head.waits_for("Tulisan Anda yang belum tersimpan di portal kami tampilkan lagi")
            assert typed(head).endswith("Ditulis tanpa sinyal.")
            head.waits_for("Isian Anda tersimpan.")
    draft.refresh_from_db()
    assert draft.problem.endswith("Ditulis tanpa sinyal.")


def test_a_second_tab_is_told_and_overwrites_nothing(live_server, draft) -> None:
    with a_person(live_server.url) as head:
        head.log_in(draft.created_by.username, PASSWORD)
        head.go(volume_page(draft))
        first = head.driver.current_window_handle
        head.driver.switch_to.new_window("tab")
        head.go(volume_page(draft))
        add(head, " Dari tab kedua.")
        head.waits_for("Isian Anda tersimpan.")
        head.driver.switch_to.window(first)
        add(head, " Dari tab pertama.")
        head.waits_for("sudah diubah dari halaman atau perangkat lain")
        draft.refresh_from_db()
        assert draft.problem.endswith("Dari tab kedua.")
        head.press("Simpan dulu")
        head.sees("Tersimpan:")
        assert typed(head).endswith("Dari tab pertama.")


def test_what_was_typed_before_logging_out_cannot_be_read_after_it(live_server, draft) -> None:
    with a_person(live_server.url) as head:
        head.log_in(draft.created_by.username, PASSWORD)
        head.go("/usulan/")
        wait_for_key(head)
        head.press("Keluar")
        assert head.driver.execute_async_script(HAS_KEY) == 0
