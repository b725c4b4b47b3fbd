"""What a person says about how they want to be told."""

from collections.abc import Sequence
from typing import Any

from django import forms

from kelurahan.phones import spoken_phone
from notices.choices import Way, switch


def shown_address(way: Way) -> str:
    """The address as its owner writes it; a number does not break at the end of a line."""
    if way.kind.address == "email":
        return way.address
    return spoken_phone(way.address).replace(" ", "\N{NO-BREAK SPACE}")


class WaysForm(forms.Form):
    """A tick for every channel that reaches the person."""

    def __init__(self, ways: Sequence[Way], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ways = [way for way in ways if way.address]
        for way in self.ways:
            self.fields[way.kind.key] = forms.BooleanField(
                label=f"Lewat {way.kind.label}, ke {shown_address(way)}",
                required=False,
                initial=way.is_on,
            )

    def save(self, user: Any) -> None:
        """Store what was changed; what was left as it was stays undecided."""
        for way in self.ways:
            if way.kind.key in self.changed_data:
                switch(user.pk, way.kind, on=self.cleaned_data[way.kind.key])


_WHOLE = "Tulis alamat e-mail lengkap, misalnya nama@contoh.id."


class EmailForm(forms.Form):
    """The address for messages by e-mail; empty takes it away."""

    email = forms.EmailField(
        label="Alamat e-mail",
        required=False,
        max_length=254,
        help_text="Isi bila ingin menerima kabar lewat e-mail. Kosongkan bila tidak lagi.",
        error_messages={
            "invalid": _WHOLE,
            "null_characters_not_allowed": _WHOLE,
            "max_length": "Alamat ini terlalu panjang. Periksa lagi alamatnya.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
