"""Addresses of the pages about one's devices."""

from django.urls import path

from intake import devices

app_name = "intake"

urlpatterns = [
    path("", devices.devices, name="devices"),
    path("<int:pk>/cabut/", devices.revoke_device, name="revoke"),
]
