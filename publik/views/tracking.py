"""Following a usulan without an account: by its code in full, by its number in short."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from foundation.reading import read_only
from foundation.throttle import MINUTE, is_too_often
from proposals.models import Proposal
from proposals.progress import Calendar
from proposals.public import shown_title
from proposals.statuses import Status
from proposals.tracking import grouped
from publik.selectors import by_code, by_number
from publik.sharing import link_of, path_of, qr_svg, whatsapp_link
from publik.story import story_of, summary_of, waited_of

SEARCHES_A_MINUTE = 30
"""Of one address; behind it may be a whole kelurahan office."""

_QR_AGE = 24 * 3600


def _found(code: str) -> Proposal:
    proposal = by_code(code)
    if proposal is None:
        raise Http404
    return proposal


@read_only
def track(request: HttpRequest, code: str) -> HttpResponse:
    """The way of one usulan: what was asked, where it stands, what was decided and why.

    Of a withdrawn one the page says no more than that: its proposer has taken the content back.
    """
    proposal = _found(code)
    if code != grouped(proposal.tracking_code or ""):
        return redirect(path_of(proposal))
    if proposal.status == Status.WITHDRAWN:
        response = render(request, "publik/withdrawn.html")
    else:
        response = render(request, "publik/track.html", _told(request, proposal))
    # Whoever has the address may read the page: it is neither indexed nor told to other sites.
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-cache"
    return response


def _told(request: HttpRequest, proposal: Proposal) -> dict[str, Any]:
    story = story_of(proposal)
    return story | {
        "link": link_of(request, proposal),
        "share": whatsapp_link(request, proposal),
        "summary": summary_of(story),
        "base": request.build_absolute_uri("/")[:-1],
    }


@read_only
def qr(request: HttpRequest, code: str) -> HttpResponse:
    """The short link as a picture."""
    picture = qr_svg(link_of(request, _found(code)))
    response = HttpResponse(picture, content_type="image/svg+xml")
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = f"private, max-age={_QR_AGE}"
    return response


@read_only
def without_code(request: HttpRequest) -> HttpResponse:
    """The short address with its code left off: where a code can be typed."""
    return redirect("publik:search")


@read_only
def search(request: HttpRequest) -> HttpResponse:
    """By number: title, place and status, no more, as numbers can be counted through.

    By code: on to the page of the code.
    """
    typed = request.GET.get("nomor", "")[:60].strip()
    context = {"typed": typed}
    if not typed:
        return render(request, "publik/search.html", context)
    if is_too_often(request, "publik-lacak", SEARCHES_A_MINUTE):
        response = render(request, "publik/search.html", context | {"too_often": True}, status=429)
        response["Retry-After"] = str(MINUTE)
        return response
    if of_code := by_code(typed):
        return redirect(path_of(of_code))
    found = by_number(typed)
    if found:
        waited = waited_of(found, Calendar(found.cycle))
        context |= {"found": found, "title": shown_title(found), "waited": waited}
    return render(request, "publik/search.html", context)
