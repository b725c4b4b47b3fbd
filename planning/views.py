"""The kamus usulan for everyone: search, one item, and the list on paper."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from foundation.reading import read_only
from planning.explain import worked_example
from planning.models import IssueGroup
from planning.models.kamus import Bidang
from planning.search import Finding, find_in_kamus, in_order
from planning.selectors import by_issue, issues_by_bidang, kamus_items, shown_cycle

_LONGEST_SHOWN = 100


@read_only
def kamus(request: HttpRequest) -> HttpResponse:
    """Search by everyday words (``q``), or read one issue group (``isu``), or choose a group."""
    cycle = shown_cycle()
    query = " ".join(request.GET.get("q", "")[:_LONGEST_SHOWN].split())
    context = {"cycle": cycle, "query": query}
    if cycle and query:
        finding = find_in_kamus(query, cycle=cycle)
        items = in_order(kamus_items(cycle), finding.ids)
        context |= {"finding": finding, "groups": by_issue(items)}
    elif cycle and (issue := _issue(request)):
        items = kamus_items(cycle).filter(issue=issue)
        context |= {"issue": issue, "finding": Finding(), "groups": by_issue(items)}
    if not context.get("groups"):
        context["bidang_list"] = issues_by_bidang(cycle) if cycle else []
    return render(request, "planning/kamus.html", context)


def _issue(request: HttpRequest) -> IssueGroup | None:
    number = request.GET.get("isu", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        return None
    return IssueGroup.objects.filter(pk=int(number)).first()


@read_only
def kamus_item(request: HttpRequest, code: str) -> HttpResponse:
    """Everything about one item; one that is out of use says so instead of offering itself."""
    items = kamus_items(shown_cycle(), with_retired=True).select_related("sub_kegiatan", "cycle")
    item = get_object_or_404(items, code=code)
    return render(
        request, "planning/kamus_item.html", {"item": item, "example": worked_example(item)}
    )


@read_only
def kamus_print(request: HttpRequest, bidang: str) -> HttpResponse:
    """All items of a bidang on paper, to be read and written on in the RW's own meeting."""
    if bidang not in Bidang:
        raise Http404
    cycle = shown_cycle()
    context = {
        "cycle": cycle,
        "bidang": Bidang(bidang),
        "groups": by_issue(kamus_items(cycle).filter(bidang=bidang)),
        "today": timezone.localdate(),
    }
    return render(request, "planning/kamus_print.html", context)
