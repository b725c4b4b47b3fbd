"""Addresses of the interface for devices."""

from django.urls import path

from intake.api import views

app_name = "api"

urlpatterns = [
    path("rujukan", views.reference, name="reference"),
    path("usulan/<uuid:pk>", views.usulan, name="usulan"),
    path("usulan/<uuid:pk>/berkas/<uuid:key>", views.file, name="file"),
    path("status", views.status, name="status"),
]
