"""The next usulan that waits for the visitor, in the order and filters of their list."""

from uuid import UUID

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from proposals.admin.base import OfficePage
from proposals.review import waiting_for

IGNORED = ("status", "tahap", "p", "all", "e")
"""What of the list does not narrow the queue: it has a status of its own and no pages."""


def next_waiting(
    model_admin: ModelAdmin, request: HttpRequest, kept: str, after: UUID | None
) -> UUID | None:
    """The first usulan that waits after ``after``, else the first that waits at all.

    ``kept`` are the list's filters; ``after`` itself is never the answer.
    """
    waiting = waiting_for(request.user)
    if not waiting:
        return None
    keys = _queue(model_admin, request, kept, Q(status__in=waiting) | Q(pk=after))
    if after in keys:
        place = keys.index(after)
        keys = keys[place + 1 :] + keys[:place]
    return keys[0] if keys else None


def _queue(model_admin: ModelAdmin, request: HttpRequest, kept: str, wanted: Q) -> list[UUID]:
    asked, request.GET = request.GET, QueryDict(kept, mutable=True)
    for name in IGNORED:
        request.GET.pop(name, None)
    try:
        rows = model_admin.narrowed(request)
    except IncorrectLookupParameters:
        return []
    finally:
        request.GET = asked
    return list(rows.filter(wanted).values_list("pk", flat=True))


class NextPage(OfficePage):
    """Sends on to the next usulan that waits, or back to the list when none is left."""

    def get(self, request: HttpRequest) -> HttpResponse:
        after = request.GET.get("sesudah", "")
        found = next_waiting(self.model_admin, request, self.kept, _key(after))
        if found is None:
            messages.info(request, "Tidak ada lagi usulan yang menunggu dalam daftar ini.")
            return redirect(self.list_url)
        return redirect(self.url_of("change", found))


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
