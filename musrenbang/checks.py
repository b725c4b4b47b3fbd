"""What must hold before the portal serves real people: run by ``check --deploy``."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError

DEMO_USERNAMES = (
    "rt",
    "rw",
    "pamor",
    "pkk",
    "staf",
    "lurah",
    "camat",
    "opd",
    "bappeda",
    "pengamat",
    "admin",
)
DEMO_PASSWORD = "musrenbang-demo"  # noqa: S105 - printed on purpose, refused here


@register(Tags.security, deploy=True)
def secret_key_is_set(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A key made up at every start logs everybody out and differs between processes."""
    if settings.SECRET_KEY_IS_SET:
        return []
    return [
        Error(
            "SECRET_KEY belum diisi.",
            hint="Isi variabel lingkungan SECRET_KEY dengan teks acak paling sedikit 50 huruf.",
            id="musrenbang.E001",
        )
    ]


@register(Tags.security, deploy=True)
def no_demo_accounts(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Nobody may get in with the password that the README prints."""
    try:
        users = list(get_user_model().objects.filter(username__in=DEMO_USERNAMES, is_active=True))
    except DatabaseError:
        return []  # Nothing is migrated yet, so nobody can log in either.
    found = [user.username for user in users if user.check_password(DEMO_PASSWORD)]
    if not found:
        return []
    return [
        Error(
            f"Akun contoh masih dapat dipakai: {', '.join(sorted(found))}.",
            hint="Pakailah basis data yang baru, atau ganti kata sandi akun itu.",
            id="musrenbang.E002",
        )
    ]
