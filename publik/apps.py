from django.apps import AppConfig


class PublikConfig(AppConfig):
    """What everyone may read without logging in."""

    name = "publik"
    verbose_name = "Halaman publik"
