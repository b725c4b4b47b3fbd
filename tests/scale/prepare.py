"""``python -m tests.scale.prepare N``: the invented city with N heads of RT who can log in."""

import json
import sys

import django

django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402

from kelurahan.models import RT  # noqa: E402
from kelurahan.roles import Role  # noqa: E402
from tests.factories import make_user, make_world  # noqa: E402
from tests.scale.client import PASSWORD  # noqa: E402


def prepare(heads: int) -> dict[str, object]:
    """The ids that the clients must know."""
    world = make_world()
    secret = make_password(PASSWORD)
    seats = {}
    for number in range(heads):
        rt = RT.objects.create(rw=world.rw, label=f"{number + 11:03d}")
        seats[make_user(world, Role.RT, rt, password=secret).username] = rt.pk
    office = make_user(world, Role.STAFF, password=secret)
    bappeda = make_user(world, Role.BAPPEDA, password=secret)
    return {
        "seats": seats,
        "staff": office.username,
        "bappeda": bappeda.username,
        "item": world.item.pk,
        "measure": f"measure_{world.item.variables.get().pk}",
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(prepare(int(sys.argv[1]))))
