"""The form workbook: filled in offline, it makes the usulan that typing would make."""

import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.utils import timezone

from foundation.import_command import RefusedImport
from foundation.reports import ImportReport
from foundation.watch import Cancelled
from kelurahan.roles import Role
from planning.models import KamusItem, KamusVariable, QuotaRule, StageWindow
from proposals.models import Proposal, ProposalEvent
from proposals.statuses import Status
from proposals.workbook import import_form_workbook, write_form_workbook
from proposals.workbook.layout import COLUMNS, NOT_IN_KAMUS, TITLES, item_label
from proposals.workbook.writing import HEAD
from tests.factories import World, make_item, make_proposal, make_user

AT = {column.name: position for position, column in enumerate(COLUMNS, 1)}


@pytest.fixture
def staff(world: World):
    return make_user(world, Role.STAFF)


def blank(world: World, rw: Any = None) -> openpyxl.Workbook:
    file = io.BytesIO()
    write_form_workbook(file, cycle=world.cycle, kelurahan=world.kelurahan, rw=rw)
    return openpyxl.load_workbook(file)


def wish(world: World, **cells: Any) -> dict[str, Any]:
    """A drain of RT 001, complete."""
    return {
        "proposer": "RT 001/RW 001",
        "item": item_label(world.item.code, world.item.name),
        "rt": "RT 001/RW 001",
        "address": "Jalan Contoh nomor 3",
        "land_status": "Milik pemerintah kota",
        "measure_1": 12.5,
        "problem": "Air menggenang setiap hujan deras turun.",
        "urgency": "Rumah warga kebanjiran.",
        "benefit": "Jalan tidak tergenang.",
        "people": 120,
        "submit": "ya",
    } | cells


def fill(book: openpyxl.Workbook, *rows: dict[str, Any]) -> openpyxl.Workbook:
    for position, cells in enumerate(rows, HEAD + 2):
        for name, value in cells.items():
            book["Usulan"].cell(position, AT[name], value)
    return book


def bring(world: World, actor: Any, book: openpyxl.Workbook, **options: Any) -> ImportReport:
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    given = {"cycle": world.cycle, "kelurahan": world.kelurahan, "actor": actor} | options
    return import_form_workbook(file, filename="formulir.xlsx", **given)


def only(report: ImportReport) -> Any:
    assert len(report) == 1, [row.sentence() for row in report]
    return report.rows[0]


# --- the workbook ---------------------------------------------------------------------------


def test_what_the_workbook_offers(world):
    make_item(world.cycle, code="TUA-1", is_active=False)
    book = blank(world, world.rw)

    form, lists = book["Usulan"], book["Daftar"]
    assert book.sheetnames[0] == "Usulan"
    assert lists.sheet_state == "veryHidden"
    assert all(sheet.protection.sheet for sheet in book)
    assert [form.cell(HEAD + 1, n).value for n in AT.values()] == list(TITLES.values())
    assert (form.column_dimensions["A"].hidden, form.page_setup.paperSize) == (True, 14)
    assert form.page_setup.orientation == "landscape"
    assert form.print_title_rows == f"${HEAD + 1}:${HEAD + 1}"
    open_cells = {name for name, at in AT.items() if not form.cell(9, at).protection.locked}
    assert open_cells == {column.name for column in COLUMNS if column.filled}
    items = [cell.value for cell in lists["A"] if cell.value]
    assert items == [NOT_IN_KAMUS, item_label(world.item.code, world.item.name)]
    assert [cell.value for cell in lists["F"] if cell.value] == [
        "RW 001",
        "RT 001/RW 001",
        "RT 002/RW 001",
    ]
    rules = form.data_validations.dataValidation
    assert {rule.type for rule in rules} == {"list", "decimal", "whole", "textLength"}
    assert all(rule.error and rule.errorTitle for rule in rules)


def test_every_row_has_a_key_of_its_own_and_every_download_others(world):
    keys = [
        [row[0].value for row in blank(world)["Usulan"].iter_rows(min_row=HEAD + 2, max_col=1)]
        for _ in range(2)
    ]
    assert len(keys[0]) == 80
    assert len(set(keys[0] + keys[1])) == 160


def test_the_formulas_ask_and_reckon(world):
    """Each on its own row, out of the list that the item is chosen from."""
    form = blank(world)["Usulan"]
    for row in (HEAD + 2, HEAD + 40):
        first = form.cell(row, AT["measure_1"]).coordinate
        formulas = {name: form.cell(row, AT[name]).value for name in ("volume", "value", "price")}
        assert f"${first}" in formulas["volume"]
        assert formulas["value"].count(form.cell(row, AT["volume"]).coordinate) == 2
        assert "INDEX(Daftar!$E$1:$E$2,MATCH(" in formulas["price"]


# --- brought back ---------------------------------------------------------------------------


