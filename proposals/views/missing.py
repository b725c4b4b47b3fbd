"""The owner settles a declared photo or paper that has not come."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from foundation.throttle import exceeds
from proposals.attachments import StoreUnavailable
from proposals.forms.missing import MissingForm
from proposals.models import DeclaredFile
from proposals.services import CannotSettle, replace_missing, withdraw_missing
from proposals.views.access import is_owner, visible_or_404
from proposals.views.kept import login_keeps_typing

UPLOADS_A_MINUTE = 30
GIVE_UP = "tidak-dikirim"


@login_keeps_typing
@require_POST
def settle_missing(request: HttpRequest, pk: UUID, file_pk: int) -> HttpResponse:
    """Another file in its place, or none; then back to the usulan."""
    proposal = visible_or_404(request, pk)
    if not is_owner(request, proposal):
        raise Http404
    declared = get_object_or_404(DeclaredFile, pk=file_pk, proposal=proposal)
    try:
        _settle(request, declared)
    except (CannotSettle, StoreUnavailable) as error:
        messages.error(request, str(error))
    return redirect(proposal)


def _settle(request: HttpRequest, declared: DeclaredFile) -> None:
    if request.POST.get("aksi") == GIVE_UP:
        withdraw_missing(declared, actor=request.user)
        messages.success(request, f"Tercatat: {declared.label} tidak dikirim lagi.")
        return
    if exceeds(str(request.user.pk), "unggah-pengganti", UPLOADS_A_MINUTE):
        raise CannotSettle("Terlalu banyak unggahan dalam satu menit. Coba lagi sebentar lagi.")
    form = MissingForm(declared, request.POST, request.FILES)
    if not form.is_valid():
        raise CannotSettle(" ".join(form.errors["file"]))
    replace_missing(declared, form.cleaned_data["file"], actor=request.user)
    messages.success(request, f"{declared.label} sudah diterima portal.")
