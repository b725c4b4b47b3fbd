"""The one table of the floor: when something last changed."""

from django.db import models


class ChangeStamp(models.Model):
    """Moves whenever something of ``topic`` is written; a topic may have several rows.

    The stamp of a topic is the sum over its rows.
    """

    topic = models.CharField(max_length=40)
    version = models.BigIntegerField()

    class Meta:
        verbose_name = "tanda perubahan"
        verbose_name_plural = "tanda perubahan"

    def __str__(self) -> str:
        return f"{self.topic} {self.version}"
