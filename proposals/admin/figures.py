"""The pages of figures: one office's usulan, broken down in one way."""

from django.http import Http404, HttpRequest, HttpResponse

from proposals.admin.base import OfficePage
from proposals.admin.reads import cycles_of
from proposals.dashboards import breakdown_of, breakdowns_of, offices_of


class FiguresPage(OfficePage):
    """Figures of one of the visitor's own offices; another's do not exist for them."""

    template_name = "dashboard/page.html"

    def get(self, request: HttpRequest, office: str, name: str) -> HttpResponse:
        own = {one.slug: one for one in offices_of(request.user)}.get(office)
        if own is None or name not in breakdowns_of(own):
            raise Http404
        cycles = cycles_of(request)
        asked = [cycle for cycle in cycles if str(cycle.fiscal_year) == request.GET.get("tahun")]
        cycle = next(iter(asked or cycles), None)
        if cycle is None:
            raise Http404
        return self.page(
            f"{breakdowns_of(own)[name].label}: {own.title}",
            cycle=cycle,
            cycles=cycles,
            figures=breakdown_of(request.user, cycle, own, name),
        )
