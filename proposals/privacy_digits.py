"""Telephones, NIK, e-mail addresses and coordinates in a text."""

import re
from collections.abc import Iterator

from proposals.privacy_kinds import Finding, Private

_ON = r"[ .\-/_]"
"""What people write between the digits of one number."""
_DATE = r"\d{1,2}[ /.\-]\d{1,2}[ /.\-](?:19|20)\d\d(?!\d)"
_CLOCK = r"[0-2]\d\.[0-5]\d[ \-]{1,3}[0-2]\d\.[0-5]\d(?!\d)"

# ---- e-mail ------------------------------------------------------------------------------------

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[A-Za-z][\w-]{1,62}){1,4}")
_LOOSE_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64} ?(?:@|[\[(] ?at ?[\])]) ?[\w-]{1,63}(?:\.[\w-]{1,62}){0,3}"
    r"\.(?:com|net|org|id|info|me)\b",
    re.IGNORECASE,
)


def emails(text: str) -> Iterator[Finding]:
    """Addresses, also with a space or ``[at]`` where the @ belongs."""
    for pattern in (_EMAIL, _LOOSE_EMAIL):
        for match in pattern.finditer(text):
            yield Finding(Private.EMAIL, *match.span())


# ---- coordinates -------------------------------------------------------------------------------

_EAST = r"(?:9[5-9]|1[0-4]\d)"
_DEGREES = re.compile(
    rf"(?<![\d.,])-?\d{{1,2}}[.,]\d{{4,10}}[^\d\n]{{1,12}}?{_EAST}[.,]\d{{4,10}}(?!\d)"
)
"""Four decimals or more: with three it could be a sum of money."""
_ARC = r"""° ?\d{1,2} ?' ?\d{0,2}(?:[.,]\d{1,4})? ?(?:"|'')?"""
_MINUTES = re.compile(
    rf"(?<!\d)\d{{1,2}} ?{_ARC}[^\d\n]{{0,6}}{_EAST} ?{_ARC}(?: ?(?:E|BT|T)\b)?", re.IGNORECASE
)
_MAP = re.compile(
    r"\b(?:https?://)?(?:maps\.app\.goo\.gl|goo\.gl/maps|maps\.google\.[a-z.]{2,6}"
    r"|(?:www\.)?google\.[a-z.]{2,6}/maps)/?[^\s,;)]{0,300}",
    re.IGNORECASE,
)


def positions(text: str) -> Iterator[Finding]:
    """Latitude and longitude anywhere in Indonesia, and links to a place on a map."""
    for pattern in (_MAP, _DEGREES, _MINUTES):
        for match in pattern.finditer(text):
            yield Finding(Private.POSITION, *match.span())


# ---- NIK ---------------------------------------------------------------------------------------

_SIXTEEN = re.compile(r"(?<![\d.,])\d(?:[ .\-]?\d){15}(?![\d]|[.,]\d)")
_SAYS_NIK = re.compile(
    r"\b(?:no\.? ?)?(?:nik|kk|ktp|n\.i\.k|kartu keluarga)(?![a-z])[^\d\n]{0,20}"
    r"([1-9](?:[ .\-]?\d){13,16})(?![\d]|[.,]\d)",
    re.IGNORECASE,
)
"""Named as NIK, a number two digits short or one too long is one too: it still tells birthplace
and birthday, and who it belongs to is easily tried out."""


def niks(text: str) -> Iterator[Finding]:
    """NIK and KK numbers."""
    for match in _SAYS_NIK.finditer(text):
        yield Finding(Private.NIK, *match.span(1))
    for match in _SIXTEEN.finditer(text):
        if _is_nik(re.sub(r"\D", "", match[0])):
            yield Finding(Private.NIK, *match.span())


def _is_nik(digits: str) -> bool:
    """Province, then a day (women: plus 40) and month where a NIK and a KK number have them."""
    day, month = int(digits[6:8]) % 40, int(digits[8:10])
    return 11 <= int(digits[:2]) <= 97 and 1 <= day <= 31 and 1 <= month <= 12


# ---- telephones --------------------------------------------------------------------------------

_DIALLED = re.compile(
    rf"(?<![\w.,/+])(?!{_DATE}|{_CLOCK})"
    rf"\(?(?:\+ ?62|62|[0Oo])(?:\)?{_ON}{{0,3}}\(?[\dOo]){{7,12}}(?![\dOo])"
)
_SAYS_PHONE = re.compile(
    r"\b(?:wa\.me|wa|whatsapp|hp|hape|handphone|telp|telpon|telepon|tlp|tlpn|telfon|cp"
    r"|contact person|narahubung|kontak|hub|hubungi)(?![a-z])[ .:/]{0,3}"
    rf"(?:(?:no|nomor|nmr|di|ke)\b[ .:]{{0,3}}){{0,2}}(?!{_DATE}|{_CLOCK})"
    rf"(\+?\d(?:{_ON}?\d){{6,13}})(?![\d.,]\d)",
    re.IGNORECASE,
)
_DIGIT_WORD = "(?:nol|kosong|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan)"
_SPELLED = re.compile(rf"\b(?:{_DIGIT_WORD}[ ,-]{{1,2}}){{6,14}}{_DIGIT_WORD}\b", re.IGNORECASE)
_RUPIAH = re.compile(r"\brp[. ]{0,3}$", re.IGNORECASE)


def phones(text: str) -> Iterator[Finding]:
    """Numbers dialled from Indonesia, shorter ones only where the text calls them a telephone."""
    for match in _DIALLED.finditer(text):
        digits = re.sub(r"\D", "", re.sub("[Oo]", "0", match[0]))
        local = "0" + digits[2:].lstrip("0") if digits.startswith("62") else digits
        is_mobile = re.match(r"08[1-9]\d{7,11}$", local)
        is_landline = re.match(r"0[2-79][1-9]?\d{7,10}$", local) and 9 <= len(local) <= 12
        before = text[max(0, match.start() - 6) : match.start()]
        if (is_mobile or is_landline) and not _RUPIAH.search(before):
            yield Finding(Private.PHONE, *match.span())
    for match in _SAYS_PHONE.finditer(text):
        yield Finding(Private.PHONE, *match.span(1))
    for match in _SPELLED.finditer(text):
        yield Finding(Private.PHONE, *match.span())
