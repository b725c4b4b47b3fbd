"""Addresses of the messages."""

from django.urls import path

from notices import views

app_name = "notices"

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("dibaca/", views.read, name="read"),
]
