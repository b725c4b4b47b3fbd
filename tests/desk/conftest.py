"""Who stands at the import desk."""

import io

import pytest

from kelurahan.models import User
from kelurahan.roles import Role
from tests.desk.import_pages import HEAD
from tests.factories import World, make_user


@pytest.fixture
def bappeda(world: World) -> User:
    return make_user(world, Role.BAPPEDA)


@pytest.fixture
def kamus(world: World) -> None:
    """The two items that ``FOUR`` knows, made by the portal's own import."""
    from planning.imports import import_kamus

    text = HEAD + "OLD-1,Saluran,m,1000000,DINAS-A\nOLD-2,Gorong-gorong,m,1000000,DINAS-A\n"
    import_kamus(io.BytesIO(text.encode()), filename="lama.csv", year=world.cycle.fiscal_year)
