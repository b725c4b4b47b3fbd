"""Logging in and out, activation, throttling."""

import re
import threading
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from kelurahan.models import ActivationCard
from kelurahan.roles import Role
from kelurahan.services import CardNotValid, issue_card, use_card
from kelurahan.services.cards import ALPHABET, VALID_FOR
from tests.factories import make_user, make_world

PASSWORD = "teduh-sekali-42"


@pytest.fixture
def staff(world):
    return make_user(world, Role.STAFF)


@pytest.fixture
def head(world):
    user = make_user(world, Role.RT, phone="+6281234567890")
    user.set_password(PASSWORD)
    user.save()
    return user


def log_in(client, name, password=PASSWORD, **more):
    return client.post(reverse("kelurahan:login"), {"username": name, "password": password, **more})


def is_in(client):
    return "_auth_user_id" in client.session


# --- log in, log out ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["{}", " {} ", "0812 3456 7890", "+62812-3456-7890", "6281234567890", "81234567890"]
)
def test_log_in_by_name_or_telephone(client, head, name):
    log_in(client, name.format(head.username))
    assert is_in(client)


def test_a_phone_that_writes_capitals_first_does_not_matter(client, head):
    log_in(client, head.username.capitalize())
    assert is_in(client)


@pytest.mark.parametrize(
    ("next_url", "lands"),
    [
        ("/kata-sandi/", "/kata-sandi/"),
        ("https://jahat.example/", "/"),
        ("//jahat.example/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_next_stays_on_our_own_host(client, head, next_url, lands):
    assert log_in(client, head.username, next=next_url).url == lands


def test_closed_account_cannot_log_in(client, head):
    head.is_active = False
    head.save()
    log_in(client, head.username)
    assert not is_in(client)


def test_log_out_only_by_post(client, head):
    client.force_login(head, backend="kelurahan.backends.RoleBackend")
    assert client.get(reverse("kelurahan:logout")).status_code == 405
    assert is_in(client)
    client.post(reverse("kelurahan:logout"))
    assert not is_in(client)


def test_changing_the_password(client, head):
    client.force_login(head, backend="kelurahan.backends.RoleBackend")
    new = "angin-laut-2027"
    form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post(reverse("kelurahan:password"), form).status_code == 302
    client.logout()
    log_in(client, head.username, new)
    assert is_in(client)


# --- throttling ---------------------------------------------------------------------------------


def activate(client, name, code):
    return client.post(reverse("kelurahan:activate"), {"username": name, "code": code})


DOORS = {
    "name": lambda client, user: log_in(client, user.username, "salah"),
    "telephone": lambda client, user: log_in(client, "0812 3456 7890", "salah"),
    "capital": lambda client, user: log_in(client, user.username.upper(), "salah"),
    "code": lambda client, user: activate(client, user.username, "AAAAABBBBB"),
    "code by telephone": lambda client, user: activate(client, "081234567890", "AAAAABBBBB"),
}


@pytest.mark.parametrize("first", DOORS)
@pytest.mark.parametrize("last", DOORS)
def test_five_wrong_tries_close_every_door_of_the_account(client, head, first, last):
    for _ in range(4):
        assert DOORS[first](client, head).status_code == 200
    fifth = DOORS[last](client, head)
    assert fifth.status_code == 429
    assert "15 menit" in fifth.content.decode()
    assert log_in(client, head.username).status_code == 429, "the right password must wait too"
    assert not is_in(client)


def test_another_account_is_not_locked_with_it(client, world, head):
    other = make_user(world, Role.RW)
    other.set_password(PASSWORD)
    other.save()
    for _ in range(5):
        DOORS["name"](client, head)
    log_in(client, other.username)
    assert is_in(client)


def test_tries_are_counted_by_what_our_own_proxy_saw(client, head, settings):
    settings.PROXY_COUNT = 1
    for serial in range(5):
        client.post(
            reverse("kelurahan:login"),
            {"username": head.username, "password": "salah"},
            headers={"x-forwarded-for": f"10.0.0.{serial}, 203.0.113.7"},
        )
    assert set(AccessAttempt.objects.values_list("ip_address", flat=True)) == {"203.0.113.7"}
    assert log_in(client, head.username, PASSWORD).status_code == 302, "from another address"


def test_no_secret_is_written_down(client, head):
    DOORS["name"](client, head)
    DOORS["code"](client, head)
    written = " ".join(AccessAttempt.objects.values_list("post_data", flat=True))
    assert "salah" not in written
    assert "AAAAABBBBB" not in written


# --- cards --------------------------------------------------------------------------------------


def test_what_a_code_looks_like(head, staff):
    code = issue_card(head, staff)
    assert re.fullmatch(f"[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}", code)
    assert not set("01OI") & set(ALPHABET)
    card = ActivationCard.objects.get()
    assert code.replace("-", "") not in card.code_hash
    assert card.issued_by == staff


@pytest.mark.parametrize("spelling", [str, str.lower, lambda code: code.replace("-", " ")])
@pytest.mark.parametrize("name", ["{}", "0812 3456 7890"])
def test_the_whole_activation(client, head, staff, spelling, name):
    code = issue_card(head, staff)
    first = activate(client, name.format(head.username), spelling(code))
    assert first.url == reverse("kelurahan:activate_password")
    assert not is_in(client)
    page = client.get(first.url)
    assert head.username in page.content.decode()
    done = client.post(
        first.url, {"new_password1": "angin-laut-27", "new_password2": "angin-laut-27"}
    )
    assert done.url == "/"
    assert is_in(client)
    client.logout()
    log_in(client, head.username, "angin-laut-27")
    assert is_in(client)


@pytest.mark.parametrize("password", ["pendek", "81726354", "{name}", "rahasia1", "password123"])
def test_a_weak_password_is_refused_and_the_card_stays_good(client, head, staff, password):
    head.full_name = "Rahasiawan"
    head.save()
    activate(client, head.username, issue_card(head, staff))
    typed = password.format(name=head.username + "1")
    page = client.post(
        reverse("kelurahan:activate_password"), {"new_password1": typed, "new_password2": typed}
    )
    assert page.status_code == 200
    assert ActivationCard.objects.get().used_at is None


def used(card, staff):
    use_card(card.pk, PASSWORD)


def replaced(card, staff):
    issue_card(card.user, staff)


def run_out(card, staff):
    assert abs(card.expires_at - card.issued_at - VALID_FOR) < timedelta(seconds=5)
    ActivationCard.objects.update(expires_at=timezone.now())


def account_closed(card, staff):
    card.user.is_active = False
    card.user.save()


@pytest.mark.parametrize("fate", [used, replaced, run_out, account_closed])
def test_a_spent_card_opens_nothing(client, head, staff, fate):
    code = issue_card(head, staff)
    fate(ActivationCard.objects.get(), staff)
    assert activate(client, head.username, code).status_code == 200
    assert "kartu baru" in activate(client, head.username, code).content.decode()


@pytest.mark.parametrize("fate", [used, replaced, run_out])
def test_a_card_spent_between_the_two_steps_opens_nothing(client, head, staff, fate):
    activate(client, head.username, issue_card(head, staff))
    fate(ActivationCard.objects.get(), staff)
    step_two = reverse("kelurahan:activate_password")
    done = client.post(
        step_two, {"new_password1": "angin-laut-27", "new_password2": "angin-laut-27"}
    )
    assert done.url == reverse("kelurahan:activate")
    assert not is_in(client)


def test_someone_elses_code_opens_nothing(client, world, head, staff):
    code = issue_card(make_user(world, Role.RW), staff)
    assert activate(client, head.username, code).status_code == 200


def test_step_two_without_step_one(client, head):
    assert client.get(reverse("kelurahan:activate_password")).url == reverse("kelurahan:activate")


def test_a_new_card_ends_the_old_password_and_the_old_sessions(client, head, staff):
    log_in(client, head.username)
    assert client.get(reverse("kelurahan:password")).status_code == 200
    issue_card(head, staff)
    assert client.get(reverse("kelurahan:password")).status_code == 302
    log_in(client, head.username)
    assert not is_in(client)


def test_a_card_works_once(head, staff):
    issue_card(head, staff)
    card = ActivationCard.objects.get()
    use_card(card.pk, PASSWORD)
    with pytest.raises(CardNotValid):
        use_card(card.pk, "kata-sandi-lain-9")
    head.refresh_from_db()
    assert head.check_password(PASSWORD)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes one after another")
def test_of_two_tries_at_once_one_wins():
    world = make_world()
    head = make_user(world, Role.RT)
    issue_card(head, make_user(world, Role.STAFF))
    card = ActivationCard.objects.get()
    start, results = threading.Barrier(2), []

    def attempt(password):
        start.wait()
        try:
            use_card(card.pk, password)
            results.append(password)
        except CardNotValid:
            results.append(None)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt, args=(f"sandi-{i}-laut",)) for i in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winners = [password for password in results if password]
    assert len(results) == 2
    assert len(winners) == 1
    head.refresh_from_db()
    assert head.check_password(winners[0])
