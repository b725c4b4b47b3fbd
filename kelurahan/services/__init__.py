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
from .register import PlannedAccount, create_accounts, plan_accounts

__all__ = [
    "CardNotValid",
    "PlannedAccount",
    "appoint",
    "change_contact",
    "create_account",
    "create_accounts",
    "end_assignment",
    "issue_card",
    "issue_cards",
    "last_day_before_now",
    "open_card",
    "plan_accounts",
    "propose_username",
    "replace_holder",
    "unused_card",
    "use_card",
]
