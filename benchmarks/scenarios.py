"""What people do with the portal, one function per scenario; each call is one whole deed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from benchmarks.client import BadAnswer, Client

LISTING = "/admin/proposals/proposal/"
WORD = "mushola"
ITEM = "KAM-04"
"""An item of the kamus that demands no photo: the comparison with a bare form is of forms."""

Deed = Callable[[Client], None]


@dataclass(frozen=True)
class Goal:
    """At most ``times`` the processor time of the scenario named."""

    reference: str
    times: float


@dataclass(frozen=True)
class Scenario:
    """``make`` prepares a client and returns the deed to repeat."""

    name: str
    who: str
    make: Callable[[Client, "Facts"], Deed]
    goal: Goal | None = None
    deeds: int = 100
    grows: bool = False
    """Measured again at ten times the size."""


@dataclass(frozen=True)
class Facts:
    """What the scenarios must know of the city: ids found once, before measuring."""

    proposal_of_rt: str
    proposal_of_kelurahan: str
    last_page: int
    code: str
    item: int
    draft: int
    password: str
    waiting: Iterator[str]
    """Usulan that wait for the kelurahan's verification; each is taken once."""


def page(path: str) -> Callable[[Client, Facts], Deed]:
    """Read one page again and again."""

    def make(client: Client, facts: Facts) -> Deed:
        address = path.format(
            rt=facts.proposal_of_rt,
            usulan=facts.proposal_of_kelurahan,
            draft=facts.draft,
            code=facts.code,
            last=min(300, facts.last_page),
        )
        return lambda _: _discard(client.get(address))

    return make


def _discard(_: Any) -> None:
    return None


def bare_form(client: Client, facts: Facts) -> Deed:
    """One page, one form, one row."""
    serial = count(1)

    def deed(_: Client) -> None:
        sent = client.get("/bare/form/").form("title")
        client.post("/bare/form/", sent | _answers(next(serial)) | {"kamus_item": str(facts.item)})

    return deed


def _answers(serial: int) -> dict[str, str]:
    return {
        "title": f"Pelatihan tanggap bencana ukuran {serial}",
        "address": "Jalan Contoh",
        "landmark": "dekat pos ronda",
        "land_status": "pemda",
        "volume": "2",
        "unit": "kegiatan",
        "value": "20000000",
        "problem": "Warga belum tahu apa yang harus dilakukan saat banjir datang malam hari.",
        "urgency": "Musim hujan tinggal dua bulan lagi dan tahun lalu air setinggi lutut.",
        "benefit": "Keluarga tahu jalan keluar dan tempat berkumpul.",
        "people": "120",
        "households": "30",
        "contribution": "konsumsi",
    }


STEPS = ("apa", "lokasi", "volume")


def filled(form: dict[str, str], answers: dict[str, str]) -> dict[str, str]:
    """The form with the answers that it asks for; every measure is two."""
    sizes = {name: "2" for name in form if name.startswith("measure_")}
    return form | {k: v for k, v in answers.items() if k in form or k == "aksi"} | sizes


def submission(client: Client, facts: Facts) -> Deed:
    """From the first page to the receipt, every page read as a person would see it."""
    serial = count(1)

    def deed(_: Client) -> None:
        answers = _answers(next(serial)) | {"aksi": "lanjut"}
        begin = client.get("/usulan/baru/").form("seat")
        found = client.post("/usulan/baru/", begin | {"id": str(uuid4()), "cari": "bencana"})
        home = found.path.partition("apa/")[0]
        choice = found.form("revisi") | {"pilih": str(facts.item)}
        shown = client.post(f"{home}apa/", choice)
        for step in STEPS:
            shown = client.post(f"{home}{step}/", filled(shown.form("revisi"), answers))
        end = client.post(f"{home}periksa/", shown.form("revisi"))
        if not end.path.endswith("/tanda-terima/"):
            raise BadAnswer(f"{end.path} bukan tanda terima")

    return deed


