"""Who reads where: the replica serves the readers, and nobody loses sight of their own deed."""

import io
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from PIL import Image

from tests.scale.client import Browser
from tests.scale.cluster import eventually
from tests.scale.conftest import Stage
from tests.scale.deeds import begin, fill, hand_in
from tests.scale.servers import AppServer, command
from tests.scale.stores import BUCKET

pytestmark = pytest.mark.scale


def on_replica(browser: Browser, path: str) -> None:
    """Wait until this person's page comes from the replica, from every server in turn."""

    def twice() -> bool:
        return all(browser.get(path).from_replica for _ in range(4))

    eventually(twice)


def as_replica_has_it(browser: Browser, path: str) -> str:
    """The page as the replica shows it; a busy machine may answer from the primary now and then."""
    found: list[str] = []

    def is_from_there() -> bool:
        page = browser.get(path)
        found[:] = [page.text]
        return page.from_replica

    eventually(is_from_there)
    return found[0]


@contextmanager
def standing_still(stage: Stage) -> Iterator[None]:
    """The replica lives and answers, but takes nothing new."""
    stage.cluster.replica.ask("SELECT pg_wal_replay_pause()")
    try:
        yield
    finally:
        stage.cluster.replica.ask("SELECT pg_wal_replay_resume()")
        stage.cluster.wait_until_replayed()


def state_of(stage: Stage, server: AppServer) -> dict[str, Any]:
    """The replica as this server sees it."""
    return stage.health(server)["replica"]


def test_own_deeds_are_seen_at_once_and_others_deeds_when_the_replica_has_them(
    stage: Stage,
) -> None:
    name, rt = next(iter(stage.seats.items()))
    writer, other_phone, third_phone = (stage.browser(name) for _ in range(3))
    on_replica(other_phone, "/usulan/")
    on_replica(third_phone, "/usulan/")
    with standing_still(stage):
        pk = begin(writer, rt)
        for _ in range(4):
            page = writer.get("/usulan/")
            assert pk in page.text
            assert not page.from_replica
        # The same account without the mark is shown the replica, which has nothing of it yet.
        assert pk not in as_replica_has_it(other_phone, "/usulan/")
        # What a form or a finished job has shown on the primary, the next page does not take back.
        other_phone.get("/usulan/baru/")
        assert pk in other_phone.get("/usulan/").text
        # A replica that stays behind is given up, and everybody sees what is so.
        for server in stage.servers:
            eventually(lambda server=server: state_of(stage, server)["state"] == "tertinggal")
            assert state_of(stage, server)["lag_bytes"] > 0
        # Each worker judges by itself, a moment sooner or later than the one that was asked.
        eventually(lambda: all(pk in third_phone.get("/usulan/").text for _ in range(8)))
    on_replica(writer, "/usulan/")
    assert pk in writer.get("/usulan/").text


def test_forms_and_bookkeeping_stay_with_the_primary(stage: Stage) -> None:
    name, rt = list(stage.seats.items())[1]
    writer = stage.browser(name)
    pk = begin(writer, rt)
    on_replica(writer, "/usulan/")
    for path in ("/usulan/baru/", f"/usulan/{pk}/apa/", "/kata-sandi/", "/sehat/"):
        assert not writer.get(path).from_replica, path


@pytest.mark.parametrize(
    "path",
    [
        "/admin/",
        "/admin/proposals/proposal/",
        "/admin/rkpd/draft/",
        "/admin/proposals/proposal/unduh/lengkap/csv/",
        "/kamus/",
    ],
)
def test_lists_dashboards_and_exports_are_read_from_the_replica(stage: Stage, path: str) -> None:
    office = stage.browser(stage.bappeda)
    on_replica(office, path)
    assert office.get(path).status == 200


def test_a_streamed_export_reads_its_rows_from_the_replica(stage: Stage) -> None:
    name, rt = list(stage.seats.items())[2]
    writer = stage.browser(name)
    office = stage.browser(stage.bappeda)
    path = "/admin/proposals/proposal/unduh/lengkap/csv/"
    on_replica(office, path)
    with standing_still(stage):
        pk = begin(writer, rt)
        fill(writer, stage, pk, rt, "Saluran yang belum sampai")
        receipt = hand_in(writer, pk)
        assert receipt.number not in as_replica_has_it(office, path)
    eventually(lambda: receipt.number in office.get(path).text)


