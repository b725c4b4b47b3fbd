"""People of the invented city who log in by the form."""

from kelurahan.models import User
from kelurahan.roles import Role
from tests.factories import World, make_user

PASSWORD = "kunci-rumah-7714"


def member(town: World, role: Role) -> User:
    """Somebody with that role in the town, and the password of all."""
    user = make_user(town, role)
    user.set_password(PASSWORD)
    user.save()
    return user
