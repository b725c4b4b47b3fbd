"""Keys by which a device sends for its owner without a log-in."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

LIFE = timedelta(days=400)
"""A little more than a year: from one Musrenbang to the next."""


class DeviceKeyQuerySet(models.QuerySet["DeviceKey"]):
    """Keys by whether they open anything."""

    def valid(self) -> "DeviceKeyQuerySet":
        """Neither revoked nor run out, of an account that is active."""
        now = timezone.now()
        return self.filter(revoked_at=None, expires_at__gt=now, user__is_active=True)

    def revoke(self, *, actor: Any) -> int:
        """Close them for good; how many were still open."""
        return self.filter(revoked_at=None).update(revoked_at=timezone.now(), revoked_by=actor)


class DeviceKey(models.Model):
    """One device of one account. Only the hash of its secret is stored."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="device_keys", verbose_name="akun"
    )
    name = models.CharField("nama perangkat", max_length=60)
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField("dibuat", default=timezone.now, editable=False)
    expires_at = models.DateTimeField("berlaku sampai", editable=False)
    last_used_at = models.DateTimeField("terakhir dipakai", null=True, editable=False)
    revoked_at = models.DateTimeField("dicabut", null=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name="dicabut oleh",
    )

    objects = DeviceKeyQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = "kunci perangkat"
        verbose_name_plural = "kunci perangkat"

    def __str__(self) -> str:
        return self.name

    @property
    def is_valid(self) -> bool:
        """Whether it still opens."""
        return self.revoked_at is None and self.expires_at > timezone.now()


def hash_of(secret: str) -> str:
    """What is stored of a secret; it is random and long, so it needs no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def give_key(user: Any, name: str) -> tuple[DeviceKey, str]:
    """A new key and its secret, which is shown once and never stored."""
    secret = f"mrb-{secrets.token_urlsafe(32)}"
    key = DeviceKey.objects.create(
        user=user, name=name, secret_hash=hash_of(secret), expires_at=timezone.now() + LIFE
    )
    return key, secret


def key_of(secret: str) -> DeviceKey | None:
    """The valid key that this secret opens; remembers, at most hourly, that it was used."""
    key = (
        DeviceKey.objects.valid().select_related("user").filter(secret_hash=hash_of(secret)).first()
    )
    now = timezone.now()
    if key and (key.last_used_at is None or now - key.last_used_at > timedelta(hours=1)):
        DeviceKey.objects.filter(pk=key.pk).update(last_used_at=now)
    return key
