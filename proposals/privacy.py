"""Finds in free text what must not stand on a public page: names, telephones, NIK, house numbers.

Plain rules over words and digits, no model and no network. Every pattern is bounded, so the time
grows with the length of the text only. How good the rules are is measured on
``tests/proposals/data/teks_pribadi.csv``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models

from proposals.privacy_words import (
    HONORIFICS,
    NAMES,
    NOT_NAMES,
    OF_TERRITORY,
    OFFICES,
    PLACES,
    WEAK,
)


class Private(models.TextChoices):
    """What kind of private thing was found; the label is what stands in its place."""

    NAME = "nama", "nama"
    PHONE = "telepon", "nomor telepon"
    NIK = "nik", "NIK"
    HOUSE = "rumah", "nomor rumah"
    EMAIL = "email", "alamat e-mail"
    POSITION = "posisi", "titik koordinat"


@dataclass(frozen=True)
class Finding:
    """One private stretch of a text: ``text[start:end]``."""

    kind: Private
    start: int
    end: int


def find_private(text: str) -> list[Finding]:
    """All private stretches in the order of the text; none overlaps another."""
    found: list[Finding] = []
    for finder in (_emails, _niks, _phones, _houses, _names):
        for finding in finder(text):
            if not any(f.start < finding.end and finding.start < f.end for f in found):
                found.append(finding)
    return sorted(found, key=lambda f: f.start)


def masked(text: str) -> str:
    """The text for public pages: each private stretch replaced by what it was, in brackets."""
    parts, at = [], 0
    for finding in find_private(text):
        parts += [text[at : finding.start], f"[{finding.kind.label}]"]
        at = finding.end
    return "".join([*parts, text[at:]])


# ---- digits ------------------------------------------------------------------------------------

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[A-Za-z][\w-]{1,62}){1,4}")
_SIXTEEN = re.compile(r"(?<![\d.,])\d(?:[ .\-]?\d){15}(?![\d]|[.,]\d)")
_SAYS_NIK = re.compile(r"\b(?:nik|kk|ktp|n\.i\.k)\b[^\d\n]{0,20}$", re.IGNORECASE)
_DIALLED = re.compile(r"(?<![\w.,/+])\(?(?:\+ ?62|62|0)(?:\)?[ .\-]{0,3}\(?\d){7,12}(?!\d)")
_SAYS_PHONE = re.compile(
    r"\b(?:wa|whatsapp|hp|handphone|telp|telpon|telepon|tlp|tlpn|telfon|kontak|hub|hubungi)\b"
    r"[ .:/]{0,3}(?:(?:no|nomor|nmr|di|ke)\b[ .:]{0,3}){0,2}(\d(?:[ .\-]?\d){6,12})(?![\d.,]\d)",
    re.IGNORECASE,
)
_RUPIAH = re.compile(r"\brp[. ]{0,3}$", re.IGNORECASE)


def _emails(text: str) -> Iterator[Finding]:
    return (Finding(Private.EMAIL, *match.span()) for match in _EMAIL.finditer(text))


def _niks(text: str) -> Iterator[Finding]:
    for match in _SIXTEEN.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if _SAYS_NIK.search(text[max(0, match.start() - 30) : match.start()]) or _is_nik(digits):
            yield Finding(Private.NIK, *match.span())


def _is_nik(digits: str) -> bool:
    """Province, then a day (women: plus 40) and month where a NIK and a KK number have them."""
    day, month = int(digits[6:8]) % 40, int(digits[8:10])
    return 11 <= int(digits[:2]) <= 97 and 1 <= day <= 31 and 1 <= month <= 12


def _phones(text: str) -> Iterator[Finding]:
    for match in _DIALLED.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        local = "0" + digits[2:].lstrip("0") if digits.startswith("62") else digits
        is_mobile = re.match(r"08[1-9]\d{7,11}$", local)
        is_landline = re.match(r"0[2-79][1-9]?\d{7,10}$", local) and 9 <= len(local) <= 12
        before = text[max(0, match.start() - 6) : match.start()]
        if (is_mobile or is_landline) and not _RUPIAH.search(before):
            yield Finding(Private.PHONE, *match.span())
    for match in _SAYS_PHONE.finditer(text):
        yield Finding(Private.PHONE, *match.span(1))


# ---- house numbers -----------------------------------------------------------------------------

_NUMBER = r"\d{1,4}(?: ?[A-Za-z](?![A-Za-z]))?(?:[-/]\d{1,3})?"
_BLOCK = re.compile(
    rf"\bblo[kc]\.? {{0,2}}([A-Za-z]{{1,2}}[ .\-]?\d{{0,3}}(?:/\d{{1,3}}[A-Za-z]?\b|"
    rf"[ ,]{{1,3}}(?:no|nomor|nmr|nomer)[.: ]{{1,3}}{_NUMBER}))",
    re.IGNORECASE,
)
_HOUSE = re.compile(
    rf"\b(?:no|nomor|nmr|nomer)\b(?: rumah)?[.: ]{{1,3}}({_NUMBER})(?![\d/]|[.,]\d)", re.IGNORECASE
)
_AT_HOUSE = re.compile(
    r"\b(?:jl|jln|jalan|gang|gg|rumah|rmh|perum|perumahan|komplek|kontrakan|kost?|warung|toko|rt|rw"
    r"|kp|blok|pagar|alamat|tinggal)\b[^;!?\n]{0,60}$",
    re.IGNORECASE,
)
_OTHER_NUMBER = re.compile(
    r"\b(?:urut|acara|surat|sk|perda|perwal|permen|pp|uu|undang|tiang|gardu|trayek|seri|ba|item"
    r"|kamus|usulan|titik|lampu|pju|kegiatan|gang|gg|rt|rw|jalur|angkot|pos|tps|sertifikat|shm"
    r"|peta|persil|lampiran|tabel|gambar|foto|prioritas|lorong|bidang|letter|girik|sdn?|dokumen"
    r"|proposal|halaman|meteran|pelanggan|rekening|kapling|kelas|hidran|pompa|patok)"
    r"(?:(?: tanah)?| [cC]| listrik)[ .:]{0,3}$",
    re.IGNORECASE,
)
_YEAR_FOLLOWS = re.compile(r" ?(?:tahun|thn|th)\b", re.IGNORECASE)


def _houses(text: str) -> Iterator[Finding]:
    for match in _BLOCK.finditer(text):
        yield Finding(Private.HOUSE, *match.span(1))
    for match in _HOUSE.finditer(text):
        before = text[max(0, match.start() - 80) : match.start()]
        if "rumah" in match[0].lower() or (
            _AT_HOUSE.search(before)
            and not _OTHER_NUMBER.search(before)
            and not _YEAR_FOLLOWS.match(text, match.end())
        ):
            yield Finding(Private.HOUSE, *match.span(1))


# ---- names -------------------------------------------------------------------------------------

_WORD = re.compile(r"[A-Za-z’'`]{1,40}(?:-[A-Za-z]{1,40})?\d?")
_GLUE = re.compile(r"\.? {1,2}|\.")
_MOST_WORDS = 4
_MOST_TITLES = 4
_NEVER = NOT_NAMES | PLACES | OFFICES
_LED_BY = frozenset(
    {"rumah", "rmh", "warung", "tanah", "hubungi", "nama", "an", "pemilik", "kediaman"}
)


@dataclass(frozen=True)
class _Word:
    """A word with its place, and whether it belongs to the one before (no comma between)."""

    text: str
    start: int
    end: int
    follows: bool

    @property
    def low(self) -> str:
        return self.text.lower()

    @property
    def is_titled(self) -> bool:
        return self.text[0].isupper() and self.text[1:].islower()

    @property
    def is_initial(self) -> bool:
        return len(self.text) == 1 and self.text.isupper()


def _words(text: str) -> list[_Word]:
    words: list[_Word] = []
    at = 0
    for match in _WORD.finditer(text):
        gap = text[at : match.start()]
        words.append(_Word(match[0], *match.span(), bool(words and _GLUE.fullmatch(gap))))
        at = match.end()
    return words


def _names(text: str) -> Iterator[Finding]:
    words = _words(text)
    at = 0
    while at < len(words):
        begin = _begin_of_name(words, at)
        if begin is None:
            at += 1
            continue
        end = _end_of_name(text, words, begin)
        yield Finding(Private.NAME, words[begin].start, words[end - 1].end)
        at = end


def _begin_of_name(words: list[_Word], at: int) -> int | None:
    """Where the name starts that the word ``at`` leads to; ``None`` if it leads to none."""
    lead = words[at]
    before = words[at - 1].low if at else ""
    if _is_of_a_place(words, at):
        return None
    if lead.low in _LED_BY or (lead.low == "n" and before == "a"):
        return at + 1 if _is_known_name(words, at + 1, lead.low) else None
    return _begin_after_title(words, at) if lead.low in HONORIFICS else None


def _begin_after_title(words: list[_Word], at: int) -> int | None:
    begin = _end_of_titles(words, at)
    if not _is_at(words, begin):
        return None
    first = words[begin]
    if first.low in OFFICES:
        is_person = first.low not in OF_TERRITORY and _is_known_name(words, begin + 1, "")
        return begin + 1 if is_person else None
    is_weak = all(word.low in WEAK for word in words[at:begin])
    is_written_so = first.is_titled or first.low in NAMES
    return begin if _may_start(first) and (is_written_so or not is_weak) else None


def _end_of_titles(words: list[_Word], at: int) -> int:
    """One past the last title of "Pak Haji" or "Bapak H."."""
    begin = at + 1
    while begin - at < _MOST_TITLES and _is_at(words, begin) and words[begin].low in HONORIFICS:
        begin += 1
    return begin


def _is_of_a_place(words: list[_Word], at: int) -> bool:
    """Whether the title belongs to a street or house of prayer: Jalan Ir. H. Juanda."""
    for _ in range(_MOST_TITLES):
        if at and words[at].follows and words[at - 1].low in HONORIFICS:
            at -= 1
    return bool(at and words[at].follows and words[at - 1].low in PLACES)


def _is_at(words: list[_Word], at: int) -> bool:
    return at < len(words) and words[at].follows


def _may_start(word: _Word) -> bool:
    """Whether the word after Pak or Bu can be a name: no common word, no doubled one, no code."""
    if word.is_initial:
        return True
    is_long = len(word.text) > 2 or word.is_titled
    return is_long and word.low not in _NEVER and not _is_twin(word)


def _is_twin(word: _Word) -> bool:
    first, dash, second = word.low.partition("-")
    return word.text[-1].isdigit() or bool(dash and (first == second or len(second) < 3))


def _is_known_name(words: list[_Word], at: int, lead: str) -> bool:
    """Without Pak or Bu before it only a well-known name is one."""
    if not _is_at(words, at):
        return False
    if lead == "nama":
        return words[at].is_titled and _may_start(words[at])
    return words[at].low in NAMES


def _end_of_name(text: str, words: list[_Word], begin: int) -> int:
    """One past the last word of the name that starts at ``begin``."""
    end = begin + 1
    while end < len(words) and end - begin < _MOST_WORDS and words[end].follows:
        if text[words[end - 1].end] == "." and not words[end - 1].is_initial:
            break
        if not _goes_on(words[begin], words[end]):
            break
        end += 1
    return end


def _goes_on(first: _Word, word: _Word) -> bool:
    is_written_large = first.is_titled or first.is_initial
    if word.is_initial:
        return is_written_large
    if word.low in _NEVER or word.low in HONORIFICS or _is_twin(word):
        return False
    if is_written_large:
        return word.is_titled
    if first.text.isupper() != word.text.isupper() or len(word.text) < 3:
        return False
    return word.low in NAMES
