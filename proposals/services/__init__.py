"""Writing usulan; status moves belong to ``proposals.workflow``."""

from .events import write_event
from .intake import NotEditable, StaleForm, create_draft, helper_post, update_content
from .office import ASSESSABLE, assess_at_kelurahan, lock_list
from .series import reorder_series

__all__ = [
    "ASSESSABLE",
    "NotEditable",
    "StaleForm",
    "assess_at_kelurahan",
    "create_draft",
    "helper_post",
    "lock_list",
    "reorder_series",
    "update_content",
    "write_event",
]
