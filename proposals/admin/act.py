"""One deed on one usulan: the form, the preview for the proposer, the refusals in words."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from proposals.admin.base import OfficePage
from proposals.admin.fields import Setting, suggested_due
from proposals.admin.forms import ActionForm
from proposals.admin.queue import next_waiting
from proposals.models import Proposal
from proposals.progress import MEANINGS
from proposals.review import WAITS_FOR
from proposals.workflow import (
    TRANSITIONS,
    ActionNotAllowed,
    ConditionsNotMet,
    Transition,
    TransitionConflict,
    available_actions,
    perform,
    post_for,
)

RETURN, REJECT = "return", "reject"


class ActionPage(OfficePage):
    """The page of one deed, made from its row in the table of transitions."""

    template_name = "proposal/act.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.transition = TRANSITIONS.get(kwargs["action"])

    def get(self, request: HttpRequest, object_id: UUID, action: str) -> HttpResponse:
        usulan = self.usulan(object_id)
        if not self._is_offered(usulan):
            return self._not_now(usulan)
        return self._show(usulan, self._form(usulan))

    def post(self, request: HttpRequest, object_id: UUID, action: str) -> HttpResponse:
        usulan = self.usulan(object_id)
        if "_lihat" in request.POST:
            return self._preview(usulan)
        if self.transition is None or not self.transition.button:
            raise Http404
        following = self._following(usulan)
        post = post_for(self.transition, usulan, request.user)
        form = self._form(usulan, request.POST, request.FILES) if post else None
        if form and form.is_valid():
            if self._should_rather_return(usulan, form):
                return self._show(usulan, form, offer_return=True)
            if self._carried_out(usulan, form):
                return self._after(usulan, following)
        elif form is None:
            # Not theirs, or not theirs any more: perform finds the sentence.
            return self._refused(usulan)
        return self._show(usulan, form)

    # --- parts ----------------------------------------------------------------------------------
    def _is_offered(self, usulan: Proposal) -> bool:
        if self.transition is None or not self.transition.button:
            raise Http404
        return self.transition in available_actions(usulan, self.request.user)

    def _form(self, usulan: Proposal, *data: Any) -> ActionForm:
        post = post_for(self._row, usulan, self.request.user)
        role = post.role if post else None
        setting = Setting(self._row, self.request.user, role, usulan)
        return ActionForm(*data, setting=setting)

    @property
    def _row(self) -> Transition:
        if self.transition is None:
            raise Http404
        return self.transition

    def _preview(self, usulan: Proposal) -> HttpResponse:
        if not self._is_offered(usulan):
            return self._not_now(usulan)
        data = self.request.POST.copy()
        data.setdefault("due", suggested_due().isoformat())
        form = self._form(usulan, data)
        form.is_valid()
        return self._show(usulan, form, is_preview=True)

    def _should_rather_return(self, usulan: Proposal, form: ActionForm) -> bool:
        """A reason that can be mended is better returned; refused it is only when insisted on."""
        reason = form.chosen_reason
        if self._row.action != REJECT or reason is None or not reason.fixable:
            return False
        return "_tetap" not in self.request.POST and self._may_return(usulan)

    def _may_return(self, usulan: Proposal) -> bool:
        return TRANSITIONS[RETURN] in available_actions(usulan, self.request.user)

    def _carried_out(self, usulan: Proposal, form: ActionForm) -> bool:
        try:
            perform(
                usulan,
                self._row.action,
                actor=self.request.user,
                note=form.written_note,
                details=form.details(),
                seen_revision=form.cleaned_data["seen_revision"],
            )
        except ConditionsNotMet as error:
            form.take(error.problems)
        except ValidationError as error:
            form.take({"": " ".join(error.messages)})
        except (ActionNotAllowed, TransitionConflict) as error:
            form.take({"": str(error)})
            form.is_overtaken = True
        else:
            return True
        return False

    def _refused(self, usulan: Proposal) -> HttpResponse:
        try:
            perform(
                usulan,
                self._row.action,
                actor=self.request.user,
                seen_revision=usulan.revision,
            )
        except (ActionNotAllowed, ConditionsNotMet, TransitionConflict) as error:
            messages.error(self.request, str(error))
        return redirect(self.url_of("change", usulan.pk))

    def _not_now(self, usulan: Proposal) -> HttpResponse:
        messages.warning(
            self.request,
            f"“{self._row.label}” tidak dapat dilakukan pada usulan ini. "
            f"Statusnya sekarang: {usulan.get_status_display()}.",
        )
        return redirect(self.url_of("change", usulan.pk))

    def _following(self, usulan: Proposal) -> UUID | None:
        """Looked up before the deed, while this usulan still has its place in the queue."""
        if "_berikutnya" not in self.request.POST:
            return None
        return next_waiting(self.model_admin, self.request, self.kept, usulan.pk)

    def _after(self, usulan: Proposal, following: UUID | None) -> HttpResponse:
        messages.success(
            self.request,
            f"Usulan {usulan.number or usulan.title} sekarang: {usulan.get_status_display()}.",
        )
        if "_berikutnya" not in self.request.POST:
            return redirect(self.url_of("change", usulan.pk))
        if following is None:
            messages.info(self.request, "Tidak ada lagi usulan yang menunggu dalam daftar ini.")
            return redirect(self.list_url)
        return redirect(self.url_of("change", following))

    def _show(
        self,
        usulan: Proposal,
        form: ActionForm,
        *,
        offer_return: bool = False,
        is_preview: bool = False,
    ) -> HttpResponse:
        row = self._row
        may_return = row.action == REJECT and self._may_return(usulan)
        return self.page(
            f"{row.label}: {usulan.number or 'draf'}",
            usulan=usulan,
            transition=row,
            form=form,
            meaning=MEANINGS[row.target],
            is_preview=is_preview,
            offer_return=offer_return,
            return_url=self.url_of("act", usulan.pk, RETURN) if may_return else "",
            usulan_url=self.url_of("change", usulan.pk),
            goes_on=usulan.status in WAITS_FOR.values(),
        )
