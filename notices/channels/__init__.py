"""What carries a message out of the portal. One small interface, chosen by the settings."""

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from .base import Channel, Letter, NotSent


def open_channel(key: str) -> Channel:
    """The channel that ``MESSAGE_CHANNELS`` names for ``key``.

    Raises ``ImproperlyConfigured`` where what the office wrote cannot work.
    """
    chosen: dict[str, Any] = settings.MESSAGE_CHANNELS[key]
    made: Channel = import_string(chosen["BACKEND"])(**chosen.get("OPTIONS", {}))
    return made


__all__ = ["Channel", "Letter", "NotSent", "open_channel"]
