"""The command as a process of its own, pulled out of the wall while the gateway holds a message."""

import os
import signal
import subprocess
import sys
import time
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from kelurahan.roles import Role
from notices.models import Digest, State
from notices.sending import LEASE
from tests.factories import make_user, make_world
from tests.notices.conftest import PHONE
from tests.notices.running import let_pass
from tests.notices.servers import Gateway
from tests.notices.test_inbox import returned

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps its test database"),
]

PATIENCE = 60


class Command:
    """``manage.py kirim_kabar`` with the office's variables, beside the test."""

    def __init__(self, there: Gateway) -> None:
        server = urlsplit(os.environ["DATABASE_URL"])
        self.env = os.environ | {
            "DATABASE_URL": server._replace(path=f"/{connection.settings_dict['NAME']}").geturl(),
            "DJANGO_SETTINGS_MODULE": "musrenbang.settings",
            "SECRET_KEY": "only-for-tests",
            "SITE_URL": "https://portal.contoh.test",
            "SMS_URL": there.url,
            "SMS_BODY": '{"target": "{to}", "message": "{text}"}',
            "SMS_FORMAT": "form",
            "SMS_TIMEOUT": "30",
            "SMS_SENT_IF": "status=true",
        }
        for name in ("DEBUG", "EMAIL_HOST", "WHATSAPP_URL", "DATABASE_REPLICA_URL"):
            self.env.pop(name, None)

    def start(self) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "manage.py", "kirim_kabar"],
            cwd=settings.BASE_DIR,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self) -> tuple[int, str, str]:
        process = self.start()
        out, problem = process.communicate(timeout=PATIENCE)
        return process.returncode, out, problem


@pytest.fixture
def command(there: Gateway) -> Command:
    world = make_world()
    make_user(world, Role.RT, phone=PHONE)
    returned(world, make_user(world, Role.STAFF))
    return Command(there)


def until(held: Any) -> None:
    deadline = time.monotonic() + PATIENCE
    while not held():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_killed_with_a_message_on_its_way(command: Command, there: Gateway) -> None:
    there.silent.set()
    process = command.start()
    until(lambda: there.bodies)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=PATIENCE)
    there.silent.clear()
    # The gateway has it, the record does not say so: it counts as on its way until the lease ends.
    assert Digest.objects.get().state == State.SENDING
    assert command.run() == (0, "SMS: 0 terkirim.\n", "")
    let_pass(LEASE)
    assert command.run() == (0, "SMS: 1 terkirim.\n", "")
    assert [form["target"] for form in there.forms] == [PHONE, PHONE]
    first, second = there.headers
    assert first["Idempotency-Key"] == second["Idempotency-Key"]
    assert there.bodies[0] == there.bodies[1]
    assert Digest.objects.get().state == State.SENT


def test_a_refusal_ends_with_2_and_names_nobody(command: Command, there: Gateway) -> None:
    there.answers = [(200, '{"status": false, "reason": "no such number"}')]
    code, out, problem = command.run()
    assert (code, out) == (2, "SMS: 0 terkirim, 1 gagal dan akan dicoba lagi.\n")
    assert "Jawaban gateway tidak menyatakan pesan diterima." in problem
    assert PHONE[3:] not in problem
