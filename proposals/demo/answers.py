"""What proposers of the demonstration say of finished work."""

import io

from foundation.uploads import clean_upload
from proposals.attachments import store_attachment
from proposals.demo import home
from proposals.demo.photos import draw
from proposals.demo.storing import Shelf
from proposals.models import Confirmation
from proposals.statuses import AttachmentKind


def store_answers(shelf: Shelf) -> None:
    """The answers that the histories tell of; one drawn picture serves all who confirm."""
    answers = shelf.chronicler.answers
    picture = clean_upload(io.BytesIO(draw("", home.dice("answers"))))
    for row in answers:
        if row.is_confirmed:
            row.photo = store_attachment(
                row.proposal,
                picture,
                kind=AttachmentKind.CONFIRMATION,
                uploaded_by=row.answered_by,
                caption="Dilihat sendiri oleh pengusul",
            )
    Confirmation.objects.bulk_create(answers)
