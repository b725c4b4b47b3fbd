"""The answer to finished work: a picture, or words about what is wrong."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from foundation.uploads import CleanUpload
from proposals.forms.fields import PlainTextField, UploadsField
from proposals.forms.how_much import PHOTOS
from proposals.models import Confirmation
from proposals.statuses import Answer


class ResultForm(forms.Form):
    """One of the two answers; its name stands before the names of the fields.

    Whether a picture or words are missing is for the service to say; here they are only read.
    """

    note = PlainTextField(
        label="Apa yang belum sesuai?",
        required=False,
        max_length=Confirmation._meta.get_field("note").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Misalnya: panjangnya baru 20 m dari 50 m, atau salurannya sudah retak.",
    )
    photo = UploadsField(label="Foto hasil pekerjaan", accept=PHOTOS, pictures_only=True)

    def __init__(self, answer: Answer, *args: Any, **options: Any) -> None:
        super().__init__(*args, prefix=answer.value, **options)
        self.answer = answer
        if answer == Answer.CONFIRMED:
            del self.fields["note"]
        else:
            self.fields["photo"].label = "Foto (boleh dikosongkan)"

    def clean_photo(self) -> CleanUpload | None:
        """A sound picture, if one was handed in."""
        good, refused = self.cleaned_data["photo"]
        if refused:
            raise ValidationError(refused)
        return good[0] if good else None

    def take(self, problems: dict[str, str]) -> None:
        """Show the service's sentences beside the fields that they are about."""
        for name, sentence in problems.items():
            self.add_error(name if name in self.fields else None, sentence)
