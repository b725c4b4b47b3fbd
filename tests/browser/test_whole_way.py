"""One usulan from the RT head's phone to the spreadsheet on Bappeda's desk, pressed by hand."""

from pathlib import Path

import pytest

from kelurahan.roles import Role
from proposals.models import Proposal
from proposals.statuses import Status
from tests.browser.driver import Person, a_person
from tests.factories import World, make_user

pytestmark = pytest.mark.browser

PASSWORD = "kunci-rumah-7714"


@pytest.fixture
def people(town: World) -> dict[Role, str]:
    """User names by role."""
    names = {}
    for role in (Role.RT, Role.STAFF, Role.LURAH, Role.KECAMATAN, Role.OPD, Role.BAPPEDA):
        user = make_user(town, role)
        user.set_password(PASSWORD)
        user.save()
        names[role] = user.username
    return names


def write_and_send(person: Person, photo: Path) -> Proposal:
    """The RT head's part: three screens, the check page, the receipt."""
    person.go("/usulan/")
    person.press("Buat usulan")
    person.press("Mulai menulis")
    person.fill("cari", "got mampet")
    person.press("Cari")
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


def test_from_the_form_to_the_cell(
    live_server, town: World, people: dict[Role, str], photo: Path, tmp_path: Path
) -> None:
    town.item.synonyms = "got mampet;selokan"
    town.item.save()
    with a_person(live_server.url, width=360) as head:
        head.log_in(people[Role.RT], PASSWORD)
        proposal = write_and_send(head, photo)
        assert proposal.status == Status.SUBMITTED
        assert proposal.value == 120_000_000
        assert head.complaints() == []
