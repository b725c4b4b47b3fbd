"""How each thing that a transition may need is asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from kelurahan.models import OPD, Kelurahan
from planning.models import Nomenclature
from planning.selectors import reasons_for
from proposals.forms.fields import DecimalField, PlainTextField, RupiahField, UploadsField
from proposals.models import Assessment, Proposal
from proposals.models.proposal import MAX_VOLUME
from proposals.review import next_kelurahan_rank, sub_kegiatan_of
from proposals.statuses import FundingSource
from proposals.workflow import Transition
from proposals.workflow.conditions import REASON_LEVEL

DAYS_TO_MEND = 7
"""Suggested; the officer may choose another day."""

PICTURES = "image/jpeg,image/png,image/webp"
NOTE_LENGTH = 2000
LABEL_LENGTH = 90
OTHER_SOURCES = [
    (source.value, source.label)
    for source in FundingSource
    if source not in (FundingSource.APBD, FundingSource.KELURAHAN_FUND)
]


@dataclass(frozen=True)
class Setting:
    """Of whom and of what a form asks: the deed, the office, the usulan (none in bulk)."""

    transition: Transition
    user: Any
    role: Any
    proposal: Proposal | None = None

    @property
    def reasons(self) -> Any:
        """The reasons of the office's level; in bulk none that names another usulan."""
        level = REASON_LEVEL.get(self.role, "at_kelurahan").removeprefix("at_")
        rows = reasons_for(level)
        return rows if self.proposal else rows.filter(needs_target=False)

    def figure(self, name: str) -> Any:
        """What the office furthest up the ladder wrote, else the proposer."""
        if self.proposal is None:
            return None
        rows = Assessment.objects.filter(
            proposal=self.proposal, **{f"{name}__isnull": False}
        ).order_by("-pk")
        found = rows.values_list(name, flat=True).first()
        return getattr(self.proposal, name) if found is None else found


class ReasonField(forms.ModelChoiceField):
    """Reason codes with those that can be mended first, in a group of their own."""

    def __init__(self, reasons: Any, **options: Any) -> None:
        super().__init__(queryset=reasons, **options)
        rows = list(reasons)
        groups = (
            ("Dapat diperbaiki pengusul", [row for row in rows if row.fixable]),
            ("Tidak dapat diperbaiki", [row for row in rows if not row.fixable]),
        )
        self.rows = rows
        self.widget.choices = [
            ("", "Pilih alasan"),
            *(
                (head, [(row.pk, shortened(str(row))) for row in own])
                for head, own in groups
                if own
            ),
        ]


def shortened(text: str) -> str:
    """``text`` short enough for one line of a select."""
    if len(text) <= LABEL_LENGTH:
        return text
    return f"{text[:LABEL_LENGTH].rsplit(' ', 1)[0]}…"


def date_input(**attrs: Any) -> forms.DateInput:
    """The browser's own calendar; it wants its dates in ISO form."""
    return forms.DateInput(attrs={"type": "date", **attrs}, format="%Y-%m-%d")


def _reason(setting: Setting) -> forms.Field:
    return ReasonField(setting.reasons, label="Alasan")


def _note(setting: Setting) -> forms.Field:
    wanted = "Dibaca pengusul. Tulis apa yang perlu diketahui atau dikerjakan."
    plain = "Boleh kosong. Dibaca pengusul."
    return PlainTextField(
        label="Catatan",
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=wanted if "note" in setting.transition.needs else plain,
    )


def _due(setting: Setting) -> forms.Field:
    return forms.DateField(
        label="Diperbaiki paling lambat",
        initial=suggested_due,
        widget=date_input(),
        error_messages={"invalid": "Tulis tanggal yang benar."},
    )


def suggested_due() -> Any:
    """A week from today."""
    return timezone.localdate() + timedelta(days=DAYS_TO_MEND)


def _target(setting: Setting) -> forms.Field:
    optional = "" if "target" in setting.transition.needs else " Hanya bila alasannya menyebut itu."
    return PlainTextField(
        label="Usulan lain yang dimaksud",
        max_length=40,
        widget=forms.TextInput(attrs={"list": "daftar-usulan", "autocomplete": "off"}),
        help_text=f"Nomor usulan di kelurahan yang sama; angka terakhirnya cukup.{optional}",
    )


