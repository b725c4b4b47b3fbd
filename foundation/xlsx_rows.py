"""Turns the workbook on standard input into JSON lines ``[row number, [cell, ...]]``.

Runs as a program of its own with little memory and time: calamine lays a sheet out as a full
rectangle, so two cells in opposite corners of a 6 kB file ask for 500 GB and abort the process.
Here that ends this program and not the portal. Imports nothing of the portal, starts in 0.1 s.

Exit codes: 0 done, 3 broken, 4 protected by a password, 5 too much in it, 6 no sheet.
Arguments: most rows, most columns, most characters of text.
"""

import io
import json
import sys
from datetime import date, datetime, time
from decimal import Decimal

import python_calamine

try:
    import resource
except ImportError:  # Windows has no such limits.
    resource = None  # type: ignore[assignment]

BROKEN, PROTECTED, TOO_MUCH, NO_SHEET = 3, 4, 5, 6

_MEMORY = 1 << 30
_SECONDS = 60


def as_text(value: object) -> str:
    """A cell as plain text: ``10500000.0`` as ``"10500000"``, dates as ISO, booleans as ya/tidak.

    A fraction of exactly three digits gets a fourth (``"12.1250"``): ``"12.125"`` would be read as
    twelve thousand by anyone who follows Indonesian spelling.
    """
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, int | float):
        whole, _, fraction = f"{Decimal(repr(value)):f}".partition(".")
        fraction = fraction.rstrip("0")
        if len(fraction) == 3:
            fraction += "0"
        return f"{whole}.{fraction}" if fraction else whole
    return str(value)


def copy_rows(content: bytes, most_rows: int, most_columns: int, most_text: int) -> int:
    """Write the rows of the first visible sheet to standard output; return the exit code."""
    workbook = python_calamine.load_workbook(io.BytesIO(content))
    visible = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        and sheet.visible == python_calamine.SheetVisibleEnum.Visible
    ]
    if not visible:
        return NO_SHEET
    written = text = 0
    for number, row in enumerate(workbook.get_sheet_by_name(visible[0]).iter_rows(), 1):
        cells = [as_text(value) for value in row]
        if not any(cell.strip() for cell in cells):
            continue
        written += 1
        text += sum(map(len, cells))
        if text > most_text or len(cells) > most_columns:
            return TOO_MUCH
        sys.stdout.write(json.dumps([number, cells], ensure_ascii=True) + "\n")
        if written > most_rows:
            break
    return 0


def main() -> int:
    """Set the limits, read, write."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    most_rows, most_columns, most_text = map(int, sys.argv[1:4])
    try:
        return copy_rows(sys.stdin.buffer.read(), most_rows, most_columns, most_text)
    except python_calamine.PasswordError:
        return PROTECTED
    except MemoryError:
        return TOO_MUCH
    except Exception:
        return BROKEN


if __name__ == "__main__":
    sys.exit(main())
