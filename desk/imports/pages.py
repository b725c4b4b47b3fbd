"""The pages of the import desk."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from desk.imports import results
from desk.imports.forms import UploadForm
from desk.imports.kind import ImportKind
from desk.imports.kinds import KINDS, kind_of, kinds_for
from desk.imports.results import CHECKED, DONE, Rows
from desk.imports.work import WORK
from desk.pages import DeskPage
from foundation.indonesia import number
from foundation.reports import Outcome
from jobs.models import Job
from jobs.progress import is_asked_to_stop, progress_of
from jobs.services import DAYS_KEPT, look_after, submit
from jobs.states import State

AT_ONCE_BYTES = 100 * 1024
"""A file up to this size (some 500 rows) is checked while the page waits."""
_JOBS_PER_PAGE = 25
_ROWS_PER_PAGE = 50

_TABS = (
    ("ditolak", Outcome.REFUSED, "Ditolak"),
    ("diubah", Outcome.UPDATED, "Diubah"),
    ("baru", Outcome.CREATED, "Baru"),
    ("tetap", Outcome.UNCHANGED, "Tetap"),
)
"""Groups of rows in the order in which they want attention: address, outcome, title."""


class ImportDesk(DeskPage):
    """What all pages of the import desk share."""

    permissions = tuple(dict.fromkeys(kind.permission for kind in KINDS))

    def jobs(self) -> QuerySet[Job]:
        """The imports that the user may see."""
        return Job.objects.visible_to(self.request.user).filter(kind=WORK)

    def job(self, pk: UUID) -> Job:
        """One import as it stands now, or 404."""
        return look_after(get_object_or_404(self.jobs().select_related("owner"), pk=pk))

    def kind(self, key: str) -> ImportKind:
        """404 for a kind that does not exist, 403 for one that is not the user's."""
        kind = kind_of(key)
        if kind is None:
            raise Http404
        if not self.request.user.has_perm(kind.permission):
            raise PermissionDenied
        return kind


class ImportList(ImportDesk):
    """What can be brought in, and what the user has brought in so far."""

    template_name = "imports/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        jobs = self.jobs().select_related("owner").defer("parameters")
        page = Paginator(jobs, _JOBS_PER_PAGE).get_page(request.GET.get("hal"))
        return self.page(
            "Impor", page=page, kinds=kinds_for(request.user), all_people=request.user.is_superuser
        )


class ImportNew(ImportDesk):
    """Choices and file of one kind; also says which columns the file needs."""

    template_name = "imports/new.html"

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        return self._form(UploadForm(self.kind(kind), request.user), self.kind(kind))

    def post(self, request: HttpRequest, kind: str) -> HttpResponse:
        chosen = self.kind(kind)
        form = UploadForm(chosen, request.user, request.POST, request.FILES)
        if not form.is_valid():
            return self._form(form, chosen, status=400)
        file = form.cleaned_data["berkas"]
        job = submit(
            WORK,
            title=chosen.label,
            owner=request.user,
            parameters={
                "kind": chosen.key,
                "options": form.as_sent(),
                "words": form.in_words(),
            },
            upload=file,
            filename=file.name,
            at_once=file.size <= AT_ONCE_BYTES,
        )
        return redirect("admin:desk_import", pk=job.pk)

    def _form(self, form: UploadForm, kind: ImportKind, *, status: int = 200) -> HttpResponse:
        return self.page(f"Impor {kind.label}", status=status, form=form, kind=kind, days=DAYS_KEPT)


@method_decorator(never_cache, name="dispatch")
class ImportPage(ImportDesk):
    """One import, whatever it is doing: progress, preview or result."""

    template_name = "imports/job.html"

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        job = self.job(pk)
        part = job.report.get(DONE) or job.report.get(CHECKED)
        context: dict[str, Any] = {"job": job, "part": part, "days": DAYS_KEPT}
        if job.is_under_way:
            context |= {"progress": progress_words(job), "stopping": is_asked_to_stop(job)}
        elif part and job.state in (State.WAITING, State.DONE):
            context |= self._rows(job, part)
            context |= {"differences": differences(job), "was_asked": DONE in job.report}
        return self.page(job.title, **context)

    def _rows(self, job: Job, part: dict[str, Any]) -> dict[str, Any]:
        tabs = [
            {"key": key, "title": title, "outcome": outcome, "count": part["counts"][outcome]}
            for key, outcome, title in _TABS
        ]
        asked = [tab for tab in tabs if tab["key"] == self.request.GET.get("lihat")]
        tab = next(iter(asked), None) or next((t for t in tabs if t["count"]), tabs[0])
        return {"tabs": tabs, "tab": tab, "page": self._page_of(job, part, tab["outcome"])}

    def _page_of(self, job: Job, part: dict[str, Any], outcome: Outcome) -> Page | None:
        """``None`` once the files are gone."""
        if not job.upload:
            return None
        rows = Rows(job, part, outcome)
        return Paginator(rows, _ROWS_PER_PAGE).get_page(self.request.GET.get("hal"))


@method_decorator(never_cache, name="dispatch")
class ImportProgress(ImportDesk):
    """How far it is, for the script that keeps the page up to date."""

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        job = self.job(pk)
        return JsonResponse({"state": job.state, **progress_words(job)})


def progress_words(job: Job) -> dict[str, Any]:
    """``done`` and ``total`` as numbers, ``words`` as a sentence."""
    told = progress_of(job) if job.state == State.RUNNING else None
    done, total = told or (0, 0)
    if is_asked_to_stop(job):
        words = "Sedang dibatalkan …"
    elif job.state == State.QUEUED:
        words = "Menunggu giliran …"
    elif not total:
        words = "Membaca berkas …"
    elif done < total:
        words = f"{number(done)} dari {number(total)} baris"
    else:
        words = f"{number(total)} baris sudah dibaca, hasilnya sedang disimpan …"
    return {"done": done, "total": total, "words": words}


def differences(job: Job) -> list[dict[str, Any]]:
    """Where what was done is not what was announced, because the data changed in between."""
    checked, done = job.report.get(CHECKED), job.report.get(DONE)
    if not (checked and done):
        return []
    return [
        {"title": title, "checked": checked["counts"][outcome], "done": done["counts"][outcome]}
        for _, outcome, title in _TABS
        if checked["counts"][outcome] != done["counts"][outcome]
    ]


def part_of(job: Job) -> dict[str, Any]:
    """The last outcome of the job; 404 when there is none, or its files are gone."""
    part = job.report.get(results.DONE) or job.report.get(results.CHECKED)
    if not part or not job.upload:
        raise Http404
    return part
