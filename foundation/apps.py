"""Configuration of the floor that every other app stands on."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    """Template filters, plain helpers, and the stamps that move when something changes."""

    name = "foundation"
    verbose_name = "Dasar"
