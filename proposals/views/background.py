"""Saving while the person writes: asked for by a page's script, answered in JSON.

Nothing here decides anything new. What a button would save is saved, what it would refuse is
refused; only there is no next page, and no file is taken along.
"""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse

from proposals.forms import StepForm
from proposals.services import NotEditable, StaleForm
from proposals.statuses import EDITABLE, Status
from proposals.views.access import is_owner, visible_or_404
from proposals.views.kept import forget, keep, told_in_json

if TYPE_CHECKING:
    from proposals.views.steps import StepView

CHANGED_ELSEWHERE = "diubah-lain"
TOO_LATE = "sudah-dikirim"


def save_in_background(view: "StepView", pk: UUID) -> JsonResponse:
    """Save the sound fields; answer with the revision and what is wrong with the others."""
    proposal = visible_or_404(view.request, pk)
    form = view.form(proposal, view.request.POST)
    form.is_valid()
    if not is_owner(view.request, proposal) or proposal.status not in EDITABLE:
        return told_in_json(409, TOO_LATE, "Usulan ini tidak dapat diubah lagi.")
    if form.changed_data and form.seen_revision != proposal.revision:
        return _changed_elsewhere()
    return _save(view, form) if form.changed_data else _unchanged(view.request, form)


def _unchanged(request: HttpRequest, form: StepForm) -> JsonResponse:
    forget(request)
    return _saved(form.proposal.revision, form)


def _save(view: "StepView", form: StepForm) -> JsonResponse:
    if form.proposal.status == Status.RETURNED:
        # Every save of a returned usulan is written into its history: that waits for a button.
        keep(view.request)
        return _saved(form.seen_revision, form)
    try:
        view.save(form)
    except StaleForm:
        return _changed_elsewhere()
    except NotEditable as error:
        return told_in_json(409, TOO_LATE, str(error))
    _remember_faults(view.request, form)
    return _saved(form.seen_revision, form)


def _remember_faults(request: HttpRequest, form: StepForm) -> None:
    if form.errors:
        keep(request, revisi=str(form.seen_revision))
    else:
        forget(request)


def _saved(revision: int, form: StepForm) -> JsonResponse:
    faults: dict[str, Any] = {name: list(sentences) for name, sentences in form.errors.items()}
    return JsonResponse({"revisi": revision, "salah": faults})


def _changed_elsewhere() -> JsonResponse:
    return told_in_json(
        409,
        CHANGED_ELSEWHERE,
        "Usulan ini sudah diubah dari halaman atau perangkat lain. Tulisan Anda di halaman ini "
        "belum disimpan. Tekan “Simpan dulu” untuk melihat keduanya.",
    )
