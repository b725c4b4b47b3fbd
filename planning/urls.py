"""Addresses of the planning pages."""

from django.urls.resolvers import URLPattern

app_name = "planning"

urlpatterns: list[URLPattern] = []
