"""Single cells of a SIPD list: owner and rank, volume and unit, point on the map, day, title.

Pure functions; every fault is a ``ValueError`` with an Indonesian sentence that says what to do.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from django.utils import timezone

from foundation.indonesia import MONTHS, parse_decimal
from kelurahan.models.territory import OrganisationKind
from planning.models.kamus import ProposerKind
from proposals.imports.places import places_in
from proposals.models.proposal import MAX_VOLUME

LATITUDES = (Decimal("-11.5"), Decimal("6.5"))
LONGITUDES = (Decimal("94.5"), Decimal("141.5"))
"""Indonesia with its islands: what lies outside is no point but two other numbers."""

_BRACKETED = re.compile(r"[(\[]([^()\[\]]{1,150})[)\]]\s*[.,;]*\s*\Z")
_BARE_MARK = re.compile(
    r"(?<=\s)(R[TW][\s.]*\d[^()]{0,40}\sP\.?\s?[1-9]\d{0,2})\s*[.,;]*\s*\Z", re.I
)
_RANK = re.compile(
    r"(?:\A|[\s/,.-]|(?<=\d))\s*(?:P|Prioritas|Urutan)\s*[.\-]?\s*([1-9]\d{0,2})\Z", re.I
)
_TITLE = re.compile(r"\A(?:Ketua|Pengurus|Kepala)\s+", re.IGNORECASE)
_TERRITORY = re.compile(r"\A\s*R\.?\s?[TW]\b|\A\s*R[TW]\.?\s?\d", re.IGNORECASE)
_OFFICE = re.compile(
    r"\((?:Kecamatan|Kelurahan|Dinas|Badan|Sekretariat|Satuan|Satpol|Bagian)\b[^()]*\)\s*\Z",
    re.IGNORECASE,
)
_VOLUME = re.compile(r"[±~≈+]?\s*(-?[0-9][0-9.,]*)\s*(?:\(([^()]*)\)|(.*))", re.DOTALL)
_SECOND_FIGURE = re.compile(r"(?:[x×*]\s*|e\s*[+-]?)?\d", re.IGNORECASE)
_COORDINATE = r"[-−]?\d{1,3}\.\d+"
_POINT = re.compile(
    rf"(?:lat\w*\s*[:=]\s*)?({_COORDINATE})\s*[,;\s]\s*"
    rf"(?:lon\w*|lng|lang\w*)?\s*[:=]?\s*({_COORDINATE})\s*[)\]]?\s*[.;]?\s*\Z",
    re.IGNORECASE,
)
_DAY = re.compile(r"(\d{1,2})[-/. ](\d{1,2}|[a-z]{3,9})[-/. ](\d{4})(?:[ ,T]+(.+))?", re.IGNORECASE)
_CLOCK = re.compile(r"(?:pukul\s*)?(\d{1,2})[:.](\d{2})(?:[:.]\d{2})?(?:\s*WIB)?", re.IGNORECASE)

_KINDS = (
    (("pokja",), OrganisationKind.PKK_POKJA),
    (("pkk", "dasawisma"), OrganisationKind.PKK),
    (("lpm", "lpmk", "lpmd"), OrganisationKind.LPM),
    (("karang taruna", "katar"), OrganisationKind.KARANG_TARUNA),
    (("karang werda", "karang lansia", "lansia"), OrganisationKind.KARANG_WERDA),
    (("forum anak",), OrganisationKind.FORUM_ANAK),
    (("posyandu",), OrganisationKind.POSYANDU),
    (("pokdarwis",), OrganisationKind.POKDARWIS),
    (("lingkungan",), OrganisationKind.ENVIRONMENT),
    (("bkm", "lkm"), OrganisationKind.BKM),
)
_ORGANISED = frozenset({"lembaga", "ormas", "organisasi", "lembagakemasyarakatan"})
_OFFICIAL = re.compile(r"(?:lurah|kelurahan|kel\.|desa|kecamatan|camat|admin|operator)\b", re.I)


@dataclass(frozen=True, slots=True)
class Owner:
    """In whose name a usulan stands, as the text says it; labels in the stored form."""

    kind: ProposerKind
    rw: str = ""
    rt: str = ""
    organisation: str = ""
    rank: int | None = None


OFFICE = Owner(ProposerKind.KELURAHAN)
"""Nobody else is named: the usulan is the kelurahan's own."""


def owner_in(problem: str) -> tuple[Owner | None, str]:
    """The owner marked at the end of the problem, and the problem without the mark.

    "Jalan rusak (RW 05 P2)" is RW 005, rank 2; "... (PKK Pokja 1 P1)" an organisation. Brackets
    without a rank are a mark only when they name an RT or RW: "(PKK)" may as well explain the
    words before it. Without a mark ``None`` and the text as it is.
    """
    match = _BRACKETED.search(problem) or _BARE_MARK.search(problem)
    owner = owner_named(match[1]) if match else None
    if owner is None or match is None or (owner.organisation and not owner.rank):
        return None, problem
    return owner, problem[: match.start()].rstrip(" ,;")


