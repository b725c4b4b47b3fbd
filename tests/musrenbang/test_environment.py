"""What the environment says about the shared cache."""

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
NAMES = ("DATABASE_URL", "CACHE_URL", "CACHE_DIR")


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
        ({"DATABASE_URL": SQLITE, "CACHE_URL": REDIS}, "RedisCache", {"default"}),
        ({"DATABASE_URL": POSTGRES}, "DatabaseCache", {"default", "cache"}),
        ({"DATABASE_URL": POSTGRES, "CACHE_URL": REDIS}, "RedisCache", {"default"}),
    ],
)
def test_where_the_cache_lives(environ, values, backend, aliases):
    environ(**values)
    databases = environment.databases(Path("/srv"))
    cache = environment.cache(Path("/srv"), databases)
    assert cache["BACKEND"].endswith(backend)
    assert set(databases) == aliases


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
