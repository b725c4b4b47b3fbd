"""What the kelurahan does with accounts, posts and activation cards."""

from .accounts import (
    appoint,
    change_contact,
    create_account,
    end_assignment,
    last_day_before_now,
    propose_username,
    replace_holder,
    set_own_email,
)
from .cards import CardNotValid, issue_card, issue_cards, open_card, unused_card, use_card
from .offices import change_office, give_office
from .register import PlannedAccount, create_accounts, plan_accounts

__all__ = [
    "CardNotValid",
    "PlannedAccount",
    "appoint",
    "change_contact",
    "change_office",
    "create_account",
    "create_accounts",
    "end_assignment",
    "give_office",
    "issue_card",
    "issue_cards",
    "last_day_before_now",
    "open_card",
    "plan_accounts",
    "propose_username",
    "replace_holder",
    "set_own_email",
    "unused_card",
    "use_card",
]
