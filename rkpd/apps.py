from django.apps import AppConfig


class RkpdConfig(AppConfig):
    """The roll-up of accommodated usulan into versioned RKPD drafts."""

    name = "rkpd"
    verbose_name = "RKPD"
