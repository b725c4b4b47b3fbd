"""Text as the writer sees it."""

import re

# Controls but tab and line end, soft hyphen, zero-width characters, marks of direction.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)


def visible(text: str) -> str:
    """One kind of line end and nothing that nobody sees.

    A title of zero-width characters is empty, and one with a mark of direction would turn round
    what stands beside it.
    """
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
