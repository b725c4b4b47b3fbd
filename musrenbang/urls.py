"""Addresses of the portal."""

from django.contrib import admin
from django.urls import include, path, re_path

from intake.api.views import unknown
from musrenbang import views
from musrenbang.offline import views as offline
from musrenbang.offline import writing

urlpatterns = [
    path("", views.home, name="home"),
    path("bantuan/", views.help_page, name="help"),
    path("sehat/", views.health, name="health"),
    path("sw.js", offline.worker, name="worker"),
    path("portal.webmanifest", offline.manifest, name="manifest"),
    path("luring/", offline.offline, name="offline"),
    path("luring/keluar/", offline.left, name="left"),
    path("", include("kelurahan.urls")),
    path("kamus/", include("planning.urls")),
    path("usulan/tulis/", writing.write, name="write"),
    path("usulan/", include("proposals.urls")),
    path("", include("publik.urls")),
    path("kabar/", include("notices.urls")),
    path("perangkat/", include("intake.urls")),
    path("api/v1/", include("intake.api.urls")),
    re_path(r"^api/", unknown),
    path("admin/", admin.site.urls),
]
