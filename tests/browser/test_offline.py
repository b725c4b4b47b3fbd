"""The portal without a network, on a device that two people share."""

from pathlib import Path

import pytest
from PIL import Image
from selenium.webdriver.support.ui import WebDriverWait

from kelurahan.roles import Role
from musrenbang.offline.views import USUAL_PAGES
from proposals.models import Attachment, Proposal
from tests.browser.driver import PATIENCE, Person, a_person
from tests.browser.members import PASSWORD, member
from tests.browser.wire import a_wire
from tests.factories import World, make_proposal, make_user

pytestmark = pytest.mark.browser

KEPT = """
const done = arguments[0];
(async () => {
  const found = [];
  for (const name of await caches.keys()) {
    if (!name.startsWith("halaman-")) continue;
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      found.push(await (await cache.match(request)).text());
    }
  }
  return found;
})().then(done);
"""
"""The text of every page that the device keeps, whoever asks."""


def kept(person: Person) -> list[str]:
    return person.driver.execute_async_script(KEPT)


def wait_until_kept(person: Person) -> None:
    WebDriverWait(person.driver, PATIENCE).until(lambda _: len(kept(person)) == len(USUAL_PAGES))


@pytest.fixture
def wet_town(town: World) -> World:
    make_proposal(town, title="Saluran Gang Rahasia", created_by=make_user(town))
    return town


def test_opens_without_network_after_a_visit(live_server, wet_town: World) -> None:
    name = member(wet_town, Role.RT).username
    with a_wire(live_server.url) as wire, a_person(wire.url, width=360) as head:
        head.log_in(name, PASSWORD)
        head.go("/usulan/")
        head.sees("Saluran Gang Rahasia")
        wait_until_kept(head)
        assert head.complaints() == []
        wire.cut()
        head.go("/usulan/")
        head.sees("Anda sedang luring. Isi halaman ini dari")
        head.sees("Saluran Gang Rahasia")
        head.go("/kamus/")
        head.sees("Anda sedang luring. Isi halaman ini dari")
        head.go("/kata-sandi/")
        head.sees("belum tersimpan di perangkat Anda")


def test_the_help_opens_without_network_and_without_log_in(live_server, town: World) -> None:
    """Also for whoever never opened it: the first visit to any page keeps it."""
    with a_wire(live_server.url) as wire, a_person(wire.url, width=360) as visitor:
        visitor.go("/masuk/")
        visitor.driver.execute_async_script("navigator.serviceWorker.ready.then(arguments[0])")
        wire.cut()
        visitor.go("/bantuan/")
        visitor.sees("Bila tidak ada sinyal")
        visitor.sees("Tersimpan di perangkat ini, belum terkirim (2)")
        visitor.go("/publik/")
        visitor.sees("belum tersimpan di perangkat Anda")


def test_the_next_person_finds_nothing(live_server, wet_town: World) -> None:
    """After logging out, and also where the first person only lost the log-in."""
    first, second = member(wet_town, Role.RT).username, member(wet_town, Role.RW).username
    with a_wire(live_server.url) as wire, a_person(wire.url, width=360) as device:
        device.log_in(first, PASSWORD)
        device.go("/usulan/")
        wait_until_kept(device)
        assert any("Gang Rahasia" in text for text in kept(device))
        device.press("Keluar")
        assert kept(device) == []

        device.log_in(first, PASSWORD)
        device.go("/usulan/")
        wait_until_kept(device)
        device.log_in(second, PASSWORD)
        device.go("/kamus/")
        wait_until_kept(device)
        names = device.driver.execute_async_script("caches.keys().then(arguments[0])")
        assert len([name for name in names if name.startswith("halaman-")]) == 1
        wire.cut()
        device.go("/usulan/")
        assert f">{first}<" not in device.driver.page_source
        device.sees(second)


def test_a_large_photo_arrives_small(live_server, wet_town: World, tmp_path: Path) -> None:
    """A noisy picture of several MB, as a telephone takes them."""
    picture = tmp_path / "got.jpg"
    Image.effect_noise((3000, 2000), 90).convert("RGB").save(picture, quality=95)
    assert picture.stat().st_size > 2_000_000
    name = member(wet_town, Role.RT).username
    draft = Proposal.objects.get()
    with a_person(live_server.url, width=360) as head:
        head.log_in(name, PASSWORD)
        head.go(f"/usulan/{draft.pk}/volume/")
        head.attach("photos", picture)
        WebDriverWait(head.driver, PATIENCE).until(lambda _: "1 foto dipilih" in head.text)
        sent = head.driver.execute_script(
            "return document.querySelector('[name=photos]').files[0].size"
        )
        head.press("Simpan dan lanjut")
    assert sent <= 300_000
    stored = Attachment.objects.get(proposal=draft)
    # What arrived is that small drawing; the server only takes out where it was taken.
    with Image.open(stored.file) as arrived:
        assert arrived.width < 3000
        assert arrived.width / arrived.height == pytest.approx(1.5, abs=0.01)
