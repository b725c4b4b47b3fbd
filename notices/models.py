"""How far each person has read."""

from django.conf import settings
from django.db import models

from proposals.models import ProposalEvent


class ReadMark(models.Model):
    """Everything up to ``until`` has been read by ``user``, and after it only ``seen``.

    The messages themselves are not stored: they are the history of the usulan, which is written
    with every move and never changed, so none can be lost or told twice.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="akun"
    )
    until = models.DateTimeField("dibaca sampai")
    seen = models.ManyToManyField(ProposalEvent, related_name="+", verbose_name="dibaca sesudahnya")

    class Meta:
        verbose_name = "tanda baca kabar"
        verbose_name_plural = "tanda baca kabar"

    def __str__(self) -> str:
        return f"{self.user_id}: {self.until:%d-%m-%Y %H:%M}"
