"""Form fields that read what people type: Indonesian numbers, a pasted point, several files."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from foundation.indonesia import number, parse_decimal, parse_rupiah
from foundation.text import visible
from foundation.uploads import CleanUpload, UploadError, clean_upload

INDONESIA = ((Decimal("-11.5"), Decimal("6.5")), (Decimal(94), Decimal("141.5")))
"""Southern and northern, western and eastern edge of the country, in degrees."""

_WITH_DOTS = re.compile(r"[-−]?\d{1,3}\.\d+|[-−]?\d{1,3}")
_WITH_COMMAS = re.compile(r"[-−]?\d{1,3}(?:,\d+)?")
_MICRODEGREE = Decimal("0.000001")
_LONGEST_POINT = 80


class PlainTextField(forms.CharField):
    """Text as it is seen, so that a browser's own line ends do not count as a change."""

    default_error_messages = {
        "max_length": "Terlalu panjang: %(show_value)d huruf. Paling banyak %(limit_value)d huruf."
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        for validator in self.validators:
            if isinstance(validator, MaxLengthValidator):
                validator.message = self.error_messages["max_length"]

    def to_python(self, value: Any) -> str:
        return super().to_python(visible(str(value)) if value else value)


class TypedNumberField(forms.CharField):
    """A number as people write it; ``read`` turns the text into a value or raises ValueError."""

    def __init__(self, *, read: Callable[[str], Any], inputmode: str, **options: Any) -> None:
        self.read = read
        options.setdefault("widget", forms.TextInput())
        super().__init__(**options)
        self.widget.attrs |= {"inputmode": inputmode, "autocomplete": "off"}

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, int | Decimal):
            return value
        text = super().to_python(value)
        if not text:
            return None
        try:
            return self.read(text)
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def prepare_value(self, value: Any) -> Any:
        return number(value) if isinstance(value, int | Decimal) else value


class DecimalField(TypedNumberField):
    """A measure with at most two decimals, above ``minimum`` or equal to it, and above zero."""

    def __init__(
        self, *, minimum: Decimal | int = 0, maximum: Decimal | int | None = None, **options: Any
    ) -> None:
        def read(text: str) -> Decimal:
            value = parse_decimal(text, minimum=minimum, maximum=maximum)
            if value == 0:
                raise ValueError("Angka ini harus lebih dari nol.")
            if value != round(value, 2):
                raise ValueError("Tulis paling banyak dua angka di belakang koma, misalnya 12,25.")
            return value

        super().__init__(read=read, inputmode="decimal", **options)


class WholeNumberField(TypedNumberField):
    """A count without fraction: ``1.200`` people."""

    def __init__(self, *, maximum: int, **options: Any) -> None:
        def read(text: str) -> int:
            value = parse_decimal(text, minimum=0, maximum=maximum)
            if value != int(value):
                raise ValueError("Tulis angka bulat tanpa koma, misalnya 120.")
            return int(value)

        super().__init__(read=read, inputmode="numeric", **options)


class RupiahField(TypedNumberField):
    """Whole rupiah: ``4.500.000``, ``4,5 juta``."""

    def __init__(self, **options: Any) -> None:
        # "4,5 juta" needs letters, so the phone keeps its full keyboard.
        super().__init__(
            read=lambda text: parse_rupiah(text, minimum=1), inputmode="text", **options
        )


class PointField(forms.CharField):
    """Latitude and longitude in one field: ``-6.3, 107.0`` or ``-6,3 107,0``."""

    def to_python(self, value: Any) -> tuple[Decimal, Decimal] | None:
        if value is None or isinstance(value, tuple):
            return value
        text = super().to_python(value)
        if not text:
            return None
        numbers = _numbers_in(text)
        if len(numbers) != 2:
            raise ValidationError(
                "Tulis dua angka, lintang lalu bujur, misalnya -6,298123 107,012345."
            )
        if not _in_indonesia(*numbers):
            swapped = _in_indonesia(numbers[1], numbers[0])
            raise ValidationError(
                "Angkanya terbalik. Tulis lintang dulu (misalnya -6,298123), baru bujur."
                if swapped
                else "Titik ini di luar Indonesia. Periksa angkanya dan tanda minus di depan "
                "lintang, misalnya -6,298123 107,012345."
            )
        return numbers[0], numbers[1]

    def prepare_value(self, value: Any) -> Any:
        return f"{value[0]}, {value[1]}" if isinstance(value, tuple) else value


def _numbers_in(text: str) -> list[Decimal]:
    if len(text) > _LONGEST_POINT:
        return []
    pattern = _WITH_DOTS if "." in text else _WITH_COMMAS
    return [
        Decimal(found.replace("−", "-").replace(",", ".")).quantize(_MICRODEGREE)
        for found in pattern.findall(text)
    ]


def _in_indonesia(latitude: Decimal, longitude: Decimal) -> bool:
    (south, north), (west, east) = INDONESIA
    return south <= latitude <= north and west <= longitude <= east


class ManyFilesInput(forms.FileInput):
    """A file input that takes several files at once."""

    allow_multiple_selected = True


class UploadsField(forms.Field):
    """Files that were handed in: the sound ones and sentences about the others, side by side."""

    def __init__(
        self, *, many: bool = False, accept: str, pictures_only: bool = False, **options: Any
    ) -> None:
        widget = ManyFilesInput if many else forms.FileInput
        super().__init__(
            required=False,
            widget=widget(attrs={"accept": accept, "class": "form-control"}),
            **options,
        )
        self.many = many
        self.pictures_only = pictures_only

    def clean(self, value: Any) -> tuple[list[CleanUpload], list[str]]:
        """The files that may be stored, and a sentence for each that may not."""
        files = value if isinstance(value, list | tuple) else [value]
        good: list[CleanUpload] = []
        refused: list[str] = []
        for file in files:
            if not file:
                continue
            try:
                good.append(clean_upload(file, pictures_only=self.pictures_only))
            except UploadError as error:
                refused.append(f"{_short(file.name)}: {error}")
        return good, refused

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Files come on top of what is stored; they never stand against it."""
        return False


def _short(name: str) -> str:
    return name if len(name) <= 40 else f"{name[:25]}…{name[-12:]}"
