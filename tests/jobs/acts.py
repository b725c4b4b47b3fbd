"""What a browser would do with an import, for tests that need a worker's own process.

``python -m tests.jobs.acts ACT [JOB]`` in a portal of its own (see ``test_worker.py``); prints what
it saw as JSON. Each act is a process that ends: what runs on is the worker.
"""

import io
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

import django

ROWS = 3000
PATIENCE = 120


def prepare(job: None) -> Any:
    """An invented city and someone who plans for it."""
    from kelurahan.roles import Role
    from tests.factories import make_user, make_world

    world = make_world()
    make_user(world, Role.BAPPEDA)
    return _counts()


def submit(job: None) -> Any:
    """Hand a long kamus in and leave, as a closed tab does."""
    from django.core.files.base import ContentFile

    from desk.imports.work import WORK
    from jobs import services
    from kelurahan.models import User
    from planning.models import Cycle

    lines = [f"K-{n},Barang {n},unit,{1000 + n}\n" for n in range(ROWS)]
    text = "kode,nama,satuan,harga_satuan\n" + "".join(lines)
    made = services.submit(
        WORK,
        title="Kamus usulan",
        owner=User.objects.get(assignments__role="bappeda"),
        parameters={"kind": "kamus", "options": {"cycle": str(Cycle.objects.get().pk)}},
        upload=ContentFile(text.encode()),
        filename="kamus.csv",
    )
    return str(made.pk)


def wait(job: Any) -> Any:
    """Look on until the job asks for something or is over."""
    from jobs.services import look_after

    while look_after(job).is_under_way:
        time.sleep(0.1)
        job.refresh_from_db()
    return {"state": job.state, "problem": job.problem, "counts": _counts()}


def cancel_in_the_middle(job: Any) -> Any:
    """Agree, and stop it as soon as it has begun to write."""
    from jobs import services

    services.confirm(job)
    _until_it_writes(job)
    started = time.monotonic()
    # Half done, seen from outside: only the progress tells.
    counts = _counts()
    services.cancel(job)
    return {"counts": counts, "seconds": time.monotonic() - started}


def kill_in_the_middle(job: Any) -> Any:
    """Agree, and pull the plug as soon as it has begun to write."""
    from jobs import launch, services

    started: list[Any] = []
    start_worker = launch.start_worker
    launch.start_worker = lambda: started.append(start_worker())
    services.confirm(job)
    _until_it_writes(job)
    os.kill(started[0].pid, signal.SIGKILL)
    started[0].wait()
    _let_time_pass(job)
    return job.state


def start_again(job: Any) -> Any:
    from jobs import services

    return services.start_again(job)


def _until_it_writes(job: Any) -> None:
    from jobs.progress import progress_of

    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        job.refresh_from_db()
        told = progress_of(job) if job.state == "jalan" else None
        if told and told.done > ROWS // 10:
            return
        time.sleep(0.05)
    raise TimeoutError("The job does not begin.")


def _let_time_pass(job: Any) -> None:
    """Twenty seconds later, without waiting for them."""
    from datetime import timedelta

    from django.core.cache import cache

    from jobs.models import Job
    from jobs.progress import LIVES

    cache.clear()
    job.refresh_from_db()
    long_ago = job.started_at - timedelta(seconds=LIVES)
    Job.objects.filter(pk=job.pk).update(started_at=long_ago)


def _counts() -> dict[str, int]:
    from planning.models import IssueGroup, KamusItem, KamusVariable

    return {m.__name__: m._base_manager.count() for m in (KamusItem, KamusVariable, IssueGroup)}


ACTS: tuple[Callable[[Any], Any], ...] = (
    prepare,
    submit,
    wait,
    cancel_in_the_middle,
    kill_in_the_middle,
    start_again,
)


def main(name: str, pk: str = "") -> None:
    """Find the job, do the act, print what came of it."""
    django.setup()
    from jobs.models import Job

    act = next(act for act in ACTS if act.__name__ == name)
    out, sys.stdout = sys.stdout, io.StringIO()
    json.dump(act(Job.objects.get(pk=pk) if pk else None), out)


if __name__ == "__main__":
    main(*sys.argv[1:])
