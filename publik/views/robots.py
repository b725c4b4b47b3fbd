"""What machines that read the web may collect."""

from django.http import HttpRequest, HttpResponse

from foundation.reading import read_only

RULES = """User-agent: *
Disallow: /l/
Disallow: /usulan/
Disallow: /admin/
Disallow: /api/
"""
"""Lists, figures, data and the kamus are for all; a tracking page is for who was given its code."""


@read_only
def robots(request: HttpRequest) -> HttpResponse:
    """The same for every machine."""
    return HttpResponse(RULES, content_type="text/plain; charset=utf-8")
