from django.contrib.admin.apps import AdminConfig


class MusrenbangAdminConfig(AdminConfig):
    """Uses the portal's own admin site."""

    default_site = "musrenbang.admin_site.MusrenbangAdminSite"
