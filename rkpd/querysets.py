"""Reads of drafts, and the guard that keeps a frozen draft as it is."""

from collections.abc import Iterable
from typing import Any, Self

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from kelurahan.roles import Role
from kelurahan.scope import scope_of

KEPT_SENTENCE = "Riwayat tidak boleh diubah atau dihapus."

FROZEN_SENTENCE = "Rancangan yang sudah dibekukan tidak dapat diubah. Susun versi baru."


class FreezableQuerySet(models.QuerySet):
    """Rows that belong to a draft; ``draft_path`` leads from the row to it.

    Whatever would change or remove rows of a frozen draft raises ``ValidationError``.
    """

    draft_path = "draft__"

    def visible_to(self, user: Any) -> Self:
        """Bappeda and observers see the drafts of their city, the administrator all."""
        scope = scope_of(user)
        if scope.everything:
            return self.all()
        cities = scope.ids(Role.BAPPEDA, Role.OBSERVER)
        return self.filter(**{f"{self.draft_path}city__in": cities}) if cities else self.none()

    def update(self, **kwargs: Any) -> int:
        """Only rows of open drafts, so that a freeze in the same moment is not overrun."""
        self.refuse_frozen()
        return models.QuerySet.update(
            self.filter(**{f"{self.draft_path}frozen_at": None}), **kwargs
        )

    def delete(self) -> tuple[int, dict[str, int]]:
        self.refuse_frozen()
        return super().delete()

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> list[Any]:
        rows = list(objs)
        refuse_frozen({row.draft_id for row in rows})
        return super().bulk_create(rows, *args, **kwargs)

    def refuse_frozen(self) -> None:
        """Raises ``ValidationError`` when one of these rows belongs to a frozen draft."""
        if self.filter(**{f"{self.draft_path}frozen_at__isnull": False}).exists():
            raise ValidationError(FROZEN_SENTENCE)


class CorrectionQuerySet(FreezableQuerySet):
    """Corrections are read and appended to; the bulk ways round that are closed."""

    def update(self, **kwargs: Any) -> int:
        raise ValidationError(KEPT_SENTENCE)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise ValidationError(KEPT_SENTENCE)


class DraftQuerySet(FreezableQuerySet):
    """Drafts themselves."""

    draft_path = ""

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> list[Any]:
        return models.QuerySet.bulk_create(self, objs, *args, **kwargs)


def refuse_frozen(draft_ids: Iterable[int | None]) -> None:
    """Raise ``ValidationError`` when one of the drafts is frozen in the database."""
    drafts = apps.get_model("rkpd", "Draft").objects
    if drafts.filter(pk__in=[key for key in draft_ids if key], frozen_at__isnull=False).exists():
        raise ValidationError(FROZEN_SENTENCE)
