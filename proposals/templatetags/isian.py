"""One field of a usulan's form: label, input, faults, hint.

Written here and not in templates: a screen has ten fields, and a template for every part of each
took as long as all the rest of the page.
"""

from django import forms, template
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def isian(bound: forms.BoundField) -> SafeString:
    """The field as the style sheet knows it; what explains it is tied to it for screen readers."""
    return format_html(
        '<div id="div_{0}" class="mb-3"><label for="{0}" class="form-label">{1}</label>{2}{3}{4}'
        "</div>",
        bound.auto_id,
        bound.label,
        _input(bound),
        _faults(bound),
        _hint(bound),
    )


def _input(bound: forms.BoundField) -> SafeString:
    widget = bound.field.widget
    style = "form-select" if isinstance(widget, forms.Select) else "form-control"
    attrs = {"class": f"{style} is-invalid" if bound.errors else style}
    if type(widget) not in (forms.TextInput, forms.Textarea):
        return bound.as_widget(attrs=attrs)
    given = widget.attrs | bound.build_widget_attrs(attrs) | {"id": bound.auto_id}
    value = widget.format_value(bound.value())
    if isinstance(widget, forms.Textarea):
        shown = flatatt({"name": bound.html_name} | given)
        return format_html("<textarea{}>\n{}</textarea>", shown, value or "")
    held = {} if value is None else {"value": value}
    return format_html(
        "<input{}>", flatatt({"type": "text", "name": bound.html_name} | held | given)
    )


def _faults(bound: forms.BoundField) -> SafeString | str:
    if not bound.errors:
        return ""
    sentences = format_html_join("", "<p><strong>{}</strong></p>", ((e,) for e in bound.errors))
    return format_html(
        '<div id="{}_error" class="invalid-feedback">{}</div>', bound.auto_id, sentences
    )


def _hint(bound: forms.BoundField) -> SafeString | str:
    if not bound.help_text:
        return ""
    return format_html(
        '<div id="{}_helptext" class="form-text">{}</div>',
        bound.auto_id,
        bound.help_text,
    )
