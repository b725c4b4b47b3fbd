"""What Bappeda fills in: a new draft, the freezing, the wording of a line."""

from collections.abc import Iterable
from typing import Any

from django import forms

from planning.models import Cycle
from rkpd.models import DraftKind, Line


class BuildForm(forms.Form):
    """Which cycle and which edition a new draft is for."""

    cycle = forms.ChoiceField(label="Tahun")
    kind = forms.ChoiceField(label="Jenis", choices=DraftKind.choices)

    def __init__(self, *args: Any, cycles: Iterable[Cycle], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._cycles = {str(cycle.fiscal_year): cycle for cycle in cycles}
        choices = [(year, str(cycle)) for year, cycle in self._cycles.items()]
        self.fields["cycle"] = forms.ChoiceField(label="Tahun", choices=choices)
        self.initial.setdefault(
            "cycle", next((year for year, each in self._cycles.items() if each.is_current), None)
        )

    def clean_cycle(self) -> Cycle:
        """The cycle itself."""
        return self._cycles[self.cleaned_data["cycle"]]


class FreezeForm(forms.Form):
    """The note that is kept with the frozen draft, and a plain yes."""

    note = forms.CharField(
        label="Catatan (boleh kosong)",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Misalnya nomor dan tanggal berita acara rapat.",
    )
    sure = forms.BooleanField(
        label="Saya mengerti: rancangan yang dibekukan tidak dapat diubah lagi.",
        error_messages={"required": "Centang kotak ini bila Anda yakin."},
    )


class LineForm(forms.ModelForm):
    """The wording of an open line. Pagu and target follow from its usulan."""

    forward_estimate = forms.IntegerField(
        label="Prakiraan maju (Rp)", min_value=0, max_value=10**15, localize=False
    )

    class Meta:
        model = Line
        fields = ("indicator", "locations", "forward_estimate")
        widgets = {
            "indicator": forms.Textarea(attrs={"rows": 2}),
            "locations": forms.Textarea(attrs={"rows": 5}),
        }
