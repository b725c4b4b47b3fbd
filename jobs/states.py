"""What can be the matter with a job."""

from django.db import models


class State(models.TextChoices):
    """Where a job stands; everything but ``DONE`` has left nothing behind in the data."""

    QUEUED = "antre", "Menunggu giliran"
    RUNNING = "jalan", "Sedang dikerjakan"
    WAITING = "tanya", "Menunggu persetujuan"
    DONE = "selesai", "Selesai"
    FAILED = "gagal", "Gagal, tidak ada yang disimpan"
    CANCELLED = "batal", "Dibatalkan, tidak ada yang disimpan"
    INTERRUPTED = "henti", "Terhenti, tidak ada yang disimpan"


UNDER_WAY = frozenset({State.QUEUED, State.RUNNING})
"""Nobody is asked for anything; the page shows how far it is."""

STARTABLE = frozenset({State.FAILED, State.INTERRUPTED})
"""May be begun once more, with the same file and choices."""
