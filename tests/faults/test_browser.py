"""The real page in a real browser, while line, tab, browser and server die: nothing is lost."""

import os
import random
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.device import get_ready, write
from tests.browser.driver import Person, a_person
from tests.browser.wire import Wire, a_wire
from tests.faults.conftest import Stage

pytestmark = pytest.mark.browser

WANTED = 8
CARDS = """
return [...document.querySelectorAll("[data-kiriman] .card-usulan")].map((card) => [
  card.querySelector(".card-usulan__title").textContent,
  card.querySelector(".card-usulan__number").textContent,
  card.querySelector(".status").textContent,
]);
"""
"""Title, number and state of all that the page shows as sent from this device."""

TITLE = "Saluran ke-{}"
ENOUGH = 90
COOKIES_WRITTEN_AFTER = 32
"""Seconds after which Chromium has laid its log-in down; who dies earlier must log in again."""
"""Seconds that the queue gets to empty itself once everything stands again."""


class Struggle:
    """One device that writes on, whatever is struck; and what its owner was shown."""

    def __init__(self, stage: Stage, wire: Wire, device: Path, seed: str) -> None:
        self._stage, self._wire, self._device = stage, wire, device
        self._chance = random.Random(seed)
        self.shown: set[tuple[str, str]] = set()
        self.complete: set[str] = set()
        self.deeds: list[str] = []
        self._remembered_at = 0.0

    def write_all(self, photos: list[Path]) -> None:
        """One usulan after the other, in as many browsers as it takes."""
        turn = 0
        while turn < WANTED:
            with a_person(self._wire.url, width=360, device=self._device) as person:
                if not turn:
                    get_ready(person, self._stage.known["owner"])
                    self._remembered_at = time.monotonic() + COOKIES_WRITTEN_AFTER
                    self._wire.cut()
                while turn < WANTED:
                    write(person, photos[turn], TITLE.format(turn))
                    turn += 1
                    press_twice(person)
                    person.waits_for("Yang sudah Anda tekan Kirim")
                    if self._strike(person):
                        break
        self._wire.mend()

    def finish(self) -> None:
        """Everything stands again: the queue empties by itself."""
        with a_person(self._wire.url, width=360, device=self._device) as person:
            person.go("/usulan/tulis/")
            person.waits_for("Yang sudah Anda tekan Kirim")
            WebDriverWait(person.driver, ENOUGH, 0.5).until(
                lambda _: self._read(person).count("Terkirim") == WANTED
            )

    def _strike(self, person: Person) -> bool:
        """Let the line come and go while it sends; whether the browser is dead after it."""
        ways: tuple[Callable[[Person], bool], ...] = (
            self._short_line,
            self._hotel,
            self._two_tabs,
            self._dead_server,
            self._dead_tab,
            self._dead_browser,
        )
        way = ways[len(self.deeds) % len(ways)]
        self.deeds.append(way.__name__.strip("_"))
        self._read(person)
        self._wire.mend()
        is_dead = way(person)
        self._wire.cut()
        if not is_dead:
            self._read(person)
        return is_dead

    def _short_line(self, person: Person) -> bool:
        for _ in range(4):
            awake(person)
            time.sleep(self._chance.uniform(0.02, 0.4))
            self._wire.cut()
            self._wire.mend()
        return False

    def _hotel(self, person: Person) -> bool:
        self._wire.lead_to_a_hotel()
        awake(person)
        person.waits_for("Jaringan ini belum sampai ke portal")
        return False

    def _two_tabs(self, person: Person) -> bool:
        first = person.driver.current_window_handle
        person.driver.switch_to.new_window("tab")
        person.go("/usulan/tulis/")
        for handle in person.driver.window_handles:
            person.driver.switch_to.window(handle)
            awake(person)
        time.sleep(self._chance.uniform(0.1, 0.6))
        self._wire.cut()
        person.driver.close()
        person.driver.switch_to.window(first)
        self._wire.mend()
        return False

    def _dead_server(self, person: Person) -> bool:
        awake(person)
        time.sleep(self._chance.uniform(0.05, 0.3))
        self._stage.server.kill()
        awake(person)
        self._stage.server.start()
        return False

    def _dead_tab(self, person: Person) -> bool:
        """The tab goes while it sends; the next one is opened as if nothing had been."""
        old = person.driver.current_window_handle
        awake(person)
        time.sleep(self._chance.uniform(0.02, 0.3))
        person.driver.switch_to.new_window("tab")
        person.driver.execute_cdp_cmd("Target.closeTarget", {"targetId": old})
        person.go("/usulan/tulis/")
        return False

    def _dead_browser(self, person: Person) -> bool:
        time.sleep(max(0, self._remembered_at - time.monotonic()))
        awake(person)
        time.sleep(self._chance.uniform(0.02, 0.3))
        person.loses_the_browser()
        return True

    def _read(self, person: Person) -> list[str]:
        """The states that the page shows; what it says has arrived is noted."""
        cards = person.driver.execute_script(CARDS)
        self.shown |= {(title, number) for title, number, _ in cards if number}
        self.complete |= {title for title, _, state in cards if state == "Terkirim"}
        return [state for *_, state in cards]


def press_twice(person: Person) -> None:
    """Before the page can have answered the first time."""
    person.waits_for("Isinya sudah lengkap")
    button = person._pressable("Kirim")
    person.driver.execute_script("arguments[0].click(); arguments[0].click()", button)


def awake(person: Person) -> None:
    """The device finds a network."""
    with suppress(WebDriverException):
        person.driver.execute_script("dispatchEvent(new Event('online'))")


def test_the_real_page_loses_and_doubles_nothing(stage: Stage, tmp_path: Path) -> None:
    seed = os.environ.get("FAULT_SEED") or secrets.token_hex(4)
    photos = [tmp_path / f"foto-{turn}.jpg" for turn in range(WANTED)]
    for turn, path in enumerate(photos):
        Image.new("RGB", (320, 240), (40 * turn, 90, 60)).save(path)
    started = time.monotonic()
    with a_wire(f"http://{stage.server.address}") as wire:
        struggle = Struggle(stage, wire, tmp_path / "hp", seed)
        struggle.write_all(photos)
        struggle.finish()
    rows = stage.ask(
        "SELECT title, number, files_awaited, (SELECT count(*) FROM proposals_attachment a"
        " WHERE a.proposal_id = p.id) FROM proposals_proposal p WHERE title LIKE 'Saluran ke-%'"
    )
    wanted = {TITLE.format(turn) for turn in range(WANTED)}
    figures = {
        "lost": wanted - {title for title, number, _, _ in rows if number},
        "doubled": len(rows) - len({title for title, *_ in rows}),
        "shown as sent that were not": struggle.shown - {(row[0], row[1]) for row in rows},
        "incomplete counted complete": [
            title
            for title, _, awaited, photos in rows
            if photos < 1 and (not awaited or title in struggle.complete)
        ],
    }
    print(
        f"\nseed {seed}: {WANTED} usulan from the page in {time.monotonic() - started:.0f} s, "
        f"{', '.join(struggle.deeds)}"
    )
    print("; ".join(f"{name}: {(found and len(found)) or 0}" for name, found in figures.items()))
    assert not any(figures.values()), figures
    assert struggle.complete == {row[0] for row in rows if row[2:] == (0, 1)} == wanted
