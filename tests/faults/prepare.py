"""``python -m tests.faults.prepare N K EACH``: an invented city of heads of RT with their devices.

Half of them are logged in, the other half hold a key of their device.
"""

import json
import sys

import django

django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402
from django.test import Client  # noqa: E402

from intake.models import give_key  # noqa: E402
from kelurahan.models import RT, RW, Kelurahan, User  # noqa: E402
from kelurahan.roles import Role  # noqa: E402
from planning.models import CityPriority  # noqa: E402
from tests.browser.device import PRIORITY  # noqa: E402
from tests.factories import World, make_user, make_world  # noqa: E402
from tests.scale.client import PASSWORD  # noqa: E402

TOKEN = "penguji" * 4 + "7777"
"""Against forged requests: 32 letters, the same in cookie and header."""


def _logged_in(user: User) -> dict[str, str]:
    client = Client()
    client.force_login(user, backend="kelurahan.backends.RoleBackend")
    cookies = f"sessionid={client.cookies['sessionid'].value}; csrftoken={TOKEN}"
    return {"Cookie": cookies, "X-CSRFToken": TOKEN}


def _with_key(user: User) -> dict[str, str]:
    return {"Authorization": f"Bearer {give_key(user, 'Ponsel contoh')[1]}"}


def _head(world: World, rw: RW, serial: int) -> dict[str, object]:
    rt = RT.objects.create(rw=rw, label=f"{serial + 11:03d}")
    user = make_user(world, Role.RT, rt)
    known = _logged_in(user) if serial % 2 else _with_key(user)
    return {"rt": rt.pk, "headers": known}


def _crowd(world: World, kelurahan: int, heads: int) -> list[dict[str, object]]:
    """So many heads of RT in each of so many kelurahan."""
    found = []
    for serial in range(kelurahan):
        code, name = f"99.75.01.2{serial:03d}", f"Contoh {serial:02d}"
        place = Kelurahan.objects.create(
            kecamatan=world.kecamatan, code=code, name=name, name_local=name
        )
        rw = RW.objects.create(kelurahan=place, label="001")
        found += [_head(world, rw, head) for head in range(heads)]
    return found


def prepare(heads: int, kelurahan: int, heads_each: int) -> dict[str, object]:
    """What the devices must know: of some heads over three RW, of a whole crowd, and of one
    who sits at a browser.
    """
    world = make_world()
    world.item.synonyms = "got mampet;selokan"
    world.item.save()
    CityPriority.objects.create(cycle=world.cycle, number=3, name=PRIORITY)
    owner = make_user(world, Role.RT, password=make_password(PASSWORD))
    rws = (world.rw, world.other_rw, world.foreign_rw)
    return {
        "heads": [_head(world, rws[serial % 3], serial) for serial in range(heads)],
        "crowd": _crowd(world, kelurahan, heads_each),
        "owner": owner.username,
        "year": world.cycle.fiscal_year,
        "item": world.item.code,
        "measure": f"measure_{world.item.variables.get().pk}",
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(prepare(*map(int, sys.argv[1:]))))
