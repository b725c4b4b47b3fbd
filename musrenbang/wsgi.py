"""WSGI entry for gunicorn: ``gunicorn musrenbang.wsgi``."""

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "musrenbang.settings")

if not (settings.SECRET_KEY_IS_SET or settings.DEBUG):
    # Each worker would make up a key of its own and know none of the others' sessions.
    raise ImproperlyConfigured("Isi SECRET_KEY sebelum menjalankan portal.")

application = get_wsgi_application()
