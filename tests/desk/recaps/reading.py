"""Recaps as a browser gets them: rows of the page, of the CSV and of the workbook."""

import csv
import io
from typing import Any

from django.contrib.admin import site
from django.test import Client, RequestFactory
from django.urls import reverse

from proposals.models import Proposal
from tests.proposals.office import LIST
from tests.workbook_sums import books

OVERVIEW = reverse("admin:desk_recaps")


def page(key: str) -> str:
    return reverse("admin:desk_recap", args=[key])


def take(client: Client, key: str, form: str, **query: str) -> bytes:
    """The file's content."""
    answer = client.get(reverse("admin:desk_recap_file", args=[key, form]), query)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def csv_rows(client: Client, key: str, **query: str) -> list[list[str]]:
    """Header and lines."""
    text = take(client, key, "csv", **query).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    """The stored values of every sheet, row by row."""
    _, values = books(content)
    return {
        sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)]
        for sheet in values.worksheets
    }


def listed(user: Any, address: str) -> list[Proposal]:
    """The usulan of the list at that address, without drawing the page."""
    path, _, query = address.partition("?")
    assert path == LIST
    request = RequestFactory().get(f"{LIST}?{query}")
    request.user = user
    rows = site.get_model_admin(Proposal).get_changelist_instance(request).queryset
    return list(rows.prefetch_related("assessments"))
