"""The short link of a usulan: written, drawn as QR, and ready to be sent."""

from io import BytesIO
from urllib.parse import urlencode

import segno
from django.http import HttpRequest
from django.urls import reverse

from proposals.models import Proposal
from proposals.public import shown_title
from proposals.tracking import grouped


def path_of(proposal: Proposal) -> str:
    """The path of the public page; empty for what was never handed in."""
    if not proposal.tracking_code:
        return ""
    return reverse("publik:track", args=[grouped(proposal.tracking_code)])


def link_of(request: HttpRequest, proposal: Proposal) -> str:
    """The whole address, as it is sent to others."""
    path = path_of(proposal)
    return request.build_absolute_uri(path) if path else ""


def whatsapp_link(request: HttpRequest, proposal: Proposal) -> str:
    """Opens WhatsApp with a message that holds the link; the sender chooses to whom."""
    text = f"Usulan {proposal.number}: {shown_title(proposal)}\n{link_of(request, proposal)}"
    return f"https://wa.me/?{urlencode({'text': text})}"


def qr_svg(address: str) -> bytes:
    """``address`` as an SVG picture of its own, without style rules."""
    picture = BytesIO()
    segno.make(address, error="m").save(
        picture, kind="svg", scale=4, border=4, svgclass=None, lineclass=None, light="#fff"
    )
    return picture.getvalue()
