"""Fixtures that every test may ask for."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.cache import cache
from PIL import Image

from tests.factories import World, make_world


@pytest.fixture(autouse=True)
def _media_of_its_own(settings, tmp_path: Path) -> None:
    """No test writes into the portal's own media folder."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def _cache_of_its_own() -> None:
    """No test sees what another one counted."""
    cache.clear()


@pytest.fixture
def world(db) -> World:
    """A small invented city with an open cycle."""
    return make_world()


@pytest.fixture
def photo():
    """A small sound photo; every call gives another one."""

    def make(colour: str = "red", name: str = "foto.jpg") -> BytesIO:
        file = BytesIO()
        Image.new("RGB", (60, 40), colour).save(file, "JPEG")
        file.seek(0)
        file.name = name
        return file

    return make


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--only-database``: for the second database, what never asks a database is not run again."""
    parser.addoption("--only-database", action="store_true", help="tests that use the database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what would say the same on every database."""
    if not config.getoption("--only-database"):
        return
    asking = {"db", "transactional_db", "live_server"}

    def asks(item: pytest.Item) -> bool:
        names = set(getattr(item, "fixturenames", ()))
        return bool(names & asking) or item.get_closest_marker("django_db") is not None

    rest = [item for item in items if not asks(item)]
    config.hook.pytest_deselected(items=rest)
    items[:] = [item for item in items if asks(item)]
