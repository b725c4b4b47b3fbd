"""Forms of the office: one made from what a transition needs, the correction, the minutes."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from foundation.numbers import whole_number
from kelurahan.models import OPD
from planning.models import Nomenclature, ReasonCode
from proposals.admin.fields import MAKERS, NOTE_LENGTH, Setting, date_input, offices_of
from proposals.forms.fields import DecimalField, PlainTextField, RupiahField
from proposals.models import Proposal
from proposals.models.proposal import MAX_VOLUME
from proposals.services import ASSESSABLE
from proposals.workflow import Details
from proposals.workflow.conditions import JOINABLE


class ActionForm(forms.Form):
    """What one transition needs and offers. The workflow judges it; here it is only read."""

    seen_revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, setting: Setting, names: Iterable[str] | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.setting = setting
        asked = setting.transition.fields if names is None else names
        # The words to the proposer are written after the figures they explain.
        for name in sorted(asked, key=lambda name: name == "note"):
            field = MAKERS[name](setting)
            field.required = False
            field.is_needed = name in setting.transition.needs
            self.fields[name] = field
        if setting.proposal is None:
            del self.fields["seen_revision"]
        else:
            self.fields["seen_revision"].initial = setting.proposal.revision

    def clean_target(self) -> Proposal | None:
        """The usulan of that number in the same kelurahan, which the officer may see."""
        text = self.cleaned_data["target"].strip()
        own = self.setting.proposal
        if not text or own is None:
            return None
        rows = Proposal.objects.visible_to(self.setting.user).filter(kelurahan=own.kelurahan_id)
        number = text.split()[0]
        if whole_number(number) is not None:
            number = f"{own.cycle.fiscal_year}/{own.kelurahan.code}/{int(number):04d}"
        found = rows.filter(number=number).exclude(pk=own.pk).first()
        if found is None:
            raise ValidationError("Tidak ada usulan lain dengan nomor ini di kelurahan yang sama.")
        return found

    def clean_photos(self) -> tuple[Any, ...]:
        """Sound pictures; a single unfit file stops the deed, so that none is lost unseen."""
        good, refused = self.cleaned_data["photos"]
        if refused:
            raise ValidationError(refused)
        return tuple(good)

    def details(self, **more: Any) -> Details:
        """What was written, for ``perform``."""
        own = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("note", "seen_revision") and value not in (None, "")
        }
        return Details(**(own | more))

    @property
    def written_note(self) -> str:
        return self.cleaned_data.get("note", "")

    def take(self, problems: dict[str, str]) -> None:
        """Show the workflow's sentences beside the fields that they are about."""
        for name, sentence in problems.items():
            self.add_error(name if name in self.fields else None, sentence)

    @property
    def chosen_reason(self) -> ReasonCode | None:
        """The reason chosen, even while something else is still wrong."""
        if "reason" not in self.fields or not self.is_bound:
            return None
        return getattr(self, "cleaned_data", {}).get("reason")

    @property
    def reasons(self) -> list[ReasonCode]:
        """All reasons on offer, for the sentences beside the select."""
        return self.fields["reason"].rows if "reason" in self.fields else []

    @property
    def sub_kegiatan_choices(self) -> list[Nomenclature]:
        """What the sub kegiatan field suggests."""
        return self.fields["sub_kegiatan"].rows if "sub_kegiatan" in self.fields else []

    @property
    def target_choices(self) -> Any:
        """Usulan of the same kelurahan and cycle that may be named."""
        own = self.setting.proposal
        if "target" not in self.fields or own is None:
            return []
        rows = Proposal.objects.visible_to(self.setting.user).filter(
            kelurahan=own.kelurahan_id, cycle=own.cycle_id, status__in=JOINABLE
        )
        rows = rows.exclude(pk=own.pk).order_by("number")
        return rows.values_list("number", "title")


class AssessForm(forms.Form):
    """The kelurahan's own volume, price and OPD, beside the proposer's."""

    seen_revision = forms.IntegerField(widget=forms.HiddenInput)
    volume = DecimalField(label="Volume", maximum=MAX_VOLUME, required=False)
    unit_price = RupiahField(label="Harga satuan (Rp)", required=False)
    opd = forms.ModelChoiceField(
        OPD.objects.none(), label="Perangkat Daerah", required=False, empty_label="Tidak diubah"
    )
    note = PlainTextField(
        label="Catatan", max_length=NOTE_LENGTH, required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, proposal: Proposal, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["opd"].queryset = offices_of(proposal.kelurahan)
        self.fields["volume"].label = f"Volume ({proposal.unit})" if proposal.unit else "Volume"

    @staticmethod
    def is_open_for(proposal: Proposal) -> bool:
        """Whether the kelurahan may still correct."""
        return proposal.status in ASSESSABLE

    def clean(self) -> dict[str, Any]:
        """Something must be corrected; an empty form says nothing."""
        cleaned = super().clean() or {}
        figures = (cleaned.get(name) for name in ("volume", "unit_price", "opd"))
        if not self.errors and not any(figures):
            raise ValidationError("Isi volume, harga satuan atau Perangkat Daerah yang dikoreksi.")
        return cleaned


class MinutesForm(forms.Form):
    """Number and date of the signed berita acara."""

    minutes_number = PlainTextField(
        label="Nomor berita acara",
        max_length=80,
        error_messages={"required": "Tulis nomor berita acara."},
    )
    minutes_date = forms.DateField(
        label="Tanggal berita acara",
        widget=date_input(),
        error_messages={
            "required": "Tulis tanggal berita acara.",
            "invalid": "Tulis tanggal yang benar.",
        },
    )
    agreed = forms.BooleanField(
        label="Berita acara sudah ditandatangani dan daftar di bawah ini sudah benar.",
        error_messages={"required": "Centang bila berita acara sudah ditandatangani."},
    )

    def clean_minutes_date(self) -> Any:
        """Minutes are signed before they are locked."""
        day = self.cleaned_data["minutes_date"]
        if day > timezone.localdate():
            raise ValidationError("Tanggal berita acara tidak boleh sesudah hari ini.")
        return day
