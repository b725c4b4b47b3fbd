"""Bringing a list of usulan in, as the import tests do it."""

from io import BytesIO
from typing import Any

from foundation.reports import ImportReport
from proposals.imports import import_usulan
from tests.factories import World


def bring(world: World, file: BytesIO, **options: Any) -> ImportReport:
    """Import into the world's kelurahan and cycle."""
    options = {"kelurahan": world.kelurahan, "filename": "usulan.csv"} | options
    return import_usulan(file, cycle=world.cycle, **options)


def outcomes(report: ImportReport) -> list[str]:
    return [str(row.outcome) for row in report]
