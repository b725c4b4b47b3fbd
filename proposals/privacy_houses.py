"""House numbers in a text, told from the numbers of lamps, letters and lanes by what is near."""

import re
from collections.abc import Iterator

from proposals.privacy_kinds import Finding, Private

_NO = r"(?:no|nomor|nmr|nomer)(?![a-z])"
_NUMBER = r"\d{1,4}(?: ?[A-Za-z](?![A-Za-z]))?(?:[-/]\d{1,3})?"
_STREET = r"(?:jl|jln|jalan|gang|gg)\b\.?"
_ESTATE = "(?:perum|perumahan|kompleks?|villa|vila|cluster|klaster|griya|puri|graha|residence)"
_ONE = "(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan)"
_TEN = "(?:sepuluh|sebelas|seratus)"
_SPELLED = rf"(?:{_TEN}|{_ONE})(?: (?:{_TEN}|{_ONE}|belas|puluh|ratus)){{0,4}}\b"

_NAMED_OUTRIGHT = [
    # Blok C3 no 7, blok F/12, blok AA 12 / 7
    rf"\bblo[kc]\.? {{0,2}}([A-Z]{{1,2}}[ .\-]?\d{{0,3}}(?: ?/ ?\d{{1,3}}[A-Z]?\b"
    rf"|[ ,]{{1,3}}{_NO}[.: ]{{0,3}}{_NUMBER}))",
    # Perum Griya Asri C5/8, rumah C5/8
    rf"\b(?:{_ESTATE}\b[^;!?\n\d]{{1,40}}?|(?:rumah|rmh|kontrakan|alamat|tinggal) (?:di )?)\b"
    r"(?<!besi )(?<!wiremesh )(?<!beton )(?!T\d\d/)([A-Z]{1,2}-?\d{1,2} ?/ ?\d{1,3}[A-Z]?)\b",
    # Jl. Mawar III/17
    rf"\b{_STREET} (?:(?!(?:rt|rw|kelas|semester)\b)[a-z'.]{{2,20}} ){{1,4}}[IVX]{{1,5}} ?/ ?"
    rf"({_NUMBER})\b",
    # rumah nomer dua belas, Jl. Mawar no lima
    rf"\b(?:rumah|rmh|kontrakan|(?:jl|jln|gg)\b\.?(?: [a-z]{{2,20}}){{1,3}}),? {_NO}[.: ]{{1,3}}"
    rf"({_SPELLED})",
]
_OUTRIGHT = [re.compile(pattern, re.IGNORECASE) for pattern in _NAMED_OUTRIGHT]

_HOUSE = re.compile(
    rf"(?:\b{_NO}(?: rumah)?[.: ]{{0,3}}|(?<![\w#])# ?)({_NUMBER})(?![\d/]|[.,]\d)", re.IGNORECASE
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
    r"|proposal|halaman|meteran|pelanggan|rekening|kapling|kelas|hidran|pompa|patok|tahap)"
    r"(?:(?: tanah| jalan)?| [cC]| listrik)[ .:]{0,3}$",
    re.IGNORECASE,
)
_YEAR_FOLLOWS = re.compile(r" ?(?:tahun|thn|th)\b", re.IGNORECASE)


def houses(text: str) -> Iterator[Finding]:
    """Numbers of houses, in digits and in words."""
    for pattern in _OUTRIGHT:
        for match in pattern.finditer(text):
            yield Finding(Private.HOUSE, *match.span(1))
    for match in _HOUSE.finditer(text):
        before = text[max(0, match.start() - 80) : match.start()]
        if "rumah" in match[0].lower() or (
            _AT_HOUSE.search(before)
            and not _OTHER_NUMBER.search(before)
            and not _YEAR_FOLLOWS.match(text, match.end())
        ):
            yield Finding(Private.HOUSE, *match.span(1))
