"""A job: what was asked for, by whom, where it stands and what came of it."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models

from jobs.states import STARTABLE, UNDER_WAY, State

FOLDER = "pekerjaan"
"""Where the files of jobs lie in the portal's private store."""

HOPELESS = "sia-sia"
"""In a job's report: its file cannot be read, now or later."""


def upload_path(job: "Job", filename: str) -> str:
    """The person's own file name is kept in the row; names on disk are ours."""
    return f"{job.folder}/masukan"


class JobQuerySet(models.QuerySet["Job"]):
    """Reads of jobs."""

    def visible_to(self, user: Any) -> "JobQuerySet":
        """Own jobs; the administrator sees all."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.all() if user.is_superuser else self.filter(owner=user)


class Job(models.Model):
    """Work that runs outside the page that asked for it.

    ``state`` is written by ``jobs.services`` and ``jobs.running`` alone, always with the state
    that it comes from as a condition, so that of two hands only one succeeds.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("jenis", max_length=40)
    title = models.CharField("judul", max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="jobs", verbose_name="oleh"
    )
    state = models.CharField("keadaan", max_length=8, choices=State.choices, default=State.QUEUED)
    parameters = models.JSONField("pilihan", default=dict, blank=True)
    upload = models.FileField("berkas", upload_to=upload_path, max_length=200, blank=True)
    filename = models.CharField("nama berkas", max_length=255, blank=True)
    attempt = models.PositiveIntegerField(
        "pengerjaan ke", default=0, help_text="Naik setiap kali dikerjakan."
    )
    report = models.JSONField("hasil", default=dict, blank=True)
    problem = models.TextField("sebab gagal", blank=True)
    created_at = models.DateTimeField("dibuat", auto_now_add=True)
    queued_at = models.DateTimeField("mulai antre")
    started_at = models.DateTimeField("mulai dikerjakan", null=True, blank=True)
    confirmed_at = models.DateTimeField("disetujui", null=True, blank=True)
    finished_at = models.DateTimeField("selesai", null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "pekerjaan latar"
        verbose_name_plural = "pekerjaan latar"
        indexes = [models.Index(fields=["owner", "-created_at"], name="job_owner_newest")]

    def __str__(self) -> str:
        return self.title

    @property
    def folder(self) -> str:
        """Where its files lie in the private store."""
        return f"{FOLDER}/{self.pk}"

    @property
    def is_confirmed(self) -> bool:
        """Whether its owner has agreed to what it is going to do."""
        return self.confirmed_at is not None

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def may_start_again(self) -> bool:
        return self.state in STARTABLE and bool(self.upload) and HOPELESS not in self.report
