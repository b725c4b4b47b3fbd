"""One usulan on one page: what is asked, what others thought, what can be done now."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from kelurahan.roles import Role
from kelurahan.scope import scope_of
from proposals.admin.base import OfficePage
from proposals.admin.forms import AssessForm
from proposals.admin.rows import flags_of
from proposals.admin.wording import PublicTitleForm
from proposals.arrivals import arrivals
from proposals.bank import asked, copies_of
from proposals.gates import already_proposed, kamus_gate, land_gate, similar_gate
from proposals.models import Assessment, Proposal
from proposals.private_hints import private_hints
from proposals.public import shown_title
from proposals.review import waiting_for
from proposals.selectors import figures_of, in_full, with_names
from proposals.services import assess_at_kelurahan, may_word_title, word_title
from proposals.statuses import Level
from proposals.timeline import timeline_of
from proposals.valuation import measures_sentence
from proposals.workflow import (
    ActionNotAllowed,
    ConditionsNotMet,
    TransitionConflict,
    acting_post,
    available_actions,
    owner_post,
)

PICTURE = "image/"


class UsulanPage(OfficePage):
    """Everything an officer needs to decide, read-only, with the deeds that are open to them."""

    template_name = "proposal/change.html"

    def usulan(self, pk: UUID) -> Proposal:
        found = in_full(self.request.user).filter(pk=pk).order_by().first()
        if found is None:
            raise Http404
        return with_names(found, self.request.user)

    def get(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        usulan = self.usulan(object_id)
        return self.show(usulan)

    def show(self, usulan: Proposal, refused: AssessForm | None = None) -> HttpResponse:
        """The page; a ``refused`` form carries its errors along."""
        user = self.request.user
        figures = list(figures_of(usulan))
        similar = already_proposed(usulan, user)
        actions = available_actions(usulan, user)
        attachments = list(usulan.attachments.all())
        heads, lines = figure_rows(usulan, figures)
        return self.page(
            usulan.number or "Draf",
            usulan=usulan,
            flags=flags_of(usulan),
            coming=arrivals([usulan]).get(usulan.pk),
            gates=(kamus_gate(usulan), land_gate(usulan), similar_gate(similar)),
            similar=similar,
            asked=asked([usulan]).get(usulan.pk),
            copies=copies_of(usulan),
            private=private_hints(usulan),
            measures=measures_sentence(usulan.measures),
            pictures=[a for a in attachments if a.content_type.startswith(PICTURE)],
            papers=[a for a in attachments if not a.content_type.startswith(PICTURE)],
            figure_heads=heads,
            figure_lines=lines,
            timeline=timeline_of(usulan),
            locations=[str(rt) for rt in usulan.rts.all()],
            actions=[(action, self.url_of("act", usulan.pk, action.action)) for action in actions],
            quick=next((a for a in actions if a.action == "verify"), None),
            quick_url=self.url_of("act", usulan.pk, "verify"),
            assess_form=self._assess_form(usulan, figures, refused),
            assess_url=self.url_of("assess", usulan.pk),
            title_form=self._title_form(usulan),
            title_url=self.url_of("public_title", usulan.pk),
            shown_title=shown_title(usulan),
            is_own=owner_post(scope_of(user), usulan) is not None,
            next_url=self.url_of("next", sesudah=usulan.pk) if waiting_for(user) else "",
            kept=self.kept,
        )

    def _title_form(self, usulan: Proposal) -> PublicTitleForm | None:
        if not may_word_title(usulan, self.request.user):
            return None
        return PublicTitleForm(initial={"public_title": usulan.public_title})

    def _assess_form(
        self, usulan: Proposal, figures: Iterable[Assessment], refused: AssessForm | None
    ) -> AssessForm | None:
        if not may_assess(usulan, self.request.user):
            return None
        return refused or AssessForm(proposal=usulan, initial=_office_figures(usulan, figures))


class AssessPage(UsulanPage):
    """Takes the kelurahan's correction; refused, the page comes back with what was typed."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        usulan = self.usulan(object_id)
        form = AssessForm(request.POST, proposal=usulan)
        if form.is_valid() and self._saved(usulan, form):
            messages.success(request, "Koreksi kelurahan tersimpan. Angka pengusul tidak berubah.")
            return redirect(self.url_of("change", usulan.pk))
        if not may_assess(usulan, request.user):
            return redirect(self.url_of("change", usulan.pk))
        return self.show(usulan, form)

    def _saved(self, usulan: Proposal, form: AssessForm) -> bool:
        try:
            assess_at_kelurahan(usulan, actor=self.request.user, **form.cleaned_data)
        except ConditionsNotMet as error:
            for name, sentence in error.problems.items():
                form.add_error(name if name in form.fields else None, sentence)
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        except (ActionNotAllowed, TransitionConflict) as error:
            form.add_error(None, str(error))
            messages.error(self.request, str(error))
        else:
            return True
        return False


