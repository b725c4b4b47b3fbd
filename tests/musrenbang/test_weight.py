"""A page costs a telephone little: at most 150 KB at the first visit, 30 KB afterwards.

Counted is what goes over the wire as production sends it: pages as they are answered to a browser
that takes gzip, files as WhiteNoise lays them down compressed, and ``HEADERS`` for each answer.
"""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from kelurahan.roles import Role
from musrenbang.static_files import OWN_SCRIPTS, small
from proposals.statuses import Status
from tests.factories import World, make_proposal, make_user

FIRST, AGAIN = 150 * 1024, 30 * 1024
HEADERS = 900
"""Far above what an answer's headers take."""

FILE = re.compile(r'(?:href|src)="(/static/[^"]+)"')
IMPORT = re.compile(r'(?:from|import)\s*\(?"(\.[^"]+)"')

PUBLIC = ("/", "/masuk/", "/kamus/", "/lacak/", "/publik/", "/publik/angka/", "/bantuan/")
OWN = ("/usulan/", "/usulan/baru/", "/usulan/bank/", "/kabar/", "/usulan/tulis/")


@pytest.fixture
def head(world: World) -> Client:
    """An RT head with twenty usulan."""
    client = Client()
    client.force_login(make_user(world, Role.RT), backend="kelurahan.backends.RoleBackend")
    for _ in range(20):
        make_proposal(world, Status.VERIFIED)
    return client


def sent(client: Client, address: str) -> tuple[int, str]:
    """Bytes on the wire, and the page."""
    response = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert response.status_code == 200, address
    body = response.content
    is_packed = response.headers.get("Content-Encoding") == "gzip"
    return len(body) + HEADERS, (gzip.decompress(body) if is_packed else body).decode()


def file_bytes(name: str) -> int:
    content = Path(finders.find(name)).read_bytes()
    if name.startswith(OWN_SCRIPTS):
        content = small(content)
    return min(len(content), len(gzip.compress(content, 9))) + HEADERS


def with_imports(names: set[str]) -> set[str]:
    """The files that a page names, and the scripts that these import."""
    found: set[str] = set()
    waiting = set(names)
    while waiting:
        name = waiting.pop()
        found.add(name)
        if name.endswith(".js"):
            text = Path(finders.find(name)).read_text(encoding="utf-8")
            folder = Path(name).parent
            for path in IMPORT.findall(text):
                parts = [p for p in (folder / path).as_posix().split("/") if p != "."]
                while ".." in parts:
                    at = parts.index("..")
                    del parts[at - 1 : at + 1]
                waiting |= {"/".join(parts)} - found
    return found


def files_of(html: str) -> set[str]:
    found = with_imports({path.removeprefix("/static/") for path in FILE.findall(html)})
    assert found, "a page without files is not measured"
    return found


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_page(world: World, address: str) -> None:
    for _ in range(20):
        make_proposal(world, Status.VERIFIED)
    page, html = sent(Client(), address)
    assert page <= AGAIN
    assert page + sum(file_bytes(name) for name in files_of(html)) <= FIRST


@pytest.mark.parametrize("address", OWN)
def test_a_page_of_the_rt(head: Client, address: str) -> None:
    page, html = sent(head, address)
    assert page <= AGAIN
    assert page + sum(file_bytes(name) for name in files_of(html)) <= FIRST


def test_the_tracking_page(world: World) -> None:
    proposal = make_proposal(world, Status.VERIFIED)
    short = Client().get(reverse("publik:track", args=[proposal.tracking_code]))
    page, html = sent(Client(), short["Location"])
    assert page + sum(file_bytes(name) for name in files_of(html)) <= 50 * 1024


def test_logging_in_and_taking_everything_along(head: Client) -> None:
    """The first evening: the log-in page, Usulan saya, and all that the device keeps for later."""
    worker, source = sent(head, reverse("worker"))
    known = json.loads(source.partition("KNOWN = ")[2].partition(";\n")[0])
    pages = {*known["pages"], known["offline"], reverse("kelurahan:login")}
    files = {address.removeprefix("/static/") for address in known["assets"]}
    for address in pages:
        files |= files_of(sent(Client() if "masuk" in address else head, address)[1])
    weight = worker + sum(sent(head, page)[0] for page in pages - {reverse("kelurahan:login")})
    weight += sent(Client(), reverse("kelurahan:login"))[0]
    weight += sum(file_bytes(name) for name in files)
    assert weight <= FIRST, f"{weight / 1024:.0f} KB"
