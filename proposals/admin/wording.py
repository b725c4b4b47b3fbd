"""How the office words what everyone reads."""

from django import forms

from proposals.forms.fields import PlainTextField
from proposals.models import Proposal


class PublicTitleForm(forms.Form):
    """How the title reads for everyone."""

    public_title = PlainTextField(
        label="Judul untuk umum",
        max_length=Proposal._meta.get_field("public_title").max_length,
        required=False,
        help_text="Tulis tanpa nama orang, nomor telepon, NIK, dan nomor rumah. Kosongkan bila "
        "judul pengusul boleh dibaca umum.",
    )
