"""What a kamus row points at, found by code or by name: Perangkat Daerah and sub kegiatan."""

import re
from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher

from kelurahan.models import OPD, City
from planning.models import Nomenclature, NomenclatureVersion
from planning.successors import Successors

_SAME_CODE_SIMILAR = 0.85
"""How alike the names must be when the code, written with four digits, exists."""
_OTHER_CODE_SIMILAR = 0.95
"""How alike they must be when only the kegiatan is the same: codes were given out anew."""
_CODE = re.compile(r"[\dX](?:\.[\dX]{2}){2}\.\d\.\d{2}\.(\d{4}|\d{2})", re.ASCII)


def squeezed(text: str) -> str:
    """Letters and digits only, in lower case: the form in which names are compared."""
    return re.sub(r"[\W_]+", "", text.lower())


class Offices:
    """The OPD of one city, found by code or by name; new ones are remembered, not stored."""

    def __init__(self, city: City | None) -> None:
        self._city = city
        rows = OPD.objects.filter(city=city, valid_until=None) if city else OPD.objects.none()
        self._found: dict[str, OPD] = {}
        self._codes = set()
        for opd in rows.order_by("-code"):
            self._codes.add(opd.code)
            self._found[squeezed(opd.name)] = self._found[squeezed(opd.code)] = opd

    def find(self, text: str) -> OPD | None:
        """The OPD that ``text`` names, if this city has it."""
        return self._found.get(squeezed(text))

    def make(self, name: str) -> OPD:
        """A new OPD with a code made of its name; the caller stores it."""
        stem = re.sub(r"[^A-Z0-9]+", "-", name.upper()).strip("-")[:20].strip("-") or "OPD"
        code, serial = stem, 1
        while code in self._codes:
            serial += 1
            code = f"{stem[: 20 - len(str(serial)) - 1]}-{serial}"
        self._codes.add(code)
        opd = OPD(city=self._city, code=code, name=name)
        self._found[squeezed(name)] = opd
        return opd


class SubKegiatan:
    """The sub kegiatan of one version, found by code even when the file uses an older family.

    Codes had two digits at the end up to 2021 and four since, and numbers were given out anew: the
    same number may now mean another service (1.02.02.2.02.08 was tuberculosis, .0008 is
    hypertension). So a number counts only when the names agree too.
    """

    def __init__(self, version: NomenclatureVersion | None, kegiatan: Iterable[str]) -> None:
        self.version = version
        self._by_code: dict[str, Nomenclature] = {}
        self._by_kegiatan: dict[str, list[Nomenclature]] = defaultdict(list)
        self._successors = Successors(version)
        if version is None:
            return
        nodes = Nomenclature.objects.filter(
            version=version, level=Nomenclature.Level.SUB_KEGIATAN, parent__code__in=set(kegiatan)
        )
        for node in nodes.order_by("code"):
            self._by_code[node.code] = node
            self._by_kegiatan[node.code.rpartition(".")[0]].append(node)

    def find(self, code: str, name: str) -> tuple[Nomenclature | None, str]:
        """The node and a sentence when it is not simply the code's own; ``(None, why not)``."""
        if not code:
            return None, ""
        if self.version is None:
            return None, "Nomenklatur belum dimuat, jadi sub kegiatan belum diisi."
        held = self._by_code.get(code)
        if held and (not name or _alike(name, held.name) >= _SAME_CODE_SIMILAR):
            return held, ""
        return self._otherwise(code, name, self.version)

    def _otherwise(
        self, code: str, name: str, version: NomenclatureVersion
    ) -> tuple[Nomenclature | None, str]:
        """Where the version has no such code: its successor, or what it was written for."""
        if not _CODE.fullmatch(code):
            return None, f"Sub kegiatan {code} bukan kode yang dikenali, jadi belum diisi."
        if change := self._successors.of(code):
            node = change.only or _most_alike(name, change.nodes)
            return node, change.sentence if node else f"{change.sentence} Belum diisi."
        found = self._in_four_digits(code, name)
        if found:
            return found, f"Sub kegiatan {code} dibaca sebagai {found.code} {found.name}."
        return None, (
            f"Sub kegiatan {code} tidak ada di nomenklatur {version.code}, jadi belum diisi."
        )

    def _in_four_digits(self, code: str, name: str) -> Nomenclature | None:
        kegiatan, _, last = code.rpartition(".")
        same = self._by_code.get(f"{kegiatan}.{last.zfill(4)}")
        if same and (not name or _alike(name, same.name) >= _SAME_CODE_SIMILAR):
            # The best namesake wins over a lookalike that happens to have the number.
            best = self._namesake(kegiatan, name) if name else None
            return best or same
        return self._namesake(kegiatan, name) if name else None

    def _namesake(self, kegiatan: str, name: str) -> Nomenclature | None:
        alike = [(_alike(name, node.name), node.code, node) for node in self._by_kegiatan[kegiatan]]
        score, _, node = max(alike, default=(0, "", None), key=lambda entry: entry[:2])
        return node if score >= _OTHER_CODE_SIMILAR else None


def _most_alike(name: str, nodes: Iterable[Nomenclature]) -> Nomenclature | None:
    """Of several successors the one that bears the name, if any does."""
    if not name:
        return None
    fits = [node for node in nodes if _alike(name, node.name) >= _SAME_CODE_SIMILAR]
    return fits[0] if len(fits) == 1 else None


def kegiatan_of(code: str) -> str:
    """The kegiatan above a sub kegiatan code."""
    return code.rpartition(".")[0]


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, squeezed(one), squeezed(other), autojunk=False).ratio()
