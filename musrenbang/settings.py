"""Settings of the portal. Everything that differs between offices comes from the environment."""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key

from musrenbang import environment, permissions
from musrenbang.replica.choice import REPLICA

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = environment.flag("DEBUG", default=False)
# Without a key of its own the portal still starts, but no session outlives a restart;
# `check --deploy` refuses it.
SECRET_KEY = os.environ.get("SECRET_KEY") or get_random_secret_key()
SECRET_KEY_IS_SET = bool(os.environ.get("SECRET_KEY"))
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", default="localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "musrenbang.apps.MusrenbangAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "crispy_forms",
    "crispy_bootstrap5",
    "js_lib_bootstrap5",
    "import_export",
    "django_tasks",
    "django_tasks_db",
    "foundation",
    "jobs",
    "kelurahan",
    "planning",
    "proposals",
    "rkpd",
    "publik",
    "desk",
    "notices",
    "intake",
]

MIDDLEWARE = [
    "musrenbang.compress.PortalGzip",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "musrenbang.offline.keeping.mark_kept",
    "musrenbang.addresses.refuse_nul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "musrenbang.urls"
WSGI_APPLICATION = "musrenbang.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "musrenbang.offline.keeping.for_templates",
            ],
            "builtins": ["foundation.templatetags.indonesia"],
        },
    }
]

DATABASES = environment.databases(BASE_DIR)
DATABASE_ROUTERS = ["musrenbang.routers.CacheRouter"]
if REPLICA in DATABASES:
    DATABASE_ROUTERS.append("musrenbang.replica.router.ReplicaRouter")
    MIDDLEWARE.append("musrenbang.replica.middleware.ReplicaMiddleware")
CACHES = {"default": environment.cache(BASE_DIR, DATABASES)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# SQLite leaves the further columns of an index away; PostgreSQL reads counts from them alone.
SILENCED_SYSTEM_CHECKS = ["models.W040"]

# --- people -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "kelurahan.User"
ROLE_PERMISSIONS = permissions.ROLE_PERMISSIONS
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "kelurahan.backends.RoleBackend",
    "kelurahan.backends.ActivationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {"user_attributes": ("username", "full_name", "phone")},
        "MinimumLengthValidator": {},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]
LOGIN_URL = "kelurahan:login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

# Five wrong tries for one account from one address close that door for a quarter of an hour.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# Who logged in when, and from where, is nobody's business once the door has opened.
AXES_DISABLE_ACCESS_LOG = True
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "kelurahan/locked_out.html"
AXES_VERBOSE = False
# What axes must not write down of a failed try.
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code"]
# Behind the office's own reverse proxies the client's address is in X-Forwarded-For.
PROXY_COUNT = int(os.environ.get("PROXY_COUNT", "0"))
AXES_CLIENT_IP_CALLABLE = "musrenbang.clients.client_address"

# --- language and time ------------------------------------------------------------------------
LANGUAGE_CODE = "id"
TIME_ZONE = os.environ.get("TIME_ZONE", "Asia/Jakarta")
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# --- files ------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "staticfiles"
# Attachments live outside static and have no URL of their own: a view serves them to those who
# may see the usulan.
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT") or BASE_DIR / "media")
STORAGES = {
    "default": environment.media(),
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "musrenbang.static_files.ModuleStorage"
        )
    },
}
# --- messages that leave the portal ------------------------------------------------------------
SITE_URL = environment.site_url(debug=DEBUG)
MESSAGES_DIR = Path(os.environ.get("MESSAGES_DIR") or BASE_DIR / ".messages")
MESSAGE_CHANNELS = environment.channels(messages_dir=MESSAGES_DIR, debug=DEBUG)
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = MESSAGES_DIR / "email"
EMAIL_SECURITY = environment.one_of("EMAIL_SECURITY", ("starttls", "tls", "none"))
EMAIL_USE_TLS = EMAIL_SECURITY == "starttls"
EMAIL_USE_SSL = EMAIL_SECURITY == "tls"
EMAIL_PORT = int(os.environ.get("EMAIL_PORT") or (465 if EMAIL_USE_SSL else 587))
EMAIL_HOST_USER = os.environ.get("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_PASSWORD", "")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM") or f"musrenbang@{EMAIL_HOST or 'localhost'}"

# --- work in the background ---------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# "dedicated" where a permanent `manage.py db_worker` runs as a service; else the portal starts a
# worker whenever there is something to do.
JOBS_WORKER = os.environ.get("JOBS_WORKER", "")

DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 100

# --- safety -----------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
# A page that stayed open across a new log-in keeps what was typed in it.
CSRF_FAILURE_VIEW = "proposals.views.kept.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# Sessions stay in the database: one short query a page. In a Redis that was cut off for a while a
# session that has been logged out in between would come back to life.
# An RT head writes in the evening and comes back at the weekend.
SESSION_COOKIE_AGE = 14 * 24 * 3600

# HTTPS is the rule; an office LAN without certificates says so with HTTPS=0.
HTTPS = environment.flag("HTTPS", default=not DEBUG)
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^sehat/$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
if environment.flag("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- libraries --------------------------------------------------------------------------------
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "export"
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "import"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    # axes would write user names and addresses of every failed log-in.
    "loggers": {"axes": {"level": "ERROR"}, "urllib3": {"level": "WARNING"}},
}
