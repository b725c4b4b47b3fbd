"""Photos and papers, served only to those who may see their usulan."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from proposals.attachments import thumbnail
from proposals.models import Attachment, Proposal
from proposals.views.kept import login_keeps_typing

SANDBOX = "default-src 'none'; img-src 'self'; style-src 'none'; sandbox"
SECONDS_KEPT = 24 * 3600


@login_keeps_typing
@require_safe
def attachment(request: HttpRequest, pk: UUID, file_pk: UUID) -> HttpResponseBase:
    """One file; ``?ukuran=kecil`` gives a small picture for lists."""
    proposals = Proposal.objects.visible_to(request.user)
    row = get_object_or_404(Attachment, pk=file_pk, proposal=pk, proposal__in=proposals)
    try:
        content = row.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response: HttpResponseBase
    if row.is_picture and request.GET.get("ukuran") == "kecil":
        with content:
            response = HttpResponse(thumbnail(content), content_type="image/jpeg")
    else:
        response = FileResponse(content, content_type=row.content_type)
    kind = "inline" if row.is_picture else "attachment"
    suffix = row.file.name.rpartition(".")[2]
    response["Content-Disposition"] = f'{kind}; filename="lampiran-{row.pk}.{suffix}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    patch_cache_control(response, private=True, max_age=SECONDS_KEPT)
    return response
