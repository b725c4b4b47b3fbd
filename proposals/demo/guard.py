"""The demonstration keeps its hands off databases that hold anything else."""

from enum import Enum

from kelurahan.models import Kelurahan, User
from proposals.demo.accounts import demo_accounts_present
from proposals.models import Proposal


class DatabaseInUse(Exception):
    """The database holds data already; the message says what to do."""


class State(Enum):
    """What a database holds."""

    EMPTY = "empty"
    DEMO = "demo"
    OTHER = "other"


def state_of_database() -> State:
    """Three questions at most, each answered by the first row."""
    if demo_accounts_present():
        return State.DEMO
    for model in (User, Kelurahan, Proposal):
        if model.objects.exists():
            return State.OTHER
    return State.EMPTY


def refuse_unless_empty() -> None:
    """Raises ``DatabaseInUse``."""
    match state_of_database():
        case State.DEMO:
            raise DatabaseInUse(
                "Data contoh sudah ada di basis data ini. Untuk memuat ulang, pakai basis data "
                "baru yang kosong."
            )
        case State.OTHER:
            raise DatabaseInUse(
                "Basis data ini sudah berisi data lain, jadi data contoh tidak dimuat. Pakai "
                "basis data lain yang kosong (atur DATABASE_URL)."
            )
