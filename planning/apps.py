from django.apps import AppConfig


class PlanningConfig(AppConfig):
    """What a usulan is measured against: cycle, nomenclature, kamus usulan, quota, pagu."""

    name = "planning"
    verbose_name = "Acuan perencanaan"
