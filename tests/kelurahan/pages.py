"""Addresses of the office's pages of territory and people."""

from django.urls import reverse


def page(model, name="changelist", *args):
    return reverse(f"admin:kelurahan_{model}_{name}", args=args)
