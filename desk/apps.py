from django.apps import AppConfig


class DeskConfig(AppConfig):
    """What the offices take out of the portal and bring into it: recaps, exports, imports."""

    name = "desk"
    verbose_name = "Meja kerja"

    def ready(self) -> None:
        """Tell the workers what an import is."""
        # Models can be imported only once all apps are there.
        from desk.imports.work import WORK, work  # noqa: PLC0415
        from jobs.kinds import register  # noqa: PLC0415

        register(WORK, work)
