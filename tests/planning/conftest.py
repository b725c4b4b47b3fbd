"""The shipped reference data, loaded once per test that asks for it."""

import pytest

from planning.models import Cycle
from planning.reference import load_reference


@pytest.fixture
def bekasi(db) -> Cycle:
    """The running cycle with wilayah, OPD, nomenclature, reasons and kamus of Kota Bekasi."""
    return load_reference(year=2027)
