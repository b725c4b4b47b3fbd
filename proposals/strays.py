"""Files in the store that no usulan knows of.

The file is written before its row and removed after it, so that no row ever points at nothing. Who
is struck dead in between leaves a file behind.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from proposals.models import Attachment
from proposals.models.records import ATTACHMENTS

AT_ONCE = 500
"""Folders that are asked for in one query."""


def stray_files(before: datetime) -> Iterator[str]:
    """Their names in the store, of those that were written before that moment.

    It must lie further back than any transaction lasts, or what is just being stored would count.
    """
    storage = store()
    folders = _parts(storage, ATTACHMENTS)[0]
    for start in range(0, len(folders), AT_ONCE):
        names = [
            f"{ATTACHMENTS}/{folder}/{name}"
            for folder in folders[start : start + AT_ONCE]
            for name in _parts(storage, f"{ATTACHMENTS}/{folder}")[1]
        ]
        known = set(Attachment.objects.filter(file__in=names).values_list("file", flat=True))
        for name in names:
            if name not in known and storage.get_modified_time(name) < before:
                yield name


def store() -> Any:
    """Where attachments are kept."""
    return Attachment._meta.get_field("file").storage


def _parts(storage: Any, folder: str) -> tuple[list[str], list[str]]:
    """The folders and the files in it; none where nothing was ever stored."""
    try:
        folders, names = storage.listdir(folder)
    except FileNotFoundError:
        return [], []
    return sorted(folders), sorted(names)
