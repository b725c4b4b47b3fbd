"""The running portal for a browser."""

from pathlib import Path

import pytest
from PIL import Image

from kelurahan.roles import Role
from planning.models import CityPriority
from tests.browser.device import PRIORITY
from tests.browser.members import member
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


@pytest.fixture
def head_name(town: World) -> str:
    """An RT head whose words the kamus knows."""
    town.item.synonyms = "got mampet;selokan"
    town.item.save()
    CityPriority.objects.create(cycle=town.cycle, number=3, name=PRIORITY)
    return member(town, Role.RT).username
