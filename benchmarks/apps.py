from django.apps import AppConfig


class BenchmarksConfig(AppConfig):
    """Templates of the references; only loaded while measuring."""

    name = "benchmarks"
