"""Cara menerima kabar: which channels, to which address."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kelurahan.scope import scope_of
from notices import addresses
from notices.channels import NotSent
from notices.choices import Way, ways_of
from notices.forms import EmailForm, WaysForm
from notices.kinds import KINDS, kinds_in_use
from proposals.views.kept import login_keeps_typing

EMAIL = KINDS["email"]


@login_keeps_typing
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ways(request: HttpRequest) -> HttpResponse:
    """A tick for every channel; nothing but the portal where the office has set none up."""
    if not scope_of(request.user).writes_usulan:
        return redirect("home")
    found = ways_of(request.user)
    form = WaysForm(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        form.save(request.user)
        messages.success(request, "Pilihan Anda sudah disimpan.")
        return redirect("notices:ways")
    return _page(request, found, form, EmailForm(initial={"email": _address(request)}))


@login_keeps_typing
@never_cache
@require_POST
def email(request: HttpRequest) -> HttpResponse:
    """Ask the new address, or take the old one away."""
    if not scope_of(request.user).writes_usulan or EMAIL not in kinds_in_use():
        return redirect("home")
    form = EmailForm(request.POST)
    if not form.is_valid():
        found = ways_of(request.user)
        return _page(request, found, WaysForm(found), form)
    new = form.cleaned_data["email"]
    if not new:
        addresses.forget(request.user)
        messages.success(request, "Alamat e-mail Anda sudah dihapus.")
    elif new != _address(request):
        _ask(request, new)
    return redirect("notices:ways")


def _ask(request: HttpRequest, new: str) -> None:
    try:
        asked = addresses.ask(request.user, new)
    except NotSent:
        messages.error(
            request, "Surat ke alamat itu belum dapat dikirim. Periksa alamatnya, lalu coba lagi."
        )
        return
    if asked:
        messages.success(
            request,
            f"Kami mengirim surat ke {new}. Buka surat itu, lalu tekan tautannya. Setelah itu "
            "kabar dikirim ke sana.",
        )
    else:
        messages.error(request, "Sudah terlalu sering hari ini. Coba lagi besok.")


def _address(request: HttpRequest) -> str:
    return getattr(request.user, "email", "")


def _page(
    request: HttpRequest, found: Sequence[Way], form: WaysForm, email_form: EmailForm
) -> HttpResponse:
    by_phone = [way for way in found if way.kind.address == "phone"]
    content = {
        "form": form,
        "ways": found,
        "email_form": email_form if EMAIL in kinds_in_use() else None,
        "phone_ways": by_phone,
        "no_phone": any(not way.address for way in by_phone),
    }
    return render(request, "notices/ways.html", content)
