"""Kabar: what happened to the own usulan."""

from datetime import datetime
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.views.decorators.http import require_POST, require_safe

from kelurahan.scope import scope_of
from notices.due import warnings_of
from notices.kinds import kinds_in_use
from notices.news import heard_by, messages_of, news_of
from notices.reading import mark_read, unread, within_lag
from proposals.services import is_asked
from proposals.views.kept import login_keeps_typing

PER_PAGE = 30
MOST_IDS = 5000


@login_keeps_typing
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """All messages, the latest first; the new ones are marked."""
    if not scope_of(request.user).writes_usulan:
        return redirect("home")
    # Before the rows: what is stored meanwhile is shown but not taken for read.
    fresh = list(unread(request.user).values_list("pk", "at"))
    # Keys first: joined to all that a card tells, the database would read every history there is.
    keys = list(heard_by(request.user).values_list("pk", flat=True))
    page = Paginator(keys, PER_PAGE).get_page(request.GET.get("hal"))
    rows = news_of(request.user).filter(pk__in=page.object_list)
    rows = rows.select_related(
        "reason",
        "proposal__cycle",
        "proposal__kelurahan",
        "proposal__rw",
        "proposal__rt",
        "proposal__organisation",
        "proposal__confirmation",
    )
    told = messages_of(rows, {pk for pk, _ in fresh})
    content = {"page": page, "told": told, "fresh": within_lag(fresh)}
    usulan = [message.proposal for message in told]
    content["asked"] = [one.pk for one in usulan if is_asked(one, request.user)]
    content |= {"warnings": warnings_of(request.user), "ways": kinds_in_use()}
    return render(request, "notices/inbox.html", content)


@login_keeps_typing
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark as read up to the newest message that was on the page; later ones stay new.

    So do those that bear an earlier time, but were stored after the page was made.
    """
    until = _moment(request.POST.get("sampai", ""))
    newest = heard_by(request.user).values_list("at", flat=True).first()
    if until and newest:
        mark_read(request.user, min(until, newest), _ids(request.POST.get("terlihat", "")))
    return redirect("notices:inbox")


def _ids(text: str) -> list[UUID]:
    try:
        return [UUID(word) for word in text.split()[:MOST_IDS]]
    except ValueError:
        return []


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and is_aware(moment) else None
