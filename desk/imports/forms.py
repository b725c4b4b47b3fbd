"""The form of a kind of import: its choices and the file."""

from collections.abc import Mapping
from typing import Any

from django import forms

from desk.imports.kind import ImportKind
from foundation.tables import MAX_BYTES


class ChoicesForm(forms.Form):
    """The choices of ``kind`` as ``user`` has them; also reads them again when the import runs."""

    def __init__(self, kind: ImportKind, user: Any, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        made = {name: make(user) for name, make in kind.options.items()}
        self.chosen = tuple(made)
        self.fields = made | self.fields
        for field in self.fields.values():
            # The page's one form of fields marks what cannot be left out.
            field.is_needed = field.required  # type: ignore[attr-defined]

    def as_sent(self) -> dict[str, str]:
        """The choices as text, to be kept with the job."""
        return {name: self.data[name] for name in self.chosen if self.data.get(name)}

    def in_words(self) -> list[tuple[str, str]]:
        """Title and value of each choice, for people; call it on a valid form."""
        values = [(self.fields[name].label, self.cleaned_data[name]) for name in self.chosen]
        return [(str(label), _words(value)) for label, value in values if value is not None]


class UploadForm(ChoicesForm):
    """The choices and the file."""

    berkas = forms.FileField(
        label="Berkas",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text="XLSX atau CSV, paling besar 20 MB.",
        error_messages={
            "required": "Pilih berkasnya.",
            "empty": "Berkas ini kosong. Pilih berkas yang berisi tabel.",
        },
    )

    def clean_berkas(self) -> Any:
        """What is too large is said before anyone waits for it."""
        file = self.cleaned_data["berkas"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                "Berkas ini lebih besar dari 20 MB. Bagi menjadi beberapa berkas."
            )
        return file


def choices_again(kind: ImportKind, user: Any, sent: Mapping[str, str]) -> ChoicesForm:
    """The choices of a job, judged anew."""
    return ChoicesForm(kind, user, data=dict(sent))


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    return str(value)
