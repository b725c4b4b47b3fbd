"""The lurah locks the kelurahan's list with the berita acara of its Musrenbang."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from kelurahan.models import Kelurahan
from kelurahan.roles import Role
from kelurahan.scope import scope_of
from planning.models import Cycle
from planning.selectors import current_cycle
from proposals.admin.base import OfficePage
from proposals.admin.forms import MinutesForm
from proposals.models import KelurahanList, Proposal
from proposals.review import in_cycle
from proposals.services import lock_list
from proposals.statuses import Status
from proposals.workflow import WorkflowError

STILL_OPEN = (Status.SUBMITTED, Status.RETURNED, Status.VERIFIED, Status.RESERVE)
"""What would stay behind when the list is locked; the lurah sees how many."""


class MinutesPage(OfficePage):
    """What goes to the kecamatan, and the form that locks it."""

    template_name = "proposal/minutes.html"

    def get(self, request: HttpRequest, kelurahan: int | None = None) -> HttpResponse:
        place, cycle = self._place(kelurahan), self._cycle()
        return self._show(place, cycle, MinutesForm())

    def post(self, request: HttpRequest, kelurahan: int | None = None) -> HttpResponse:
        place, cycle = self._place(kelurahan), self._cycle()
        form = MinutesForm(request.POST)
        if not form.is_valid():
            return self._show(place, cycle, form)
        try:
            _, count = lock_list(
                cycle=cycle,
                kelurahan=place,
                actor=request.user,
                minutes_number=form.cleaned_data["minutes_number"],
                minutes_date=form.cleaned_data["minutes_date"],
            )
        except WorkflowError as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            messages.success(
                request, f"Berita acara dikunci. {count} usulan diteruskan ke kecamatan."
            )
            return redirect(self.url_of("minutes_of", place.pk))
        return self._show(place, cycle, form)

    def _place(self, kelurahan: int | None) -> Kelurahan:
        """The kelurahan of the lurah; another's does not exist for them."""
        own = scope_of(self.request.user).ids(Role.LURAH)
        if kelurahan is None:
            kelurahan = min(own, default=None)
        if kelurahan not in own:
            raise Http404
        return get_object_or_404(Kelurahan.objects.select_related("kecamatan"), pk=kelurahan)

    def _cycle(self) -> Cycle:
        cycle = current_cycle()
        if cycle is None:
            raise Http404
        return cycle

    def _show(self, place: Kelurahan, cycle: Cycle, form: MinutesForm) -> HttpResponse:
        lock = (
            KelurahanList.objects.filter(cycle=cycle, kelurahan=place)
            .select_related("locked_by")
            .first()
        )
        usulan = in_cycle(self.request.user, cycle).filter(kelurahan=place)
        listed = usulan.filter(status=Status.PRIORITISED)
        own = scope_of(self.request.user).ids(Role.LURAH)
        return self.page(
            f"Berita acara Kelurahan {place}",
            place=place,
            cycle=cycle,
            lock=lock,
            form=form,
            listed=_as_rows(listed),
            total=listed.aggregate(count=Count("pk"), value=Sum("value")),
            still_open=_counts(usulan),
            others=Kelurahan.objects.filter(pk__in=own - {place.pk}) if len(own) > 1 else (),
        )


def _as_rows(listed: Any) -> list[Proposal]:
    return list(
        listed.select_related(
            "kelurahan", "rw", "rt", "organisation", "opd", "kamus_item"
        ).order_by("kelurahan_rank")
    )


def _counts(usulan: Any) -> list[tuple[str, str, int]]:
    """Status, its label and how many, of what has not been decided."""
    found = dict(
        usulan.filter(status__in=STILL_OPEN)
        .order_by()
        .values_list("status")
        .annotate(count=Count("pk"))
    )
    return [(s.value, s.label, found[s]) for s in STILL_OPEN if s in found]
