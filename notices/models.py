"""How far each person has read."""

from django.conf import settings
from django.db import models


class ReadMark(models.Model):
    """Everything up to ``until`` has been read by ``user``.

    The messages themselves are not stored: they are the history of the usulan, which is written
    with every move and never changed, so none can be lost or told twice.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="akun"
    )
    until = models.DateTimeField("dibaca sampai")

    class Meta:
        verbose_name = "tanda baca kabar"
        verbose_name_plural = "tanda baca kabar"

    def __str__(self) -> str:
        return f"{self.user_id}: {self.until:%d-%m-%Y %H:%M}"
