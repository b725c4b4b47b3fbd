"""Forms of the proposers' pages."""

from .base import SEEN, StepForm
from .how_much import HowMuchForm, free_figures
from .start import StartForm
from .what import WhatForm
from .where import WhereForm

__all__ = ["SEEN", "HowMuchForm", "StartForm", "StepForm", "WhatForm", "WhereForm", "free_figures"]
