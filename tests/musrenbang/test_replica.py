"""Where a request reads, told without a replica; tests/scale shows it with one."""

from fnmatch import fnmatchcase

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.urls import URLResolver, get_resolver

from musrenbang.replica.choice import REPLICA, Choice, deciding, each_deciding
from musrenbang.replica.monitor import Lag
from musrenbang.replica.pages import READ_ONLY, reads_only
from musrenbang.replica.router import ReplicaRouter
from proposals.models import Proposal

router = ReplicaRouter()


def names(resolver: URLResolver, space: str = "") -> set[str]:
    """The names of all pages, as ``resolver_match.view_name`` gives them."""
    found = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            found |= names(pattern, inner)
        elif pattern.name:
            found.add(space + pattern.name)
    return found


class TestPages:
    @pytest.mark.parametrize("pattern", READ_ONLY)
    def test_every_pattern_names_a_page(self, pattern):
        assert any(fnmatchcase(name, pattern) for name in names(get_resolver()))

    @pytest.mark.parametrize(
        "name",
        [
            "health",
            "kelurahan:login",
            "kelurahan:password",
            "kelurahan:activate",
            "proposals:new",
            "proposals:step",
            "proposals:act",
            "admin:kelurahan_user_change",
            "admin:planning_cycle_change",
            "admin:proposals_proposal_act",
            "admin:proposals_proposal_bulk",
            "admin:proposals_proposal_minutes",
            "admin:rkpd_draft_freeze",
            "admin:rkpd_line_change",
            "admin:desk_imports",
            "admin:desk_import",
            "admin:desk_import_progress",
            "admin:desk_import_new",
        ],
    )
    def test_forms_read_the_primary(self, name):
        assert name in names(get_resolver())
        assert not reads_only(name)


class TestChoice:
    def test_without_a_request_everything_is_on_the_primary(self):
        assert router.db_for_read(Proposal) == router.db_for_write(Proposal) == "default"

    def test_a_reading_page_reads_the_replica_until_it_writes(self):
        choice = Choice(reads=REPLICA)
        with deciding(choice):
            assert router.db_for_read(Proposal) == REPLICA
            assert not choice.wrote
            assert router.db_for_write(Proposal) == "default"
            assert router.db_for_read(Proposal) == "default"
        assert choice.wrote

    def test_sessions_are_bookkeeping(self):
        choice = Choice(reads=REPLICA)
        with deciding(choice):
            assert router.db_for_read(Session) == router.db_for_write(Session) == "default"
            assert router.db_for_read(Proposal) == REPLICA
        assert not choice.wrote

    def test_a_locked_row_is_the_primarys(self, settings):
        settings.DATABASE_ROUTERS = ["musrenbang.replica.router.ReplicaRouter"]
        with deciding(Choice(reads=REPLICA)):
            assert Proposal.objects.all().db == REPLICA
            assert Proposal.objects.select_for_update().db == "default"

    def test_streamed_rows_follow_the_choice_and_nothing_else_does(self):
        def rows():
            for _ in range(2):
                yield router.db_for_read(Proposal).encode()

        stream = each_deciding(Choice(reads=REPLICA), rows())
        assert next(stream) == b"replica"
        assert router.db_for_read(Proposal) == "default"
        assert list(stream) == [b"replica"]

    def test_nothing_is_migrated_there(self):
        assert router.allow_migrate(REPLICA, "proposals") is False
        assert router.allow_migrate("default", "proposals") is None


@pytest.mark.parametrize(
    ("seen", "replica", "now", "lag_bytes", "lag_seconds"),
    [
        # (time, position of the primary) as asked; then the replica's position now.
        ([(10.0, 100)], 90, 10.1, 10, None),
        ([(10.0, 100)], 100, 10.1, 0, 0.1),
        ([(10.0, 100), (11.0, 200)], 150, 11.1, 50, 1.1),
        ([(10.0, 100), (11.0, 200)], 200, 11.1, 0, 0.1),
        # A quiet night is no lag.
        ([(10.0, 100), (5000.0, 100)], 100, 5000.1, 0, 0.1),
        # A primary that no longer answers leaves it unknown how far it has gone since.
        ([(10.0, 100)], 100, 40.0, 0, 30.0),
    ],
)
def test_how_far_behind(seen, replica, now, lag_bytes, lag_seconds):
    lag = Lag()
    for at, position in seen:
        lag.saw_primary(at, position)
    word = lag.word(now, replica)
    assert word.lag_bytes == lag_bytes
    assert word.lag_seconds == (lag_seconds if lag_seconds is None else pytest.approx(lag_seconds))


class TestHealth:
    def test_a_single_database(self, db, client, settings):
        assert REPLICA not in settings.DATABASES
        answer = client.get("/sehat/")
        assert (answer.status_code, answer.json()) == (
            200,
            {"database": "hidup", "migrations": "lengkap"},
        )

    def test_a_missing_migration(self, db, client):
        recorder = MigrationRecorder(connection)
        newest = max(name for app, name in recorder.applied_migrations() if app == "rkpd")
        recorder.record_unapplied("rkpd", newest)
        answer = client.get("/sehat/")
        assert (answer.status_code, answer.json()["migrations"]) == (503, "tertinggal")
