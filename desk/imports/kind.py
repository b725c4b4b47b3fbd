"""What a kind of import is made of; the table of all of them is ``desk/imports/kinds.py``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django import forms

from foundation.reports import ImportReport
from foundation.tables import Table
from kelurahan.models import User

OptionMaker = Callable[[User], forms.Field]


@dataclass(frozen=True)
class ImportColumn:
    """A column of the file: title and example as the empty template shows them."""

    title: str
    example: str = ""
    required: bool = False
    hint: str = ""


@dataclass(frozen=True)
class ImportKind:
    """One kind of import.

    ``permission`` is asked for on every page and again when the import runs. ``run`` is called
    with the open file and, by keyword, ``filename, actor, dry_run, watch`` and one value for each
    of ``options``. ``open`` finds the table in a file of this kind, for the download of refused
    rows; it raises ``TableError`` like ``run``.
    """

    key: str
    label: str
    hint: str
    permission: str
    columns: tuple[ImportColumn, ...]
    run: Callable[..., ImportReport]
    open: Callable[..., Table]
    options: Mapping[str, OptionMaker] = field(default_factory=dict)
