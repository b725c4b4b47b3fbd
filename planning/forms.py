"""Fields and forms for the planning admin; every fault is a sentence that says what to do."""

from typing import Any

from django import forms

from foundation.indonesia import number, parse_rupiah
from kelurahan.models import User
from planning.models import WindowGrace
from planning.models.cycle import MAX_RUPIAH
from planning.models.kamus import Document, ProposerKind
from planning.services import check_grace


class RupiahField(forms.CharField):
    """Whole rupiah as people write them: ``1.250.000``, ``Rp 1,25 juta``."""

    def __init__(self, *, minimum: int = 0, maximum: int = MAX_RUPIAH, **kwargs: Any) -> None:
        self._limits = {"minimum": minimum, "maximum": maximum}
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A stored amount is shown with dots; what was typed is shown as typed."""
        return number(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:  # type: ignore[override]
        """The amount, or ``None`` when the field may be empty and is."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_rupiah(text, **self._limits)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        """``1.000`` and 1000 are the same amount."""
        try:
            return self.clean(data) != initial
        except forms.ValidationError:
            return True


class ChoiceListField(forms.MultipleChoiceField):
    """Ticks that are stored as a list of values."""

    widget = forms.CheckboxSelectMultiple


class KamusItemForm(forms.ModelForm):
    """An item with ticks for its papers and proposers."""

    unit_price = RupiahField(label="Harga satuan (Rp)", minimum=1)
    documents = ChoiceListField(label="Dokumen wajib", choices=Document.choices, required=False)
    proposer_kinds = ChoiceListField(
        label="Boleh diusulkan oleh",
        choices=ProposerKind.choices,
        required=False,
        help_text="Tidak dicentang satu pun: semua pengusul.",
    )


class PaguForm(forms.ModelForm):
    """A ceiling of exactly one kelurahan, kecamatan or OPD."""

    amount = RupiahField(label="Pagu (Rp)")


class QuotaRuleForm(forms.ModelForm):
    """A quota rule; what does not fit its scope is pointed out field by field."""

    value = RupiahField(
        label="Batas", minimum=1, help_text="Banyaknya usulan, atau rupiah bila ukurannya nilai."
    )


class GraceForm(forms.ModelForm):
    """More time for a kelurahan; ``actor`` is set by the admin page for each request."""

    actor: User

    class Meta:
        model = WindowGrace
        fields = ("window", "kelurahan", "closes_at", "reason")

    def clean(self) -> dict[str, Any]:
        """The borders of the one who gives it."""
        cleaned = super().clean() or {}
        if {"window", "kelurahan", "closes_at"} <= cleaned.keys():
            names = ("window", "kelurahan", "closes_at")
            check_grace(WindowGrace(**{name: cleaned[name] for name in names}), actor=self.actor)
        return cleaned
