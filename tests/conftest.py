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
