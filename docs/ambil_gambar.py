"""Takes the pictures of the README: one per screen, of a running portal with demonstration data.

    make run                                     # in one window, on a fresh database
    .venv/bin/python docs/ambil_gambar.py        # in another

Needs Chromium with its driver, and what requirements-dev.txt installs.
"""

import argparse
import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.expected_conditions import element_to_be_clickable
from selenium.webdriver.support.ui import WebDriverWait

PASSWORD = "musrenbang-demo"  # noqa: S105 - printed for everyone who tries the portal
FOLDER = Path(__file__).parent / "gambar"
MAX_BYTES = 95_000
PATIENCE = 15
"""Seconds to wait for the page after logging in."""
PHONE, DESK = (360, 960), (1280, 860)


@dataclass(frozen=True)
class Screen:
    """One picture: its file name, who looks, at what (``path`` or a link on it), on what."""

    name: str
    account: str
    path: str
    size: tuple[int, int] = PHONE
    links: tuple[str, ...] = ()
    """CSS selectors of links to follow, one after the other, from ``path``."""
    press: str = ""
    """The words of a button to press there, once it has come."""


SCREENS = (
    Screen("beranda", "", "/"),
    Screen("masuk", "", "/masuk/"),
    Screen("kamus", "", "/kamus/?q=got"),
    Screen("kamus-item", "", "/kamus/DRN-01/"),
    Screen("usulan-saya", "rt", "/usulan/"),
    Screen("tulis-1-apa", "rt", "/usulan/", links=("text:Lanjutkan",)),
    Screen("tulis-2-lokasi", "rt", "/usulan/", links=("text:Lanjutkan", "../lokasi/")),
    Screen("tulis-3-volume", "rt", "/usulan/", links=("text:Lanjutkan", "../volume/")),
    Screen("tulis-4-periksa", "rt", "/usulan/", links=("text:Lanjutkan", "../periksa/")),
    Screen("usulan", "rt", "/usulan/", links=("text:U-ditch",)),
    Screen("tanda-terima", "rt", "/usulan/", links=("text:U-ditch", "tanda-terima/")),
    Screen("tulis-luring", "rt", "/usulan/tulis/", press="Tulis usulan baru"),
    Screen("kabar", "rt", "/kabar/"),
    Screen("bank-usulan", "pkk", "/usulan/bank/"),
    Screen("hasil", "rt", "/usulan/", links=("a[href$='/hasil/']",)),
    Screen("lacak", "rt", "/usulan/", links=("text:U-ditch", "a[href*='/l/']")),
    Screen("publik", "", "/publik/"),
    Screen("publik-angka", "", "/publik/angka/"),
    Screen("bantuan", "", "/bantuan/"),
    Screen("urutan-rw", "rw", "/usulan/rw/"),
    Screen("kelurahan-beranda", "lurah", "/admin/", DESK),
    Screen("kelurahan-usulan", "staf", "/admin/proposals/proposal/", DESK),
    Screen(
        "kelurahan-periksa",
        "staf",
        "/admin/proposals/proposal/?status__exact=submitted",
        DESK,
        links=("#result_list tbody th a",),
    ),
    Screen("kecamatan-beranda", "camat", "/admin/", DESK),
    Screen("opd-beranda", "opd", "/admin/", DESK),
    Screen("bappeda-beranda", "bappeda", "/admin/", DESK),
    Screen("bappeda-tunggu", "bappeda", "/admin/proposals/proposal/angka/kota/tunggu/", DESK),
    Screen("bappeda-pagu", "bappeda", "/admin/proposals/proposal/angka/kota/pagu/", DESK),
    Screen("rekap-kelurahan", "bappeda", "/admin/meja/rekap/kelurahan/", DESK),
    Screen("rekonsiliasi", "staf", "/admin/meja/rekap/rekonsiliasi/", DESK),
    Screen("impor", "bappeda", "/admin/meja/impor/", DESK),
    Screen("formulir", "staf", "/admin/meja/formulir/", DESK),
    Screen("rkpd-banding", "bappeda", "/admin/rkpd/draft/banding/", DESK),
    Screen("rkpd-rancangan", "bappeda", "/admin/rkpd/draft/", DESK),
    Screen("rkpd-baris", "bappeda", "/admin/rkpd/draft/", DESK, links=("#result_list tbody th a",)),
)


def main() -> None:
    """Take all pictures, or those named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--alamat", default="http://localhost:8000", help="alamat portal")
    parser.add_argument("nama", nargs="*", help="hanya gambar ini")
    wanted = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    for screen in SCREENS:
        if not wanted.nama or screen.name in wanted.nama:
            with browser(screen) as driver:
                take(driver, wanted.alamat.rstrip("/"), screen)


@contextmanager
def browser(screen: Screen) -> Iterator[WebDriver]:
    """A browser with nothing remembered, as large as the screen asks."""
    options = webdriver.ChromeOptions()
    for flag in ("--headless=new", "--no-sandbox", "--hide-scrollbars", "--lang=id"):
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    try:
        width, height = screen.size
        driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
        )
        yield driver
    finally:
        driver.quit()


def take(driver: WebDriver, portal: str, screen: Screen) -> None:
    """Log in if need be, find the page, and keep its picture."""
    if screen.account:
        driver.get(f"{portal}/masuk/")
        driver.find_element(By.NAME, "username").send_keys(screen.account)
        driver.find_element(By.NAME, "password").send_keys(PASSWORD)
        driver.find_element(By.CSS_SELECTOR, "main button[type=submit]").click()
        WebDriverWait(driver, PATIENCE).until(lambda there: "/masuk/" not in there.current_url)
    driver.get(portal + screen.path)
    for link in screen.links:
        driver.get(_target(driver, link))
    if screen.press:
        button = (By.XPATH, f"//button[contains(., '{screen.press}')]")
        WebDriverWait(driver, PATIENCE).until(element_to_be_clickable(button)).click()
        driver.execute_script("window.scrollTo(0, 0)")
    size = keep(driver.get_screenshot_as_png(), FOLDER / f"{screen.name}.webp")
    print(f"{screen.name}: {driver.title} ({size // 1000} kB)")


def _target(driver: WebDriver, link: str) -> str:
    """The address that ``link`` leads to: by selector, by text, or relative to this page."""
    if link.startswith("text:"):
        found = driver.find_element(By.PARTIAL_LINK_TEXT, link.removeprefix("text:"))
        return found.get_attribute("href") or ""
    if link.endswith("/"):
        return driver.execute_script("return new URL(arguments[0], location.href).href", link)
    return driver.find_element(By.CSS_SELECTOR, link).get_attribute("href") or ""


def keep(png: bytes, path: Path) -> int:
    """Store as WebP, a little coarser if it would be too large; returns its bytes."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for quality in (82, 70, 55, 40):
        file = io.BytesIO()
        picture.save(file, "WEBP", quality=quality, method=6)
        if file.tell() <= MAX_BYTES:
            break
    path.write_bytes(file.getvalue())
    return file.tell()


if __name__ == "__main__":
    main()
