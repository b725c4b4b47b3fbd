"""Logging in and out, activating an account, changing a password."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth import views as auth_views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from kelurahan.forms import ActivationForm, ChangePasswordForm, FirstPasswordForm, LoginForm
from kelurahan.services import CardNotValid, open_card, unused_card, use_card

_CARD = "activation_card"
_CARD_UNTIL = "activation_until"
_SECONDS_TO_CHOOSE = 30 * 60

secret_form = method_decorator([sensitive_post_parameters(), never_cache], name="dispatch")


class Login(auth_views.LoginView):
    """Log in by user name or telephone number."""

    form_class = LoginForm
    template_name = "kelurahan/login.html"
    redirect_authenticated_user = True


class Logout(auth_views.LogoutView):
    """Log out, by POST only; the device keeps nothing that the next person could read."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        # What the browser itself kept. Not "storage": usulan that wait to be sent lie there, locked
        # with the account's key; the key and the pages are taken away by the page and the worker.
        response["Clear-Site-Data"] = '"cache"'
        return response


@secret_form
class Activate(FormView):
    """First step of activation: who, and the code on the card."""

    form_class = ActivationForm
    template_name = "kelurahan/activate.html"
    success_url = reverse_lazy("kelurahan:activate_password")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"request": self.request, **super().get_form_kwargs()}

    def form_valid(self, form: ActivationForm) -> HttpResponse:
        card = open_card(form.user, form.cleaned_data["code"])
        self.request.session.cycle_key()
        self.request.session[_CARD] = card.pk if card else None
        self.request.session[_CARD_UNTIL] = timezone.now().timestamp() + _SECONDS_TO_CHOOSE
        return super().form_valid(form)


@secret_form
class ActivatePassword(FormView):
    """Second step: choose a password; the card is used up only now."""

    form_class = FirstPasswordForm
    template_name = "kelurahan/activate_password.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        in_time = request.session.get(_CARD_UNTIL, 0) > timezone.now().timestamp()
        self.card = unused_card(request.session.get(_CARD)) if in_time else None
        if self.card is None:
            return self._start_again("Isi dulu nama pengguna dan kode dari kartu Anda.")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"user": self.card.user, **super().get_form_kwargs()}

    def form_valid(self, form: FirstPasswordForm) -> HttpResponse:
        try:
            user = use_card(self.card.pk, form.cleaned_data["new_password1"])
        except CardNotValid as error:
            return self._start_again(str(error))
        login(self.request, user, backend="kelurahan.backends.RoleBackend")
        for key in (_CARD, _CARD_UNTIL):
            self.request.session.pop(key, None)
        messages.success(
            self.request,
            "Akun Anda sudah aktif. Lain kali masuklah dengan nama pengguna dan kata sandi tadi.",
        )
        return redirect("home")

    def _start_again(self, why: str) -> HttpResponse:
        messages.error(self.request, why)
        return redirect("kelurahan:activate")


class ChangePassword(auth_views.PasswordChangeView):
    """Change the password of the account that is logged in."""

    form_class = ChangePasswordForm
    template_name = "kelurahan/password.html"
    success_url = reverse_lazy("home")

    def form_valid(self, form: ChangePasswordForm) -> HttpResponse:
        messages.success(self.request, "Kata sandi Anda sudah diganti.")
        return super().form_valid(form)
