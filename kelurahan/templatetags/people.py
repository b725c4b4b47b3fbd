"""Who is looking at the page."""

from typing import Any

from django import template

from kelurahan import scope

register = template.Library()


@register.simple_tag
def scope_of(user: Any) -> scope.Scope:
    """The running assignments of ``user``; empty for visitors and on pages without a user."""
    return scope.scope_of(user)
