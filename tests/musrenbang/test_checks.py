"""What ``check --deploy`` refuses."""

import pytest
from django.db import ProgrammingError

from kelurahan.models import User
from musrenbang import checks


@pytest.mark.parametrize(("is_set", "found"), [(True, []), (False, ["musrenbang.E001"])])
def test_the_key(settings, is_set, found):
    settings.SECRET_KEY_IS_SET = is_set
    assert [message.id for message in checks.secret_key_is_set(None)] == found


def make_account(username, password, **changes):
    user = User(username=username, full_name="Contoh", **changes)
    user.set_password(password)
    user.save()


@pytest.mark.parametrize("username", checks.DEMO_USERNAMES)
def test_a_demo_account_is_an_error(db, username):
    make_account(username, checks.DEMO_PASSWORD)
    (message,) = checks.no_demo_accounts(None)
    assert message.id == "musrenbang.E002"
    assert message.is_serious()
    assert username in message.msg


@pytest.mark.parametrize(
    ("username", "password", "changes"),
    [
        ("admin", "angin-laut-27", {}),
        ("orang.lain", checks.DEMO_PASSWORD, {}),
        ("admin", checks.DEMO_PASSWORD, {"is_active": False}),
    ],
)
def test_other_accounts_are_none(db, username, password, changes):
    make_account(username, password, **changes)
    assert checks.no_demo_accounts(None) == []


def test_without_tables_there_is_nothing_to_say(monkeypatch):
    def no_table(**kwargs):
        raise ProgrammingError("no such table")

    monkeypatch.setattr(User.objects, "filter", no_table)
    assert checks.no_demo_accounts(None) == []
