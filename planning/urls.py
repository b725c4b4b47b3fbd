"""Addresses of the kamus: open to everyone, without log-in."""

from django.urls import path

from planning import views

app_name = "planning"

urlpatterns = [
    path("", views.kamus, name="kamus"),
    path("cetak/<str:bidang>/", views.kamus_print, name="kamus_print"),
    path("<str:code>/", views.kamus_item, name="kamus_item"),
]
