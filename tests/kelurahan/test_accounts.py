"""Who keeps which account: role x deed, with objects that exist."""

import functools
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from kelurahan.models import ActivationCard, Assignment, User
from kelurahan.roles import Role
from kelurahan.scope import forget_scope, scope_of
from kelurahan.selectors import account_named, accounts_for, assignments_for
from kelurahan.services import (
    appoint,
    change_contact,
    create_account,
    end_assignment,
    issue_card,
    propose_username,
    replace_holder,
)
from tests.factories import make_user


def target(world, name):
    """An account of the kind that ``name`` says; each of them exists."""
    if name in set(Role):
        return make_user(world, Role(name))
    return UNUSUAL[name](world)


def with_post(user, role, **fields):
    Assignment.objects.create(user=user, role=role, **fields)
    return user


def days_ago(days):
    return timezone.localdate() - timedelta(days=days)


def former(world):
    user = make_user(world, Role.RT)
    Assignment.objects.filter(user=user).update(since=days_ago(9), until=days_ago(1))
    return user


def also(role, **more):
    """The head of our RT who holds another post too."""

    def make(world):
        fields = {
            name: getattr(world, value) if isinstance(value, str) else value
            for name, value in more.items()
        }
        return with_post(make_user(world, Role.RT), role, **fields)

    return make


UNUSUAL = {
    "former rt": former,
    "foreign rt": lambda world: make_user(world, Role.RT, world.foreign_rt),
    "foreign pamor": lambda world: make_user(world, Role.PAMOR, world.foreign_rw),
    "rt here and there": also(Role.RT, rt="foreign_rt"),
    "rt and lurah elsewhere": also(Role.LURAH, kelurahan="other_kelurahan"),
    "rt and staff from next week": also(Role.STAFF, kelurahan="kelurahan", since=days_ago(-7)),
    "superuser who is rt": lambda world: make_user(world, Role.RT, is_superuser=True),
    "superuser": lambda world: make_user(world, is_superuser=True),
    "nobody": make_user,
}
OWN = {"rt", "rw", "pamor", "organisasi"}
NEVER = {
    "staf",
    "lurah",
    "kecamatan",
    "opd",
    "bappeda",
    "pengamat",
    "foreign rt",
    "foreign pamor",
    "rt here and there",
    "rt and lurah elsewhere",
    "rt and staff from next week",
    "superuser who is rt",
    "superuser",
    "nobody",
}
KEEPERS = (Role.STAFF, Role.LURAH)
OTHERS = tuple(role for role in Role if role not in KEEPERS)


def card(world, actor, user):
    issue_card(user, actor)


def contact(world, actor, user):
    change_contact(user=user, actor=actor, full_name="Nama Baru", phone="0812 1111 2222")


def give_post(world, actor, user):
    appoint(actor=actor, user=user, role=Role.PAMOR, territory=world.other_rw)


DEEDS = [card, contact, give_post]


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("kind", sorted(OWN))
@pytest.mark.parametrize("role", KEEPERS)
def test_staff_and_lurah_keep_their_own(world, role, kind, deed):
    deed(world, make_user(world, role), target(world, kind))


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("kind", sorted(NEVER))
@pytest.mark.parametrize("role", KEEPERS)
def test_staff_and_lurah_touch_nobody_else(world, role, kind, deed):
    user = target(world, kind)
    before = User.objects.values().get(pk=user.pk), Assignment.objects.count()
    with pytest.raises(PermissionDenied):
        deed(world, make_user(world, role, world.kelurahan), user)
    assert not ActivationCard.objects.exists()
    made = 1  # The actor's own post.
    assert (User.objects.values().get(pk=user.pk), Assignment.objects.count() - made) == before


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("role", OTHERS)
def test_no_other_role_keeps_accounts(world, role, deed):
    user = make_user(world, Role.PAMOR)
    with pytest.raises(PermissionDenied):
        deed(world, make_user(world, role), user)


@pytest.mark.parametrize("role", OTHERS)
def test_no_other_role_sees_accounts_or_posts(world, role):
    actor = make_user(world, role)
    assert not accounts_for(actor).exists()
    assert not assignments_for(actor).exists()


