"""The portal's own settings for the app servers under test; styles need not be gathered first."""

from musrenbang.settings import *  # noqa: F403
from musrenbang.settings import STORAGES as _STORAGES

STORAGES = _STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
