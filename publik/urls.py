"""Addresses that need no account."""

from django.urls import path

from publik import views

app_name = "publik"

urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("l/", views.without_code, name="without_code"),
    path("l/<str:code>/", views.track, name="track"),
    path("l/<str:code>/qr.svg", views.qr, name="qr"),
    path("lacak/", views.search, name="search"),
    path("publik/", views.usulan_list, name="list"),
    path("publik/angka/", views.figures, name="figures"),
    path("publik/data/", views.data, name="data"),
    path("publik/data/usulan.csv", views.data_csv, name="data_csv"),
    path("publik/data/usulan.json", views.data_json, name="data_json"),
    path("publik/data/kamus-data.json", views.dictionary_json, name="data_dictionary"),
]
