"""Moving usulan: the table of transitions and the one function that writes a status."""

from .bulk import hold_all, perform_all
from .engine import (
    acting_post,
    available_actions,
    hold_kelurahan,
    owner_post,
    perform,
    perform_each,
    post_for,
    proposer_post,
    record_assessment,
)
from .errors import (
    ActionNotAllowed,
    ConditionsNotMet,
    NoteRequired,
    TransitionConflict,
    UnknownAction,
    WorkflowError,
)
from .many import Deed, Order, perform_many
from .moves import Details, Transition
from .replay import History, Step, replay
from .transitions import TRANSITIONS

__all__ = [
    "TRANSITIONS",
    "ActionNotAllowed",
    "ConditionsNotMet",
    "Deed",
    "Details",
    "History",
    "NoteRequired",
    "Order",
    "Step",
    "Transition",
    "TransitionConflict",
    "UnknownAction",
    "WorkflowError",
    "acting_post",
    "available_actions",
    "hold_all",
    "hold_kelurahan",
    "owner_post",
    "perform",
    "perform_all",
    "perform_each",
    "perform_many",
    "post_for",
    "proposer_post",
    "record_assessment",
    "replay",
]