def test_when_the_office_ends_so_does_the_keeping(world):
    actor, user = make_user(world, Role.STAFF), make_user(world, Role.RT)
    Assignment.objects.filter(user=actor).update(since=days_ago(9), until=days_ago(1))
    with pytest.raises(PermissionDenied):
        issue_card(user, actor)


def test_administrator_hands_cards_to_offices(world):
    admin = make_user(world, is_superuser=True)
    for kind in ("staf", "lurah", "kecamatan", "opd", "bappeda", "pengamat", "foreign rt"):
        assert issue_card(target(world, kind), admin)


def test_no_card_without_a_running_post(world):
    user = target(world, "former rt")
    with pytest.raises(ValidationError, match="tidak punya penugasan"):
        issue_card(user, make_user(world, Role.STAFF))


def test_a_second_card_voids_the_first(world):
    actor, user = make_user(world, Role.STAFF), make_user(world, Role.RT)
    issue_card(user, actor)
    issue_card(user, actor)
    first, second = ActivationCard.objects.order_by("pk")
    assert first.voided_at
    assert second.voided_at is None


# --- creating -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "field", "username"),
    [
        (Role.RT, "rt", "rt001rw001.mawar"),
        (Role.RW, "rw", "rw001.mawar"),
        (Role.PAMOR, "rw", "pamor.rw001.mawar"),
        (Role.ORGANISATION, "organisation", "karang-taruna-mawar.mawar"),
    ],
)
def test_a_new_account(world, role, field, username):
    actor = make_user(world, Role.STAFF)
    user = create_account(
        actor=actor,
        full_name="  Contoh   Nama ",
        role=role,
        territory=getattr(world, field),
        phone="0812 3456 7890",
    )
    assert (user.username, user.full_name, user.phone) == (
        username,
        "Contoh Nama",
        "+6281234567890",
    )
    assert not user.has_usable_password()
    assert scope_of(user).roles == {role}
    assert propose_username(role, getattr(world, field)) == f"{username}.2"


@pytest.mark.parametrize(
    ("role", "territory"),
    [
        (Role.RT, "foreign_rt"),
        (Role.RW, "foreign_rw"),
        (Role.PAMOR, "foreign_rw"),
        (Role.STAFF, "kelurahan"),
        (Role.LURAH, "kelurahan"),
        (Role.OPD, "opd"),
        (Role.BAPPEDA, "city"),
    ],
)
@pytest.mark.parametrize("actor_role", KEEPERS)
def test_not_across_the_border_and_no_offices(world, actor_role, role, territory):
    actor = make_user(world, actor_role)
    people = User.objects.count()
    with pytest.raises(PermissionDenied):
        create_account(
            actor=actor, full_name="Contoh", role=role, territory=getattr(world, territory)
        )
    assert User.objects.count() == people


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"full_name": "  "}, "full_name"),
        ({"full_name": "x" * 121}, "full_name"),
        ({"phone": "12"}, "phone"),
        ({"phone": "0812 3456 7890"}, "phone"),
        ({"username": "ab"}, "username"),
        ({"username": "081234567890"}, "username"),
        ({"username": "dengan spasi"}, "username"),
        ({"username": "SUDAH.ADA"}, "username"),
    ],
)
def test_bad_input_leaves_nothing_behind(world, changes, field):
    actor = make_user(world, Role.STAFF)
    User.objects.create(username="Sudah.ada", full_name="Contoh", phone="+6281234567890")
    people, posts = User.objects.count(), Assignment.objects.count()
    given = {"full_name": "Contoh", "role": Role.RT, "territory": world.rt} | changes
    with pytest.raises(ValidationError) as caught:
        create_account(actor=actor, **given)
    assert field in caught.value.error_dict
    assert (User.objects.count(), Assignment.objects.count()) == (people, posts)


@pytest.mark.parametrize(("role", "territory"), [(Role.RT, "rt"), (Role.RW, "rw")])
def test_one_head_at_a_time(world, role, territory):
    make_user(world, role)
    with pytest.raises(ValidationError, match="sudah punya ketua"):
        create_account(
            actor=make_user(world, Role.STAFF),
            full_name="Contoh",
            role=role,
            territory=getattr(world, territory),
        )


