"""Pages that are read by everyone and change nothing."""

from collections.abc import Callable
from typing import Any

from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponseBase]


def read_only(view: View) -> View:
    """Answers GET and HEAD; anything else is told 405, not that its form has grown old.

    The check of form tokens comes before the view, so the view is left out of it: what changes
    nothing has no form to protect.
    """
    guarded: Any = csrf_exempt(require_safe(view))
    return guarded
