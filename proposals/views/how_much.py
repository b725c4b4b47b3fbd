"""Third screen: figures, reasons, and the files."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from planning.explain import unit_shown
from proposals.attachments import StoreUnavailable
from proposals.forms import HowMuchForm, StepForm
from proposals.models import Proposal
from proposals.services import (
    MAX_FILES,
    TooManyFiles,
    add_attachment,
    price_has_changed,
    remove_attachment,
)
from proposals.services.files import OF_PROPOSER
from proposals.statuses import AttachmentKind
from proposals.views.steps import StepView
from proposals.views.what import NEW_PRICE, take_new_price

COUNT, UPLOAD = "hitung", "unggah"


class HowMuchView(StepView):
    """Measures with the total, the story, photos and papers."""

    step = "volume"
    template = "proposals/step_how_much.html"
    form_class = HowMuchForm

    def save(self, form: StepForm) -> None:
        """Files come on top of the fields and are kept even when a field is refused."""
        super().save(form)
        self._store_files(form)
        if wanted := self.request.POST.get("hapus"):
            self._remove_file(form.proposal, wanted)

    def stale(self, form: StepForm) -> HttpResponse:
        self._store_files(form)
        return super().stale(form)

    def _store_files(self, form: StepForm) -> None:
        for name, kind, document, upload in getattr(form, "uploads", ()):
            try:
                add_attachment(
                    form.proposal, upload, actor=self.request.user, kind=kind, document=document
                )
            except (TooManyFiles, StoreUnavailable) as error:
                form.add_error(name, str(error))
                return

    def _remove_file(self, proposal: Proposal, wanted: str) -> None:
        for attachment in proposal.attachments.filter(kind__in=OF_PROPOSER):
            if str(attachment.pk) == wanted:
                remove_attachment(attachment, actor=self.request.user)
                messages.success(self.request, "Berkas dihapus.")

    def leave(self, form: StepForm, action: str) -> HttpResponse:
        path = reverse("proposals:step", args=[form.proposal.pk, self.step])
        if "hapus" in self.request.POST or action == UPLOAD:
            return HttpResponseRedirect(f"{path}#berkas")
        if action == COUNT:
            return HttpResponseRedirect(f"{path}#hitungan")
        if action == NEW_PRICE:
            return take_new_price(self.request, form.proposal, self.step)
        return super().leave(form, action)

    def beside(self, form: StepForm) -> dict[str, Any]:
        proposal = form.proposal
        files = list(proposal.attachments.filter(kind__in=OF_PROPOSER))
        item = proposal.kamus_item
        return {
            "item": item,
            "unit": unit_shown(proposal.unit),
            "price_changed": price_has_changed(proposal),
            "photos": [file for file in files if file.kind == AttachmentKind.PHOTO],
            "papers": [file for file in files if file.kind != AttachmentKind.PHOTO],
            "photos_wanted": item.min_photos if item else 1,
            "files_left": MAX_FILES - len(files),
            "max_files": MAX_FILES,
        }
