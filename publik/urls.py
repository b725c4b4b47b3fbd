"""Addresses that need no account."""

from django.urls import path

from publik import views

app_name = "publik"

urlpatterns = [
    path("l/<str:code>/", views.track, name="track"),
    path("l/<str:code>/qr.svg", views.qr, name="qr"),
    path("lacak/", views.search, name="search"),
]
