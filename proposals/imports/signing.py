"""In whose name a list comes in, and whether they may bring it in for a kelurahan."""

from dataclasses import dataclass

from kelurahan.models import Kelurahan, User
from kelurahan.roles import Role
from kelurahan.scope import Post, scope_of
from proposals.imports.rows import RowProblem

NOBODY = "Impor berkas"
"""The name in the history when the list came in by command and not through an account."""


@dataclass(frozen=True)
class Signature:
    """``actor`` is ``None`` for the command line, which stands for the portal itself."""

    actor: User | None

    def post_for(self, kelurahan: Kelurahan) -> Post | None:
        """What the actor acts as; raises ``RowProblem`` when the kelurahan is not theirs."""
        if self.actor is None:
            return None
        scope = scope_of(self.actor)
        post = (
            scope.post_over(Role.STAFF, kelurahan.pk)
            or scope.post_over(Role.LURAH, kelurahan.pk)
            or scope.post_over(Role.BAPPEDA, kelurahan.kecamatan.city_id)
        )
        if post is None:
            raise RowProblem("kelurahan", f"Anda tidak berwenang atas Kelurahan {kelurahan}.")
        return post

    def may_bring_history(self, kelurahan: Kelurahan) -> bool:
        """Whether the list may carry what later stages decided: the command's and Bappeda's may.

        A kelurahan decides in the portal, where its deeds have their conditions and their trace.
        """
        if self.actor is None:
            return True
        city = kelurahan.kecamatan.city_id
        return scope_of(self.actor).post_over(Role.BAPPEDA, city) is not None

    def words(self, kelurahan: Kelurahan) -> tuple[str, str, str]:
        """Name, role and territory as the history keeps them."""
        post = self.post_for(kelurahan)
        if post is None:
            return NOBODY, "Sistem", ""
        return str(self.actor), post.role.label, post.territory_name
