"""A person who writes and sends without a network, and what then lies on the device."""

from pathlib import Path

from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

from tests.browser.driver import PATIENCE, Person
from tests.browser.members import PASSWORD
from tests.browser.wire import Wire

WAITS = "Tersimpan di perangkat ini, belum terkirim (1)"
NUMBER = "2024/99.75.01.1001/0001"

PRIORITY = "Banjir teratasi"
"""The city's priority that is chosen."""

ON_DEVICE = """
const done = arguments[0];
const opening = indexedDB.open("musrenbang");
opening.onsuccess = async () => {
  const held = opening.result;
  const found = {};
  for (const name of held.objectStoreNames) {
    const asked = held.transaction(name).objectStore(name).getAll();
    const rows = await new Promise((ready) => { asked.onsuccess = () => ready(asked.result); });
    found[name] = JSON.stringify(rows, (key, value) => {
      const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : value;
      if (!ArrayBuffer.isView(bytes)) return value;
      return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
    });
  }
  held.close();
  done(found);
};
"""
"""Every row that the browser's store holds, as it lies there, whoever asks."""


def on_device(person: Person) -> dict[str, str]:
    return person.driver.execute_async_script(ON_DEVICE)


def get_ready(person: Person, name: str) -> None:
    """Log in and wait until the device has what it needs."""
    person.log_in(name, PASSWORD)
    person.go("/usulan/")
    WebDriverWait(person.driver, PATIENCE).until(
        lambda driver: (
            len(on_device(person).get("rujukan", "[]")) > 2
            and driver.execute_async_script(
                "navigator.serviceWorker.ready.then((found) => arguments[0](Boolean(found.active)))"
            )
        )
    )


def click(person: Person, words: str) -> None:
    """Press what changes the page without leaving it."""
    person.driver.execute_script("arguments[0].click()", person._pressable(words))


def write(person: Person, photo: Path, title: str = "Saluran Gang Rahasia") -> None:
    person.go("/usulan/tulis/")
    person.waits_for("Tulis usulan baru")
    click(person, "Tulis usulan baru")
    person.driver.find_element(By.ID, "id_cari").send_keys("got mampet")
    person.waits_for("1 pilihan")
    click(person, "Pilih ini")
    person.fill("title", title)
    Select(person.driver.find_element(By.ID, "id_city_priority")).select_by_visible_text(PRIORITY)
    person.fill("address", "Gang Rahasia, depan pos ronda")
    person.pick("land_status", "pemda")
    person.fill_labelled("Panjang", "120")
    person.sees("Rp120.000.000")
    person.fill("problem", "Air menggenang setinggi lutut setiap hujan deras.")
    person.fill("urgency", "Sepuluh rumah kemasukan air.")
    person.fill("benefit", "Jalan kering dan warga sehat.")
    person.fill("people", "120")
    person.driver.find_element(By.ID, "id_photos").send_keys(str(photo))
    person.waits_for("1 foto tersimpan di perangkat ini.")


def send(person: Person) -> None:
    person.waits_for("Isinya sudah lengkap")
    click(person, "Kirim")
    person.waits_for("Yang sudah Anda tekan Kirim")


def kept_draft(person: Person, text: str) -> None:
    """What was written last is on the disk."""
    person.waits_for("Tersimpan di perangkat ini.")
    assert text in person.driver.find_element(By.NAME, "title").get_attribute("value")


def sends_offline(wire: Wire, person: Person, name: str, photo: Path) -> None:
    """Log in, lose the network, write and press send."""
    get_ready(person, name)
    wire.cut()
    write(person, photo)
    send(person)


def is_back(wire: Wire, person: Person) -> None:
    """The network is there again, and the browser says so."""
    wire.mend()
    person.driver.execute_script("dispatchEvent(new Event('online'))")


def arrives(wire: Wire, person: Person) -> None:
    is_back(wire, person)
    person.waits_for(f"Terkirim. Nomor {NUMBER}, foto 1 dari 1.")
