"""Who writes holds, and who holds leaves a stamp: what has been worked out can be kept until then.

``NumberSequence`` has one row per cycle and kelurahan. Every deed takes it first, so deeds within
one kelurahan go one after another; taking it moves its ``version``. The stamp of a cycle is the
sum over its kelurahan, together with the stamps of territory, kamus, windows and pagu. What can
be added up from kelurahan is kept for each under its own version alone.
"""

from collections.abc import Callable, Collection, Iterable
from hashlib import blake2b
from typing import Any, TypeVar

from django.core.cache import cache
from django.utils import timezone

from foundation.models import ChangeStamp
from foundation.stamps import later, summed
from planning.models import Cycle
from proposals.models import NumberSequence

T = TypeVar("T")

KEPT_SECONDS = 24 * 60 * 60
"""How long a result lies unused at most; whether it is still true is the stamp's business."""

_ABSENT = object()

_BLOCK = 16
"""Kelurahan that lie together in the cache: many small entries are slow to fetch and to write."""


def hold(cycle_id: int, kelurahan_id: int) -> None:
    """Hold one kelurahan and cycle until the transaction ends, and move its stamp.

    Call it before anything else is read or locked, inside the transaction that writes: two who
    hold never wait for each other crosswise.
    """
    own = NumberSequence.objects.filter(cycle=cycle_id, kelurahan=kelurahan_id)
    if not own.update(version=later()):
        NumberSequence.objects.get_or_create(cycle_id=cycle_id, kelurahan_id=kelurahan_id)
        own.update(version=later())


def hold_many(places: Iterable[tuple[int, int]]) -> list[NumberSequence]:
    """As ``hold`` for many (cycle, kelurahan), always in the same order; returns their rows."""
    wanted = sorted(set(places))
    NumberSequence.objects.bulk_create(
        [NumberSequence(cycle_id=cycle, kelurahan_id=kelurahan) for cycle, kelurahan in wanted],
        ignore_conflicts=True,
    )
    rows = NumberSequence.objects.filter(
        cycle__in={cycle for cycle, _ in wanted},
        kelurahan__in={kelurahan for _, kelurahan in wanted},
    )
    held = list(rows.order_by("cycle_id", "kelurahan_id").select_for_update())
    rows.update(version=later())
    return held


def stamp_of(cycle: Cycle | None = None, kelurahan: Collection[int] | None = None) -> str:
    """What stands as long as nothing of the cycle has changed; of all cycles without one.

    With ``kelurahan`` (ids) it moves for these alone. One query.
    """
    rows = NumberSequence.objects.all()
    if cycle is not None:
        rows = rows.filter(cycle=cycle)
    if kelurahan is not None:
        rows = rows.filter(kelurahan__in=kelurahan)
    sums = dict(summed(rows, "usulan").union(summed(ChangeStamp.objects.all(), "ground"), all=True))
    return f"{sums.get('usulan', 0)}-{sums.get('ground', 0)}"


def cached(
    cycle: Cycle | None,
    key: str,
    compute: Callable[[], T],
    *,
    kelurahan: Collection[int] | None = None,
    daily: bool = False,
    stamp: str | None = None,
) -> T:
    """``compute()``, or what it gave before if nothing of the cycle has changed since.

    ``key`` names all that the result depends on besides the data: what it is, whose territory.
    ``daily`` is for results that count days. ``stamp`` saves the query when it was read already,
    by ``stamp_of`` with the same cycle and kelurahan, before anything else. The stamp is read
    before ``compute`` reads: what is kept is never older than the stamp says.
    """
    if stamp is None:
        stamp = stamp_of(cycle, kelurahan)
    day = timezone.localdate().isoformat() if daily else ""
    places = "all" if kelurahan is None else sorted(kelurahan)
    address = _address(cycle.pk if cycle else "all", places, key, stamp, day)
    found: Any = cache.get(address, _ABSENT)
    if found is _ABSENT:
        found = compute()
        cache.set(address, found, KEPT_SECONDS)
    return found


def cached_by_kelurahan(
    cycle: Cycle,
    key: str,
    kelurahan: Collection[int],
    compute: Callable[[Collection[int]], dict[int, T]],
) -> dict[int, T]:
    """What ``compute`` gives for each ``kelurahan``, or gave where no deed was done there since.

    ``compute`` is asked once, for all that have changed; it must depend on nothing that a stamp
    of territory or planning tells, nor on the day. The versions are read before it reads, and lie
    beside what is kept: an older result that overwrites a newer one is counted again, never shown.
    """
    rows = NumberSequence.objects.filter(cycle=cycle).order_by()
    versions = dict(rows.values_list("kelurahan", "version"))
    addresses = {pk: _address(cycle.pk, f"block {pk // _BLOCK}", key) for pk in kelurahan}
    blocks = cache.get_many(set(addresses.values()))
    found: dict[int, T] = {}
    for pk, address in addresses.items():
        version, value = blocks.get(address, {}).get(pk, (None, None))
        # Where no deed was ever done there is no version, and next to nothing to count.
        if version is not None and version == versions.get(pk):
            found[pk] = value
    changed = [pk for pk in addresses if pk not in found]
    if changed:
        fresh = compute(changed)
        found |= fresh
        moved = [pk for pk in changed if pk in versions]
        for pk in moved:
            blocks.setdefault(addresses[pk], {})[pk] = (versions[pk], fresh[pk])
        cache.set_many({addresses[pk]: blocks[addresses[pk]] for pk in moved}, KEPT_SECONDS)
    return found


def _address(*parts: Any) -> str:
    text = "\x1f".join(str(part) for part in parts)
    return f"stamp:{blake2b(text.encode(), digest_size=16).hexdigest()}"
