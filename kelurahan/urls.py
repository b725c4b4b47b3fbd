"""Addresses of the kelurahan pages."""

from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.urls import path

app_name = "kelurahan"

urlpatterns = [
    path("masuk/", LoginView.as_view(), name="login"),
    path("keluar/", LogoutView.as_view(), name="logout"),
    path("aktivasi/", LoginView.as_view(), name="activate"),
    path("kata-sandi/", PasswordChangeView.as_view(), name="password"),
]
