"""No page breaks a rule of WCAG 2.2 AA that a machine can judge, on a telephone or at a desk."""

from collections.abc import Iterator
from io import StringIO
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from selenium.webdriver.common.by import By

from kelurahan.models import User
from tests.browser.axe import violations
from tests.browser.driver import Person, a_person
from tests.factories import World

pytestmark = pytest.mark.browser

WIDTHS = (360, 1280)

Place = tuple[str, ...]
"""An address, and what is pressed there to come to the page that is meant.

By its words, or after ``css:`` by a selector.
"""

FORM = ("/usulan/", "Lanjutkan")
USULAN = ("/usulan/", "U-ditch")
LIST = "/admin/proposals/proposal/"
OFFICE_PAGE = (LIST, "css:#result_list th a")
MISSING = "/tidak-ada/"

PLACES: dict[str, tuple[Place, ...]] = {
    "": (
        ("/",),
        ("/masuk/",),
        ("/aktivasi/",),
        ("/bantuan/",),
        ("/luring/",),
        ("/kamus/",),
        ("/kamus/?q=got",),
        ("/kamus/DRN-01/",),
        ("/lacak/",),
        ("/lacak/?nomor=1",),
        ("/publik/",),
        ("/publik/angka/",),
        ("/publik/data/",),
        (MISSING,),
    ),
    "rt": (
        ("/usulan/",),
        ("/usulan/baru/",),
        ("/usulan/bank/",),
        ("/kabar/",),
        ("/kabar/cara/",),
        ("/perangkat/",),
        ("/kata-sandi/",),
        FORM,
        (*FORM, "Simpan dan lanjut"),
        (*FORM, "Simpan dan lanjut", "Simpan dan lanjut"),
        (*FORM, "Simpan dan lanjut", "Simpan dan lanjut", "Simpan dan lanjut"),
        USULAN,
        (*USULAN, "Tanda terima"),
        (*USULAN, "css:a[href*='/l/']"),
        ("/usulan/", "css:a[href$='/hasil/']"),
        ("/usulan/tulis/",),
    ),
    "rw": (("/usulan/",), ("/usulan/rw/",)),
    "staf": (
        ("/admin/",),
        (LIST,),
        (f"{LIST}?status=submitted",),
        OFFICE_PAGE,
        (*OFFICE_PAGE, "css:a[href*='/tindakan/return/']"),
        ("/admin/meja/impor/",),
        ("/admin/meja/formulir/",),
        ("/admin/meja/antrean/",),
        ("/admin/meja/rekap/rekonsiliasi/",),
        ("/admin/kelurahan/assignment/",),
    ),
    "lurah": (("/admin/",), (LIST,), OFFICE_PAGE),
    "camat": (("/admin/",), (LIST,), OFFICE_PAGE),
    "opd": (("/admin/",), (LIST,), OFFICE_PAGE),
    "bappeda": (
        ("/admin/",),
        (LIST,),
        ("/admin/meja/rekap/",),
        ("/admin/meja/rekap/kelurahan/",),
        ("/admin/meja/impor/baru/usulan/",),
        ("/admin/rkpd/draft/",),
        ("/admin/rkpd/draft/", "css:#result_list th a"),
        ("/admin/rkpd/draft/banding/",),
        ("/admin/planning/cycle/",),
        ("/admin/planning/kamusitem/",),
        (f"{LIST}angka/kota/tunggu/",),
    ),
}
"""By account, every kind of page that this person opens."""


@pytest.fixture
def demo(transactional_db) -> None:
    call_command("demo", stdout=StringIO())


def become(person: Person, username: str) -> None:
    """Logged in without the form, which has tests of its own."""
    person.go("/luring/")
    person.driver.delete_all_cookies()
    if username:
        client = Client()
        user = User.objects.get(username=username)
        client.force_login(user, backend="kelurahan.backends.RoleBackend")
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        person.driver.add_cookie({"name": settings.SESSION_COOKIE_NAME, "value": session})


def test_no_page_breaks_a_rule(live_server, demo: None) -> None:
    """All in one: loading the demonstration takes longer than looking at what it shows."""
    broken = [
        f"{who or 'siapa pun'}, {finding}"
        for who, places in PLACES.items()
        for finding in found_by(live_server.url, who, places)
    ]
    assert not broken, "\n".join(broken)


def found_by(url: str, who: str, places: tuple[Place, ...]) -> Iterator[str]:
    """What is broken on the pages of one person."""
    with a_person(url) as person:
        become(person, who)
        for address, *presses in places:
            person.go(address)
            for words in presses:
                follow(person, words)
            assert address == MISSING or "tidak ditemukan" not in person.driver.title, address
            for width in WIDTHS:
                person.is_as_wide_as(width)
                yield from (f"{person.path} {width} px, {rule}" for rule in violations(person))


def follow(person: Person, words: str) -> None:
    """Press what is named."""
    if words.startswith("css:"):
        link = person.driver.find_element(By.CSS_SELECTOR, words.removeprefix("css:"))
        person.go(urlsplit(link.get_attribute("href")).path)
    else:
        person.press(words)


def test_a_broken_rule_is_found(live_server, town: World) -> None:
    """So that no finding means something."""
    with a_person(live_server.url, width=360) as person:
        person.go("/masuk/")
        person.driver.execute_script(
            "document.querySelector('main').innerHTML += '<img src=x>'"
            " + '<button class=k>a</button><button class=k>b</button>'"
            " + '<p class=p>pudar</p>'; document.querySelector('.p').style.color = '#bbb';"
            "for (const small of document.querySelectorAll('.k')) small.style.cssText ="
            " 'all:unset;display:inline-block;width:9px;height:9px;color:#ddd';"
        )
        rules = {found.split(":")[0] for found in violations(person)}
    assert {"image-alt", "target-size", "color-contrast"} <= rules
