"""A person at a screen: headless Chromium with few words."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from selenium import webdriver
from selenium.common.exceptions import TimeoutException, WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select, WebDriverWait

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 15
"""Seconds until something that should appear is missed."""


class Person:
    """Goes to pages, reads, fills in, presses; by the words on the screen, as people do."""

    def __init__(self, driver: webdriver.Chrome, base: str) -> None:
        self.driver = driver
        self.base = base

    def go(self, path: str) -> None:
        self.driver.get(self.base + path)

    def is_as_wide_as(self, width: int) -> None:
        """The screen from now on; narrower than 600 px it is a phone."""
        metrics = {"width": width, "height": 1000, "deviceScaleFactor": 1, "mobile": width < 600}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def log_in(self, username: str, password: str) -> None:
        # Those of every address: a browser that has just been opened stands on none.
        self.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
        self.go("/masuk/")
        self.fill("username", username)
        self.fill("password", password)
        self.press("Masuk")

    def fill(self, name: str, text: str) -> None:
        field = self.driver.find_element(By.NAME, name)
        if field.tag_name == "select":
            Select(field).select_by_visible_text(text)
            return
        if field.get_attribute("type") == "date":
            self.driver.execute_script("arguments[0].value = arguments[1]", field, text)
            return
        field.clear()
        field.send_keys(text)

    def fill_labelled(self, label: str, text: str) -> None:
        """Write into the field whose label begins so."""
        for tag in self.driver.find_elements(By.TAG_NAME, "label"):
            if tag.text.strip().startswith(label):
                name = self.driver.find_element(By.ID, tag.get_attribute("for"))
                return self.fill(name.get_attribute("name"), text)
        raise AssertionError(f"No field is labelled {label!r} on:\n{self.text[:1500]}")

    def pick(self, name: str, value: str) -> None:
        """Tick the radio button or box of that name and value, or choose the option."""
        fields = self.driver.find_elements(By.NAME, name)
        if fields[0].tag_name == "select":
            Select(fields[0]).select_by_value(value)
            return
        (field,) = [field for field in fields if field.get_attribute("value") == value]
        if not field.is_selected():
            self.driver.execute_script("arguments[0].click()", field)

    def attach(self, name: str, path: Path) -> None:
        self.driver.find_element(By.NAME, name).send_keys(str(path))

    def press(self, words: str) -> None:
        """Press the button or link whose text begins with ``words`` and wait for the next page."""
        page = self.driver.find_element(By.TAG_NAME, "html")
        self.driver.execute_script("arguments[0].click()", self._pressable(words))
        WebDriverWait(self.driver, PATIENCE).until(lambda _: _is_gone(page))

    def _pressable(self, words: str) -> WebElement:
        places = ("main", "#content", "#container", "body")
        for place in places:
            for thing in self.driver.find_elements(
                By.CSS_SELECTOR,
                f"{place} button, {place} a, {place} input[type=submit], {place} summary",
            ):
                text = (thing.text or thing.get_attribute("value") or "").strip()
                if text.startswith(words) and thing.is_displayed():
                    return thing
        raise AssertionError(f"Nothing to press begins with {words!r} on:\n{self.text[:1500]}")

    def waits_for(self, words: str) -> None:
        """Within the usual patience the page says so, by itself."""
        # A page that is just going has no text for a moment.
        wait = WebDriverWait(self.driver, PATIENCE, ignored_exceptions=[WebDriverException])
        with suppress(TimeoutException):
            wait.until(lambda _: words in self.text)
        self.sees(words)

    def loses_the_browser(self) -> None:
        """The whole browser dies in the middle of what it is doing."""
        with suppress(WebDriverException):
            self.driver.execute_cdp_cmd("Browser.crash", {})

    @property
    def text(self) -> str:
        return self.driver.find_element(By.TAG_NAME, "body").text

    @property
    def path(self) -> str:
        return self.driver.current_url.removeprefix(self.base)

    def sees(self, words: str) -> None:
        assert words.lower() in self.text.lower(), f"{words!r} is not on:\n{self.text[:2000]}"

    def complaints(self) -> list[str]:
        """What the browser's console has to say, such as a broken content security policy."""
        return [
            entry["message"]
            for entry in self.driver.get_log("browser")
            if entry["level"] in ("SEVERE", "WARNING")
        ]


def _is_gone(element: WebElement) -> bool:
    try:
        element.is_enabled()
    except Exception:
        return True
    return False


@contextmanager
def a_person(
    base: str, *, width: int = 1280, downloads: Path | None = None, device: Path | None = None
) -> Iterator[Person]:
    """A browser window of that width; narrower than 600 px it is a phone.

    ``device`` is where the browser keeps its things: given twice, it is the same device.
    """
    options = webdriver.ChromeOptions()
    for flag in (*FLAGS, f"--window-size={max(width, 500)},1000"):
        options.add_argument(flag)
    options.binary_location = shutil.which("chromium") or "/usr/bin/chromium"
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    if device:
        options.add_argument(f"--user-data-dir={device}")
    if downloads:
        options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
    service = Service(shutil.which("chromedriver") or "/usr/bin/chromedriver")
    driver = webdriver.Chrome(options=options, service=service)
    person = Person(driver, base)
    person.is_as_wide_as(width)
    try:
        yield person
    finally:
        with suppress(WebDriverException):
            driver.quit()
