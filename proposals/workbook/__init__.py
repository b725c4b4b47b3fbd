"""The form workbook: filled in offline for RT and RW, brought back as usulan.

``layout`` knows its columns, ``writing`` makes it, ``reading`` reads a row, ``service`` stores what
was filled in by the same forms and services as the pages of the browser.
"""

from .service import import_form_workbook
from .writing import write_form_workbook

__all__ = ["import_form_workbook", "write_form_workbook"]