class PublicTitlePage(UsulanPage):
    """Takes the title as everyone may read it; it is shown at once."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        usulan = self.usulan(object_id)
        form = PublicTitleForm(request.POST)
        if form.is_valid():
            try:
                word_title(usulan, actor=request.user, **form.cleaned_data)
            except (ActionNotAllowed, ConditionsNotMet) as error:
                messages.error(request, str(error))
            else:
                messages.success(request, f"Yang dibaca umum sekarang: “{shown_title(usulan)}”.")
        for sentence in form.errors.get("public_title", ()):
            messages.error(request, sentence)
        return redirect(self.url_of("change", usulan.pk))


def may_assess(usulan: Proposal, user: Any) -> bool:
    """Whether ``user`` may write the kelurahan's figures now."""
    if not AssessForm.is_open_for(usulan):
        return False
    scope = scope_of(user)
    return bool(acting_post(scope, Role.STAFF, usulan) or acting_post(scope, Role.LURAH, usulan))


def _office_figures(usulan: Proposal, held: Iterable[Assessment]) -> dict[str, Any]:
    """The correction as it stands, to go on from."""
    own = next((row for row in held if row.level == Level.KELURAHAN), None)
    figures = {"seen_revision": usulan.revision}
    if own:
        figures |= {"volume": own.volume, "unit_price": own.unit_price, "opd": own.opd_id}
    return figures


def figure_rows(
    usulan: Proposal, assessments: Iterable[Assessment]
) -> tuple[list[str], list[tuple[str, str, list[Any]]]]:
    """Heads, and per figure its name, how it is written and one cell per level.

    The proposer's come first; a level that wrote nothing down has no column.
    """
    rows = list(assessments)
    heads = ["Pengusul", *(Level(row.level).label for row in rows)]
    own: dict[str, Any] = {
        "volume": usulan.volume,
        "unit_price": usulan.unit_price,
        "value": usulan.value,
        "opd": usulan.first_opd or usulan.opd,
        "rank": usulan.rank,
    }
    lines = (
        ("volume", f"Volume ({usulan.unit})" if usulan.unit else "Volume", "angka"),
        ("unit_price", "Harga satuan", "rupiah"),
        ("value", "Nilai", "rupiah"),
        ("opd", "Perangkat Daerah", ""),
        ("rank", "Urutan", "angka"),
        ("sub_kegiatan", "Sub kegiatan", ""),
        ("funding_source", "Sumber dana", ""),
        ("note", "Catatan", ""),
    )
    table = []
    for name, label, written in lines:
        cells = [own.get(name), *(_cell(row, name) for row in rows)]
        if any(cell not in (None, "") for cell in cells):
            table.append((label, written, cells))
    return heads, table


def _cell(row: Assessment, name: str) -> Any:
    return row.get_funding_source_display() if name == "funding_source" else getattr(row, name)
