"""Configuration of the floor that every other app stands on."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    """An app without models: it only carries template filters and plain helpers."""

    name = "foundation"
    verbose_name = "Dasar"
