"""Before the first screen: in whose name."""

from itertools import groupby
from typing import Any

from django import forms

from proposals.seats import Seat

FEW = 12
"""Up to here the choices are shown as buttons; more go into a list."""


class StartForm(forms.Form):
    """Choose the proposer, say what it is about, and carry the id that was made for this page.

    Sending the same page twice is the same draft.
    """

    seat = forms.ChoiceField(
        label="Siapa yang mengusulkan?",
        error_messages={
            "required": "Pilih siapa yang mengusulkan.",
            "invalid_choice": "Pilih siapa yang mengusulkan dari daftar.",
        },
    )
    cari = forms.CharField(
        label="Apa yang ingin diusulkan? (boleh dikosongkan)",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": 100}),
        help_text="Tulis dengan kata sehari-hari, kami carikan di kamus usulan. "
        "Contoh: got mampet, lampu jalan, pelatihan menjahit.",
    )
    id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, seats: list[Seat], **options: Any) -> None:
        super().__init__(*args, **options)
        self.seats = {seat.code: seat for seat in seats}
        field = self.fields["seat"]
        if len(seats) <= FEW:
            field.widget = forms.RadioSelect()
            field.choices = [(seat.code, _label(seat)) for seat in seats]
        else:
            groups = groupby(seats, key=lambda seat: seat.group)
            listed = [
                (group, [(seat.code, _label(seat)) for seat in rows]) for group, rows in groups
            ]
            field.choices = [("", "Pilih dari daftar"), *listed]
        if len(seats) == 1:
            field.widget = forms.HiddenInput()
            self.initial["seat"] = seats[0].code

    @property
    def chosen(self) -> Seat:
        """The seat that was chosen; call when valid."""
        return self.seats[self.cleaned_data["seat"]]


def _label(seat: Seat) -> str:
    return f"{seat.label} (Anda membantu)" if seat.is_helped else seat.label
