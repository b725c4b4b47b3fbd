"""What the environment says about cache, replica and attachments."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from musrenbang import environment
from musrenbang.apps import _make_cache_table

POSTGRES = "postgresql://orang@127.0.0.1:5432/contoh"
SQLITE = "sqlite:////tmp/contoh.sqlite3"
REDIS = "redis://127.0.0.1:6379/1"
REPLICA = "postgresql://orang@127.0.0.2:5432/contoh"
GATEWAY_NAMES = ("URL", "HEADERS", "BODY", "FORMAT", "TIMEOUT", "SENT_IF")
NAMES = (
    *("DATABASE_URL", "DATABASE_REPLICA_URL", "CACHE_URL", "CACHE_DIR", "S3_BUCKET"),
    *("SITE_URL", "EMAIL_HOST"),
    *(f"{way}_{name}" for way in ("WHATSAPP", "SMS") for name in GATEWAY_NAMES),
)


@pytest.fixture
def environ(monkeypatch):
    """Sets the variables given and no others of ``NAMES``."""

    def set_to(**values: str) -> None:
        for name in NAMES:
            monkeypatch.delenv(name, raising=False)
        for name, value in values.items():
            monkeypatch.setenv(name, value)

    return set_to


@pytest.mark.parametrize(
    ("values", "backend", "aliases"),
    [
        ({}, "FileBasedCache", {"default"}),
        ({"DATABASE_URL": SQLITE}, "FileBasedCache", {"default"}),
        ({"DATABASE_URL": SQLITE, "CACHE_URL": REDIS}, "ForgivingRedisCache", {"default"}),
        ({"DATABASE_URL": POSTGRES}, "DatabaseCache", {"default", "cache"}),
        ({"DATABASE_URL": POSTGRES, "CACHE_URL": REDIS}, "ForgivingRedisCache", {"default"}),
    ],
)
def test_where_the_cache_lives(environ, values, backend, aliases):
    environ(**values)
    databases = environment.databases(Path("/srv"))
    cache = environment.cache(Path("/srv"), databases)
    assert cache["BACKEND"].endswith(backend)
    assert set(databases) == aliases


def test_a_replica_is_another_door_to_the_same_rows(environ):
    environ(DATABASE_URL=POSTGRES, DATABASE_REPLICA_URL=REPLICA, CACHE_URL=REDIS)
    databases = environment.databases(Path("/srv"))
    assert set(databases) == {"default", "replica"}
    assert databases["replica"]["HOST"] == "127.0.0.2"
    assert "read_only=on" in databases["replica"]["OPTIONS"]["options"]


@pytest.mark.parametrize("database", [SQLITE, ""])
def test_a_replica_of_sqlite_is_refused(environ, database):
    environ(DATABASE_URL=database, DATABASE_REPLICA_URL=REPLICA)
    with pytest.raises(ImproperlyConfigured, match="DATABASE_REPLICA_URL"):
        environment.databases(Path("/srv"))


@pytest.mark.parametrize(
    ("values", "backend"),
    [({}, "FileSystemStorage"), ({"S3_BUCKET": "lampiran"}, "S3Storage")],
)
def test_where_attachments_live(environ, values, backend):
    environ(**values)
    assert environment.media()["BACKEND"].endswith(backend)


@pytest.mark.parametrize("url", ["memcached://127.0.0.1", "127.0.0.1:6379", "rediss"])
def test_an_unknown_cache_is_refused_at_the_start(environ, url):
    environ(CACHE_URL=url)
    with pytest.raises(ImproperlyConfigured, match="CACHE_URL"):
        environment.cache(Path("/srv"), {})


def test_the_folder_is_private_and_another_process_reads_it(tmp_path):
    folder = tmp_path / "singgahan"
    environ = os.environ | {
        "CACHE_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'x.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "musrenbang.settings",
    }
    environ.pop("CACHE_URL", None)
    begin = "import django; django.setup(); from django.core.cache import cache; "

    def run(code: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", begin + code], env=environ, capture_output=True, check=True
        )
        return done.stdout.decode()

    run("cache.set('kemajuan', {'selesai': 7})")
    assert run("print(cache.get('kemajuan'))").strip() == "{'selesai': 7}"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_migrate_alone_makes_the_table(db, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "shared_cache",
        }
    }
    assert "shared_cache" not in connection.introspection.table_names()
    for _ in range(2):
        _make_cache_table(using="default")
    caches["default"].set("kunci", [1, 2])
    assert caches["default"].get("kunci") == [1, 2]


GATEWAY = "https://gateway.contoh.test/kirim"


def channels(*, debug: bool = False):
    return environment.channels(messages_dir=Path("/srv/pesan"), debug=debug)


def test_without_variables_no_message_leaves_the_portal(environ):
    environ()
    assert channels() == {}
    assert environment.site_url(debug=False) == ""


def test_trying_out_writes_files(environ):
    environ()
    found = channels(debug=True)
    assert list(found) == ["email", "whatsapp", "sms"]
    assert found["sms"]["OPTIONS"] == {"folder": Path("/srv/pesan/sms")}


def test_each_way_has_variables_of_its_own(environ):
    environ(
        EMAIL_HOST="mail.contoh.test",
        SMS_URL=GATEWAY,
        SMS_HEADERS='{"Authorization": "Bearer rahasia"}',
        SMS_BODY='{"target": "{to}", "message": "{text}"}',
        SMS_FORMAT="form",
        SMS_TIMEOUT="3",
        SMS_SENT_IF="status=true",
    )
    found = channels()
    assert list(found) == ["email", "sms"]
    assert found["sms"]["OPTIONS"] == {
        "url": GATEWAY,
        "body": {"target": "{to}", "message": "{text}"},
        "headers": {"Authorization": "Bearer rahasia"},
        "form": True,
        "timeout": 3.0,
        "sent_if": "status=true",
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [("URL", "gateway.contoh.test"), ("BODY", "{to}"), ("HEADERS", "[]"), ("FORMAT", "xml")],
)
def test_what_cannot_be_read_stops_the_start(environ, name, value):
    environ(**{"WHATSAPP_URL": GATEWAY} | {f"WHATSAPP_{name}": value})
    with pytest.raises(ImproperlyConfigured, match=f"WHATSAPP_{name}"):
        channels()


@pytest.mark.parametrize("url", ["portal.contoh.test", "ftp://portal.contoh.test", "https://"])
def test_an_address_that_is_none(environ, url):
    environ(SITE_URL=url)
    with pytest.raises(ImproperlyConfigured, match="SITE_URL"):
        environment.site_url(debug=False)
