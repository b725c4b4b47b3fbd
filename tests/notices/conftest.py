"""An office with channels, and a head of an RT whom they reach."""

from collections.abc import Iterator
from typing import Any

import pytest

from kelurahan.models import User
from kelurahan.roles import Role
from tests.factories import World, make_user
from tests.notices.servers import Gateway, Postbox, gateway, mail_server

PHONE = "+6281200000001"
EMAIL = "ketua@contoh.test"


@pytest.fixture
def head(world: World) -> User:
    """The head of the world's RT."""
    return make_user(world, Role.RT)


@pytest.fixture
def pamor(world: World) -> User:
    """Who helps the RT of its RW."""
    return make_user(world, Role.PAMOR)


@pytest.fixture
def staff(world: World) -> User:
    """An officer of the world's kelurahan."""
    return make_user(world, Role.STAFF)


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    """A mail server; no channel uses it yet."""
    with mail_server(settings) as box:
        yield box


@pytest.fixture
def there() -> Iterator[Gateway]:
    """A gateway; no channel uses it yet."""
    with gateway() as kept:
        yield kept


@pytest.fixture
def by_mail(settings: Any, postbox: Postbox) -> Postbox:
    """The office sends e-mail."""
    settings.MESSAGE_CHANNELS = settings.MESSAGE_CHANNELS | {
        "email": {"BACKEND": "notices.channels.mail.MailChannel"}
    }
    return postbox


@pytest.fixture
def by_sms(settings: Any, there: Gateway) -> Gateway:
    """The office sends SMS."""
    settings.MESSAGE_CHANNELS = settings.MESSAGE_CHANNELS | {"sms": gateway_channel(there)}
    return there


@pytest.fixture
def by_whatsapp(settings: Any, there: Gateway) -> Gateway:
    """The office sends WhatsApp messages."""
    settings.MESSAGE_CHANNELS = settings.MESSAGE_CHANNELS | {"whatsapp": gateway_channel(there)}
    return there


def gateway_channel(there: Gateway) -> dict[str, Any]:
    options = {"url": there.url, "body": {"to": "{to}", "text": "{text}"}, "timeout": 2}
    return {"BACKEND": "notices.channels.gateway.GatewayChannel", "OPTIONS": options}


@pytest.fixture
def reached(world: World) -> User:
    """A head of an RT with an e-mail address and a telephone."""
    return make_user(world, Role.RT, email=EMAIL, phone=PHONE)
