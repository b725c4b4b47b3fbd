"""The portal's settings in production manner, with the references beside it."""

import os
from pathlib import Path

from musrenbang.settings import *  # noqa: F403
from musrenbang.settings import MIDDLEWARE as _MIDDLEWARE

_FOLDER = Path(os.environ.get("BENCH_FOLDER", "."))
STATIC_ROOT = _FOLDER / "static"
MEDIA_ROOT = _FOLDER / "media"
ROOT_URLCONF = "benchmarks.urls"
MIDDLEWARE = ["benchmarks.counting.count_queries", *_MIDDLEWARE]
# Every client logs in by itself, some of them as the same person.
AXES_ENABLED = False
