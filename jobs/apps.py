from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Work that takes longer than a page may: run in the background, watched, cancelled."""

    name = "jobs"
    verbose_name = "Pekerjaan latar"
