"""Runs one job: everything that it does is one transaction, and so is that it is done."""

import logging
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from foundation.watch import Cancelled
from jobs.kinds import Finish, JobRefused, work_of
from jobs.models import HOPELESS, Job
from jobs.progress import Pulse
from jobs.states import State

logger = logging.getLogger(__name__)

_OUR_FAULT = (
    "Ada kesalahan di portal saat mengerjakannya. Coba sekali lagi; bila terulang, beri tahu "
    "pengelola portal."
)


class _TakenOver(Exception):
    """The job was given up for dead and is somebody else's now: undo everything."""


def run(pk: UUID) -> None:
    """Do the job if it is still waiting for someone; its row tells the outcome, never an error."""
    job = _claim(pk)
    if job is None:
        return
    with Pulse(job) as pulse:
        try:
            _do(job, pulse)
        except Cancelled:
            _end(job, State.CANCELLED)
        except JobRefused as refusal:
            _end(job, State.FAILED, problem=str(refusal), hopeless=refusal.hopeless)
        except _TakenOver:
            logger.warning("Job %s was taken over while it ran; nothing of it was kept", job.pk)
        except Exception:
            logger.exception("Job %s failed", job.pk)
            _end(job, State.FAILED, problem=_OUR_FAULT)


def _claim(pk: UUID) -> Job | None:
    queued = Job.objects.filter(pk=pk, state=State.QUEUED)
    now = timezone.now()
    if not queued.update(state=State.RUNNING, started_at=now, attempt=F("attempt") + 1):
        return None
    return Job.objects.select_related("owner").get(pk=pk)


@transaction.atomic
def _do(job: Job, pulse: Pulse) -> None:
    finish = work_of(job)(job, pulse)
    pulse.last_word()
    if not _settle(job, **_outcome(finish)):
        raise _TakenOver


def _outcome(finish: Finish) -> dict[str, Any]:
    if finish.asks:
        return {"state": State.WAITING, "report": finish.report}
    return {"state": State.DONE, "report": finish.report, "finished_at": timezone.now()}


def _end(job: Job, state: State, *, problem: str = "", hopeless: bool = False) -> None:
    report = {**job.report, HOPELESS: True} if hopeless else job.report
    _settle(job, state=state, problem=problem, report=report, finished_at=timezone.now())


def _settle(job: Job, **values: Any) -> bool:
    """Write the outcome, unless this attempt is not the one that counts any more."""
    mine = Job.objects.filter(pk=job.pk, state=State.RUNNING, attempt=job.attempt)
    return bool(mine.update(**values))