def test_a_row_becomes_the_usulan_that_typing_makes(world, staff):
    book = fill(blank(world), wish(world, landmark="Dekat pos", point="-6,298123 107,012345"))

    outcome = only(bring(world, staff, book))

    usulan = Proposal.objects.get()
    assert (outcome.outcome, outcome.message, outcome.key) == ("created", "", usulan.number)
    assert (usulan.status, usulan.rank) == (Status.SUBMITTED, 1)
    assert (usulan.rt, usulan.rw, usulan.proposer_kind) == (world.rt, world.rw, "rt")
    assert (usulan.assisted_by, usulan.created_by) == (staff, staff)
    assert str(usulan.pk) == book["Usulan"].cell(HEAD + 2, 1).value
    assert (usulan.kamus_item, usulan.opd) == (world.item, world.opd)
    assert usulan.title == f"{world.item.name} di RT 001/RW 001"
    assert usulan.measures == [{"name": "panjang", "unit": "m", "value": "12.5"}]
    assert (usulan.volume, usulan.unit, usulan.value) == (Decimal("12.5"), "m", 12_500_000)
    assert (usulan.latitude, usulan.longitude) == (Decimal("-6.298123"), Decimal("107.012345"))
    assert (usulan.landmark, usulan.land_status) == ("Dekat pos", "pemda")
    assert list(usulan.rts.all()) == [world.rt]
    assert [event.action for event in usulan.events.all()] == ["submit"]


def test_an_rw_head_with_several_rt_and_a_draft(world, staff):
    cells = {"proposer": "RW 001", "rt": None, "more_rts": "001, 002", "submit": "tidak"}
    only(bring(world, staff, fill(blank(world), wish(world, **cells, title="Judul sendiri"))))

    usulan = Proposal.objects.get()
    assert (usulan.status, usulan.proposer_kind, usulan.rt) == (Status.DRAFT, "rw", None)
    assert set(usulan.rts.all()) == {world.rt, world.other_rt}
    assert usulan.title == "Judul sendiri"


def test_what_the_kamus_does_not_have(world, staff):
    cells = {"item": NOT_IN_KAMUS, "title": "Perahu karet", "free_unit": "unit", "measure_1": 2}
    outcome = only(
        bring(world, staff, fill(blank(world), wish(world, **cells, free_value=4_500_000)))
    )

    usulan = Proposal.objects.get()
    assert (usulan.kamus_item, usulan.title) == (None, "Perahu karet")
    assert (usulan.volume, usulan.unit, usulan.value) == (2, "unit", 4_500_000)
    assert "Unggah foto: perlu 1" in outcome.message


def test_several_measures_in_their_order(world, staff):
    item = make_item(world.cycle, code="JLN-1", name="Jalan", unit="m2", unit_price=100)
    KamusVariable.objects.create(item=item, name="lebar", unit="m", order=2, maximum=6)
    cells = {"item": item_label("JLN-1", "Jalan"), "measure_1": 10, "measure_2": 3}
    bring(world, staff, fill(blank(world), wish(world, **cells)))
    assert Proposal.objects.get().value == 3_000

    wide = only(bring(world, staff, fill(blank(world), wish(world, **cells | {"measure_2": 7}))))
    assert (wide.outcome, wide.column) == ("refused", "Ukuran 2")


def test_the_same_workbook_twice_creates_nothing(world, staff):
    book = fill(blank(world), wish(world), wish(world, submit="tidak"))
    bring(world, staff, book)
    events = ProposalEvent.objects.count()

    report = bring(world, staff, book)

    assert [row.outcome for row in report] == ["unchanged", "unchanged"]
    assert (Proposal.objects.count(), ProposalEvent.objects.count()) == (2, events)


def test_a_row_changed_offline_updates_its_draft(world, staff):
    book = blank(world)
    bring(world, staff, fill(book, wish(world, submit="tidak")))

    changed = {"measure_1": 20, "people": 150, "more_rts": "002", "submit": "ya"}
    outcome = only(bring(world, staff, fill(book, wish(world, **changed))))

    assert outcome.outcome == "updated"
    told = {change.title: (change.old, change.new) for change in outcome.changes}
    assert told["volume"] == ("12,5", "20")
    assert told["ukuran"] == ("panjang 12,5 m", "panjang 20 m")
    assert told["RT lokasi"] == ("RT 001/RW 001", "RT 001/RW 001, RT 002/RW 001")
    assert told["status"] == ("Draf", "Diajukan")
    usulan = Proposal.objects.get()
    assert (usulan.status, usulan.volume, usulan.people) == (Status.SUBMITTED, 20, 150)


def test_what_was_handed_in_is_changed_in_the_portal(world, staff):
    book = blank(world)
    bring(world, staff, fill(book, wish(world)))

    outcome = only(bring(world, staff, fill(book, wish(world, people=5))))

    assert outcome.outcome == "refused"
    assert "sudah berstatus Diajukan" in outcome.message
    assert Proposal.objects.get().people == 120


