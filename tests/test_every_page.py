"""Every page that a person can reach by links: it answers, and holds no inline script or style."""

import re
from html.parser import HTMLParser
from io import StringIO
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.core.management import call_command
from django.test import Client

from kelurahan.models import User
from kelurahan.roles import Role
from proposals.statuses import Status
from tests.factories import World, make_proposal, make_user

ROLES = ("rt", "rw", "pamor", "pkk", "staf", "lurah", "camat", "opd", "bappeda", "pengamat", None)
MOST_PAGES = 60
"""Per person; links that differ only in their numbers count as one."""

DIGITS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")


class Page(HTMLParser):
    """The links of a page, and what a strict content security policy would stop."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.inline: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if tag == "style" or "style" in given or any(name.startswith("on") for name in given):
            self.inline.append(f"<{tag} {given}>")
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.inline.append(f"<{tag} {given}>")


@pytest.fixture
def demo(transactional_db) -> None:
    call_command("demo", stdout=StringIO())


def _own_pages(links: list[str], at: str) -> list[str]:
    found = []
    for link in links:
        url = urldefrag(urljoin(f"http://testserver{at}", link)).url
        parts = urlsplit(url)
        if parts.netloc == "testserver" and not parts.path.startswith("/static/"):
            found.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return found


def walk(client: Client, who: str | None) -> int:
    """Follow links from the front door; returns how many pages were seen."""
    waiting, kinds, seen = ["/", "/kamus/", "/masuk/"], set(), 0
    while waiting and seen < MOST_PAGES:
        address = waiting.pop(0)
        kind = DIGITS.sub("N", address.split("=")[0])
        if kind in kinds:
            continue
        kinds.add(kind)
        response = client.get(address)
        assert response.status_code in (200, 302), (who, address, response.status_code)
        seen += 1
        if response.status_code == 302:
            waiting += _own_pages([response.headers["Location"]], address)
        elif response.headers["Content-Type"].startswith("text/html"):
            page = Page(response.content.decode())
            assert page.inline == [], (who, address)
            waiting += _own_pages(page.links, address)
        response.close()
    return seen


def test_every_page_of_every_role(demo: None) -> None:
    for who in ROLES:
        client = Client()
        if who:
            person = User.objects.get(username=who)
            client.force_login(person, backend="kelurahan.backends.RoleBackend")
        assert walk(client, who) > (5 if who is None else 8)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/admin/kelurahan/assignment/?kelurahan=99999999999999999999",
        "/admin/kelurahan/assignment/?rw=99999999999999999999",
        "/admin/planning/kamusitem/?opd=99999999999999999999",
        "/admin/planning/pagu/?kecamatan__id__exact=99999999999999999999",
        "/admin/proposals/proposal/?kelurahan=99999999999999999999",
    ],
)
def test_a_number_that_no_database_holds(client: Client, world: World, address: str) -> None:
    client.force_login(
        make_user(world, is_superuser=True), backend="kelurahan.backends.RoleBackend"
    )
    assert client.get(address).status_code in (200, 302, 404)


@pytest.mark.django_db
def test_a_superscript_is_no_number_of_a_usulan(client: Client, world: World) -> None:
    proposal = make_proposal(world, Status.SUBMITTED)
    staff = make_user(world, Role.STAFF)
    client.force_login(staff, backend="kelurahan.backends.RoleBackend")
    response = client.post(
        f"/admin/proposals/proposal/{proposal.pk}/tindakan/merge/",
        {"seen_revision": proposal.revision, "target": "²"},
    )
    assert "Tidak ada usulan lain dengan nomor ini" in response.content.decode()


@pytest.mark.django_db
def test_a_revision_of_five_thousand_digits(client: Client, world: World) -> None:
    proposal = make_proposal(world)
    head = make_user(world, Role.RT)
    client.force_login(head, backend="kelurahan.backends.RoleBackend")
    for step in ("apa", "periksa"):
        answer = client.post(f"/usulan/{proposal.pk}/{step}/", {"revisi": "9" * 5000})
        assert answer.status_code in (200, 302)
