"""Logging in, activating an account, setting a password."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from kelurahan.models import User
from kelurahan.selectors import account_named

NAME_LABEL = "Nama pengguna atau nomor telepon"

_PASSWORD_RULES = (
    "Paling sedikit 8 huruf, angka atau tanda.",
    "Jangan hanya angka, jadi nomor telepon atau tanggal lahir tidak bisa.",
    "Jangan mirip nama Anda atau nama pengguna.",
    "Jangan yang sering dipakai orang, misalnya rahasia123.",
)


def password_rules() -> SafeString:
    """Django's password rules of this portal in plain words, as a list."""
    items = format_html_join("", "<li>{}</li>", ((rule,) for rule in _PASSWORD_RULES))
    return mark_safe(f"<ul>{items}</ul>")  # noqa: S308 - only our own sentences


def throttled_name(text: str) -> str:
    """The name that tries are counted under: one per account, however it was typed."""
    user = account_named(text)
    return user.username if user else text.strip().lower()


def _name_field() -> forms.CharField:
    return forms.CharField(
        label=NAME_LABEL,
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class LoginForm(AuthenticationForm):
    """User name or telephone number, and password."""

    username = _name_field()
    error_messages = {
        "invalid_login": "Nama pengguna, nomor telepon atau kata sandi tidak cocok. Periksa huruf "
        "besar dan kecil pada kata sandi, lalu coba lagi. Lupa kata sandi? Mintalah kartu baru di "
        "kantor kelurahan.",
        "inactive": "Akun ini tidak aktif. Hubungi kantor kelurahan.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = "Kata sandi"

    def clean_username(self) -> str:
        return throttled_name(self.cleaned_data["username"])


class ActivationForm(forms.Form):
    """User name or telephone number, and the code from the card."""

    username = _name_field()
    code = forms.CharField(
        label="Kode aktivasi",
        max_length=20,
        help_text="Sepuluh huruf dan angka pada kartu. Huruf besar atau kecil sama saja.",
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.user: User | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            self.user = authenticate(
                self.request,
                username=throttled_name(cleaned["username"]),
                activation_secret=cleaned["code"],
            )
            if self.user is None:
                raise forms.ValidationError(
                    "Nama pengguna dan kode tidak cocok, atau kartunya sudah dipakai, diganti, "
                    "atau lewat 30 hari. Periksa lagi; bila tetap gagal, mintalah kartu baru di "
                    "kantor kelurahan."
                )
        return cleaned


class FirstPasswordForm(SetPasswordForm):
    """A new password, typed twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label_new_password(self.fields)


class ChangePasswordForm(PasswordChangeForm):
    """The old password, and a new one typed twice."""

    error_messages = PasswordChangeForm.error_messages | {
        "password_incorrect": "Kata sandi lama tidak cocok. Coba tulis lagi."
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "Kata sandi lama"
        _label_new_password(self.fields)


def _label_new_password(fields: dict[str, forms.Field]) -> None:
    fields["new_password1"].label = "Kata sandi baru"
    fields["new_password1"].help_text = password_rules()
    fields["new_password2"].label = "Tulis sekali lagi kata sandi baru"
    fields["new_password2"].help_text = ""
