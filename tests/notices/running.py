"""Sending as a timer starts it, and the time between two runs."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from notices.models import Digest


def run(*words: str) -> str:
    """The command as a timer starts it."""
    out = StringIO()
    call_command("kirim_kabar", *words, stdout=out)
    return out.getvalue()


def run_and_fail() -> str:
    """The command when something does not go: it ends with 2."""
    out = StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("kirim_kabar", stdout=out)
    assert caught.value.returncode == 2
    return out.getvalue()


def let_pass(time: timedelta) -> None:
    """So much time later: all that was written down is older by it."""
    for digest in Digest.objects.order_by("day"):
        digest.created_at -= time
        digest.claimed_at -= time
        digest.day -= time
        digest.next_try = digest.next_try and digest.next_try - time
        digest.save()
