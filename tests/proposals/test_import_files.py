"""Files that cannot be taken, imports that only try, and what an import costs."""

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.import_command import RefusedImport
from foundation.tables import TableError
from foundation.watch import Cancelled
from kelurahan.models import RT, RW, Organisation
from proposals.imports import import_usulan
from proposals.imports.layouts import MONITOR, RECAP, open_list
from proposals.models import NumberSequence, Proposal, ProposalEvent
from tests.factories import World
from tests.proposals.sipd_files import (
    MONITOR_TITLES,
    RECAP_TITLES,
    as_csv,
    as_xlsx,
    monitor,
    monitor_row,
    recap,
    recap_row,
)

KEPT = (Proposal, ProposalEvent, NumberSequence, Organisation, RW, RT, Proposal.rts.through)


def counted() -> list[int]:
    return [model._default_manager.count() for model in KEPT]


def zip_bomb() -> io.BytesIO:
    book = as_xlsx([recap_row()], RECAP_TITLES)
    bomb = io.BytesIO()
    with zipfile.ZipFile(book) as parts, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as out:
        for name in parts.namelist():
            filler = b" " * (300 * 1024 * 1024) if name.endswith("sheet1.xml") else b""
            out.writestr(name, filler + parts.read(name))
    bomb.seek(0)
    return bomb


def many_rows() -> io.BytesIO:
    line = ",".join(["x"] * len(RECAP_TITLES))
    return io.BytesIO("\n".join([",".join(RECAP_TITLES), *[line] * 100_000]).encode())


def without(title: str) -> io.BytesIO:
    return as_csv([monitor_row()], [each for each in MONITOR_TITLES if each != title])


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: io.BytesIO(b""), "kosong"),
        (lambda: io.BytesIO(b"%PDF-1.7 usulan"), "PDF"),
        (lambda: io.BytesIO(b"\xff\xd8\xff\xe0 foto"), "foto"),
        (lambda: io.BytesIO(recap(recap_row(usulan="x")).getvalue() + b"\xe9"), "UTF-8"),
        (lambda: as_csv([], RECAP_TITLES), "hanya berisi judul"),
        (lambda: io.BytesIO(b"nama,telepon\nA,1\n"), "id_usulan"),
        (lambda: without("Masalah"), "Masalah"),
        (lambda: without("Alamat"), "alamat"),
        (lambda: without("OPD tujuan akhir"), "OPD tujuan akhir"),
        (many_rows, "lebih dari"),
        (zip_bomb, "."),
    ],
)
def test_refused_file(world: World, make: Any, sentence: str) -> None:
    before = counted()
    with pytest.raises(TableError) as refused:
        import_usulan(make(), filename="berkas", cycle=world.cycle, kelurahan=world.kelurahan)
    assert sentence in str(refused.value)
    assert counted() == before


def test_published_list_needs_a_kelurahan(world):
    with pytest.raises(RefusedImport, match="Kelurahan"):
        import_usulan(recap(recap_row()), filename="usulan.csv", cycle=world.cycle)


@pytest.mark.parametrize(
    ("file", "layout"),
    [
        (as_csv([monitor_row()], reversed(MONITOR_TITLES)), MONITOR),
        (as_xlsx([monitor_row()], MONITOR_TITLES), MONITOR),
        (io.BytesIO(recap(recap_row()).getvalue().replace(b"id_usulan", b" ID Usulan ")), RECAP),
        (as_csv([recap_row()], [*RECAP_TITLES, "Catatan sendiri"]), RECAP),
    ],
)
def test_layout_follows_the_titles(file, layout):
    assert open_list(file, filename="usulan")[1] is layout


def test_a_trial_leaves_nothing(world):
    before = counted()
    rows = [recap_row(1, permasalahan="Gelap (RW 09 P1)"), recap_row(2, keterangan="entah")]

    report = import_usulan(
        recap(*rows),
        filename="usulan.csv",
        cycle=world.cycle,
        kelurahan=world.kelurahan,
        dry_run=True,
    )

    assert report.summary().startswith("Percobaan, tidak ada yang disimpan.")
    assert [str(row.outcome) for row in report] == ["created", "refused"]
    assert counted() == before


