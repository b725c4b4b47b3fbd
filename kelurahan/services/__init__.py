"""What the kelurahan does with accounts, posts and activation cards."""

from .accounts import (
    appoint,
    change_contact,
    create_account,
    end_assignment,
    last_day_before_now,
    propose_username,
    replace_holder,
)
from .cards import CardNotValid, issue_card, issue_cards, open_card, unused_card, use_card

__all__ = [
    "CardNotValid",
    "appoint",
    "change_contact",
    "create_account",
    "end_assignment",
    "issue_card",
    "issue_cards",
    "last_day_before_now",
    "open_card",
    "propose_username",
    "replace_holder",
    "unused_card",
    "use_card",
]
