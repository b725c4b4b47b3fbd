"""What the queue holds: one task, with the id of a job."""

from uuid import UUID

from django_tasks import task

from jobs.running import run


@task()
def run_job(pk: str) -> None:
    """Runs the job in the worker's process."""
    run(UUID(pk))
