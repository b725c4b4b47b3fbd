"""Writes many rows of one model at once: what is new, what differs, what stays as it is."""

from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Field, Model

from foundation.reports import Outcome

M = TypeVar("M", bound=Model)

_WRITTEN_AT_ONCE = 500


class Batch(Generic[M]):
    """Collects rows of ``model`` and writes them in a few statements, however many they are."""

    def __init__(self, model: type[M]) -> None:
        self._model = model
        # Asking the database about each foreign key would be a query per row.
        self._relations = {field.name for field in model._meta.get_fields() if field.is_relation}
        self._new: list[M] = []
        self._changed: list[M] = []
        self._fields: set[str] = set()

    def take(self, held: M | None, values: Mapping[str, Any]) -> tuple[M, Outcome]:
        """The row with ``values`` (foreign keys as ``..._id``) and what will become of it.

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
            return row, Outcome.CREATED
        if not touched:
            return row, Outcome.UNCHANGED
        self._fields.update(self._field(name).name for name in touched)
        self._changed.append(row)
        return row, Outcome.UPDATED

    def write(self) -> None:
        """Store what was collected; call it inside a transaction."""
        self._model._default_manager.bulk_create(self._new, batch_size=_WRITTEN_AT_ONCE)
        if self._changed:
            self._model._default_manager.bulk_update(
                self._changed, sorted(self._fields), batch_size=_WRITTEN_AT_ONCE
            )
        self._new, self._changed, self._fields = [], [], set()

    def _field(self, name: str) -> Field:
        field = self._model._meta.get_field(name)
        assert isinstance(field, Field)
        return field


def first_problem(error: ValidationError, columns: Mapping[str, str]) -> tuple[str, str]:
    """The first fault of ``error`` as ``(column, sentence)``; ``columns`` maps field to title."""
    field, sentences = next(iter(error.message_dict.items()))
    return columns.get(field, field), " ".join(_flat(sentences))


def _flat(sentences: Iterable[str]) -> list[str]:
    return [str(sentence) for sentence in sentences]
