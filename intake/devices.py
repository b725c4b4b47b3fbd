"""Perangkat saya: the devices that may send for an account without a log-in."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from intake.models import DeviceKey, give_key
from kelurahan.scope import scope_of

MOST_KEYS = 10


class DeviceForm(forms.Form):
    """What the owner calls the device."""

    name = forms.CharField(
        label="Nama perangkat",
        max_length=60,
        help_text="Misalnya: Laptop sekretariat RW.",
        error_messages={
            "required": "Tulis nama perangkatnya.",
            "max_length": "Paling banyak 60 huruf.",
        },
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def devices(request: HttpRequest) -> HttpResponse:
    """The list; POST makes a key and shows its secret this once."""
    if not scope_of(request.user).writes_usulan:
        return redirect("home")
    user: Any = request.user
    keys = DeviceKey.objects.filter(user=user)
    form, secret = DeviceForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        if keys.valid().count() >= MOST_KEYS:
            form.add_error("name", f"Paling banyak {MOST_KEYS} perangkat. Cabut dulu yang lama.")
        else:
            _, secret = give_key(request.user, form.cleaned_data["name"])
            form = DeviceForm()
    context = {"form": form, "secret": secret, "keys": keys.select_related("revoked_by")}
    return render(request, "intake/devices.html", context)


@login_required
@require_POST
def revoke_device(request: HttpRequest, pk: int) -> HttpResponse:
    """Close one of the own keys."""
    user: Any = request.user
    own = DeviceKey.objects.filter(pk=pk, user=user)
    key = get_object_or_404(own)
    own.revoke(actor=user)
    messages.success(request, f"Kunci untuk {key.name} sudah dicabut.")
    return redirect("intake:devices")
