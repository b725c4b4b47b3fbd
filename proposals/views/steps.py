"""The way every screen of a usulan is opened and saved."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views import View

from proposals.forms import StepForm
from proposals.models import Proposal
from proposals.services import NotEditable, StaleForm, update_content
from proposals.statuses import EDITABLE, Status
from proposals.views.access import is_owner, may_write, visible_or_404
from proposals.views.background import save_in_background
from proposals.views.kept import forget, keep, kept, login_keeps_typing, wants_json

STEPS = (
    ("apa", "Apa"),
    ("lokasi", "Di mana"),
    ("volume", "Berapa dan mengapa"),
    ("periksa", "Periksa"),
)
DRAFT_SAVED = "Draf disimpan. Anda dapat melanjutkannya kapan saja."
SAVED = {
    Status.RETURNED: "Perbaikan disimpan, tetapi belum dikirim lagi. Tekan “Periksa dan kirim” "
    "sebelum batas waktunya.",
}
"""What is said after saving for later, by status."""

ONWARD, BACK, LATER = "lanjut", "kembali", "simpan"


@method_decorator(login_keeps_typing, name="dispatch")
class StepView(View):
    """One screen. Every button saves what is sound; what is not waits beside its field."""

    step: str
    template: str
    form_class: type[StepForm]

    def get(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Show what is stored, or what was typed and could not be stored yet."""
        return self.open(request, visible_or_404(request, pk))

    def open(self, request: HttpRequest, proposal: Proposal) -> HttpResponse:
        """The screen of a usulan that has been found."""
        if elsewhere := may_write(request, proposal):
            return elsewhere
        typed = kept(request)
        form = self.form(proposal, typed)
        if typed is not None:
            form.is_valid()
        return self.show(form, is_kept=typed is not None)

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Save, then go where the button says; a script that only saves gets JSON."""
        return save_in_background(self, pk) if wants_json(request) else self.press(request, pk)

    def press(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """What a button does."""
        proposal = visible_or_404(request, pk)
        form = self.form(proposal, request.POST, request.FILES)
        form.is_valid()
        if is_owner(request, proposal) and proposal.status not in EDITABLE:
            return self.too_late(form)
        if elsewhere := may_write(request, proposal):
            return elsewhere
        if form.seen_revision != proposal.revision and form.changed_data:
            return self.stale(form)
        try:
            self.save(form)
        except StaleForm:
            fresh = self.form(visible_or_404(request, pk), request.POST, request.FILES)
            fresh.is_valid()
            return self.stale(fresh)
        except NotEditable:
            return self.too_late(form)
        return self.go_on(form)

    def form(self, proposal: Proposal, data: Any = None, files: Any = None) -> StepForm:
        return self.form_class(data, files, proposal=proposal, user=self.request.user)

    def save(self, form: StepForm) -> None:
        """Store the sound fields; a refusal by the rules joins the errors of the form."""
        content = form.content()
        try:
            saved = self._update(form, content)
        except ValidationError as error:
            refused = getattr(error, "error_dict", {})
            for name, problems in refused.items():
                form.add_error(name if name in form.fields else None, problems)
            sound = {name: value for name, value in content.items() if name not in refused}
            saved = self._update(form, sound) if refused else form.proposal
        self.adopt(form, saved)

    def _update(self, form: StepForm, content: dict[str, Any]) -> Proposal:
        proposal = form.proposal
        return update_content(
            proposal, actor=self.request.user, seen_revision=proposal.revision, **content
        )

    def adopt(self, form: StepForm, saved: Proposal) -> None:
        """From here on the page stands on what is stored now."""
        form.proposal = saved
        form.seen_revision = saved.revision

    def go_on(self, form: StepForm) -> HttpResponse:
        action = self.request.POST.get("aksi", ONWARD)
        if form.errors:
            keep(self.request, revisi=str(form.seen_revision))
            if action != BACK:
                return self.show(form)
            messages.warning(
                self.request,
                "Isian yang belum benar kami simpan apa adanya. Anda dapat memperbaikinya nanti.",
            )
        else:
            forget(self.request)
        return self.leave(form, action)

    def leave(self, form: StepForm, action: str) -> HttpResponse:
        """The screen that the button leads to."""
        if action == LATER:
            messages.success(self.request, SAVED.get(form.proposal.status, DRAFT_SAVED))
            return redirect("proposals:mine")
        names = [name for name, _ in STEPS]
        target = names.index(self.step) + (-1 if action == BACK else 1)
        if target < 0:
            return redirect("proposals:mine")
        return redirect("proposals:step", form.proposal.pk, names[target])

    def stale(self, form: StepForm) -> HttpResponse:
        """Changed elsewhere: both texts are shown, and saving again takes the typed one."""
        form.seen_revision = form.proposal.revision
        keep(self.request, revisi=str(form.seen_revision))
        return self.show(form, is_stale=True)

    def too_late(self, form: StepForm) -> HttpResponse:
        """Handed in meanwhile: nothing can be saved, but what was typed can be copied."""
        forget(self.request)
        context = {"proposal": form.proposal, "form": form}
        return render(self.request, "proposals/too_late.html", context, status=409)

    def show(self, form: StepForm, **state: bool) -> HttpResponse:
        names = [name for name, _ in STEPS]
        context = {
            "proposal": form.proposal,
            "form": form,
            "step": self.step,
            "steps": STEPS,
            "position": names.index(self.step) + 1,
            **state,
            **self.beside(form),
        }
        return render(self.request, self.template, context)

    def beside(self, form: StepForm) -> dict[str, Any]:
        """What this screen shows beside its form."""
        return {}
