"""No page breaks a rule of WCAG 2.2 AA that a machine can judge, on a telephone or at a desk."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from kelurahan.models import User
from tests.browser.axe import violations
from tests.browser.driver import Person, a_person
from tests.factories import World

pytestmark = pytest.mark.browser

WIDTHS = (360, 1280)

Place = tuple[str, ...]
"""An address, and what is pressed there to come to the page that is meant."""

FORM = ("/usulan/", "Lanjutkan")
USULAN = ("/usulan/", "U-ditch")
LIST = "/admin/proposals/proposal/"

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
        ("/tidak-ada/",),
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
    ),
    "rw": (("/usulan/",), ("/usulan/rw/",)),
    "staf": (
        ("/admin/",),
        (LIST,),
        (f"{LIST}?status__exact=submitted",),
        (f"{LIST}?status__exact=submitted", "2"),
        ("/admin/meja/impor/",),
        ("/admin/meja/formulir/",),
        ("/admin/meja/antrean/",),
        ("/admin/meja/rekap/rekonsiliasi/",),
        ("/admin/kelurahan/assignment/",),
    ),
    "lurah": (("/admin/",), (LIST,)),
    "camat": (("/admin/",), (LIST,)),
    "opd": (("/admin/",), (LIST,)),
    "bappeda": (
        ("/admin/",),
        (LIST,),
        ("/admin/meja/rekap/",),
        ("/admin/meja/rekap/kelurahan/",),
        ("/admin/meja/impor/usulan/",),
        ("/admin/rkpd/draft/",),
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
                person.press(words)
            for width in WIDTHS:
                person.is_as_wide_as(width)
                yield from (f"{person.path} {width} px, {rule}" for rule in violations(person))


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