def test_what_needs_a_photo_stays_a_draft_that_says_so(world, staff):
    KamusItem.objects.filter(pk=world.item.pk).update(min_photos=2)

    outcome = only(bring(world, staff, fill(blank(world), wish(world))))

    assert (outcome.outcome, Proposal.objects.get().status) == ("created", Status.DRAFT)
    assert outcome.message.startswith("Tersimpan sebagai draf. Unggah foto: perlu 2")


REFUSED = (
    ({"proposer": None}, "Pengusul"),
    ({"proposer": "RW 009"}, "Pengusul"),
    ({"proposer": "RT 009/RW 001"}, "Pengusul"),
    ({"item": None}, "Item kamus"),
    ({"item": "XXX | Lain"}, "Item kamus"),
    ({"rt": "RT 001/RW 002"}, "RT lokasi"),
    ({"more_rts": "balai warga"}, "RT lain"),
    ({"address": None}, "Alamat"),
    ({"address": "x" * 301}, "Alamat"),
    ({"land_status": "Entah"}, "Status lahan"),
    ({"point": "di pojok"}, "Titik lokasi"),
    ({"measure_1": None}, "Ukuran 1"),
    ({"measure_1": -3}, "Ukuran 1"),
    ({"measure_1": "banyak"}, "Ukuran 1"),
    ({"problem": "pendek"}, "Masalah"),
    ({"urgency": None}, "Mengapa mendesak"),
    ({"people": "2,5"}, "Orang terbantu"),
    ({"people": None}, "Orang terbantu"),
    ({"contribution": "#REF!"}, "Swadaya warga"),
    ({"key": "bukan-kunci"}, "kunci"),
    ({"year": 2031}, "tahun"),
)


@pytest.mark.parametrize(("cells", "column"), REFUSED)
def test_a_refused_row_names_row_and_column_and_leaves_nothing(world, staff, cells, column):
    report = bring(world, staff, fill(blank(world), wish(world), wish(world, **cells)))

    assert [row.outcome for row in report] == ["created", "refused"]
    assert (report.rows[1].row, report.rows[1].column) == (HEAD + 3, column)
    assert report.rows[1].message
    assert Proposal.objects.count() == 1


def test_land_and_point_that_the_item_demands(world, staff):
    KamusItem.objects.filter(pk=world.item.pk).update(needs_point=True, needs_land_status=True)
    rows = wish(world), wish(world, land_status=None, point="-6.3, 107.0")
    report = bring(world, staff, fill(blank(world), *rows))
    assert [row.column for row in report] == ["Titik lokasi", "Status lahan"]


def test_quota_and_window_hold(world, staff):
    QuotaRule.objects.create(cycle=world.cycle, scope="rw", kind="count", value=1, enforced=True)
    report = bring(world, staff, fill(blank(world), wish(world), wish(world)))
    assert [row.message[:43] for row in report] == [
        "",
        "Tersimpan sebagai draf. Kuota RW 001 terlam",
    ]
    yesterday = timezone.now() - timedelta(days=1)
    StageWindow.objects.filter(stage="intake").update(closes_at=yesterday)

    closed = only(bring(world, staff, fill(blank(world), wish(world))))

    assert closed.outcome == "refused"
    assert Proposal.objects.count() == 2


def test_a_key_of_another_kelurahan_or_proposer_is_refused(world, staff):
    place = {"kelurahan": world.other_kelurahan, "rw": world.foreign_rw, "rt": world.foreign_rt}
    foreign = make_proposal(world, **place, title="Asing")
    own = make_proposal(world, title="Milik RT 001")
    rows = (
        wish(world, key=str(foreign.pk)),
        wish(world, key=str(own.pk), proposer="RT 002/RW 001"),
        wish(world, key=str(own.pk)),
    )

    report = bring(world, staff, fill(blank(world), *rows))

    assert [row.column for row in report] == ["kunci", "Pengusul", "kunci"]
    foreign.refresh_from_db()
    own.refresh_from_db()
    assert (foreign.title, own.title) == ("Asing", "Milik RT 001")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.STAFF])
def test_only_staff_bring_it_back(world, role):
    with pytest.raises(RefusedImport):
        bring(world, make_user(world, role), fill(blank(world), wish(world)))
    elsewhere = make_user(world, Role.STAFF, world.other_kelurahan)
    with pytest.raises(RefusedImport):
        bring(world, elsewhere, fill(blank(world), wish(world)))
    assert not Proposal.objects.exists()


def test_trial_cancelling_and_an_empty_form(world, staff):
    book = fill(blank(world), wish(world))

    def stop(done: int, total: int) -> None:
        if done:
            raise Cancelled

    assert only(bring(world, staff, book, dry_run=True)).outcome == "created"
    with pytest.raises(Cancelled):
        bring(world, staff, book, watch=stop)
    with pytest.raises(RefusedImport, match="Belum ada baris yang diisi"):
        bring(world, staff, blank(world))
    assert not Proposal.objects.exists()
