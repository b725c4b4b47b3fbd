"""``{% load lacak %}{% tracking_of proposal %}`` on the proposer's own pages."""

from typing import Any

from django import template
from django.urls import reverse

from proposals.models import Proposal
from proposals.public import shown_title
from proposals.statuses import Status
from proposals.tracking import grouped
from publik.sharing import link_of, whatsapp_link

register = template.Library()


@register.inclusion_tag("publik/_tracking.html", takes_context=True)
def tracking_of(context: dict[str, Any], proposal: Proposal) -> dict[str, Any]:
    """Short link, QR and WhatsApp; nothing for what was never handed in or was withdrawn."""
    if not proposal.tracking_code or proposal.status == Status.WITHDRAWN:
        return {}
    request = context["request"]
    code = grouped(proposal.tracking_code)
    return {
        "code": code,
        "link": link_of(request, proposal),
        "share": whatsapp_link(request, proposal),
        "qr": reverse("publik:qr", args=[code]),
        "search": request.build_absolute_uri(reverse("publik:search")),
    }


@register.simple_tag
def title_for_all(proposal: Proposal) -> str:
    """The title as it may be passed on to others."""
    return shown_title(proposal)


@register.simple_tag(takes_context=True)
def short_link(context: dict[str, Any], proposal: Proposal) -> str:
    """The address of the public page, written out."""
    return link_of(context["request"], proposal)
