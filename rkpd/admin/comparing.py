"""The page that lays two versions of an RKPD beside each other, and its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, QueryDict
from django.http.response import HttpResponseBase

from foundation.numbers import whole_number
from proposals.models import Proposal
from rkpd.admin.downloads import csv_download, xlsx_download
from rkpd.difference_files import (
    comparison_csv,
    comparison_filename,
    write_comparison_xlsx,
)
from rkpd.differences import Change, Comparison, LineDifference, compare
from rkpd.models import Draft

PER_PAGE = 50
SHOWN_USULAN = 10
CHANGES = (Change.NEW, Change.GONE, Change.CHANGED)


@dataclass(frozen=True)
class Choice:
    """The two versions that a page or file is about; the older one comes first."""

    older: Draft
    newer: Draft

    @property
    def query(self) -> str:
        return f"dari={self.older.pk}&ke={self.newer.pk}"


def chosen(drafts: QuerySet[Draft], asked: QueryDict) -> Choice | str:
    """The versions that ``asked`` names, or a sentence why they cannot be compared.

    Without ``dari`` a version is compared with the one before it, without ``ke`` the newest.
    Raises ``Http404`` for a version that is not among ``drafts``.
    """
    newer = _named(drafts, asked.get("ke")) or drafts.first()
    if newer is None:
        return "Belum ada rancangan. Susun rancangan pertama dahulu."
    older = _named(drafts, asked.get("dari"))
    if older is None:
        same = drafts.filter(cycle=newer.cycle_id, city=newer.city_id)
        older = same.filter(version__lt=newer.version).first()
    if older is None:
        return "Baru ada satu versi untuk tahun ini, jadi belum ada yang dapat dibandingkan."
    if older.pk == newer.pk:
        return "Pilih dua versi yang berbeda."
    if (older.cycle_id, older.city_id) != (newer.cycle_id, newer.city_id):
        return "Pilih dua versi dari tahun yang sama."
    return Choice(older, newer)


def _named(drafts: QuerySet[Draft], text: str | None) -> Draft | None:
    if not text:
        return None
    key = whole_number(text)
    draft = drafts.filter(pk=key).first() if key is not None else None
    if draft is None:
        raise Http404
    return draft


def comparison_context(drafts: QuerySet[Draft], request: HttpRequest) -> dict[str, Any]:
    """What the page shows for the versions, the kind of change and the OPD asked for."""
    asked = request.GET
    choice = chosen(drafts, asked)
    context: dict[str, Any] = {"drafts": list(drafts), "changes": CHANGES}
    if isinstance(choice, str):
        return context | {"sentence": choice}
    comparison = compare(choice.older, choice.newer)
    kind, opd = asked.get("lihat", ""), whole_number(asked.get("opd", ""))
    lines = [
        each
        for each in comparison.lines
        if (each.kind == kind if kind in CHANGES else each.kind != Change.SAME)
        and opd in (None, each.line.opd_id)
    ]
    page = Paginator(lines, PER_PAGE).get_page(asked.get("hal"))
    return context | {
        "choice": choice,
        "comparison": comparison,
        "kind": kind if kind in CHANGES else "",
        "opd": next((own for own in comparison.per_opd if own.opd == opd), None),
        "page": page,
        "rows": _with_usulan(list(page.object_list)),
        "may_export": request.user.has_perm("rkpd.export_draft"),
    }


def _with_usulan(
    lines: Sequence[LineDifference],
) -> list[tuple[LineDifference, list[tuple[str, list[dict[str, Any]], int]]]]:
    """Each line with its first usulan that came and that went, and how many more there are."""
    wanted: set[UUID] = set()
    for each in lines:
        wanted.update(each.came[:SHOWN_USULAN], each.went[:SHOWN_USULAN])
    named = {
        row["pk"]: row
        for row in Proposal.objects.filter(pk__in=wanted).values("pk", "number", "title")
    }
    return [
        (
            each,
            [
                (
                    word,
                    [named[key] | {"moved": key in each.moved} for key in keys[:SHOWN_USULAN]],
                    max(0, len(keys) - SHOWN_USULAN),
                )
                for word, keys in (("Masuk", each.came), ("Keluar", each.went))
                if keys
            ],
        )
        for each in lines
    ]


def comparison_file(drafts: QuerySet[Draft], request: HttpRequest, form: str) -> HttpResponseBase:
    """The comparison as ``xlsx`` or ``csv``; 404 when there is nothing to compare."""
    if not request.user.has_perm("rkpd.export_draft"):
        raise PermissionDenied
    choice = chosen(drafts, request.GET)
    if isinstance(choice, str) or form not in ("csv", "xlsx"):
        raise Http404
    comparison: Comparison = compare(choice.older, choice.newer)
    filename = comparison_filename(comparison, form)
    if form == "csv":
        return csv_download(comparison_csv(comparison), filename)
    write = partial(write_comparison_xlsx, comparison, taken_by=str(request.user))
    return xlsx_download(write, filename)
