"""Second screen: where the work is, and whose land it stands on."""

from typing import Any

from proposals.forms import StepForm, WhereForm
from proposals.gates import already_proposed, land_gate, similar_gate
from proposals.views.steps import StepView


class WhereView(StepView):
    """Place, land and point."""

    step = "lokasi"
    template = "proposals/step_where.html"
    form_class = WhereForm

    def beside(self, form: StepForm) -> dict[str, Any]:
        similar = already_proposed(form.proposal, self.request.user)
        return {
            "gates": [land_gate(form.proposal), similar_gate(similar)],
            "similar": similar,
        }
