"""Who gets to a page: foreign usulan do not exist, others' own may be read but not written."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from kelurahan.scope import scope_of
from proposals.models import Proposal
from proposals.selectors import opened
from proposals.statuses import EDITABLE
from proposals.workflow import owner_post


def visible_or_404(request: HttpRequest, pk: UUID) -> Proposal:
    """The usulan, if it lies within the user's borders.

    What was sent leads on to another page, so what only a page shows is not read along with it.
    """
    sent = request.method == "POST"
    rows = Proposal.objects.visible_to(request.user) if sent else opened(request.user)
    return get_object_or_404(rows, pk=pk)


def is_owner(request: HttpRequest, proposal: Proposal) -> bool:
    """Whether the user writes this usulan."""
    return owner_post(scope_of(request.user), proposal) is not None


def may_write(request: HttpRequest, proposal: Proposal) -> HttpResponse | None:
    """Where to send those who may read but not change this usulan now; ``None`` for the owner."""
    if not is_owner(request, proposal):
        messages.warning(request, "Anda dapat membaca usulan ini, tetapi tidak mengubahnya.")
        return redirect(proposal)
    if proposal.status not in EDITABLE:
        messages.warning(
            request,
            f"Usulan sudah berstatus {proposal.get_status_display()}, "
            "jadi tidak dapat diubah lagi.",
        )
        return redirect(proposal)
    return None
