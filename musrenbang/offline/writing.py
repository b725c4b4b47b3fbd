"""The form that opens without a network: one page, the same for everybody.

Its fields are those of the portal's own screens, with the same names and the same words. What
depends on the person (in whose name, which RT) and on the kamus is filled in on the device.
"""

from copy import deepcopy
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from planning.models.kamus import Document
from proposals.forms import HowMuchForm, WhatForm, WhereForm, free_figures
from proposals.services import MAX_FILES
from proposals.statuses import CLEAR_LAND

_SCREENS = {
    WhatForm: ("title", "city_priority"),
    WhereForm: ("address", "landmark", "point"),
    HowMuchForm: ("problem", "urgency", "benefit", "people", "households", "contribution"),
}


class WriteForm(forms.Form):
    """Every field that is the same for all items of the kamus, and those of a free text."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields |= free_figures()
        for screen, names in _SCREENS.items():
            for name in names:
                self.fields[name] = deepcopy(screen.base_fields[name])
        for field in self.fields.values():
            # What is missing is told by the page itself, once it is to be sent.
            field.required = False


def context() -> dict[str, Any]:
    """All that the page is made of; nothing of a person."""
    return {
        "form": WriteForm(),
        "max_files": MAX_FILES,
        "land_letter": Document.LAND_LETTER,
        "clear_land": " ".join(sorted(CLEAR_LAND)),
    }


@require_safe
def write(request: HttpRequest) -> HttpResponse:
    """The page itself; the service worker keeps it."""
    return render(request, "write.html", context())
