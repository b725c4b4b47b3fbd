"""The desk's pages, in the order in which they are offered on the first page of an office."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from desk.imports.kinds import KINDS


@dataclass(frozen=True)
class DeskLink:
    """One page: shown to whoever holds any of ``permissions``."""

    label: str
    address: str
    permissions: tuple[str, ...]
    hint: str


LINKS: tuple[DeskLink, ...] = (
    DeskLink(
        "Daftar usulan",
        "admin:proposals_proposal_changelist",
        ("proposals.view_proposal",),
        "Saring, cari, periksa, dan unduh usulan.",
    ),
    DeskLink(
        "Rekap",
        "admin:desk_recaps",
        ("proposals.view_proposal",),
        "Rekap dan daftar resmi untuk dicetak dan dikirim: T-D.4, per kelurahan, isu, OPD.",
    ),
    DeskLink(
        "Rancangan RKPD",
        "admin:rkpd_draft_changelist",
        ("rkpd.view_draft",),
        "Susun, bandingkan, dan bekukan versi rancangan.",
    ),
    DeskLink(
        "Formulir usulan (Excel)",
        "admin:desk_form_workbook",
        ("desk.form_workbook",),
        "Formulir untuk RT dan RW yang mengisi tanpa internet, lalu diimpor.",
    ),
    DeskLink(
        "Antrean perangkat",
        "admin:desk_device_queue",
        ("desk.import_form_workbook",),
        "Terima usulan dari perangkat yang tidak mendapat sinyal, dibawa sebagai berkas.",
    ),
    DeskLink(
        "Impor",
        "admin:desk_imports",
        tuple(dict.fromkeys(kind.permission for kind in KINDS)),
        "Masukkan daftar dari Excel, lihat dahulu akibatnya, lalu simpan.",
    ),
)


def links_for(user: Any) -> list[tuple[DeskLink, str]]:
    """The pages that ``user`` may open, each with its address."""
    found = []
    for link in LINKS:
        if any(user.has_perm(permission) for permission in link.permissions):
            found.append((link, reverse(link.address)))
    return found