def owner_named(text: str) -> Owner | None:
    """The owner that ``text`` names and nothing else: "RW 05 P2", "RT 03 RW 05", "Karang Taruna".

    ``None`` when it names no owner, or more than one.
    """
    cleaned = _TITLE.sub("", " ".join(text.split()))
    ranked = _RANK.search(cleaned)
    rank = int(ranked[1]) if ranked else None
    name = cleaned[: ranked.start()].rstrip(" ,;.-/") if ranked else cleaned
    if _TERRITORY.match(name):
        return _territory(name, rank)
    known = organisation_kind(name) != OrganisationKind.OTHER
    if re.search(r"[^\W\d_]{2}", name) and (known or rank):
        return Owner(ProposerKind.ORGANISATION, organisation=name, rank=rank)
    return None


def _territory(name: str, rank: int | None) -> Owner | None:
    places = places_in(name)
    if len(places) != 1 or places[0].rw is None or len(places[0].rts) > 1:
        return None
    place = places[0]
    if place.rts:
        return Owner(ProposerKind.RT, rw=place.rw or "", rt=place.rts[0], rank=rank)
    return Owner(ProposerKind.RW, rw=place.rw or "", rank=rank)


def proposer_named(proposer: str, profile: str) -> Owner | None:
    """The owner by SIPD's own columns: "Ketua RW 05", or "Sanggar Mawar" with profile "Lembaga".

    The account of an office, which enters for others, is nobody's name.
    """
    owner = owner_named(proposer[:150]) or owner_named(profile[:150])
    if owner is None and proposer and name_key(profile) in _ORGANISED:
        name = one_line(proposer)
        return (
            None if _OFFICIAL.match(name) else Owner(ProposerKind.ORGANISATION, organisation=name)
        )
    return owner


def organisation_kind(name: str) -> OrganisationKind:
    """The kind of organisation that a name speaks of; ``OTHER`` when none is known."""
    plain = re.sub(r"[\W_]+", " ", name.lower())
    words = f" {plain} "
    for signs, kind in _KINDS:
        if any(f" {sign} " in words for sign in signs):
            return kind
    return OrganisationKind.OTHER


def one_line(text: str) -> str:
    """The text with one blank between words."""
    return " ".join(text.split())


def name_key(name: str) -> str:
    """Names that differ in spacing, case and punctuation alone have the same key."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\W_]+", "", plain.replace("&", "dan"))


def without_office(title: str) -> str:
    """A title without the office that SIPD appends: "Rabat beton (Kecamatan Klojen)"."""
    return _OFFICE.sub("", title).strip() or title.strip()


def volume_and_unit(text: str) -> tuple[Decimal, str]:
    """``"35 orang"`` as ``(Decimal(35), "orang")``; the unit as written, empty where none is."""
    match = _VOLUME.fullmatch(text.strip())
    unit = " ".join((match[2] or match[3] or "").split()) if match else ""
    if match is None or _SECOND_FIGURE.match(unit):
        raise ValueError("Volume tidak bisa dibaca. Tulis satu angka lalu satuan, misalnya 60 m.")
    figure = match[1].rstrip(".,")
    volume = parse_decimal(figure, minimum=0, maximum=MAX_VOLUME)
    if volume <= 0:
        raise ValueError("Volume harus lebih dari nol. Perbaiki angkanya.")
    if volume != round(volume, 2):
        raise ValueError("Volume paling banyak dua angka di belakang koma. Bulatkan dulu.")
    return volume, unit


def point_in(address: str) -> tuple[str, Decimal | None, Decimal | None]:
    """The address without the coordinates at its end, latitude and longitude in degrees.

    Two numbers outside Indonesia are no point; the address then stays as it is.
    """
    match = _POINT.search(address)
    if match is None:
        return address, None, None
    latitude, longitude = (_degrees(match[group]) for group in (1, 2))
    within = LATITUDES[0] <= latitude <= LATITUDES[1]
    if not (within and LONGITUDES[0] <= longitude <= LONGITUDES[1]):
        return address, None, None
    return address[: match.start()].rstrip(" ,;([|"), latitude, longitude


def _degrees(text: str) -> Decimal:
    # Six decimals are 11 cm, as much as the portal keeps.
    return round(Decimal(text.replace("−", "-")[:40]), 6)


def moment_of(text: str) -> datetime:
    """A day, with or without the time: "2023-01-19 20:14", "19/01/2023", "19 Januari 2023"."""
    cleaned = " ".join(text.split())
    try:
        moment = datetime.fromisoformat(cleaned)
    except ValueError:
        moment = _written_day(cleaned)
    if timezone.is_aware(moment):
        return moment
    return timezone.make_aware(moment)


def _written_day(text: str) -> datetime:
    match = _DAY.fullmatch(text)
    clock = _CLOCK.fullmatch(match[4]) if match and match[4] else None
    try:
        if match is None or (match[4] and clock is None):
            raise ValueError
        day = date(int(match[3]), _month(match[2]), int(match[1]))
        at = time(int(clock[1]), int(clock[2])) if clock else time()
        return datetime.combine(day, at)
    except ValueError:
        raise ValueError(
            f"“{text[:40]}” bukan tanggal yang bisa dibaca. Tulis misalnya 19-01-2023."
        ) from None


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    short = text.lower()[:3]
    names = [name.lower()[:3] for name in MONTHS]
    # Short forms in use beside the first three letters.
    return names.index({"agt": "agu", "aug": "agu", "may": "mei"}.get(short, short)) + 1
