"""Second screen: where the work is."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kelurahan.models import RT
from proposals.forms.base import StepForm
from proposals.forms.fields import PlainTextField, PointField
from proposals.gates import LAND_ADVICE
from proposals.models import Proposal
from proposals.requirements import needs_land_status
from proposals.statuses import LandStatus

LONGEST_KEY = 18
"""Digits of a key that every database takes."""


class RTsField(forms.ModelMultipleChoiceField):
    """RT of the proposer's own RW, or of the kelurahan for those without an RW."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return str(obj)

    def _check_values(self, value: Any) -> Any:
        # A number that no column holds makes the database stumble instead of finding nothing.
        for key in value:
            if len(str(key)) > LONGEST_KEY:
                raise ValidationError(self.error_messages["invalid_pk_value"])
        return super()._check_values(value)


class WhereForm(StepForm):
    """RT, address, landmark, land status and the point on the map."""

    rts = RTsField(
        label="RT tempat pekerjaan",
        queryset=RT.objects.none(),
        error_messages={
            "invalid_choice": "Ada RT yang bukan dari wilayah Anda. Pilih RT dari daftar.",
            "invalid_pk_value": "Ada RT yang tidak dikenal. Pilih RT dari daftar.",
        },
    )
    address = PlainTextField(
        label="Alamat atau nama jalan",
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Contoh: Jalan Mawar Raya, dari pos ronda sampai pertigaan.",
    )
    landmark = PlainTextField(
        label="Patokan (boleh dikosongkan)",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Tempat yang mudah dicari petugas. Contoh: di samping musala Al-Ikhlas.",
    )
    land_status = forms.ChoiceField(
        label="Lahannya milik siapa?",
        choices=LandStatus.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Pilih salah satu status lahan dari daftar."},
    )
    point = PointField(
        label="Titik lokasi",
        help_text="Dua angka dari aplikasi peta: lintang, lalu bujur. "
        "Contoh: -6,298123 107,012345.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["rts"].queryset = places_for(self.proposal)
        if self.proposal.rw_id:
            self.fields["rts"].help_text = "Boleh lebih dari satu."
        self.needs_land = needs_land_status(self.proposal)
        item = self.proposal.kamus_item
        self.needs_point = bool(item and item.needs_point)
        if not self.needs_land:
            self.fields["land_status"].label += " (boleh dikosongkan)"
        if not self.needs_point:
            self.fields["point"].label += " (boleh dikosongkan)"

    def stored(self, proposal: Proposal) -> dict[str, Any]:
        has_point = proposal.latitude is not None and proposal.longitude is not None
        return {
            "rts": [rt.pk for rt in proposal.rts.all()] if not proposal._state.adding else [],
            "address": proposal.address,
            "landmark": proposal.landmark,
            "land_status": proposal.land_status,
            "point": (proposal.latitude, proposal.longitude) if has_point else None,
        }

    def content(self) -> dict[str, Any]:
        content = dict(self.cleaned_data)
        if "rts" not in self.changed_data:
            content.pop("rts", None)
        if "point" in content:
            point = content.pop("point") or (None, None)
            content["latitude"], content["longitude"] = point
        return content

    def land_choices(self) -> Iterator[dict[str, str]]:
        """Every land status with what it means and what must be arranged."""
        held = self["land_status"].value()
        for index, status in enumerate(LandStatus):
            meaning, advice = LAND_ADVICE[status]
            yield {
                "value": status.value,
                "label": status.label,
                "id": f"{self['land_status'].auto_id}_{index}",
                "meaning": meaning,
                "advice": advice,
                "checked": "checked" if held == status.value else "",
            }

    def places(self) -> list[tuple[str, list[dict[str, str]]]]:
        """RT to tick, by RW."""
        held = {str(value) for value in self["rts"].value() or ()}
        rows = [
            {
                "value": str(rt.pk),
                "label": str(rt),
                "id": f"{self['rts'].auto_id}_{index}",
                "rw": str(rt.rw),
                "checked": "checked" if str(rt.pk) in held else "",
            }
            for index, rt in enumerate(self.fields["rts"].queryset)
        ]
        return [(rw, list(group)) for rw, group in groupby(rows, key=lambda row: row["rw"])]


def places_for(proposal: Proposal) -> Any:
    """The RT where this proposer's work may stand."""
    rts = RT.objects.filter(valid_until=None).select_related("rw").order_by("rw__label", "label")
    if proposal.rw_id:
        return rts.filter(rw=proposal.rw_id)
    return rts.filter(rw__kelurahan=proposal.kelurahan_id)
