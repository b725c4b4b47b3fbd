from django.apps import AppConfig


class KelurahanConfig(AppConfig):
    """Where and who: territory, officials, proposers and their accounts."""

    name = "kelurahan"
    verbose_name = "Wilayah dan orang"
