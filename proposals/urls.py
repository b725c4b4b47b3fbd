"""Addresses of the proposals pages."""

from django.urls.resolvers import URLPattern

app_name = "proposals"

urlpatterns: list[URLPattern] = []
