"""Writes many rows of one model at once: what is new, what differs, what stays as it is."""

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, NamedTuple, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Field, ForeignKey, Model, PositiveSmallIntegerField

from foundation.indonesia import date_long, datetime_long, number
from foundation.reports import Changed, Outcome

M = TypeVar("M", bound=Model)

_WRITTEN_AT_ONCE = 500


class Taken(NamedTuple, Generic[M]):
    """A row as it will be stored, what becomes of it, and what it says otherwise than before."""

    row: M
    outcome: Outcome
    changes: tuple[Changed, ...] = ()


class Batch(Generic[M]):
    """Collects rows of ``model`` and writes them in a few statements, however many they are."""

    def __init__(
        self, model: type[M], *, words: Mapping[str, Callable[[Any], str]] | None = None
    ) -> None:
        """``words`` say values of fields whose stored form no one can read."""
        self._model = model
        self._words = words or {}
        # Asking the database about each foreign key would be a query per row.
        self._relations = {field.name for field in model._meta.get_fields() if field.is_relation}
        self._new: list[M] = []
        self._changed: list[M] = []
        self._fields: set[str] = set()
        self._names: dict[tuple[type[Model], Any], str] = {}

    def take(self, held: M | None, values: Mapping[str, Any]) -> Taken[M]:
        """The row with ``values`` (foreign keys as ``..._id``) and what will become of it.

        A changed foreign key is told by the name of what it points to: one query per thing named.
        ``held`` is the stored row, or ``None`` for a new one; it is not altered. Raises
        ``ValidationError`` by field when a value cannot stand; nothing is collected then.
        """
        row = self._model() if held is None else copy(held)
        touched = [name for name, value in values.items() if getattr(row, name) != value]
        for name, value in values.items():
            setattr(row, name, value)
        row.clean_fields(exclude=self._relations)
        if held is None:
            self._new.append(row)
            return Taken(row, Outcome.CREATED)
        if not touched:
            return Taken(row, Outcome.UNCHANGED)
        self._fields.update(self._field(name).name for name in touched)
        self._changed.append(row)
        return Taken(row, Outcome.UPDATED, tuple(self._change(held, row, n) for n in touched))

    def write(self) -> None:
        """Store what was collected; call it inside a transaction."""
        self._model._default_manager.bulk_create(self._new, batch_size=_WRITTEN_AT_ONCE)
        if self._changed:
            self._model._default_manager.bulk_update(
                self._changed, sorted(self._fields), batch_size=_WRITTEN_AT_ONCE
            )
        self._new, self._changed, self._fields = [], [], set()

    def _change(self, held: M, row: M, name: str) -> Changed:
        field = self._field(name)
        return Changed(
            str(field.verbose_name),
            self._in_words(field, getattr(held, name)),
            self._in_words(field, getattr(row, name)),
        )

    def _in_words(self, field: Field, value: Any) -> str:
        if field.name in self._words:
            return self._words[field.name](value)
        if not isinstance(field, ForeignKey):
            return in_words(field, value)
        if value is None:
            return ""
        model = field.related_model
        if (model, value) not in self._names:
            named = model._default_manager.filter(**{field.target_field.attname: value}).first()
            self._names[model, value] = "" if named is None else str(named)
        return self._names[model, value]

    def _field(self, name: str) -> Field:
        field = self._model._meta.get_field(name)
        assert isinstance(field, Field)
        return field


def in_words(field: Field, value: Any) -> str:
    """A stored value of ``field`` as people read it; ``""`` where there is none."""
    if value is None or value == "":
        return ""
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, date):
        return datetime_long(value) if isinstance(value, datetime) else date_long(value)
    # Small numbers are years and counts; a year has no thousands.
    if isinstance(value, int | float | Decimal) and not isinstance(
        field, PositiveSmallIntegerField
    ):
        return number(value)
    return str(value)


def first_problem(error: ValidationError, columns: Mapping[str, str]) -> tuple[str, str]:
    """The first fault of ``error`` as ``(column, sentence)``; ``columns`` maps field to title."""
    field, sentences = next(iter(error.message_dict.items()))
    return columns.get(field, field), " ".join(_flat(sentences))


def _flat(sentences: Iterable[str]) -> list[str]:
    return [str(sentence) for sentence in sentences]
