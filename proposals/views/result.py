"""The proposer looks at the finished work and says whether it is right."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from proposals.forms.result import ResultForm
from proposals.models import Proposal
from proposals.services import answer_result, may_answer
from proposals.statuses import Answer
from proposals.views.access import visible_or_404
from proposals.views.kept import forget, kept, login_keeps_typing
from proposals.workflow import ActionNotAllowed, ConditionsNotMet


@login_keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def result(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Two answers side by side, each with what belongs to it; the last one stands."""
    proposal = visible_or_404(request, pk)
    if not may_answer(proposal, request.user):
        raise Http404
    typed = request.POST if request.method == "POST" else kept(request)
    chosen = request.POST.get("jawaban", "")
    forms = {
        answer: ResultForm(answer, *((request.POST, request.FILES) if answer == chosen else ()))
        for answer in Answer
    }
    if chosen in forms and _is_kept(request, proposal, forms[Answer(chosen)]):
        forget(request)
        messages.success(request, "Terima kasih. Tanggapan Anda sudah tersimpan.")
        return redirect(proposal)
    if typed and chosen != Answer.DISPUTED:
        forms[Answer.DISPUTED].initial["note"] = typed.get(f"{Answer.DISPUTED}-note", "")
    context = {
        "proposal": proposal,
        "confirmed": forms[Answer.CONFIRMED],
        "disputed": forms[Answer.DISPUTED],
    }
    return render(request, "proposals/result.html", context)


def _is_kept(request: HttpRequest, proposal: Proposal, form: ResultForm) -> bool:
    """Whether the answer was stored; if not, the form says why."""
    if not form.is_valid():
        return False
    try:
        answer_result(
            proposal,
            actor=request.user,
            answer=form.answer,
            note=form.cleaned_data.get("note", ""),
            photo=form.cleaned_data["photo"],
        )
    except ConditionsNotMet as error:
        form.take(error.problems)
    except ActionNotAllowed as error:
        form.take({"": str(error)})
    else:
        return True
    return False
