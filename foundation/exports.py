"""Spreadsheets out of django-import-export resources, streamed row by row with flat memory.

The library's own export builds the whole table in memory, and its setting against formulas turns
numbers into text; here the resource says which columns there are and this module writes them.
"""

import tempfile
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import IO, Any

from django.db.models import Model, QuerySet
from django.http import FileResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from import_export.declarative import ModelDeclarativeMetaclass
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import Widget

from foundation.cells import Cell, csv_line, neutralise, typed
from foundation.columns import ROWS, Block, blocks_of, csv_lines, typed_column
from foundation.sheets import (
    SheetBook,
    SheetColumn,
    SheetRow,
    write_blocks,
    write_notes,
    write_sheet,
)

__all__ = [
    "CSV_TYPE",
    "XLSX_TYPE",
    "Column",
    "SheetBook",
    "SheetColumn",
    "SheetRow",
    "StreamingResource",
    "csv_response",
    "neutralise",
    "stream_csv",
    "stream_csv_rows",
    "write_notes",
    "write_sheet",
    "write_xlsx",
    "xlsx_response",
]

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Column(Field):
    """A field of a resource that also says how its column looks in a workbook.

    ``width`` is in characters (0: by title); ``number_format`` is Excel's ("": by value); long
    text ``wraps`` inside its cell.
    """

    def __init__(
        self,
        attribute: str | None = None,
        column_name: str | None = None,
        *,
        width: int = 0,
        number_format: str = "",
        wraps: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(attribute, column_name, **options)
        self.width = width
        self.number_format = number_format
        self.wraps = wraps


class _DeclaredColumns(ModelDeclarativeMetaclass):
    """Keeps the declared columns only, in the order they are declared.

    The library would add every field of the model, with whatever it holds, and put those first.
    """

    def __new__(
        cls, name: str, bases: tuple[type, ...], attrs: dict[str, Any]
    ) -> "_DeclaredColumns":
        own = [key for key, thing in attrs.items() if isinstance(thing, Field)]
        inherited = [key for base in bases for key in getattr(base, "fields", ())]
        made = super().__new__(cls, name, bases, attrs)
        wanted = dict.fromkeys([*inherited, *own])
        made.fields = OrderedDict((key, made.fields[key]) for key in wanted if key in made.fields)
        return made


class StreamingResource(ModelResource, metaclass=_DeclaredColumns):
    """A resource whose cells keep their types and whose rows are read in chunks.

    Declare every column as a ``Column`` (or ``Field``); ``dehydrate_<name>`` methods work as usual
    and may return numbers and dates. Give ``rows`` a queryset with its ``select_related`` done;
    ``prefetch_related`` costs one query per 1,000 rows.
    """

    def export_field(self, field: Field, instance: Model, **kwargs: Any) -> Cell:
        """One cell, typed and harmless; also what the library's own export pages get."""
        return typed(self._reader(field)(instance))

    def _reader(self, field: Field) -> Callable[[Any], Any]:
        """What takes a field's value out of an object; found once per column, not per cell."""
        dehydrate = field.get_dehydrate_method(self.get_field_name(field))
        if not callable(dehydrate):
            dehydrate = getattr(self, dehydrate, None)
        if dehydrate is not None:
            return dehydrate
        if type(field.widget) is Widget:
            # The plain widget has only text to give.
            return field.get_value
        return partial(field.export, force_native_type=True)

    def header(self) -> list[str]:
        """The titles of the columns."""
        return list(self.get_export_headers())

    def columns(self) -> list[SheetColumn]:
        """The columns with their looks."""
        return [
            SheetColumn(
                str(field.column_name),
                getattr(field, "width", 0),
                getattr(field, "number_format", ""),
                getattr(field, "wraps", False),
            )
            for field in self.get_export_fields()
        ]

    def blocks(self, queryset: QuerySet[Any] | Iterable[Any]) -> Iterator[Block]:
        """The typed cells of the objects, column by column, 1,000 objects in memory at a time."""
        readers = [self._reader(field) for field in self.get_export_fields()]
        if isinstance(queryset, QuerySet):
            queryset = queryset.iterator(chunk_size=ROWS)
        waiting = iter(queryset)
        while some := list(islice(waiting, ROWS)):
            rows = [[read(instance) for read in readers] for instance in some]
            yield [typed_column(column) for column in zip(*rows, strict=True)]

    def rows(self, queryset: QuerySet[Any] | Iterable[Any]) -> Iterator[list[Cell]]:
        """The typed cells of each object."""
        for block in self.blocks(queryset):
            yield from map(list, zip(*block, strict=True))


def stream_csv(
    resource: StreamingResource, queryset: QuerySet[Any] | Iterable[Any]
) -> Iterator[bytes]:
    """The objects as CSV: UTF-8 with the mark that Excel needs, comma, a piece per 1,000 rows."""
    return _csv_pieces(resource.header(), resource.blocks(queryset))


def stream_csv_rows(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Any rows as CSV, in the same manner."""
    return _csv_pieces(header, blocks_of(rows))


def _csv_pieces(header: Sequence[str], blocks: Iterable[Block]) -> Iterator[bytes]:
    first = "\ufeff" + csv_line(header)
    for block in blocks:
        yield (first + csv_lines(block)).encode()
        first = ""
    if first:
        yield first.encode()


def write_xlsx(
    resource: StreamingResource,
    queryset: QuerySet[Any] | Iterable[Any],
    file: IO[bytes],
    *,
    title: str,
    notes: Sequence[str] = (),
) -> int:
    """Write the objects as a workbook into ``file``; return how many there are.

    ``notes`` (the cycle, the filter, the time) get a sheet of their own, so that the table itself
    begins in the first row; they also stand on every printed page, as far as there is room.
    """
    with SheetBook(file) as book:
        count = write_blocks(
            book, resource.blocks(queryset), title=title, columns=resource.columns(), printed=notes
        )
        if notes:
            write_notes(book, notes)
    return count


def csv_response(
    resource: StreamingResource, queryset: QuerySet[Any] | Iterable[Any], *, filename: str
) -> StreamingHttpResponse:
    """A download of the objects as CSV that begins at once."""
    return StreamingHttpResponse(
        stream_csv(resource, queryset),
        content_type=CSV_TYPE,
        headers={"Content-Disposition": content_disposition_header(True, filename)},
    )


def xlsx_response(
    resource: StreamingResource,
    queryset: QuerySet[Any] | Iterable[Any],
    *,
    filename: str,
    title: str,
    notes: Sequence[str] = (),
) -> FileResponse:
    """A download of the objects as a workbook, made in a temporary file first."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write_xlsx(resource, queryset, file, title=title, notes=notes)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=filename, content_type=XLSX_TYPE)