def _rank(setting: Setting) -> forms.Field:
    own = setting.proposal
    return forms.IntegerField(
        label="Urutan prioritas kelurahan",
        initial=next_kelurahan_rank(own.cycle_id, own.kelurahan_id) if own else None,
        min_value=1,
        max_value=100_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text="Diusulkan urutan kosong berikutnya.",
    )


def _opd(setting: Setting) -> forms.Field:
    own = setting.proposal
    choices = offices_of(own.kelurahan) if own else OPD.objects.none()
    moving = setting.transition.action == "reroute"
    if own and moving:
        choices = choices.exclude(pk=own.opd_id)
    return forms.ModelChoiceField(
        choices,
        label="Perangkat Daerah",
        empty_label="Pilih Perangkat Daerah",
        initial=None if moving or own is None else own.opd_id,
    )


def offices_of(kelurahan: Kelurahan) -> Any:
    """The OPD of the kelurahan's city that exist today."""
    return OPD.objects.filter(city=kelurahan.kecamatan.city_id, valid_until=None).order_by("name")


class SubKegiatanField(forms.CharField):
    """A code out of a list of suggestions; the words behind the code are for the reader."""

    def __init__(self, rows: Any, **options: Any) -> None:
        self.rows = list(rows.only("code", "name"))
        super().__init__(
            max_length=700,
            widget=forms.TextInput(attrs={"list": "daftar-sub-kegiatan", "autocomplete": "off"}),
            **options,
        )

    def clean(self, value: Any) -> Nomenclature | None:
        text = super().clean(value)
        if not text:
            return None
        code = text.split()[0]
        for row in self.rows:
            if row.code == code:
                return row
        raise ValidationError(
            "Sub kegiatan ini tidak ada dalam bidang Perangkat Daerah. Pilih dari daftar."
        )


def _sub_kegiatan(setting: Setting) -> forms.Field:
    own = setting.proposal
    item = own.kamus_item if own else None
    field = SubKegiatanField(
        sub_kegiatan_of(own.opd if own else None, item),
        label="Sub kegiatan",
        help_text="Ketik kode atau sebagian nama. Hapus isinya untuk melihat semua pilihan.",
    )
    if item:
        field.initial = next(
            (str(row) for row in field.rows if row.pk == item.sub_kegiatan_id), None
        )
    return field


def _volume(setting: Setting) -> forms.Field:
    unit = setting.proposal.unit if setting.proposal else ""
    return DecimalField(
        label=f"Volume ({unit})" if unit else "Volume",
        maximum=MAX_VOLUME,
        initial=setting.figure("volume"),
    )


def _value(setting: Setting) -> forms.Field:
    return RupiahField(label="Nilai (Rp)", initial=setting.figure("value"))


def _funding_source(setting: Setting) -> forms.Field:
    return forms.ChoiceField(
        label="Sumber dana", choices=FundingSource.choices, initial=FundingSource.APBD
    )


def _diverted_to(setting: Setting) -> forms.Field:
    return forms.ChoiceField(
        label="Sumber dana tujuan", choices=[("", "Pilih sumber dana"), *OTHER_SOURCES]
    )


def _realised_on(setting: Setting) -> forms.Field:
    today = timezone.localdate().isoformat()
    return forms.DateField(
        label="Tanggal selesai",
        widget=date_input(max=today),
        error_messages={"invalid": "Tulis tanggal yang benar."},
    )


def _realised_volume(setting: Setting) -> forms.Field:
    unit = setting.proposal.unit if setting.proposal else ""
    return DecimalField(
        label=f"Volume terbangun ({unit})" if unit else "Volume terbangun", maximum=MAX_VOLUME
    )


def _photos(setting: Setting) -> forms.Field:
    return UploadsField(
        many=True,
        accept=PICTURES,
        pictures_only=True,
        label="Foto hasil pekerjaan",
        help_text="JPG, PNG atau WebP, masing-masing paling besar 5 MB.",
    )


MAKERS: dict[str, Callable[[Setting], forms.Field]] = {
    "reason": _reason,
    "note": _note,
    "due": _due,
    "target": _target,
    "rank": _rank,
    "opd": _opd,
    "sub_kegiatan": _sub_kegiatan,
    "volume": _volume,
    "value": _value,
    "funding_source": _funding_source,
    "diverted_to": _diverted_to,
    "realised_on": _realised_on,
    "realised_volume": _realised_volume,
    "photos": _photos,
}
"""How each thing that a transition may need is asked for."""
