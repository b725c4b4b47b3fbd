"""The pages that everyone may read."""

from publik.views.data import data, data_csv, data_json, dictionary_json
from publik.views.figures import figures
from publik.views.lists import usulan_list
from publik.views.robots import robots
from publik.views.tracking import qr, search, track, without_code

__all__ = [
    "data",
    "data_csv",
    "data_json",
    "dictionary_json",
    "figures",
    "qr",
    "robots",
    "search",
    "track",
    "usulan_list",
    "without_code",
]
