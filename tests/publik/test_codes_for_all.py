"""Every way by which a usulan gets its number gives it a code too."""

from importlib import import_module
from io import StringIO
from types import SimpleNamespace

from django.apps import apps
from django.core.management import call_command
from django.db import connection

from proposals.models import Proposal
from proposals.statuses import Status
from tests.factories import World, make_proposal

migration = import_module("proposals.migrations.0005_tracking_code")


def test_the_demonstration(db) -> None:
    call_command("demo", stdout=StringIO())
    numbered = Proposal.objects.filter(number__isnull=False)
    assert numbered.count() > 100
    assert not numbered.filter(tracking_code=None).exists()
    assert not Proposal.objects.filter(number=None, tracking_code__isnull=False).exists()


def test_what_was_numbered_before_there_were_codes(world: World, monkeypatch) -> None:
    monkeypatch.setattr(migration, "BATCH", 2)
    old = [make_proposal(world, Status.SUBMITTED, tracking_code=None) for _ in range(5)]
    draft, known = make_proposal(world), make_proposal(world, Status.VERIFIED)
    migration.forwards(apps, SimpleNamespace(connection=connection))
    codes = set(
        Proposal.objects.filter(pk__in=[row.pk for row in old]).values_list("tracking_code")
    )
    assert len(codes) == 5
    assert (None,) not in codes
    draft.refresh_from_db()
    assert draft.tracking_code is None
    assert Proposal.objects.get(pk=known.pk).tracking_code == known.tracking_code