def verification(client: Client, facts: Facts) -> Deed:
    """The next usulan that waits, its page, the deed, and where it leads."""

    def deed(_: Client) -> None:
        address = f"{LISTING}{next(facts.waiting)}"
        client.get(f"{address}/change/")
        form = client.get(f"{address}/tindakan/verify/").form("seen_revision")
        end = client.post(f"{address}/tindakan/verify/", form | {"_berikutnya": "1"})
        if end.path.endswith("/verify/"):
            raise BadAnswer(f"{end.path}: belum terverifikasi")

    return deed


BARE_LIST, BARE_SEARCH, BARE_FORM = "Django polos: 50 baris", "Django polos: cari", "Django polos"

SCENARIOS: tuple[Scenario, ...] = (
    Scenario(BARE_LIST, "", page("/bare/list/"), deeds=200, grows=True),
    Scenario(BARE_SEARCH, "", page(f"/bare/search/?q={quote(WORD)}"), deeds=50, grows=True),
    Scenario(BARE_FORM, "", bare_form, deeds=100),
    Scenario("Usulan saya", "rt", page("/usulan/"), Goal(BARE_LIST, 1.5), grows=True),
    Scenario(
        "Satu usulan, halaman pengusul",
        "rt",
        page("/usulan/{rt}/"),
        Goal(BARE_LIST, 1.5),
        100,
        True,
    ),
    Scenario("Daftar kelurahan (330)", "staf", page(LISTING), Goal(BARE_LIST, 1.5), 100, True),
    Scenario(
        "Satu usulan, halaman kantor",
        "staf",
        page(LISTING + "{usulan}/change/"),
        Goal(BARE_LIST, 1.5),
        100,
        True,
    ),
    Scenario("Daftar kota", "bappeda", page(LISTING), Goal(BARE_LIST, 1.5), 100, True),
    Scenario(
        "Daftar kota, disaring",
        "bappeda",
        page(LISTING + "?status=agreed"),
        Goal(BARE_LIST, 1.5),
        100,
        True,
    ),
    Scenario(
        "Daftar kota, dicari",
        "bappeda",
        page(f"{LISTING}?q={quote(WORD)}"),
        Goal(BARE_LIST, 2.0),
        100,
        True,
    ),
    Scenario(
        "Daftar kota, halaman 300",
        "bappeda",
        page(LISTING + "?p={last}"),
        Goal(BARE_LIST, 1.5),
        100,
        True,
    ),
    Scenario("Beranda lurah", "lurah", page("/admin/"), Goal(BARE_LIST, 1.5)),
    Scenario("Beranda kecamatan", "camat", page("/admin/"), Goal(BARE_LIST, 1.5)),
    Scenario("Beranda Perangkat Daerah", "opd", page("/admin/"), Goal(BARE_LIST, 1.5)),
    Scenario("Beranda Bappeda", "bappeda", page("/admin/"), Goal(BARE_LIST, 1.5)),
    Scenario("Beranda pengamat", "pengamat", page("/admin/"), Goal(BARE_LIST, 1.5)),
    Scenario("Rancangan RKPD", "bappeda", page("/admin/rkpd/draft/{draft}/change/")),
    Scenario("Kabar", "rt", page("/kabar/"), Goal(BARE_LIST, 1.5)),
    Scenario("Bank usulan", "rt", page("/usulan/bank/"), Goal(BARE_LIST, 1.5)),
    Scenario("Halaman lacak", "", page("/l/{code}/"), Goal(BARE_LIST, 1.5)),
    Scenario("Daftar umum", "", page("/publik/"), Goal(BARE_LIST, 1.5)),
    Scenario("Angka umum", "", page("/publik/angka/"), Goal(BARE_LIST, 1.5)),
    Scenario("Rekonsiliasi kota", "bappeda", page("/admin/meja/rekap/rekonsiliasi/")),
    Scenario("Data terbuka CSV", "", page("/publik/data/usulan.csv"), deeds=4),
    Scenario("Mengajukan usulan baru", "rw", submission, Goal(BARE_FORM, 3.0), deeds=40),
    Scenario("Memverifikasi satu usulan", "staf", verification, deeds=40),
)
