"""Admin pages of territory, accounts and posts."""

from django.contrib import admin
from django.contrib.auth.models import Group

from .people import AccountAdmin, AssignmentAdmin
from .territory import (
    CityAdmin,
    KecamatanAdmin,
    KelurahanAdmin,
    OPDAdmin,
    OrganisationAdmin,
    RTAdmin,
    RWAdmin,
)

# Permissions follow from posts; a page of groups would promise something else.
admin.site.unregister(Group)

__all__ = [
    "AccountAdmin",
    "AssignmentAdmin",
    "CityAdmin",
    "KecamatanAdmin",
    "KelurahanAdmin",
    "OPDAdmin",
    "OrganisationAdmin",
    "RTAdmin",
    "RWAdmin",
]
