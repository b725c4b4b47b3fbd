"""Pages of the proposers, and the reading page for everyone within a usulan's borders."""

from .bank import bank
from .check import check
from .detail import act, detail, receipt
from .files import attachment
from .how_much import HowMuchView
from .mine import mine
from .missing import settle_missing
from .result import result
from .series import series
from .start import start
from .what import WhatView
from .where import WhereView

__all__ = [
    "HowMuchView",
    "WhatView",
    "WhereView",
    "act",
    "attachment",
    "bank",
    "check",
    "detail",
    "mine",
    "receipt",
    "result",
    "series",
    "settle_missing",
    "start",
]