def test_the_watch_sees_every_batch_and_what_it_stops_leaves_nothing(world, monkeypatch):
    before = counted()
    monkeypatch.setattr("proposals.imports.service.ROWS_AT_ONCE", 2)
    seen: list[tuple[int, int, int]] = []

    def watch(done: int, total: int) -> None:
        seen.append((done, total, Proposal.objects.count()))
        if done == 4:
            raise Cancelled

    rows = [recap_row(serial) for serial in range(1, 6)]
    given = {"filename": "usulan.csv", "cycle": world.cycle, "kelurahan": world.kelurahan}
    with pytest.raises(Cancelled):
        import_usulan(recap(*rows), watch=watch, **given)

    assert seen == [(0, 5, 0), (2, 5, 2), (4, 5, 4)]
    assert counted() == before

    seen.clear()
    import_usulan(recap(*rows[:3]), watch=watch, **given)
    assert seen == [(0, 3, 0), (2, 3, 2), (3, 3, 3)]


def command(*arguments: str) -> str:
    out = io.StringIO()
    call_command("import_usulan", *arguments, stdout=out)
    return out.getvalue()


def test_command(world, tmp_path: Path):
    path, told = tmp_path / "usulan.csv", tmp_path / "hasil.csv"
    path.write_bytes(recap(recap_row(1), recap_row(2, keterangan="entah")).getvalue())
    place = ("--cycle", "2024", "--kelurahan", world.kelurahan.code)

    assert "Percobaan" in command(str(path), *place, "--dry-run")
    assert Proposal.objects.count() == 0
    out = command(str(path), *place, "--report", str(told))

    assert "2 baris dibaca: 1 baru, 1 ditolak." in out
    assert "Baris 3: ditolak, kolom keterangan." in out
    rows = list(csv.DictReader(told.read_text("utf-8-sig").splitlines()))
    assert [row["hasil"] for row in rows] == ["baru", "ditolak"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--cycle", "1999"), "Tahun perencanaan 1999 belum ada"),
        (("--cycle", "2024", "--kelurahan", "00.00"), "Kelurahan dengan kode 00.00"),
    ],
)
def test_command_with_unknown_names(world, tmp_path, arguments, sentence):
    path = tmp_path / "usulan.csv"
    path.write_bytes(monitor(monitor_row()).getvalue())
    with pytest.raises(CommandError, match=sentence):
        command(str(path), *arguments)
    with pytest.raises(CommandError, match="tidak ditemukan"):
        command(str(tmp_path / "lain.csv"), "--cycle", "2024")


@pytest.fixture
def whole_statements(monkeypatch):
    """SQLite cuts long INSERTs at 999 values; what is counted here is how often we ask."""
    monkeypatch.setattr(connection.features, "max_query_params", 100_000, raising=False)


def queries_of(world: World, rows: int, volume: str) -> int:
    file = recap(*[recap_row(serial, koefisien=volume) for serial in range(1, rows + 1)])
    with CaptureQueriesContext(
        connection,
    ) as captured:
        import_usulan(file, filename="u.csv", cycle=world.cycle, kelurahan=world.kelurahan)
    return len(captured)


@pytest.mark.usefixtures("whole_statements")
def test_queries_do_not_grow_with_rows(world):
    created, unchanged, updated = (queries_of(world, 3, volume) for volume in ("5 m", "5 m", "6 m"))
    NumberSequence.objects.all().delete()
    ProposalEvent.objects.all()._raw_delete(connection.alias)
    Proposal.rts.through.objects.all().delete()
    Proposal.objects.all()._raw_delete(connection.alias)

    assert queries_of(world, 30, "5 m") == created
    assert queries_of(world, 30, "5 m") == unchanged
    assert queries_of(world, 30, "6 m") == updated
    assert max(created, unchanged, updated) <= 30
