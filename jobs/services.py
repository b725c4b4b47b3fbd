"""Everything that people do with jobs."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from jobs import launch
from jobs.models import HOPELESS, Job
from jobs.progress import LIVES, ask_to_stop, progress_of
from jobs.running import run
from jobs.states import STARTABLE, State
from jobs.tasks import run_job

logger = logging.getLogger(__name__)

DAYS_KEPT = 30
"""Uploaded files and row by row results can hold personal data: they go after so many days."""
_PATIENCE = timedelta(seconds=5)


def submit(
    kind: str,
    *,
    title: str,
    owner: Any,
    parameters: Mapping[str, Any],
    upload: File,
    filename: str,
    at_once: bool = False,
) -> Job:
    """A new job with its file, given to the queue.

    With ``at_once`` it is done before this returns: for what takes no longer than a page may.
    """
    remove_old_files()
    job = Job(
        kind=kind,
        title=title[:200],
        owner=owner,
        parameters=dict(parameters),
        filename=filename[-255:],
        queued_at=timezone.now(),
    )
    job.upload.save(filename, upload, save=False)
    try:
        with transaction.atomic():
            job.save(force_insert=True)
            _enqueue(job, at_once=at_once)
    except Exception:
        job.upload.delete(save=False)
        raise
    return _settled(job, at_once=at_once)


def confirm(job: Job, *, at_once: bool = False) -> bool:
    """Agree to what the job will do; ``False`` when somebody has already answered."""
    return _queue_again(job, State.WAITING, at_once=at_once, confirmed_at=timezone.now())


def start_again(job: Job) -> bool:
    """Begin a job once more that was interrupted or failed; ``False`` when it is not so.

    Nor is one begun again whose file cannot be read.
    """
    if HOPELESS in job.report:
        return False
    return _queue_again(job, *STARTABLE, problem="", finished_at=None)


def cancel(job: Job) -> None:
    """Whatever the job is doing, nothing of it stays; a finished job is not touched."""
    # A running job may hold the only lock of SQLite: its row cannot be touched before it ends.
    if job.state != State.RUNNING:
        idle = Job.objects.filter(pk=job.pk, state__in=(State.QUEUED, State.WAITING))
        idle.update(state=State.CANCELLED, finished_at=timezone.now())
        job.refresh_from_db()
    if job.state == State.RUNNING:
        ask_to_stop(job)


def look_after(job: Job) -> Job:
    """The job as it stands: one that died is called interrupted, one that waits is reminded of."""
    now = timezone.now()
    if job.state == State.RUNNING and progress_of(job) is None:
        silent = job.started_at is not None and job.started_at < now - timedelta(seconds=LIVES)
        mine = Job.objects.filter(pk=job.pk, state=State.RUNNING, attempt=job.attempt)
        if silent and mine.update(state=State.INTERRUPTED, finished_at=now):
            logger.warning("Job %s gives no sign of life", job.pk)
        job.refresh_from_db()
    elif job.state == State.QUEUED and job.queued_at < now - _PATIENCE:
        launch.remind()
    return job


def remove_old_files(days: int = DAYS_KEPT) -> int:
    """Remove the files of jobs made more than ``days`` ago; return of how many jobs."""
    before = timezone.now() - timedelta(days=days)
    old = Job.objects.filter(created_at__lt=before).exclude(upload="")
    removed = 0
    for job in old.exclude(state__in=(State.QUEUED, State.RUNNING)):
        _, names = default_storage.listdir(job.folder)
        for name in names:
            default_storage.delete(f"{job.folder}/{name}")
        Job.objects.filter(pk=job.pk).update(upload="")
        removed += 1
    # A killed worker leaves its entry of the queue behind for ever.
    DBTaskResult.objects.filter(enqueued_at__lt=before).delete()
    return removed


def _queue_again(job: Job, *states: State, at_once: bool = False, **values: Any) -> bool:
    values |= {"state": State.QUEUED, "queued_at": timezone.now()}
    with transaction.atomic():
        if not Job.objects.filter(pk=job.pk, state__in=states).update(**values):
            return False
        _enqueue(job, at_once=at_once)
    _settled(job, at_once=at_once)
    return True


def _enqueue(job: Job, *, at_once: bool) -> None:
    """The queue's entry is part of the caller's transaction; a worker is started after it."""
    if not at_once:
        run_job.enqueue(str(job.pk))
        transaction.on_commit(launch.start_worker, robust=True)


def _settled(job: Job, *, at_once: bool) -> Job:
    if at_once:
        run(job.pk)
    job.refresh_from_db()
    return job
