"""How far each person has read."""

from django.conf import settings
from django.db import models


class ReadMark(models.Model):
    """How far ``user`` has read; what the two columns mean together is told by ``reading``.

    The messages themselves are not stored: they are the history of the usulan, which is written
    with every move and never changed, so none can be lost or told twice.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="akun"
    )
    until = models.DateTimeField("dibaca sampai")
    seen = models.JSONField("yang terakhir dibaca", null=True, editable=False)

    class Meta:
        verbose_name = "tanda baca kabar"
        verbose_name_plural = "tanda baca kabar"

    def __str__(self) -> str:
        return f"{self.user_id}: {self.until:%d-%m-%Y %H:%M}"
