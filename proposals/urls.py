"""Addresses of the proposals pages."""

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.urls import path, register_converter

from proposals import views
from proposals.views.steps import STEPS

app_name = "proposals"


class StepConverter:
    """One of the screens of a usulan."""

    regex = "|".join(name for name, _ in STEPS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(StepConverter, "step")

SCREENS = {
    "apa": views.WhatView.as_view(),
    "lokasi": views.WhereView.as_view(),
    "volume": views.HowMuchView.as_view(),
    "periksa": views.check,
}


def step(request: HttpRequest, pk: UUID, step: str) -> HttpResponseBase:
    """Each screen has its own address and its own view."""
    return SCREENS[step](request, pk=pk)


urlpatterns = [
    path("", views.mine, name="mine"),
    path("baru/", views.start, name="new"),
    path("bank/", views.bank, name="bank"),
    path("rw/", views.series, name="rw_list"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/tanda-terima/", views.receipt, name="receipt"),
    path("<uuid:pk>/hasil/", views.result, name="result"),
    path("<uuid:pk>/lampiran/<uuid:file_pk>/", views.attachment, name="attachment"),
    path("<uuid:pk>/belum-sampai/<int:file_pk>/", views.settle_missing, name="missing"),
    path("<uuid:pk>/tindakan/<slug:action>/", views.act, name="act"),
    path("<uuid:pk>/<step:step>/", step, name="step"),
]
