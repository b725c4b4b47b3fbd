"""Addresses of the messages."""

from django.urls import path

from notices.views import inbox, links, ways

app_name = "notices"

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("dibaca/", inbox.read, name="read"),
    path("cara/", ways.ways, name="ways"),
    path("cara/e-mail/", ways.email, name="email"),
    path("berhenti/<str:token>/", links.off, name="off"),
    path("alamat/<str:token>/", links.address, name="address"),
]
