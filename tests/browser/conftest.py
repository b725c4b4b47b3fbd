"""The running portal for a browser."""

from pathlib import Path

import pytest
from PIL import Image

from tests.factories import World, make_world


@pytest.fixture
def town(transactional_db) -> World:
    """The invented city, stored for good so that the server's threads see it."""
    return make_world()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A small picture on the person's device."""
    path = tmp_path / "got.jpg"
    Image.new("RGB", (320, 240), "olive").save(path)
    return path
