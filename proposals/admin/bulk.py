"""One deed on many usulan: ask once, do each for itself, tell which were done and which not."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from kelurahan.scope import scope_of
from proposals.admin.base import KEPT, OfficePage
from proposals.admin.fields import Setting
from proposals.admin.forms import ActionForm
from proposals.models import Proposal
from proposals.progress import MEANINGS
from proposals.review import next_kelurahan_rank
from proposals.workflow import (
    TRANSITIONS,
    Details,
    NoteRequired,
    Transition,
    perform_each,
)
from proposals.workflow.engine import NEED_SENTENCES

MOST = 1000
"""Usulan in one go: a kelurahan's whole list three times over."""

SHOWN = 400


@dataclass(frozen=True)
class BulkDeed:
    """A deed that may be done to many at once; ``asks`` is what one form can ask for all."""

    action: str
    label: str
    asks: tuple[str, ...] = ("note",)

    @property
    def transition(self) -> Transition:
        return TRANSITIONS[self.action]


BULK: dict[str, BulkDeed] = {
    deed.action: deed
    for deed in (
        BulkDeed("verify", "Verifikasi"),
        BulkDeed("return", "Kembalikan untuk diperbaiki", ("reason", "due", "note")),
        BulkDeed("extend", "Beri waktu lagi untuk memperbaiki", ("due", "note")),
        BulkDeed("lapse", "Tutup karena tidak diperbaiki", ("reason", "note")),
        BulkDeed("reject", "Tidak diteruskan", ("reason", "note")),
        BulkDeed("prioritise", "Jadikan prioritas, menurut urutan daftar"),
        BulkDeed("reserve", "Jadikan cadangan"),
        BulkDeed("agree", "Sepakati"),
        BulkDeed("defer", "Tunda", ("reason", "note")),
        BulkDeed("decline", "Tidak diakomodir", ("reason", "note")),
        BulkDeed("budget", "Masuk APBD"),
    )
}


def confirm_page(
    model_admin: ModelAdmin, request: HttpRequest, queryset: QuerySet[Proposal]
) -> HttpResponse | None:
    """From the list: the page that asks once, with the rows in the order of the list."""
    page = BulkPage(model_admin=model_admin)
    page.setup(request, action=request.POST.get("action", ""))
    rows = list(queryset[: MOST + 1])
    if len(rows) > MOST:
        messages.warning(request, f"Paling banyak {MOST} usulan sekali jalan. Saring dahulu.")
        return None
    return page.ask(rows, page.form())


class BulkPage(OfficePage):
    """Asks, and then does it to every usulan that was on the list when it was asked."""

    template_name = "proposal/bulk.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.deed = BULK.get(kwargs["action"])

    def get(self, request: HttpRequest, action: str) -> HttpResponse:
        """There is nothing to see without a choice of rows."""
        self._roles()
        return redirect(self.list_url)

    def post(self, request: HttpRequest, action: str) -> HttpResponse:
        form = self.form(request.POST)
        chosen = _chosen(request.POST.getlist("usulan"))
        rows = self._rows(list(chosen))
        if not rows:
            messages.warning(request, "Tidak ada usulan yang dipilih.")
            return redirect(self.list_url)
        is_complete = form.is_valid() and self._is_complete(form)
        if not is_complete or "_lihat" in request.POST:
            return self.ask(rows, form, chosen)
        return self._do(rows, form, chosen)

    @property
    def kept(self) -> str:
        """Posted from the list itself, the list's own address holds the filters."""
        if KEPT in self.request.GET or "usulan" in self.request.POST:
            return super().kept
        return self.request.GET.urlencode()

    # --- parts ----------------------------------------------------------------------------------
    def _roles(self) -> list[Any]:
        if self.deed is None:
            raise Http404
        held = scope_of(self.request.user).roles
        own = [role for role in self.deed.transition.who if role in held]
        if not own:
            raise Http404
        return own

    def form(self, *data: Any) -> ActionForm:
        """What is asked once for all rows."""
        role = self._roles()[0]
        setting = Setting(self._deed.transition, self.request.user, role)
        return ActionForm(*data, setting=setting, names=self._deed.asks)

    @property
    def _deed(self) -> BulkDeed:
        if self.deed is None:
            raise Http404
        return self.deed

    def _rows(self, keys: list[UUID]) -> list[Proposal]:
        """In the order in which they were shown; what the visitor may not see is not there."""
        found = (
            Proposal.objects.visible_to(self.request.user)
            .select_related("kelurahan", "rw", "rt", "organisation", "kamus_item")
            .in_bulk(keys[:MOST])
        )
        return [found[key] for key in keys if key in found]

    def _is_complete(self, form: ActionForm) -> bool:
        """What is needed of everyone is asked here, so that not every row is skipped for it."""
        for name in self._deed.asks:
            if name in self._deed.transition.needs and not form.cleaned_data.get(name):
                form.add_error(name, NEED_SENTENCES.get(name, str(NoteRequired())))
        return form.is_valid()

    def _do(self, rows: list[Proposal], form: ActionForm, seen: dict[UUID, int]) -> HttpResponse:
        def details_of(usulan: Proposal) -> Details:
            if self._deed.action != "prioritise":
                return form.details()
            return form.details(rank=next_kelurahan_rank(usulan.cycle_id, usulan.kelurahan_id))

        done, skipped = perform_each(
            rows,
            self._deed.action,
            actor=self.request.user,
            note=form.written_note,
            details_of=details_of,
            seen_revisions=seen,
        )
        self.template_name = "proposal/bulk_result.html"
        return self.page(
            f"{self._deed.transition.label}: selesai",
            transition=self._deed.transition,
            done=done,
            skipped=skipped,
            kept=self.kept,
        )

    def ask(
        self, rows: list[Proposal], form: ActionForm, seen: dict[UUID, int] | None = None
    ) -> HttpResponse:
        """The page that asks; it remembers which rows, and how they were when shown."""
        self._roles()
        transition = self._deed.transition
        fitting = [row for row in rows if row.status in transition.sources]
        seen = seen or {row.pk: row.revision for row in rows}
        return self.page(
            f"{transition.label}: {len(rows)} usulan",
            transition=transition,
            deed=self._deed,
            form=form,
            rows=rows,
            held=[(row.pk, seen[row.pk]) for row in rows],
            unfit=len(rows) - len(fitting),
            sources=transition.sources,
            meaning=MEANINGS[transition.target],
            do_url=self.url_of("bulk", self._deed.action),
        )


def _chosen(posted: list[str]) -> dict[UUID, int]:
    """Ids and the revisions that were shown, out of ``id:revision``; nonsense is left out."""
    found: dict[UUID, int] = {}
    for text in posted:
        key, _, revision = text.partition(":")
        try:
            found[UUID(key)] = int(revision)
        except ValueError:
            continue
    return found
