"""Files on a disc of one's own, safe from a power cut as soon as they are called kept."""

import os
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage


class DurableFileSystemStorage(FileSystemStorage):
    """Waits until the disc has the file and its name.

    The system itself writes them down half a minute later. The database waits for its disc, so
    after a power cut it would know of photos that are not there.
    """

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        """The name under which it is kept."""
        saved = super().save(name, content, max_length)
        path = Path(self.path(saved))
        _settle(path)
        # Each folder on the way may be new, and only its own parent knows of it.
        for folder in path.parents:
            _settle(folder)
            if folder == Path(self.location):
                break
        return saved


def _settle(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
