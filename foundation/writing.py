"""Files that are either written whole or not there."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.core.management.base import CommandError


@contextmanager
def writing(target: Path) -> Iterator[IO[bytes]]:
    """Open ``target`` for bytes; it appears only when the block ends well.

    Raises ``CommandError`` with a sentence when the place cannot be written.
    """
    part = target.with_name(f"{target.name}.bagian")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(target)
    except OSError as error:
        raise CommandError(f"Berkas {target} tidak dapat ditulis: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)
