"""What is written about the channels must be able to work before the first message."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured

from notices.channels import open_channel


@register(Tags.compatibility)
def channels_can_work(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A body without a place for the text is found at the start, not on the first evening."""
    found: list[CheckMessage] = []
    for key in settings.MESSAGE_CHANNELS:
        try:
            open_channel(key)
        except ImproperlyConfigured as error:
            found.append(Error(f"{key.upper()}: {error}", id="notices.E001"))
    return found


@register(Tags.security, deploy=True)
def messages_lead_back_here(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Messages need the portal's address, and go out over no open line."""
    found: list[CheckMessage] = []
    if settings.MESSAGE_CHANNELS and not settings.SITE_URL:
        found.append(
            Error(
                "SITE_URL belum diisi, padahal kabar dikirim keluar.",
                hint="Isi dengan alamat portal, misalnya https://musrenbang.contoh.go.id.",
                id="notices.E002",
            )
        )
    for key, chosen in settings.MESSAGE_CHANNELS.items():
        if urlsplit(chosen.get("OPTIONS", {}).get("url", "")).scheme == "http":
            found.append(
                Warning(
                    f"{key.upper()}_URL tidak memakai HTTPS.",
                    hint="Nomor telepon dan tanda masuk gateway terkirim terbuka di jaringan.",
                    id="notices.W001",
                )
            )
    return found
