"""The pages of figures, kept as they were drawn until something behind them changes."""

from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from foundation import charts
from kelurahan.scope import scope_of
from planning.models import Cycle
from proposals.dashboards.breakdowns import breakdowns_of
from proposals.dashboards.offices import Office, offices_of
from proposals.dashboards.sections import section_of
from proposals.stamp import cached

TEMPLATES = "admin/proposals/dashboard"


def home_of(user: Any, cycle: Cycle) -> list[SafeString]:
    """The sections of ``user``'s first page, one per office held."""
    return [_section(user, cycle, office) for office in offices_of(user)]


def _section(user: Any, cycle: Cycle, office: Office) -> SafeString:
    def draw() -> SafeString:
        return _drawn("section", cycle, office, section=section_of(user, cycle, office))

    return _kept(user, cycle, office, "beranda", draw)


def breakdown_of(user: Any, cycle: Cycle, office: Office, name: str) -> SafeString:
    """The tables of one breakdown; raises ``KeyError`` where the office has none of that name."""
    breakdown = breakdowns_of(office)[name]

    def draw() -> SafeString:
        tables = breakdown.tables(user, cycle, office)
        return _drawn("breakdown", cycle, office, tables=tables, breakdown=breakdown, current=name)

    return _kept(user, cycle, office, name, draw, all_years=breakdown.all_years)


def _kept(
    user: Any, cycle: Cycle, office: Office, name: str, draw: Any, *, all_years: bool = False
) -> SafeString:
    # What is seen follows from the posts held, not from the person: colleagues share it.
    who = f"{office.slug}:{office.title}:{scope_of(user).key}"
    key = f"angka:{_drawn_with()}:{name}:{cycle.pk}:{who}"
    return cached(None if all_years else cycle, key, draw, kelurahan=office.places, daily=True)


@lru_cache(maxsize=1)
def _drawn_with() -> str:
    """Names the code and templates that draw: another release does not show what this one drew."""
    here = Path(__file__).parent
    found = [*here.glob("*.py"), Path(charts.__file__)]
    found += (Path(settings.BASE_DIR) / "templates" / TEMPLATES).glob("*.html")
    digest = blake2b(digest_size=8)
    for file in sorted(found):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _drawn(template: str, cycle: Cycle, office: Office, **context: Any) -> SafeString:
    everything = {
        "cycle": cycle,
        "year": str(cycle.fiscal_year),
        "office": office,
        "breakdowns": breakdowns_of(office),
        "list_url": reverse("admin:proposals_proposal_changelist"),
        **context,
    }
    return render_to_string(f"{TEMPLATES}/{template}.html", everything)
