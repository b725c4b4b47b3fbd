"""Rules for deeds on the planning references."""

from django.core.exceptions import ValidationError

from foundation.indonesia import datetime_long
from kelurahan.models import User
from kelurahan.roles import Role
from kelurahan.scope import scope_of
from planning.models import Stage, StageWindow, WindowGrace

LURAH_STAGES = (Stage.INTAKE, Stage.VERIFICATION, Stage.KELURAHAN)
"""The stages that a kelurahan carries out itself."""


def may_grant_grace(user: User, kelurahan_id: int | None = None) -> bool:
    """Bappeda for every kelurahan, a lurah for the own one (``None``: for any at all)."""
    scope = scope_of(user)
    if scope.everything or Role.BAPPEDA in scope.roles:
        return True
    held = scope.ids(Role.LURAH)
    return bool(held) if kelurahan_id is None else kelurahan_id in held


def check_grace(grace: WindowGrace, *, actor: User) -> None:
    """The borders of a lurah's grace: own kelurahan, own stages, not into the kecamatan's turn.

    Raises ``ValidationError`` by field. Bappeda has no such borders.
    """
    scope = scope_of(actor)
    if scope.everything or Role.BAPPEDA in scope.roles:
        return
    if not may_grant_grace(actor, grace.kelurahan_id):
        raise ValidationError({"kelurahan": "Perpanjangan hanya untuk kelurahan Anda sendiri."})
    if grace.window.stage not in LURAH_STAGES:
        raise ValidationError({"window": "Tahap ini hanya dapat diperpanjang oleh Bappeda."})
    following = StageWindow.objects.filter(
        cycle_id=grace.window.cycle_id, stage=Stage.KECAMATAN
    ).first()
    if following and grace.closes_at >= following.opens_at:
        raise ValidationError(
            {
                "closes_at": "Perpanjangan harus berakhir sebelum Musrenbang kecamatan dibuka, "
                f"{datetime_long(following.opens_at)}."
            }
        )
