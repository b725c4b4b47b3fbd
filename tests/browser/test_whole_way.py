"""One usulan from the RT head's phone to the spreadsheet on Bappeda's desk, pressed by hand."""

from io import BytesIO
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from kelurahan.roles import Role
from planning.models import OPDMandate
from proposals.models import Proposal
from proposals.statuses import Status
from tests.browser.driver import Person, a_person
from tests.browser.members import PASSWORD, member
from tests.factories import World

pytestmark = pytest.mark.browser


@pytest.fixture
def people(town: World) -> dict[Role, str]:
    """User names by role."""
    names = {}
    for role in (Role.RT, Role.STAFF, Role.LURAH, Role.KECAMATAN, Role.OPD, Role.BAPPEDA):
        names[role] = member(town, role).username
    return names


def write_and_send(person: Person, photo: Path) -> Proposal:
    """The RT head's part: three screens, the check page, the receipt."""
    person.go("/usulan/")
    person.press("Buat usulan")
    person.fill("cari", "got mampet")
    person.press("Mulai menulis")
    person.press("Pilih ini")
    person.fill("title", "Saluran Gang Contoh")
    person.press("Simpan dan lanjut")
    person.fill("address", "Gang Contoh, depan pos ronda")
    person.pick("land_status", "pemda")
    person.press("Simpan dan lanjut")
    person.fill_labelled("Panjang", "120")
    person.sees("Rp120.000.000")
    person.fill("problem", "Air menggenang setinggi lutut setiap hujan deras.")
    person.fill("urgency", "Sepuluh rumah kemasukan air.")
    person.fill("benefit", "Jalan kering dan warga sehat.")
    person.fill("people", "120")
    person.attach("photos", photo)
    person.press("Simpan dan lanjut")
    person.sees("sudah lengkap")
    person.press("Kirim usulan")
    person.sees("2024/99.75.01.1001/0001")
    return Proposal.objects.get()


def download(person: Person, path: str) -> bytes:
    """What the link gives, with the person's own session."""
    cookies = "; ".join(f"{c['name']}={c['value']}" for c in person.driver.get_cookies())
    with urlopen(Request(person.base + path, headers={"Cookie": cookies})) as answer:
        return answer.read()


def decide(person: Person, username: str, proposal: Proposal, *words: str) -> None:
    """An office opens the usulan in the admin and presses its way through."""
    person.log_in(username, PASSWORD)
    person.go(f"/admin/proposals/proposal/{proposal.pk}/change/")
    for word in words:
        person.press(word)
    assert person.complaints() == []


def the_offices_decide(person: Person, people: dict[Role, str], proposal: Proposal) -> None:
    """Verified, put first, locked with the minutes, agreed, taken into the OPD's plan."""
    decide(person, people[Role.STAFF], proposal, "Verifikasi")
    decide(person, people[Role.LURAH], proposal, "Jadikan prioritas", "Jadikan prioritas")
    person.go("/admin/proposals/proposal/berita-acara/")
    person.fill("minutes_number", "BA/01/2023")
    person.fill("minutes_date", f"{timezone.localdate():%Y-%m-%d}")
    person.pick("agreed", "on")
    person.press("Kunci dan teruskan 1 usulan")
    person.sees("sudah dikunci")
    decide(person, people[Role.KECAMATAN], proposal, "Sepakati", "Simpan")
    decide(person, people[Role.OPD], proposal, "Akomodir", "Simpan")
    proposal.refresh_from_db()
    assert proposal.status == Status.ACCOMMODATED


def freeze_the_plan(person: Person, username: str) -> list[tuple]:
    """Bappeda builds and freezes a draft; returns the rows of its spreadsheet."""
    person.log_in(username, PASSWORD)
    person.go("/admin/rkpd/draft/")
    person.press("Susun rancangan baru")
    person.sees("Rp120.000.000")
    address = person.path
    person.press("Periksa dan bekukan")
    person.pick("sure", "on")
    person.press("Bekukan")
    person.sees("sudah dibekukan")
    assert person.complaints() == []
    file = download(person, address.replace("change/", "unduh/xlsx/"))
    return list(load_workbook(BytesIO(file)).worksheets[0].iter_rows(values_only=True))


def test_from_the_form_to_the_cell(
    live_server, town: World, people: dict[Role, str], photo: Path
) -> None:
    town.item.synonyms = "got mampet;selokan"
    town.item.save()
    OPDMandate.objects.create(opd=town.opd, bidang_code="1.03")
    with a_person(live_server.url, width=360) as head:
        head.log_in(people[Role.RT], PASSWORD)
        proposal = write_and_send(head, photo)
        assert proposal.status == Status.SUBMITTED
        assert proposal.value == 120_000_000
        assert head.complaints() == []
    with a_person(live_server.url) as office:
        the_offices_decide(office, people, proposal)
        rows = freeze_the_plan(office, people[Role.BAPPEDA])
    (line,) = [row for row in rows if row[0] == town.sub_kegiatan.code and 120 in row]
    assert 120_000_000 in line
    assert "m" in line
    with a_person(live_server.url, width=360) as head:
        head.log_in(people[Role.RT], PASSWORD)
        head.go(f"/usulan/{proposal.pk}/")
        head.sees("RKPD 2024 versi 1")
