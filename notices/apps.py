"""Messages to those who handed a usulan in."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """What offices did with a usulan, told to its proposer."""

    name = "notices"
    verbose_name = "Kabar"
