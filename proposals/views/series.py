"""The one priority series of an RW or an organisation."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from foundation.numbers import whole_number
from planning.selectors import current_cycle
from proposals.models import Proposal
from proposals.progress import Calendar, progress_of
from proposals.quota import room_of_rw
from proposals.selectors import Series, ranked, rts_and_counts, series_of_user
from proposals.services import reorder_series
from proposals.views.kept import login_keeps_typing
from proposals.workflow import ActionNotAllowed, ConditionsNotMet
from proposals.workflow.conditions import list_is_open

UP, DOWN = "naik", "turun"
LARGEST_RANK = 10_000


@login_keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def series(request: HttpRequest) -> HttpResponse:
    """Show a series; POST puts it into another order."""
    all_series = series_of_user(request.user)
    cycle = current_cycle()
    if not all_series or cycle is None:
        return redirect("proposals:mine")
    wanted = request.GET.get("seri", "")
    chosen = next((item for item in all_series if item.code == wanted), all_series[0])
    rows = list(ranked(request.user, chosen, cycle))
    if request.method == "POST":
        return _reorder(request, chosen, rows)
    calendar = Calendar(cycle)
    context: dict[str, Any] = {
        "cycle": cycle,
        "series": chosen,
        "others": [item for item in all_series if item != chosen],
        "rows": [{"proposal": row, "progress": progress_of(row, calendar)} for row in rows],
        "locked": list_is_open(rows[0]).get("") if rows else "",
        "limits": room_of_rw(cycle, chosen.rw).limits if chosen.rw else (),
        "rts": rts_and_counts(chosen.rw, cycle) if chosen.rw else (),
    }
    return render(request, "proposals/series.html", context)


def _reorder(request: HttpRequest, chosen: Series, rows: list[Proposal]) -> HttpResponse:
    moved = request.POST.get(UP) or request.POST.get(DOWN)
    back = HttpResponseRedirect(f"{reverse('proposals:rw_list')}?seri={chosen.code}")
    if moved:
        back["Location"] += f"#u-{moved}" if any(str(r.pk) == moved for r in rows) else ""
    if not rows:
        return back
    try:
        order = _moved(rows, moved, -1 if UP in request.POST else 1) if moved else None
        reorder_series(order or _numbered(request, rows), actor=request.user, among=rows[0])
    except ValueError as error:
        messages.error(request, str(error))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except (ConditionsNotMet, ActionNotAllowed) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Urutan disimpan.")
    return back


def _moved(rows: list[Proposal], key: str, by: int) -> list[Proposal]:
    """The order with one usulan a place further up or down."""
    order = list(rows)
    place = next((index for index, row in enumerate(order) if str(row.pk) == key), None)
    if place is None or not 0 <= place + by < len(order):
        raise ValueError("Daftar sudah berubah. Periksa urutannya, lalu atur lagi.")
    order[place], order[place + by] = order[place + by], order[place]
    return order


def _numbered(request: HttpRequest, rows: list[Proposal]) -> list[Proposal]:
    """The order by the typed numbers; of two alike, the one that was changed goes first."""
    wanted = []
    for place, row in enumerate(rows, start=1):
        typed = request.POST.get(f"urutan_{row.pk}", str(place)).strip()
        number = whole_number(typed)
        if number is None or not 1 <= number <= LARGEST_RANK:
            raise ValueError(
                f"Urutan “{typed[:20]}” untuk {row.title or row.number} belum benar. "
                "Tulis angka mulai dari 1."
            )
        # Moved down, it goes behind the one that holds the number; moved up, before it.
        side = 0 if number == place else (-1 if number < place else 1)
        wanted.append((number, side, place, row))
    return [row for *_, row in sorted(wanted, key=lambda item: item[:3])]
