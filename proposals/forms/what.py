"""First screen: what is proposed."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator

from planning.models import CityPriority
from proposals.forms.base import StepForm
from proposals.forms.fields import PlainTextField
from proposals.models import Proposal
from proposals.services.choice import LONGEST_TITLE


class _ReadOnce(ModelChoiceIterator):
    """The choices from the rows that the field holds, instead of reading them for itself."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        yield ("", self.field.empty_label)
        yield from (self.choice(row) for row in self.queryset)


class PriorityField(forms.ModelChoiceField):
    """A priority of the city; the page asks first whether there are any."""

    iterator = _ReadOnce


class WhatForm(StepForm):
    """The title and the city priority that it serves; the kamus item is chosen by a button."""

    title = PlainTextField(
        label="Judul usulan",
        max_length=LONGEST_TITLE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Satu kalimat pendek: pekerjaan apa dan di mana.",
    )
    city_priority = PriorityField(
        label="Prioritas kota yang didukung (boleh dikosongkan)",
        queryset=CityPriority.objects.none(),
        empty_label="Belum tahu",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        priorities = CityPriority.objects.filter(cycle=self.proposal.cycle_id).order_by("number")
        self.fields["city_priority"].queryset = priorities
        self.fields["city_priority"].error_messages["invalid_choice"] = (
            "Pilih salah satu prioritas dari daftar."
        )

    def stored(self, proposal: Proposal) -> dict[str, Any]:
        return {"title": proposal.title, "city_priority": proposal.city_priority_id}

    def content(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
