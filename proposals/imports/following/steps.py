"""Which deeds lead from the portal's status to the one that SIPD tells (domain page 3.2)."""

from proposals.statuses import Status

S = Status

AGREE, DISAGREE = "sipd_agree", "sipd_disagree"
ACCOMMODATE, DECLINE = "sipd_accommodate", "sipd_decline"

PATHS: dict[tuple[Status, Status], tuple[str, ...]] = {
    (S.FORWARDED, S.AGREED): (AGREE,),
    (S.FORWARDED, S.NOT_AGREED): (DISAGREE,),
    # An OPD has decided, so the kecamatan had agreed.
    (S.FORWARDED, S.ACCOMMODATED): (AGREE, ACCOMMODATE),
    (S.FORWARDED, S.DECLINED): (AGREE, DECLINE),
    (S.AGREED, S.ACCOMMODATED): (ACCOMMODATE,),
    (S.AGREED, S.DECLINED): (DECLINE,),
    (S.DEFERRED, S.ACCOMMODATED): (ACCOMMODATE,),
    (S.DEFERRED, S.DECLINED): (DECLINE,),
}
"""From the portal's status to SIPD's: the deeds in their order."""

BEYOND_KELURAHAN = frozenset({S.FORWARDED, S.AGREED, S.NOT_AGREED, S.ACCOMMODATED, S.DECLINED})
"""What SIPD can tell only of a usulan that the kelurahan has sent on."""

WITH_KELURAHAN = frozenset(
    {S.SUBMITTED, S.RETURNED, S.VERIFIED, S.PRIORITISED, S.RESERVE, S.MERGED, S.KELURAHAN_FUNDED}
)
ENDED = frozenset({S.WITHDRAWN, S.REJECTED, S.NOT_AGREED, S.DECLINED, S.CANCELLED, S.DIVERTED})

_ONE_WORD = frozenset({(S.CANCELLED, S.WITHDRAWN)})
"""SIPD says "Dibatalkan" of both, and so does the portal of what it has cancelled itself."""

_ORDER = (
    (S.DRAFT,),
    (S.SUBMITTED, S.RETURNED, S.WITHDRAWN, S.REJECTED, S.MERGED),
    (S.VERIFIED,),
    (S.PRIORITISED, S.RESERVE, S.KELURAHAN_FUNDED),
    (S.FORWARDED, S.NOT_AGREED),
    (S.AGREED, S.DEFERRED, S.DECLINED),
    (S.ACCOMMODATED,),
    (S.IN_RKPD,),
    (S.IN_APBD,),
    (S.REALISED,),
)
_PLACE = {status: place for place, statuses in enumerate(_ORDER) for status in statuses}


def path(held: Status, told: Status) -> tuple[str, ...]:
    """The deeds; empty where there is nothing to follow (``why_left`` or ``why_refused``)."""
    return PATHS.get((held, told), ())


def why_refused(held: Status, told: Status, *, is_locked: bool) -> str:
    """A sentence where SIPD tells what cannot be true of this usulan here; else empty."""
    if path(held, told) or _says_the_same(held, told):
        return ""
    if held in WITH_KELURAHAN and told in BEYOND_KELURAHAN:
        if not is_locked:
            return (
                f"Di portal usulan ini masih {held.label}: kelurahan belum mengunci berita "
                "acaranya. Minta lurah menguncinya, lalu impor lagi."
            )
        return (
            f"Di portal usulan ini {held.label} dan tidak diteruskan kelurahan. Status SIPD tidak "
            "diikuti; periksa dengan kelurahan."
        )
    if held in ENDED and _place(told) > _place(held):
        return (
            f"Di portal usulan ini sudah berakhir: {held.label}. Status SIPD tidak diikuti; "
            "periksa dengan yang memutuskan."
        )
    if told not in _PLACE or (_place(told) > _place(held) and told not in BEYOND_KELURAHAN):
        return f"Status {told.label} hanya dapat ditetapkan di portal."
    return ""


def why_left(held: Status, told: Status) -> str:
    """A sentence where the portal is further than SIPD; empty where both say the same."""
    if _says_the_same(held, told):
        return ""
    return f"Di portal sudah {held.label}, SIPD menyebut {told.label}. Dibiarkan."


def _says_the_same(held: Status, told: Status) -> bool:
    return held == told or (held, told) in _ONE_WORD


def _place(status: Status) -> int:
    return _PLACE.get(status, -1)
