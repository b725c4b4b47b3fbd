"""No page breaks a rule of WCAG 2.2 AA that a machine can judge, on a telephone or at a desk."""

from collections.abc import Iterator
from io import StringIO
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from selenium.webdriver.common.by import By

from kelurahan.models import User
from proposals.models import DeclaredFile, Proposal
from proposals.selectors import owned_by
from proposals.services import create_draft
from proposals.statuses import AttachmentKind, Status
from proposals.tracking import new_code
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
NO_PAGE = ("Tidak ditemukan", "Sedang ada gangguan", "Tidak berhak", "Halaman terlalu lama")
ON_THE_WAY = "00000000-0000-4000-8000-000000000001"
"""A usulan of which a declared photo has not come."""

PLACES: dict[str, tuple[Place, ...]] = {
    "": (
        ("/",),
        ("/masuk/",),
        ("/aktivasi/",),
        ("/bantuan/",),
        ("/luring/",),
        ("/luring/keluar/",),
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
        ("/usulan/", f"css:a[href*='{ON_THE_WAY}']"),
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
    head = User.objects.get(username="rt")
    own = owned_by(head).filter(status=Status.SUBMITTED)[:1].get()
    draft = create_draft(
        actor=head,
        cycle=own.cycle,
        kind=own.proposer_kind,
        kelurahan=own.kelurahan,
        rw=own.rw,
        rt=own.rt,
        pk=UUID(ON_THE_WAY),
        title="Saluran yang fotonya menyusul",
    )
    DeclaredFile.objects.create(
        proposal=draft, key=uuid4(), sha256="1" * 64, size=8, kind=AttachmentKind.PHOTO
    )
    Proposal.objects.filter(pk=draft.pk).update(
        status=Status.SUBMITTED,
        number=f"{own.number[:-4]}9999",
        submitted_at=timezone.now(),
        files_awaited=1,
        tracking_code=new_code(),
    )


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
            assert address == MISSING or not person.driver.title.startswith(NO_PAGE), address
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
