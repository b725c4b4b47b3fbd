"""Messages to those who handed a usulan in."""

from django.apps import AppConfig

from notices import checks  # noqa: F401 - registers itself


class NoticesConfig(AppConfig):
    """What offices did with a usulan, told to its proposer."""

    name = "notices"
    verbose_name = "Kabar"
