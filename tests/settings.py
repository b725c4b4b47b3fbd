"""The portal's settings, made quick and plain for tests: no HTTPS, no manifest, a light hash."""

from musrenbang.settings import *  # noqa: F403
from musrenbang.settings import DATABASES as _DATABASES
from musrenbang.settings import STORAGES as _STORAGES

HTTPS = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SECRET_KEY = "only-for-tests"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = _STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
WHITENOISE_AUTOREFRESH = True
# One process, one cache: nothing of a test is left behind for the next run.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Work is done where it is asked for; a test that needs a worker starts one.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
DATABASES = {"default": _DATABASES["default"]}
# Nothing leaves the portal unless a test sets up a way; none depends on the machine's variables.
SITE_URL = "https://portal.contoh.test"
MESSAGE_CHANNELS: dict[str, dict[str, object]] = {}
