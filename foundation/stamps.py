"""Rows that say when they last changed, so that what was worked out from them can be kept.

A stamp is a number that only grows. Whoever keeps a result under the stamp that they read *before*
they began to work it out never shows it once something has changed.
"""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from time import time
from typing import Any

from django.db import models, router, transaction
from django.db.models import F, Subquery, Sum, Value
from django.db.models.functions import Greatest

from foundation.models import ChangeStamp


def later(column: str = "version") -> Greatest:
    """What a stamp moves to: the present in milliseconds, and always beyond what it was.

    Time, so that a database that was emptied or restored from a backup does not come by a number
    that it has had before.
    """
    return Greatest(F(column) + 1, Value(int(time() * 1000), models.BigIntegerField()))


def move_stamp(topic: str) -> None:
    """Say that something of ``topic`` changes; call it in the transaction that changes it.

    Nobody waits: of several rows per topic one is taken that no other transaction holds.
    """
    free = ChangeStamp.objects.filter(topic=topic).select_for_update(skip_locked=True)
    mine = ChangeStamp.objects.filter(pk=Subquery(free.order_by("pk").values("pk")[:1]))
    if not mine.update(version=later()):
        ChangeStamp.objects.create(topic=topic, version=int(time() * 1000))


def summed(rows: models.QuerySet[Any], name: str) -> models.QuerySet[Any]:
    """``name`` and the sum of the stamps of ``rows``, for a ``union`` with others."""
    named = rows.order_by().annotate(name=Value(name)).values("name")
    return named.annotate(sum=Sum("version")).values_list("name", "sum")


def written_past(model: type[models.Model]) -> None:
    """For writers that go past the model's own ways: the stamp moves all the same."""
    if issubclass(model, StampedModel):
        move_stamp(model._meta.app_label)


class StampedQuerySet(models.QuerySet):
    """Writes of many rows that move the stamp of their app."""

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """As any queryset's, and the stamp moves."""
        with self._moving():
            return super().bulk_create(objs, *args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        """As any queryset's, and the stamp moves."""
        with self._moving():
            return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """As any queryset's, and the stamp moves."""
        with self._moving():
            return super().delete()

    # A manager must not offer to delete everything, and no template may call these.
    delete.queryset_only = True  # type: ignore[attr-defined]
    for _write in (bulk_create, update, delete):
        _write.alters_data = True  # type: ignore[union-attr]
    del _write

    def _moving(self) -> AbstractContextManager[None]:
        return _moving(self.model, self._db)  # type: ignore[attr-defined]


@contextmanager
def _moving(model: type[models.Model], using: str | None) -> Iterator[None]:
    """What is written inside and the stamp stand or fall together."""
    with transaction.atomic(using or router.db_for_write(model), savepoint=False):
        yield
        move_stamp(model._meta.app_label)


class StampedModel(models.Model):
    """A row of which pages are made; every way to write it moves the stamp of its app."""

    objects = StampedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save_base(self, *args: Any, **kwargs: Any) -> None:
        """Under ``save`` and under the loading of fixtures."""
        with _moving(type(self), kwargs.get("using")):
            super().save_base(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """As any row, and the stamp moves."""
        with _moving(type(self), kwargs.get("using")):
            return super().delete(*args, **kwargs)
