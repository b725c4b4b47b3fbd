"""A digest in plain words, as long as its channel takes.

Only what everyone may read leaves the portal: the title as the public pages show it, the decision,
its public reason and the next step. Notes of officers stay inside.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.text import capfirst

from foundation.indonesia import number
from notices.due import by_in_words
from notices.kinds import Kind
from notices.links import absolute, off_url, usulan_url
from notices.news import Message, messages_of
from notices.pending import Pending
from proposals.models import Proposal
from proposals.progress import GOOD, STOP, TODO, Calendar
from proposals.public import shown_title

_ORDER = {TODO: 0, STOP: 1, GOOD: 2}
_CUTS = (None, 160, 80, 40, 0)
"""How many letters of a reason are kept, tried in this order until all fits."""

_MOST_OF_A_DEED = 120
"""Letters of the deed in an SMS: the names of some Perangkat Daerah would fill it."""

_GSM = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "`": "'", "–": "-", "—": "-", "…": "...", "·": "-"}
    | dict(zip("[]{}^~|\\", "()()--//", strict=True))
)


@dataclass(frozen=True)
class Text:
    """What is sent."""

    subject: str
    body: str


@dataclass(frozen=True)
class Item:
    """One usulan in a digest."""

    usulan: Proposal
    told: str
    following: str
    reason: str = ""
    followed: Proposal | None = None
    """Another's usulan, into which this one was merged: it is that one's page that tells more."""

    @property
    def title(self) -> str:
        return " ".join(shown_title(self.usulan).split())

    def lines(self, kind: Kind, cut: int | None) -> list[str]:
        """As it stands in the message; ``cut`` shortens the reason."""
        reason = self.reason if cut is None else _cut(self.reason, cut)
        head = f"{self.usulan.number or ''} {_cut(self.title, 50 if kind.only_gsm else 120)}"
        told = _cut(self.told, _MOST_OF_A_DEED) if kind.only_gsm else self.told
        said = (told, f"Alasan: {reason}" if reason else "", self.following)
        page = self.followed if self.followed and self.followed.tracking_code else self.usulan
        return [head.strip(), *filter(None, said), usulan_url(page)]


def text_of(
    content: Pending, user_id: int, kind: Kind, calendars: dict[int, Calendar]
) -> Text | None:
    """``content`` in words; ``None`` when nothing of it is news any more."""
    today = timezone.localdate()
    standing = _standing(messages_of(content.events, calendars=calendars))
    told = {message.proposal.pk for message in standing}
    warned = [usulan for usulan in content.due if usulan.pk not in told]
    items = [_warning(usulan, today) for usulan in warned] + [_news(each) for each in standing]
    if not items:
        return None
    count = len(warned) + sum(event.proposal_id in told for event in content.events)
    return Text(_subject(items), _fitting(items, count, user_id, kind))


def _standing(messages: Iterable[Message]) -> list[Message]:
    """Of each usulan the move after which it stands as it does, what calls for a deed first.

    Where the proposer has acted on the latest move, or a file has moved the usulan on, that move
    is no news any more.
    """
    latest: dict[object, Message] = {}
    for message in messages:
        latest.setdefault(message.proposal.pk, message)
    return sorted((each for each in latest.values() if each.progress), key=_urgency)


def _urgency(message: Message) -> int:
    tone = message.progress.tone if message.progress else ""
    # What another has to do calls for no deed of the reader.
    return len(_ORDER) if message.own and tone == TODO else _ORDER.get(tone, len(_ORDER))


def _news(message: Message) -> Item:
    progress = message.next_step
    # What has ended has no next step but to read the reason, which stands here.
    if progress is None or progress.tone == STOP:
        following = ""
    else:
        by = f"{capfirst(progress.by_words)}." if progress.by_words else ""
        following = f"{progress.next} {by}".strip()
    followed = message.proposal if message.own else None
    return Item(message.usulan, message.plain, following, message.entry.reason, followed)


def _warning(usulan: Proposal, today: date) -> Item:
    by = by_in_words(usulan.due, today) if usulan.due else ""
    told = f"Segera perbaiki dan kirim lagi, paling lambat {by}."
    return Item(usulan, told, "Setelah itu tidak dapat dikirim lagi.")


def _subject(items: Sequence[Item]) -> str:
    if len(items) == 1:
        return f"Kabar usulan Anda: {_cut(items[0].title, 60)}"
    return f"Kabar tentang {number(len(items))} usulan Anda"


def _fitting(items: Sequence[Item], count: int, user_id: int, kind: Kind) -> str:
    """As many items as the channel takes; a single one with its reason shortened if need be."""
    body = ""
    for shown in range(min(len(items), kind.most_items), 0, -1):
        for cut in _CUTS if shown == 1 else _CUTS[:1]:
            body = _body(items[:shown], count - shown, user_id, kind, cut)
            if len(body) <= kind.most_characters:
                return body
    return body[: kind.most_characters]


def _body(items: Sequence[Item], others: int, user_id: int, kind: Kind, cut: int | None) -> str:
    inbox, off = absolute("notices:inbox"), off_url(user_id, kind)
    more = f"Dan {number(others)} kabar lain." if others else ""
    if kind.only_gsm:
        head, *lines = (line for item in items for line in item.lines(kind, cut))
        told = f"Musrenbang {head}: {' '.join(lines)}"
        return as_gsm(f"{told}\n{f'{more} Henti: {off}'.strip()}")
    return "\n\n".join(
        [
            "Kabar tentang usulan Anda di Portal Musrenbang",
            *("\n".join(item.lines(kind, cut)) for item in items),
            f"{more} Semua kabar dan catatan petugas: {inbox}".strip(),
            f"Mengatur cara menerima kabar: {absolute('notices:ways')}\n"
            f"Berhenti menerima lewat {kind.label}: {off}",
        ]
    )


def as_gsm(text: str) -> str:
    """``text`` in letters of which a telephone network counts each as one."""
    plain = unicodedata.normalize("NFKD", text.translate(_GSM))
    return plain.encode("ascii", "ignore").decode()


def _cut(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    return f"{text[: length - 1].rstrip()}…" if length else ""
