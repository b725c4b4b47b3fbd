"""What a worker does with an import: first it only tries, then, when agreed to, it does it."""

import time

from desk.imports import results
from desk.imports.forms import choices_again
from desk.imports.kind import ImportKind
from desk.imports.kinds import kind_of
from foundation.import_command import RefusedImport
from foundation.statistics import MANY, refresh_statistics
from foundation.tables import TableError
from foundation.watch import Watch
from jobs.kinds import Finish, JobRefused
from jobs.models import Job

WORK = "impor"
"""The kind under which imports are known to ``jobs``."""


def work(job: Job, watch: Watch) -> Finish:
    """Try the import, or do it once its owner has agreed. Raises ``JobRefused``."""
    kind = allowed_kind(job)
    form = choices_again(kind, job.owner, job.parameters["options"])
    if not form.is_valid():
        sentence = next(iter(form.errors.values()))[0]
        raise JobRefused(f"Pilihannya sudah tidak berlaku. {sentence}")
    started = time.monotonic()
    try:
        with job.upload.open("rb") as source:
            report = kind.run(
                source,
                filename=job.filename,
                actor=job.owner,
                dry_run=not job.is_confirmed,
                watch=watch,
                **form.cleaned_data,
            )
    except TableError as error:
        raise JobRefused(str(error), hopeless=True) from error
    except RefusedImport as error:
        raise JobRefused(str(error)) from error
    if job.is_confirmed and len(report) >= MANY:
        refresh_statistics()
    part = results.keep(job, report, seconds=time.monotonic() - started)
    if job.is_confirmed:
        return Finish({**job.report, results.DONE: part})
    return Finish({results.CHECKED: part}, asks=not results.changes_nothing(part))


def allowed_kind(job: Job) -> ImportKind:
    """The job's kind, if its owner may still bring such files in. Raises ``JobRefused``."""
    kind = kind_of(job.parameters["kind"])
    if kind is None or not job.owner.has_perm(kind.permission):
        raise JobRefused("Anda tidak berwenang lagi untuk impor ini.")
    return kind
