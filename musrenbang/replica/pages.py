"""Pages that only read: lists, single usulan, dashboards, exports, the public kamus.

A page that is not listed reads the primary. Forms are left out on purpose: what they show is sent
back and compared with what stands on the primary. So are pages that follow a running job.
"""

from fnmatch import fnmatchcase

READ_ONLY = (
    "home",
    "planning:*",
    "publik:*",
    "proposals:mine",
    "proposals:bank",
    "notices:inbox",
    "proposals:rw_list",
    "proposals:detail",
    "proposals:receipt",
    "proposals:attachment",
    "admin:index",
    "admin:app_list",
    "admin:*_changelist",
    "admin:proposals_proposal_change",
    "admin:proposals_proposal_export",
    "admin:proposals_proposal_download",
    "admin:proposals_proposal_figures",
    "admin:rkpd_draft_change",
    "admin:rkpd_draft_sources",
    "admin:rkpd_draft_outside",
    "admin:rkpd_draft_left_out",
    "admin:rkpd_draft_export",
    "admin:rkpd_draft_compare",
    "admin:rkpd_draft_compare_export",
    "admin:desk_*",
)

# Whoever brings something in watches a job and answers what it asks.
_NOT = ("admin:desk_import*",)


def reads_only(view_name: str) -> bool:
    """Whether the page of this name (``namespace:name``) may be read from the replica."""
    return _is_one_of(READ_ONLY, view_name) and not _is_one_of(_NOT, view_name)


def _is_one_of(patterns: tuple[str, ...], view_name: str) -> bool:
    return any(fnmatchcase(view_name, pattern) for pattern in patterns)
