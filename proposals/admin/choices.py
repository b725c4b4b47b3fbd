"""How a filter of the list of usulan is drawn and read; what each narrows is in ``filters``."""

from html import escape
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from foundation.numbers import whole_number
from proposals.admin.reads import (
    Choices,
)
from proposals.review import NOTHING


class Choice(SimpleListFilter):
    """A filter drawn as one select; a value in the address holds even where no select is drawn."""

    is_rare = False
    unset = "Semua"

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(request, *args)
        self.request, self.asked = request, request.GET
        # Worked out by the page that draws them, not where only the rows are wanted.
        del self.lookup_choices

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return []

    @cached_property
    def lookup_choices(self) -> Choices:
        return self.offered()

    def offered(self) -> Choices:
        """Value and label of each choice."""
        raise NotImplementedError

    @property
    def options(self) -> SafeString:
        """The choices as the options of a select."""
        chosen = self.value()
        return SafeString(
            "\n".join(
                f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>'
                f"{escape(label)}</option>"
                for value, label in self.lookup_choices
            )
        )

    def has_output(self) -> bool:
        return True

    def value(self) -> str | None:
        return super().value() or None

    @property
    def is_shown(self) -> bool:
        return len(self.lookup_choices) > 1 or self.value() is not None

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        return queryset if value is None else self.narrow(queryset, value)

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """``rows`` that fit ``value``; none for a value that means nothing."""
        raise NotImplementedError


class KeyChoice(Choice):
    """By a foreign key of the row itself; ``kosong`` finds rows without one."""

    column = ""

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        if value == NOTHING:
            return rows.filter(**{f"{self.column}__isnull": True})
        return rows.filter(**{self.column: value}) if is_key(value) else rows.none()


def is_key(text: str) -> bool:
    """Whether ``text`` can be the number of a row."""
    return whole_number(text) is not None


class FromAddress(Choice):
    """A filter that recaps set in the addresses of their figures; drawn only while it holds."""

    is_rare = True

    @property
    def is_shown(self) -> bool:
        return self.value() is not None
