"""What the three screens have in common: every field may be empty, good ones are saved alone."""

from typing import Any

from django import forms

from foundation.numbers import whole_number
from kelurahan.models import User
from proposals.models import Proposal

SEEN = "revisi"
"""The name under which a page carries the revision that it was made from."""


class StepForm(forms.Form):
    """One screen of a usulan. A draft may have gaps, so nothing is required here.

    ``content`` gives what may be saved: the fields without fault. ``seen_revision`` is the
    revision that the person had before their eyes.
    """

    def __init__(self, data: Any = None, files: Any = None, *, proposal: Proposal, user: User):
        self.proposal = proposal
        self.user = user
        super().__init__(data, files, initial=self.stored(proposal))
        self.seen_revision = self._seen(data)
        for field in self.fields.values():
            field.required = False

    def stored(self, proposal: Proposal) -> dict[str, Any]:
        """What is stored, by field of this form."""
        raise NotImplementedError

    def content(self) -> dict[str, Any]:
        """What ``update_content`` may save now; call after ``is_valid``."""
        raise NotImplementedError

    def _seen(self, data: Any) -> int:
        typed = str((data or {}).get(SEEN, ""))
        seen = whole_number(typed)
        return self.proposal.revision if seen is None else seen

    @property
    def differences(self) -> list[dict[str, Any]]:
        """Fields whose typed text is not what is stored: label, both texts."""
        return [
            {
                "label": self[name].label,
                "typed": self._words(name, self[name].data),
                "stored": self._words(name, self.initial.get(name)),
            }
            for name in self.changed_data
        ]

    @property
    def problems(self) -> list[dict[str, str]]:
        """Sentences with the id of the field each belongs to, in the order of the screen."""
        found = [{"id": "", "sentence": text} for text in self.non_field_errors()]
        for name in self.fields:
            for text in self.errors.get(name, ()):
                found.append({"id": self.anchor(name), "sentence": f"{self._short(name)}: {text}"})
        return found

    def anchor(self, name: str) -> str:
        """The id to jump to; a group of choices is entered by its first one."""
        bound = self[name]
        many = isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
        return f"{bound.auto_id}_0" if many else bound.auto_id

    def _short(self, name: str) -> str:
        """The label without unit and remarks: ``Panjang (m)`` as ``Panjang``."""
        return str(self[name].label).partition(" (")[0].rstrip("?")

    def _words(self, name: str, value: Any) -> str:
        """A typed or stored value as the person would read it."""
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField | forms.ModelMultipleChoiceField):
            keys = value if isinstance(value, list | tuple) else [value]
            wanted = {str(getattr(key, "pk", key)) for key in keys if key}
            names = [str(row) for row in field.queryset if str(row.pk) in wanted]
            return ", ".join(names)
        if isinstance(field, forms.ChoiceField):
            return str(dict(field.choices).get(value, value) or "")
        prepared = field.prepare_value(value)
        return "" if prepared is None else str(prepared)
