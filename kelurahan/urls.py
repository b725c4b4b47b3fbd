"""Addresses of the kelurahan pages."""

from django.urls import path

from kelurahan import views

app_name = "kelurahan"

urlpatterns = [
    path("masuk/", views.Login.as_view(), name="login"),
    path("keluar/", views.Logout.as_view(), name="logout"),
    path("aktivasi/", views.Activate.as_view(), name="activate"),
    path("aktivasi/kata-sandi/", views.ActivatePassword.as_view(), name="activate_password"),
    path("kata-sandi/", views.ChangePassword.as_view(), name="password"),
]
