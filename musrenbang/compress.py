"""Pages travel compressed also where no nginx stands before the portal.

Only what is made anew for each request: files are compressed beforehand by WhiteNoise. Django
lengthens each answer by a random amount, so that its size tells nothing of a secret in it (BREACH).
"""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

KINDS = ("text/html", "text/javascript", "application/json", "application/manifest+json")
OFFICE = "/admin/"
"""The offices sit at a cable: there compressing costs more than it saves."""


class PortalGzip(GZipMiddleware):
    """What people on telephones read; never a download that is made while it is sent."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        is_text = response.headers.get("Content-Type", "").startswith(KINDS)
        if response.streaming or not is_text or request.path.startswith(OFFICE):
            return response
        return super().process_response(request, response)
