"""Pages behind links in messages: no log-in, and nothing on them but what the link is about."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from notices import addresses
from notices.choices import switch
from notices.links import read_address, read_off


# Mail programs press the button for their reader, without a cookie (RFC 8058). The token in the
# address is what only the reader of the message has.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def off(request: HttpRequest, token: str) -> HttpResponse:
    """Asked first: programs that look at links beforehand must not turn anything off."""
    link = read_off(token)
    if link is None:
        return _page(request, "notices/no_link.html", status=404)
    is_done = request.method == "POST"
    if is_done:
        switch(link.user_id, link.kind, on=False)
    return _page(request, "notices/off.html", kind=link.kind, is_done=is_done)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever reads the mail of an address agrees that messages go there."""
    asked = read_address(token)
    if asked is None:
        return _page(request, "notices/no_link.html", status=404)
    is_done = request.method == "POST" and addresses.agree(asked)
    is_used = not is_done and addresses.is_used(asked)
    if request.method == "POST" and not (is_done or is_used):
        return _page(request, "notices/no_link.html", status=409)
    return _page(request, "notices/address.html", new=asked.new, is_done=is_done, is_used=is_used)


def _page(
    request: HttpRequest, template: str, *, status: int = 200, **content: object
) -> HttpResponse:
    response = render(request, template, content, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
