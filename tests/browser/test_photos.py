"""Photos that are none, and photos that get lost: told at once, and never a dead end."""

from pathlib import Path
from uuid import uuid4

import pytest
from PIL import Image
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from proposals.models import Proposal
from proposals.statuses import Status
from tests.browser.device import (
    NUMBER,
    arrives,
    click,
    get_ready,
    is_back,
    send,
    sends_offline,
    write,
)
from tests.browser.driver import PATIENCE, Person, a_person
from tests.browser.wire import a_wire

pytestmark = pytest.mark.browser

EMPTY_PHOTOS = """
const done = arguments[0];
const opening = indexedDB.open("musrenbang");
opening.onsuccess = () => {
  const deed = opening.result.transaction("foto", "readwrite");
  deed.objectStore("foto").clear();
  deed.oncomplete = () => { opening.result.close(); done(); };
};
"""
"""As a browser does that needs the room."""


def tell(person: Person, file: Path, words: str) -> None:
    """What the form says of that file."""
    person.driver.find_element(By.ID, "id_photos").send_keys(str(file))
    person.waits_for(words)


def test_what_is_no_photo_is_refused_by_its_contents(
    live_server, head_name: str, photo: Path, tmp_path: Path
) -> None:
    text, heic, broken = (tmp_path / name for name in ("catatan.jpg", "IMG.heic", "rusak.jpg"))
    text.write_bytes(b"ini bukan foto\n" * 200)
    heic.write_bytes(b"\0\0\0\x18ftypheic" + b"x" * 4000)
    broken.write_bytes(b"\xff\xd8\xff\xe0" + b"x" * 4000)
    with a_wire(live_server.url) as wire, a_person(wire.url, width=360) as head:
        get_ready(head, head_name)
        wire.cut()
        write(head, photo)
        tell(head, text, "catatan.jpg: ini bukan foto yang dikenal.")
        tell(head, heic, "Di iPhone pilih Pengaturan, Kamera, Format, “Paling Kompatibel”")
        tell(head, broken, "rusak.jpg: foto ini rusak.")
        head.sees("1 foto tersimpan di perangkat ini.")
        send(head)
        arrives(wire, head)


def test_a_photo_lost_on_the_device_is_replaced_on_the_portal(
    live_server, head_name: str, photo: Path, tmp_path: Path
) -> None:
    other = tmp_path / "ganti.jpg"
    Image.new("RGB", (320, 240), "navy").save(other)
    with a_wire(live_server.url) as wire, a_person(wire.url, width=360) as head:
        sends_offline(wire, head, head_name, photo)
        head.driver.execute_async_script(EMPTY_PHOTOS)
        is_back(wire, head)
        head.waits_for("Foto belum lengkap")
        head.sees("Unggah gantinya di halaman usulan.")
        assert not Proposal.objects.get().is_complete
        head.press("Unggah foto pengganti")
        head.sees("foto 0 dari 1")
        head.attach("file", other)
        head.waits_for("1 foto dipilih.")
        head.press("Unggah")
        head.sees("Foto keadaan sekarang sudah diterima portal.")
        assert Proposal.objects.get().is_complete
        # Asked at once: nothing on the page still says that it is missing.
        told = f"Terkirim. Nomor {NUMBER}, foto 0 dari 1 dari perangkat ini"
        WebDriverWait(head.driver, 10).until(lambda _: told in head.text)
        assert "fotonya belum semua" not in head.text
        head.go("/usulan/tulis/")
        head.waits_for(told)
        head.sees("sisanya sudah diselesaikan di portal.")


def test_a_usulan_that_waits_for_no_photo_any_more_is_let_go_of(
    live_server, head_name: str, photo: Path
) -> None:
    """It lost its photo on the device, and was withdrawn before another one came."""
    with a_wire(live_server.url) as wire, a_person(wire.url, width=360) as head:
        sends_offline(wire, head, head_name, photo)
        head.driver.execute_async_script(EMPTY_PHOTOS)
        is_back(wire, head)
        head.waits_for("Foto belum lengkap")
        Proposal.objects.update(status=Status.WITHDRAWN)
        head.press("Unggah foto pengganti")
        assert "Belum lengkap" not in head.text
        assert "unggah gantinya" not in head.text
        head.waits_for("Usulan sudah diterima, fotonya belum semua")
        head.go("/usulan/tulis/")
        head.waits_for("tekan Selesai")
        click(head, "Selesai")
        head.driver.find_element(By.CSS_SELECTOR, "dialog .btn-primary").click()
        WebDriverWait(head.driver, PATIENCE).until(
            lambda _: NUMBER not in head.text and "fotonya belum semua" not in head.text
        )


def choose_a_slow_one(person: Person, folder: Path) -> None:
    """A large photo on a slow telephone: it is still being prepared afterwards."""
    large = folder / "besar.jpg"
    Image.effect_noise((3000, 2000), 90).convert("RGB").save(large, quality=90)
    person.waits_for("Isinya sudah lengkap")
    person.driver.execute_cdp_cmd("Emulation.setCPUThrottlingRate", {"rate": 6})
    person.driver.find_element(By.ID, "id_photos").send_keys(str(large))
    person.sees("Menyiapkan foto…")


def test_what_is_sent_waits_for_a_photo_that_takes_long(
    live_server, head_name: str, photo: Path, tmp_path: Path
) -> None:
    with a_wire(live_server.url) as wire, a_person(wire.url, width=360) as head:
        get_ready(head, head_name)
        write(head, photo)
        choose_a_slow_one(head, tmp_path)
        head.driver.execute_script("document.querySelector('[data-isian]').requestSubmit()")
        deeds = head.driver.find_elements(By.CSS_SELECTOR, ".actions:has([type=submit]) button")
        assert [deed.is_enabled() for deed in deeds] == [False] * 3
        head.waits_for("Yang sudah Anda tekan Kirim")
        head.waits_for(f"Terkirim. Nomor {NUMBER}, foto 2 dari 2.")
    assert Proposal.objects.get().attachments.count() == 2


def test_a_photo_that_takes_long_stays_with_the_draft_that_it_was_chosen_for(
    live_server, head_name: str, photo: Path, tmp_path: Path
) -> None:
    """Whichever is asked for meanwhile."""
    with a_wire(live_server.url) as wire, a_person(wire.url, width=360) as head:
        get_ready(head, head_name)
        write(head, photo)
        choose_a_slow_one(head, tmp_path)
        first, second = head.driver.current_url, f"{wire.url}/usulan/tulis/#tulis-{uuid4()}"
        head.driver.execute_script("location.href = arguments[0]", second)
        WebDriverWait(head.driver, PATIENCE).until(
            lambda driver: driver.find_element(By.NAME, "title").get_attribute("value") == ""
        )
        assert "foto tersimpan di perangkat ini" not in head.text
        head.driver.execute_script("location.href = arguments[0]", first)
        head.waits_for("2 foto tersimpan di perangkat ini.")
