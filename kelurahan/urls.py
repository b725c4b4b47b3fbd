"""Addresses of the kelurahan pages."""

from django.urls.resolvers import URLPattern

app_name = "kelurahan"

urlpatterns: list[URLPattern] = []
