from django.apps import AppConfig


class DeskConfig(AppConfig):
    """What the offices take out of the portal and bring into it: recaps, exports, imports."""

    name = "desk"
    verbose_name = "Meja kerja"
