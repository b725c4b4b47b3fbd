"""Files that people hand in: what they are is read from their content."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CleanUpload:
    """A file that has been checked and, where it is a picture, made anew."""

    content: bytes
    content_type: str
    extension: str
    sha256: str
    width: int | None = None
    height: int | None = None
