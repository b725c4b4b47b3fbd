"""A job is done once and whole, or not at all; whatever happens, its row tells what."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from foundation.watch import Watch
from jobs import kinds, launch, services
from jobs.kinds import Finish, JobRefused, register
from jobs.models import Job
from jobs.progress import Progress, Pulse, ask_to_stop, progress_of
from jobs.running import run
from jobs.services import cancel, confirm, look_after, remove_old_files, start_again, submit
from jobs.states import State
from kelurahan.models import User
from planning.models import IssueGroup
from tests.factories import World, make_user

Work = Callable[[Job, Watch], Finish]


@pytest.fixture
def owner(world: World) -> User:
    return make_user(world)


@pytest.fixture
def do(owner: User, monkeypatch: pytest.MonkeyPatch) -> Callable[[Work], Job]:
    """Submit a job that does this; on the tests' queue it has run when this returns."""
    monkeypatch.setattr(kinds, "_WORKS", {})

    def submitted(work: Work, **options: Any) -> Job:
        register("contoh", work)
        options = {"title": "Contoh", "owner": owner, "parameters": {}} | options
        return submit("contoh", upload=ContentFile(b"isi"), filename="daftar.csv", **options)

    return submitted


def writes(job: Job, watch: Watch) -> Finish:
    IssueGroup.objects.create(name=f"tulisan {job.attempt}")
    return Finish({"baris": 1}, asks=not job.is_confirmed)


def fails(job: Job, watch: Watch) -> Finish:
    IssueGroup.objects.create(name="tidak boleh tinggal")
    raise ZeroDivisionError


def is_refused(job: Job, watch: Watch) -> Finish:
    IssueGroup.objects.create(name="tidak boleh tinggal")
    raise JobRefused("Berkas ini kosong.")


def is_stopped(job: Job, watch: Watch) -> Finish:
    IssueGroup.objects.create(name="tidak boleh tinggal")
    ask_to_stop(job)
    for _ in range(100):
        watch(1, 2)
        time.sleep(0.05)
    return Finish()


def is_stopped_at_the_end(job: Job, watch: Watch) -> Finish:
    IssueGroup.objects.create(name="tidak boleh tinggal")
    ask_to_stop(job)
    return Finish()


def is_given_up(job: Job, watch: Watch) -> Finish:
    """It slept so long that its owner began it anew."""
    IssueGroup.objects.create(name="tidak boleh tinggal")
    cache.clear()
    Job.objects.filter(pk=job.pk).update(attempt=job.attempt + 1)
    return Finish()


@pytest.mark.parametrize(
    ("work", "state", "problem"),
    [
        (fails, State.FAILED, "kesalahan di portal"),
        (is_refused, State.FAILED, "Berkas ini kosong."),
        (is_stopped, State.CANCELLED, ""),
        (is_stopped_at_the_end, State.CANCELLED, ""),
    ],
)
def test_what_does_not_come_to_its_end_leaves_nothing(do, work, state, problem) -> None:
    before = IssueGroup.objects.count()
    job = do(work)
    assert (job.state, job.report) == (state, {})
    assert problem in job.problem
    assert job.finished_at is not None
    assert IssueGroup.objects.count() == before


def test_an_attempt_that_counts_no_more_leaves_nothing(do) -> None:
    before = IssueGroup.objects.count()
    job = do(is_given_up)
    assert job.state == State.RUNNING
    assert IssueGroup.objects.count() == before


def test_a_kind_that_is_gone(do) -> None:
    job = do(writes)
    Job.objects.filter(pk=job.pk).update(kind="hilang")
    confirm(job)
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert "sudah tidak ada" in job.problem


@pytest.mark.parametrize("at_once", [True, False])
def test_two_presses_run_once(do, at_once: bool) -> None:
    job = do(writes, at_once=at_once)
    assert (job.state, job.report) == (State.WAITING, {"baris": 1})
    assert confirm(job, at_once=at_once)
    assert not confirm(job, at_once=at_once)
    job.refresh_from_db()
    assert (job.state, job.attempt) == (State.DONE, 2)
    assert IssueGroup.objects.filter(name="tulisan 2").count() == 1


