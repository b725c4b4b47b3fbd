"""``{% load rkpd_lines %}{% lines_of proposal %}`` on any page that shows a usulan."""

from typing import Any

from django import template

from proposals.models import Proposal
from rkpd import selectors

register = template.Library()


@register.inclusion_tag("rkpd/lines_of.html", takes_context=True)
def lines_of(context: dict[str, Any], proposal: Proposal) -> dict[str, Any]:
    """The lines that carry the usulan; open drafts and links only for those who read drafts."""
    user = context["request"].user
    may_open = user.has_perm("rkpd.view_line")
    sources = list(selectors.lines_of(proposal, with_open=may_open))
    return {
        "sources": sources,
        "may_open": may_open,
        "left_since": selectors.left_since(sources),
    }
