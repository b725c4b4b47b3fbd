"""The references: what Django does with the same rows and no portal around them.

They know no session, no territory, no price flag, no filters: a floor, not a rival.
"""

from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.forms import modelform_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import engines

from kelurahan.models import RT
from planning.models import Cycle
from planning.models.kamus import ProposerKind
from proposals.models import Proposal

ROWS = 50

_LIST = engines["django"].from_string(
    """<!doctype html><html lang="id"><title>Usulan</title><p>{{ count }} usulan</p><table>
{% for row in rows %}<tr><td>{{ row.number }}</td><td>{{ row.title }}</td>
<td>{{ row.kelurahan.name_local }}</td><td>{{ row.rw.label }}</td><td>{{ row.kamus_item.name }}</td>
<td>{{ row.opd.name }}</td><td>{{ row.get_status_display }}</td><td>{{ row.value }}</td></tr>
{% endfor %}</table>"""
)
_FORM = engines["django"].from_string(
    """<!doctype html><html lang="id"><title>Usulan</title>
<form method="post">{% csrf_token %}{{ form.as_p }}<button>Kirim</button></form>"""
)

BareForm = modelform_factory(
    Proposal,
    fields=(
        "kamus_item",
        "city_priority",
        "title",
        "address",
        "landmark",
        "latitude",
        "longitude",
        "land_status",
        "volume",
        "unit",
        "value",
        "problem",
        "urgency",
        "benefit",
        "people",
        "households",
        "contribution",
    ),
    widgets={"problem": forms.Textarea},
)


def _show(request: HttpRequest, rows: QuerySet[Proposal]) -> HttpResponse:
    count = rows.count()
    shown = rows.select_related("kelurahan", "rw", "kamus_item", "opd")[:ROWS]
    return HttpResponse(_LIST.render({"count": count, "rows": shown}, request))


def listing(request: HttpRequest) -> HttpResponse:
    """Two queries, 50 rows with joined names."""
    return _show(request, Proposal.objects.order_by("number"))


def searched(request: HttpRequest) -> HttpResponse:
    """The same for the rows whose title holds a word, looked for without an index."""
    wanted = request.GET.get("q", "")
    return _show(request, Proposal.objects.filter(title__icontains=wanted).order_by("number"))


def form(request: HttpRequest) -> HttpResponse:
    """A plain model form: one page, one row."""
    filled = BareForm(request.POST or None)
    if request.method == "POST" and filled.is_valid():
        rt = RT.objects.select_related("rw").order_by("pk")[0]
        usulan = filled.save(commit=False)
        usulan.pk = uuid4()
        usulan.cycle = Cycle.objects.get(is_current=True)
        usulan.rt, usulan.rw, usulan.kelurahan_id = rt, rt.rw, rt.rw.kelurahan_id
        usulan.proposer_kind = ProposerKind.RT
        usulan.save(force_insert=True)
        return redirect("bare_list")
    return HttpResponse(_FORM.render({"form": filled}, request))