def test_two_workers_run_it_once(do) -> None:
    job = do(writes)
    Job.objects.filter(pk=job.pk).update(state=State.QUEUED)
    run(job.pk)
    run(job.pk)
    job.refresh_from_db()
    assert job.attempt == 2


def test_whoever_throws_it_away_cannot_agree_any_more(do) -> None:
    job = do(writes)
    cancel(job)
    assert not confirm(job)
    assert job.state == State.CANCELLED


def test_a_queued_job_is_cancelled_at_once(do) -> None:
    job = do(writes)
    Job.objects.filter(pk=job.pk).update(state=State.QUEUED)
    cancel(Job.objects.get(pk=job.pk))
    run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempt) == (State.CANCELLED, 1)


def running(job: Job, *, since: int) -> Job:
    """The job as a worker left it that many seconds ago, without another word."""
    cache.clear()
    started = timezone.now() - timedelta(seconds=since)
    Job.objects.filter(pk=job.pk).update(state=State.RUNNING, started_at=started)
    return Job.objects.get(pk=job.pk)


def test_a_silent_job_is_called_interrupted_and_may_begin_again(do) -> None:
    job = do(writes)
    assert look_after(running(job, since=services.LIVES - 5)).state == State.RUNNING
    silent = look_after(running(job, since=services.LIVES + 5))
    assert silent.state == State.INTERRUPTED
    assert start_again(silent)
    assert not start_again(silent)
    silent.refresh_from_db()
    assert (silent.state, silent.attempt) == (State.WAITING, 2)


def test_a_job_that_is_heard_of_is_left_alone(do) -> None:
    job = running(do(writes), since=3600)
    with Pulse(job) as pulse:
        pulse(3, 10)
        time.sleep(0.7)
        assert progress_of(job) == Progress(3, 10)
        assert look_after(job).state == State.RUNNING


def test_an_old_wish_to_stop_does_not_stop_the_next_attempt(do) -> None:
    job = do(is_stopped)
    register("contoh", writes)
    Job.objects.filter(pk=job.pk).update(state=State.INTERRUPTED)
    start_again(job)
    job.refresh_from_db()
    assert job.state == State.WAITING


def test_who_sees_a_job(do, world: World, owner: User) -> None:
    job = do(writes)
    others = make_user(world), make_user(world, is_superuser=True, is_active=False)
    assert [Job.objects.visible_to(user).count() for user in others] == [0, 0]
    for user in (owner, make_user(world, is_superuser=True)):
        assert list(Job.objects.visible_to(user)) == [job]


def test_files_go_after_thirty_days_the_row_stays(do) -> None:
    old, new = do(writes), do(writes)
    default_storage.save(f"{old.folder}/1-created.jsonl", ContentFile(b"[]"))
    Job.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=31))
    assert remove_old_files() == 1
    assert default_storage.listdir(old.folder)[1] == []
    assert default_storage.exists(new.upload.name)
    old.refresh_from_db()
    assert not old.upload
    call_command("remove_old_files", days=0, verbosity=0)
    assert not default_storage.exists(new.upload.name)


def test_whoever_hands_a_file_in_takes_the_old_ones_away(do) -> None:
    old = do(writes)
    Job.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=31))
    do(writes)
    assert not default_storage.exists(old.upload.name)


@pytest.mark.parametrize(("worker", "starts"), [("", 1), ("dedicated", 0)])
def test_a_job_that_waits_too_long_starts_one_worker(
    do, settings, monkeypatch: pytest.MonkeyPatch, worker: str, starts: int
) -> None:
    started: list[Any] = []
    settings.JOBS_WORKER = worker
    monkeypatch.setattr(launch, "_has_queue", lambda: True)
    monkeypatch.setattr(launch, "_spawn", lambda: started.append(1))
    job = do(writes)
    long_ago = timezone.now() - timedelta(minutes=1)
    Job.objects.filter(pk=job.pk).update(state=State.QUEUED, queued_at=long_ago)
    for _ in range(3):
        look_after(Job.objects.get(pk=job.pk))
    assert len(started) == starts


def test_neither_jobs_nor_the_queue_are_edited_in_the_admin() -> None:
    assert not admin.site.is_registered(Job)
    assert not admin.site.is_registered(DBTaskResult)