def test_figures_kept_from_the_primary_and_from_the_replica_do_not_mix(stage: Stage) -> None:
    """Old figures under a new stamp would stay wrong for everybody until the next change."""
    name, rt = list(stage.seats.items())[6]
    writer, office = stage.browser(name), stage.browser(stage.staff)
    pk = begin(writer, rt)
    fill(writer, stage, pk, rt, "Saluran yang dihitung")
    stage.cluster.wait_until_replayed()
    on_replica(office, "/admin/")
    old = figures(office.get("/admin/").text)
    with standing_still(stage):
        hand_in(writer, pk)
        colleague = stage.browser(stage.staff)
        new = figures(colleague.get("/admin/").text)
        assert new != old
        assert figures(as_replica_has_it(office, "/admin/")) == old
        assert figures(colleague.get("/admin/").text) == new
    for person in (office, colleague):
        on_replica(person, "/admin/")
        assert figures(person.get("/admin/").text) == new


def figures(page: str) -> list[str]:
    """All numbers that the first page of an office shows."""
    _, _, body = page.partition('id="content"')
    return re.findall(r">\s*([\d.]+)\s*<", body)


def test_a_silent_replica_holds_nobody_up_for_long(stage: Stage) -> None:
    """Stopped, not dead: connections stand and nothing answers."""
    office = stage.browser(stage.bappeda)
    on_replica(office, "/admin/")
    stage.cluster.replica.signal(signal.SIGSTOP)
    try:
        waits = [office.get("/admin/") for _ in range(12)]
    finally:
        stage.cluster.replica.signal(signal.SIGCONT)
    assert {page.status for page in waits} == {200}
    longest = max(page.seconds for page in waits)
    print(f"\nreplica silent: longest page {longest:.2f} s of {len(waits)}")
    assert longest < 5
    assert not waits[-1].from_replica
    on_replica(office, "/admin/")


def test_throttling_counts_across_the_servers(stage: Stage) -> None:
    name = list(stage.seats)[3]
    stranger = Browser(stage.addresses)
    stranger.get("/masuk/")
    tried = [stranger.post("/masuk/", username=name, password="salah").status for _ in range(5)]
    assert tried[:4] == [200] * 4
    for server in stage.servers:
        guess = Browser((server.address,))
        guess.get("/masuk/")
        assert guess.post("/masuk/", username=name, password="salah").status == 429
    command(stage.environ, "manage.py", "axes_reset")


def test_the_cache_is_one_for_all_and_outside_the_transaction(stage: Stage) -> None:
    """What a long import says of its progress is seen while its transaction is still open."""
    code = """
import django; django.setup()
import subprocess, sys
from django.core.cache import cache
from django.db import transaction
read = "import django; django.setup(); from django.core.cache import cache; print(cache.get('k'))"
with transaction.atomic():
    cache.set("k", 7)
    print(subprocess.run([sys.executable, "-c", read], capture_output=True).stdout.decode())
"""
    assert command(stage.environ, "-c", code).strip() == "7"


def test_a_photo_sent_to_one_server_is_shown_by_the_other_and_by_nobody_else(
    stage: Stage,
) -> None:
    name, rt = list(stage.seats.items())[4]
    writer = stage.browser(name)
    pk = begin(writer, rt)
    fill(writer, stage, pk, rt, "Saluran dengan foto")
    picture = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(picture, "JPEG")
    writer.post_file(f"/usulan/{pk}/volume/", "photos", picture.getvalue(), aksi="unggah")
    (stored,) = stage.store.names()
    file_pk = stage.cluster.primary.ask(
        f"SELECT id FROM proposals_attachment WHERE proposal_id = '{pk}'"
    )
    path = f"/usulan/{pk}/lampiran/{file_pk}/"
    for _ in stage.servers:
        answer = writer.get(path)
        assert (answer.status, answer.headers["Content-Type"]) == (200, "image/jpeg")
        assert answer.content.startswith(b"\xff\xd8\xff")
        assert "Location" not in answer.headers
    neighbour = stage.browser(list(stage.seats)[5])
    assert neighbour.get(path).status == 404
    kept = stage.store.client.get_object(Bucket=BUCKET, Key=stored)["Body"].read()
    assert kept == answer.content
    writer.post(f"/usulan/{pk}/volume/", hapus=file_pk)
    assert stage.store.names() == []
    assert writer.get(path).status == 404
