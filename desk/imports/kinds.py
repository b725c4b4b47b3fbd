"""The kinds of import that the desk offers, as a table.

To add one: write ``import_x(source, *, filename, ..., dry_run=False, watch=unwatched)`` in the app
that owns the rows (one outcome per row in an ``ImportReport``, old and new in ``changes``, the
whole inside one transaction), an ``ImportKind`` in the file here that fits it (or a new one, named
in ``KINDS``), and its permission with the roles that hold it in ``musrenbang/permissions.py``.
Pages, preview, progress, refused rows and the empty template follow from the entry.
"""

from typing import Any

from desk.imports import of_planning, of_territory, of_usulan
from desk.imports.kind import ImportKind

KINDS: tuple[ImportKind, ...] = (*of_usulan.KINDS, *of_planning.KINDS, *of_territory.KINDS)


def kinds_for(user: Any) -> list[ImportKind]:
    """What ``user`` may bring in, in the order of the table."""
    return [kind for kind in KINDS if user.has_perm(kind.permission)]


def kind_of(key: str) -> ImportKind | None:
    """The kind of that name, if there is one."""
    return next((kind for kind in KINDS if kind.key == key), None)
