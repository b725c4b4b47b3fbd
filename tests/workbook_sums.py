"""Sums in a workbook, computed here: what a formula says must be what is stored beside it."""

import io
import re
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

SUBTOTAL = re.compile(r"=SUBTOTAL\(9,([A-Z]+\d+(?::[A-Z]+\d+)?)\)")


def books(content: bytes) -> tuple[Any, Any]:
    """The workbook with its formulas, and with the values stored beside them."""
    return tuple(
        openpyxl.load_workbook(io.BytesIO(content), data_only=values) for values in (False, True)
    )


def computed(sheet: Worksheet, formula: str) -> Any:
    """SUBTOTAL as spreadsheets define it: numbers of the range that are no SUBTOTAL themselves."""
    left, top, right, bottom = range_boundaries(SUBTOTAL.fullmatch(formula)[1])
    cells = sheet.iter_rows(top, bottom, left, right, values_only=True)
    return sum(cell for (cell,) in cells if isinstance(cell, int | float))


def sums_in(content: bytes) -> list[tuple[Any, Any]]:
    """Every formula of the workbook as computed here, with the value stored beside it."""
    formulas, values = books(content)
    found = []
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    stored = values[sheet.title][cell.coordinate].value
                    found.append((computed(sheet, cell.value), stored))
    return found
