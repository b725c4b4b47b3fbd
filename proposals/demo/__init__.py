"""Demonstration data: an invented but believable Musrenbang, the same on every fresh database."""

from .accounts import ACCOUNTS, PASSWORD, Account, demo_accounts_present
from .build import Demo, build_demo
from .guard import DatabaseInUse, State, state_of_database

__all__ = [
    "ACCOUNTS",
    "PASSWORD",
    "Account",
    "DatabaseInUse",
    "Demo",
    "State",
    "build_demo",
    "demo_accounts_present",
    "state_of_database",
]
