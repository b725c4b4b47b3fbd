"""First screen: what is proposed."""

from typing import Any

from django import forms

from planning.models import CityPriority
from proposals.forms.base import StepForm
from proposals.forms.fields import PlainTextField
from proposals.models import Proposal
from proposals.services.choice import LONGEST_TITLE


class WhatForm(StepForm):
    """The title and the city priority that it serves; the kamus item is chosen by a button."""

    title = PlainTextField(
        label="Judul usulan",
        max_length=LONGEST_TITLE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Satu kalimat pendek: pekerjaan apa dan di mana.",
    )
    city_priority = forms.ModelChoiceField(
        label="Prioritas kota yang didukung (boleh dikosongkan)",
        queryset=CityPriority.objects.none(),
        empty_label="Belum tahu",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        priorities = CityPriority.objects.filter(cycle=self.proposal.cycle_id)
        self.fields["city_priority"].queryset = priorities
        self.fields["city_priority"].error_messages["invalid_choice"] = (
            "Pilih salah satu prioritas dari daftar."
        )

    def stored(self, proposal: Proposal) -> dict[str, Any]:
        return {"title": proposal.title, "city_priority": proposal.city_priority_id}

    def content(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