def test_an_ended_rt_gets_no_head(world):
    world.rt.valid_until = days_ago(1)
    world.rt.save()
    with pytest.raises(ValidationError, match="tidak berlaku"):
        create_account(
            actor=make_user(world, Role.STAFF),
            full_name="Contoh",
            role=Role.RT,
            territory=world.rt,
        )


# --- ending and replacing -----------------------------------------------------------------------


def running_post(world, role=Role.RT, territory=None):
    user = make_user(world, role, territory)
    Assignment.objects.filter(user=user).update(since=days_ago(30))
    return Assignment.objects.get(user=user)


@pytest.mark.parametrize("role", KEEPERS)
def test_ending_closes_the_door_at_once(world, role):
    post = running_post(world)
    actor = make_user(world, role)
    issue_card(post.user, actor)
    end_assignment(assignment=post, actor=actor)
    post.refresh_from_db()
    assert post.until == days_ago(1)
    user = User.objects.get(pk=post.user_id)
    assert not scope_of(user).posts
    assert ActivationCard.objects.get().voided_at
    assert user.is_active, "what they did stays theirs"


@pytest.mark.parametrize("day", [days_ago(-1), days_ago(31)])
def test_the_last_day_lies_between_start_and_today(world, day):
    post = running_post(world)
    with pytest.raises(ValidationError):
        end_assignment(assignment=post, actor=make_user(world, Role.STAFF), last_day=day)
    post.refresh_from_db()
    assert post.until is None


def test_ending_twice(world):
    post, actor = running_post(world), make_user(world, Role.STAFF)
    end_assignment(assignment=post, actor=actor)
    with pytest.raises(ValidationError, match="sudah diakhiri"):
        end_assignment(assignment=post, actor=actor)


@pytest.mark.parametrize(
    ("role", "territory"),
    [
        (Role.RT, "foreign_rt"),
        (Role.STAFF, "kelurahan"),
        (Role.LURAH, "kelurahan"),
        (Role.KECAMATAN, "kecamatan"),
        (Role.OPD, "opd"),
        (Role.BAPPEDA, "city"),
    ],
)
@pytest.mark.parametrize(
    "deed", [end_assignment, functools.partial(replace_holder, full_name="Contoh")]
)
def test_foreign_posts_and_offices_are_not_ended(world, role, territory, deed):
    post, actor = running_post(world, role, getattr(world, territory)), make_user(world, Role.STAFF)
    with pytest.raises(PermissionDenied):
        deed(assignment=post, actor=actor)
    post.refresh_from_db()
    assert post.until is None


def test_replacing_a_head_in_one_step(world):
    post, actor = running_post(world), make_user(world, Role.LURAH)
    successor = replace_holder(assignment=post, actor=actor, full_name="Contoh Pengganti")
    post.refresh_from_db()
    assert post.until == days_ago(1)
    assert Assignment.objects.get(rt=world.rt, until=None).user == successor


def test_replacing_by_someone_with_an_account(world):
    post, actor = running_post(world), make_user(world, Role.LURAH)
    pamor = make_user(world, Role.PAMOR)
    replace_holder(assignment=post, actor=actor, user=pamor)
    forget_scope(pamor)
    assert scope_of(pamor).roles == {Role.RT, Role.PAMOR}


def test_a_failed_replacement_changes_nothing(world):
    post, actor = running_post(world), make_user(world, Role.LURAH)
    with pytest.raises(ValidationError):
        replace_holder(assignment=post, actor=actor, full_name="")
    post.refresh_from_db()
    assert post.until is None


# --- names --------------------------------------------------------------------------------------


def test_whose_name_it_is(world):
    small = User.objects.create(username="budi.contoh", full_name="A", phone="+6281234567890")
    assert account_named("BUDI.contoh") == small
    assert account_named("0812 3456 7890") == small
    assert account_named("orang.lain") is None
    exact = User.objects.create(username="Budi.Contoh", full_name="B")
    assert account_named("Budi.Contoh") == exact
    assert account_named("BUDI.CONTOH") is None, "nobody is guessed"
