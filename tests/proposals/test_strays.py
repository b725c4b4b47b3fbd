"""Files that no usulan knows of are named, and removed only when told to."""

import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command

from foundation.uploads import clean_upload
from proposals.attachments import store_attachment
from proposals.models import Attachment
from proposals.strays import store
from tests.factories import World, make_proposal, make_user

LONG_AGO = 1_000_000_000


def told(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("remove_stray_files", *arguments, stdout=out)
    return out.getvalue().splitlines()


def made_old(name: str) -> Path:
    path = Path(store().path(name))
    os.utime(path, (LONG_AGO, LONG_AGO))
    return path


@pytest.fixture
def own(world: World, photo) -> Path:
    """The stored file of a usulan, from long ago."""
    user = make_user(world)
    draft = make_proposal(world, created_by=user)
    upload = clean_upload(photo())
    return made_old(store_attachment(draft, upload, kind="foto", uploaded_by=user).file.name)


def test_an_empty_store_has_none(db) -> None:
    assert told() == ["0 berkas tanpa usulan ditemukan; hapus dengan --delete."]


def test_only_old_files_without_a_row_go_and_only_when_told(own: Path) -> None:
    folder = f"usulan/{own.parent.name}"
    lost = made_old(store().save(f"{folder}/hilang.jpg", ContentFile(b"x")))
    fresh = Path(store().path(store().save(f"{folder}/sedang-disimpan.jpg", ContentFile(b"x"))))
    assert told()[0] == f"{folder}/hilang.jpg"
    assert lost.exists()
    assert told("--delete") == [f"{folder}/hilang.jpg", "1 berkas tanpa usulan dihapus."]
    assert not lost.exists()
    assert own.exists()
    assert fresh.exists()
    assert Attachment.objects.count() == 1


def test_queries(own: Path, django_assert_num_queries) -> None:
    for number in range(3):
        made_old(store().save(f"usulan/lama-{number}/hilang.jpg", ContentFile(b"x")))
    with django_assert_num_queries(1):
        assert len(told()) == 4
