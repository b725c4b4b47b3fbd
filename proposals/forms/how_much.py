"""Third screen: how much, why, for whom, and the proofs."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import prefetch_related_objects

from planning.explain import unit_shown
from planning.models import KamusVariable
from planning.models.kamus import Document
from proposals.forms.base import StepForm
from proposals.forms.fields import (
    DecimalField,
    PlainTextField,
    RupiahField,
    UploadsField,
    WholeNumberField,
)
from proposals.models import Proposal
from proposals.models.proposal import MAX_VOLUME
from proposals.requirements import MIN_TEXT
from proposals.services.choice import figures
from proposals.statuses import CLEAR_LAND, AttachmentKind
from proposals.valuation import measure_rows, volume_of

MOST_PEOPLE = 5_000_000
PHOTOS = "image/jpeg,image/png,image/webp"
PAPERS = f"{PHOTOS},application/pdf"
LONGEST_TEXT = 2000


def _story(label: str, hint: str) -> PlainTextField:
    return PlainTextField(
        label=label,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=hint,
    )


def free_figures() -> dict[str, forms.Field]:
    """Volume, unit and an estimate: what is asked for where there is no item of the kamus."""
    return {
        "volume": DecimalField(
            label="Berapa banyak?", maximum=MAX_VOLUME, help_text="Contoh: 120 atau 12,5."
        ),
        "unit": PlainTextField(
            label="Satuannya apa?", max_length=40, help_text="Contoh: meter, unit, orang."
        ),
        "value": RupiahField(
            label="Perkiraan biaya seluruhnya (rupiah)",
            help_text="Perkiraan pengusul. Boleh ditulis 4.500.000 atau 4,5 juta.",
        ),
    }


class HowMuchForm(StepForm):
    """The item's own measures (or volume, unit and an estimate), the reasons and the files."""

    problem = _story(
        "Apa masalahnya sekarang?",
        f"Ceritakan keadaannya, paling sedikit {MIN_TEXT} huruf. "
        "Contoh: Setiap hujan, air setinggi lutut masuk ke 10 rumah.",
    )
    urgency = _story("Mengapa mendesak?", "Apa akibatnya bila tidak dikerjakan tahun depan?")
    benefit = _story("Apa manfaatnya bagi warga?", "Contoh: Jalan tidak tergenang lagi.")
    people = WholeNumberField(
        label="Berapa orang yang terbantu?",
        maximum=MOST_PEOPLE,
        help_text="Perkiraan saja. Contoh: 120.",
    )
    households = WholeNumberField(
        label="Berapa keluarga (KK)? (boleh dikosongkan)",
        maximum=MOST_PEOPLE,
        help_text="Contoh: 30.",
    )
    contribution = PlainTextField(
        label="Swadaya warga (boleh dikosongkan)",
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Apa yang disumbang warga sendiri. Contoh: tenaga kerja bakti, konsumsi.",
    )
    photos = UploadsField(
        label="Tambah foto keadaan sekarang",
        many=True,
        accept=PHOTOS,
        help_text="Boleh beberapa sekaligus. JPG, PNG atau WebP, paling besar 5 MB tiap foto.",
    )

    def __init__(self, *args: Any, proposal: Proposal, **options: Any) -> None:
        self.item = proposal.kamus_item
        if self.item:
            # Read once: the value is worked out from them again when the form is saved.
            prefetch_related_objects([self.item], "variables")
        self.variables = list(self.item.variables.all()) if self.item else []
        super().__init__(*args, proposal=proposal, **options)
        for name, field in self._figure_fields().items():
            field.required = False
            self.fields[name] = field
        for code, field in self._paper_fields().items():
            self.fields[f"document_{code}"] = field
        self.order_fields([*self.figure_names, *self.fields])

    @property
    def figure_names(self) -> list[str]:
        """The fields from which volume and value follow, in the order of the screen."""
        if self.item is None:
            return ["volume", "unit", "value"]
        return [_name(variable) for variable in self.variables] or ["volume"]

    def figure_fields(self) -> list[forms.BoundField]:
        """For the page: the bound figure fields."""
        return [self[name] for name in self.figure_names]

    def paper_fields(self) -> list[forms.BoundField]:
        """For the page: one file field per paper."""
        return [self[name] for name in self.fields if name.startswith("document_")]

    def _figure_fields(self) -> dict[str, forms.Field]:
        if self.item is None:
            return free_figures()
        if not self.variables:
            unit = unit_shown(self.item.unit)
            return {"volume": DecimalField(label=f"Jumlah ({unit})", maximum=MAX_VOLUME)}
        return {
            _name(variable): DecimalField(
                label=f"{variable.name.capitalize()} ({unit_shown(variable.unit)})",
                minimum=variable.minimum,
                maximum=variable.maximum or MAX_VOLUME,
                help_text=_range(variable),
            )
            for variable in self.variables
        }

    def _paper_fields(self) -> dict[str, forms.Field]:
        """The papers that the item demands, and a land letter where the land is not clear."""
        wanted = [code for code in self.item.documents if code in Document] if self.item else []
        fields = {
            code: UploadsField(label=f"Unggah {Document(code).label}", accept=PAPERS)
            for code in wanted
        }
        land = Document.LAND_LETTER
        unclear = self.proposal.land_status and self.proposal.land_status not in CLEAR_LAND
        if unclear and land not in fields:
            fields[land.value] = UploadsField(
                label=f"Unggah {land.label} (boleh menyusul)", accept=PAPERS
            )
        for field in fields.values():
            field.help_text = "Foto atau PDF, paling besar 5 MB."
        return fields

    def stored(self, proposal: Proposal) -> dict[str, Any]:
        names = ("problem", "urgency", "benefit", "people", "households", "contribution")
        stored = {name: getattr(proposal, name) for name in (*names, "volume", "unit", "value")}
        held = {row["name"]: Decimal(row["value"]) for row in proposal.measures}
        return stored | {_name(row): held.get(row.name) for row in self.variables}

    def clean(self) -> dict[str, Any]:
        """Sentences about refused files join the errors; what follows is worked out once."""
        self.uploads = []
        for name in self._file_names():
            good, refused = self.cleaned_data.pop(name, ([], []))
            kind, document = _purpose(name)
            self.uploads += [(name, kind, document, upload) for upload in good]
            for sentence in refused:
                self.add_error(name, sentence)
        self._derived = self._work_out()
        return self.cleaned_data

    def content(self) -> dict[str, Any]:
        kept = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in self.figure_names and name not in self._file_names()
        }
        return kept | self._derived

    def _file_names(self) -> list[str]:
        return [name for name in self.fields if name == "photos" or name.startswith("document_")]

    def _work_out(self) -> dict[str, Any]:
        """Volume and value from what was typed; the price is the one frozen on the usulan."""
        if self.item is None:
            return {name: self.cleaned_data[name] for name in self._good_figures()}
        try:
            if not self.variables:
                if "volume" not in self.cleaned_data:
                    return {}
                return figures(self.cleaned_data["volume"], self.proposal.unit_price)
            return self._measured()
        except ValueError as error:
            self.add_error(self.figure_names[0], str(error))
            return {}

    def _good_figures(self) -> list[str]:
        return [name for name in self.figure_names if name in self.cleaned_data]

    def _measured(self) -> dict[str, Any]:
        """A measure that could not be read keeps the value that is stored."""
        values = {}
        for variable in self.variables:
            name = _name(variable)
            value = self.cleaned_data.get(name, self.initial.get(name))
            if value is not None:
                values[variable.name] = value
        complete = len(values) == len(self.variables)
        volume = volume_of(values.values()) if complete else None
        if volume is not None and volume <= 0:
            raise ValueError("Hasil kali ukurannya terlalu kecil. Periksa lagi angkanya.")
        return {"measures": measure_rows(self.item, values)} | figures(
            volume, self.proposal.unit_price
        )


def _name(variable: KamusVariable) -> str:
    return f"measure_{variable.pk}"


def _range(variable: KamusVariable) -> str:
    low, high = variable.minimum, variable.maximum
    prepare = DecimalField().prepare_value
    if low and high:
        return f"Antara {prepare(low)} dan {prepare(high)}."
    if high:
        return f"Paling banyak {prepare(high)}."
    return f"Paling sedikit {prepare(low)}." if low else ""


def _purpose(name: str) -> tuple[str, str]:
    """What kind of attachment comes from a file field, and which paper it is."""
    if name == "photos":
        return AttachmentKind.PHOTO, ""
    code = name.removeprefix("document_")
    kind = AttachmentKind.LAND if code == Document.LAND_LETTER else AttachmentKind.DOCUMENT
    return kind, code
