"""What kinds of private stretches there are, and how one is told."""

from dataclasses import dataclass

from django.db import models


class Private(models.TextChoices):
    """What kind of private thing was found; the label is what stands in its place."""

    NAME = "nama", "nama"
    PHONE = "telepon", "nomor telepon"
    NIK = "nik", "NIK"
    HOUSE = "rumah", "nomor rumah"
    EMAIL = "email", "alamat e-mail"
    POSITION = "posisi", "titik koordinat"


@dataclass(frozen=True)
class Finding:
    """One private stretch of a text: ``text[start:end]``."""

    kind: Private
    start: int
    end: int
