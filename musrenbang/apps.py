from django.contrib.admin.apps import AdminConfig

from musrenbang import checks  # noqa: F401 - registers the deploy checks


class MusrenbangAdminConfig(AdminConfig):
    """Uses the portal's own admin site."""

    default_site = "musrenbang.admin_site.MusrenbangAdminSite"
