"""What Bappeda fills in: a new draft, the freezing, the wording of a line."""

from collections.abc import Iterable
from typing import Any

from django import forms

from planning.models import Cycle
from proposals.statuses import FundingSource
from rkpd.cuts import Cut
from rkpd.models import Draft, DraftKind, Line
from rkpd.selectors import cuts_of


class BuildForm(forms.Form):
    """Which cycle and which edition a new draft is for."""

    cycle = forms.ChoiceField(label="Tahun")
    kind = forms.ChoiceField(label="Jenis", choices=DraftKind.choices)
    label = forms.CharField(
        label="Keterangan (boleh kosong)",
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "misalnya: sesudah Forum Perangkat Daerah"}),
    )

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


class CutForm(forms.Form):
    """Which part of a draft to look at; ``cut`` is the answer of a valid form."""

    opd = forms.ChoiceField(label="Perangkat Daerah", required=False)
    dana = forms.ChoiceField(label="Sumber dana", required=False)
    kecamatan = forms.ChoiceField(label="Kecamatan", required=False)

    def __init__(self, *args: Any, draft: Draft, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        opds, sources, kecamatan = cuts_of(draft)
        self._names = {"opd": dict(opds), "kecamatan": dict(kecamatan)}
        everything = [("", "Semua")]
        shown = [(source, FundingSource(source).label) for source in sources]
        for name, choices in (("opd", opds), ("dana", shown), ("kecamatan", kecamatan)):
            label = self.fields[name].label
            self.fields[name] = forms.ChoiceField(
                label=label, required=False, choices=everything + choices
            )

    @property
    def cut(self) -> Cut:
        """What was chosen."""
        opd, kecamatan = (
            int(self.cleaned_data[name]) if self.cleaned_data[name] else None
            for name in ("opd", "kecamatan")
        )
        return Cut(
            opd,
            self.cleaned_data["dana"],
            kecamatan,
            self._names["opd"].get(opd, ""),
            self._names["kecamatan"].get(kecamatan, ""),
        )


class FreezeForm(forms.Form):
    """The note that is kept with the frozen draft, and a plain yes.

    ``is_over`` says that the draft exceeds a pagu: the note then says why.
    """

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

    def __init__(self, *args: Any, is_over: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_over:
            note = self.fields["note"]
            note.required = True
            note.label = "Catatan: mengapa tetap dibekukan walaupun melebihi pagu"
            note.error_messages["required"] = (
                "Rancangan ini melebihi pagu. Tulis catatan mengapa tetap dibekukan."
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
