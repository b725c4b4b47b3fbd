from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    """The usulan: intake, attachments, workflow, history, review."""

    name = "proposals"
    verbose_name = "Usulan"
