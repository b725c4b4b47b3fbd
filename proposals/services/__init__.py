"""Writing usulan; status moves belong to ``proposals.workflow``."""

from .carry import carry_forward
from .choice import content_of_choice, figures, price_has_changed
from .confirm import answer_result, is_asked, may_answer
from .events import write_event
from .files import MAX_FILES, TooManyFiles, add_attachment, remove_attachment
from .intake import NotEditable, StaleForm, create_draft, helper_post, update_content
from .missing import CannotSettle, missing_files, replace_missing, withdraw_missing
from .office import ASSESSABLE, assess_at_kelurahan, lock_list
from .series import reorder_series
from .wording import may_word_title, word_title

__all__ = [
    "ASSESSABLE",
    "MAX_FILES",
    "CannotSettle",
    "NotEditable",
    "StaleForm",
    "TooManyFiles",
    "add_attachment",
    "answer_result",
    "assess_at_kelurahan",
    "carry_forward",
    "content_of_choice",
    "create_draft",
    "figures",
    "helper_post",
    "is_asked",
    "lock_list",
    "may_answer",
    "may_word_title",
    "missing_files",
    "price_has_changed",
    "remove_attachment",
    "reorder_series",
    "replace_missing",
    "update_content",
    "withdraw_missing",
    "word_title",
    "write_event",
]
