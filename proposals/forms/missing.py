"""One photo or paper in place of a declared one that has not come."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from foundation.uploads import CleanUpload
from proposals.forms.fields import UploadsField
from proposals.forms.how_much import PAPERS, PHOTOS
from proposals.models import DeclaredFile
from proposals.statuses import AttachmentKind


class MissingForm(forms.Form):
    """Its field is named for the file, since there may be several such forms on one page."""

    def __init__(self, declared: DeclaredFile, *args: Any, **options: Any) -> None:
        super().__init__(*args, auto_id=f"id_menyusul_{declared.pk}_%s", **options)
        self.declared = declared
        self.is_photo = declared.kind == AttachmentKind.PHOTO
        self.fields["file"] = UploadsField(
            label="Pilih penggantinya",
            accept=PHOTOS if self.is_photo else PAPERS,
            pictures_only=self.is_photo,
        )

    def clean_file(self) -> CleanUpload:
        """A sound file of the kind that was declared."""
        good, refused = self.cleaned_data["file"]
        if not good and not refused:
            refused.append("Pilih dulu foto atau berkasnya.")
        if refused:
            raise ValidationError(refused)
        return good[0]
