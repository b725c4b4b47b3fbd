"""Keeps in mind what was taken along for SIPD, so that nothing is lost between the systems."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from foundation.rows import insert_rows
from kelurahan.models import User
from kelurahan.scope import scope_of
from planning.models import Cycle
from proposals.models import Proposal, SipdExport, SipdExportRow
from proposals.models.exports import ADMINISTRATOR, FEEDERS

BY_COMMAND = "Pengelola server (export_usulan)"


@dataclass(frozen=True)
class SipdRecorder:
    """Knows the usulan of a file before it is written, and writes them down once it is whole."""

    cycle: Cycle | None
    actor: User | None
    filename: str
    usulan: tuple[UUID, ...]

    @classmethod
    def of(
        cls, rows: QuerySet[Proposal], *, cycle: Cycle | None, actor: User | None, filename: str
    ) -> "SipdRecorder":
        """For a file of these rows."""
        return cls(cycle, actor, filename, tuple(rows.order_by().values_list("pk", flat=True)))

    def whole_file(self, file: IO[bytes]) -> SipdExport:
        """The file is written; it is left at its beginning."""
        file.seek(0)
        digest: Any = hashlib.file_digest(file, "sha256")  # type: ignore[arg-type]
        file.seek(0)
        return self._record(digest.hexdigest())

    def pieces(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The pieces as they pass; a file that broke off is not taken for one that went out."""
        digest = hashlib.sha256()
        for piece in pieces:
            digest.update(piece)
            yield piece
        self._record(digest.hexdigest())

    def _record(self, sha256: str) -> SipdExport:
        name = str(self.actor)[:120] if self.actor else BY_COMMAND
        with transaction.atomic():
            export = SipdExport.objects.create(
                cycle=self.cycle,
                made_by=self.actor,
                made_by_name=name,
                made_by_role=_role_of(self.actor),
                filename=self.filename[:255],
                sha256=sha256,
                count=len(self.usulan),
            )
            rows = ((export.pk, usulan) for usulan in self.usulan)
            insert_rows(SipdExportRow, ("export_id", "proposal_id"), rows)
        return export


def _role_of(actor: User | None) -> str:
    """In which role a file is taken along: of several the one that feeds SIPD."""
    scope = scope_of(actor)
    held = sorted(scope.roles, key=lambda role: (role not in FEEDERS, role.value))
    if actor is None or scope.everything or not held:
        return ADMINISTRATOR
    return held[0].value
