"""How many messages wait, for pages that lead to them."""

from django import template

from notices.reading import unread_count

register = template.Library()
register.simple_tag(unread_count, name="kabar_baru")
