from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """The way from a device to the list of the kelurahan, and back with a signed receipt."""

    name = "intake"
    verbose_name = "Penerimaan dari perangkat"
