"""Forms of logging in and of keeping accounts."""

from .access import ActivationForm, ChangePasswordForm, FirstPasswordForm, LoginForm

__all__ = ["ActivationForm", "ChangePasswordForm", "FirstPasswordForm", "LoginForm"]
