"""Translates codes of older nomenclatures into those of the one in force."""

from collections import defaultdict
from dataclasses import dataclass

from planning.models import CodeChange, Cycle, KamusItem, Nomenclature, NomenclatureVersion

_MOST_STEPS = 10
"""Editions that a code may have lived through; more would be a ring."""


@dataclass(frozen=True)
class Change:
    """What became of one code; no ``nodes`` when it has no successor."""

    code: str
    nodes: tuple[Nomenclature, ...]

    @property
    def only(self) -> Nomenclature | None:
        """The successor where there is exactly one."""
        return self.nodes[0] if len(self.nodes) == 1 else None

    @property
    def sentence(self) -> str:
        """``Kode lama 1.03.06.2.01.12 menjadi 1.03.06.2.01.0012.``"""
        if not self.nodes:
            return f"Kode lama {self.code} tidak punya pengganti."
        codes = ", ".join(node.code for node in self.nodes)
        if len(self.nodes) == 1:
            return f"Kode lama {self.code} menjadi {codes}."
        return f"Kode lama {self.code} dipecah menjadi {codes}; pilih salah satu."


class Successors:
    """All changes that lead to ``version``, through any edition between; one query."""

    def __init__(self, version: NomenclatureVersion | None) -> None:
        self._version = version
        self._next: dict[str, dict[str, list[Nomenclature]]] = defaultdict(dict)
        rows = CodeChange.objects.select_related("successor__version")
        for row in rows.order_by("old_version", "old_code", "successor__code"):
            if version is None or row.old_version == version.code:
                continue
            nodes = self._next[row.old_code].setdefault(row.old_version, [])
            if row.successor is not None:
                nodes.append(row.successor)

    def of(self, code: str) -> Change | None:
        """What became of ``code``; ``None`` when no change of it is known.

        Where two editions gave it out anew, the later one counts.
        """
        known = self._next.get(code)
        if not known:
            return None
        nodes = self._follow(known[max(known)], _MOST_STEPS)
        return Change(code, tuple({node.pk: node for node in nodes}.values()))

    def _follow(self, nodes: list[Nomenclature], steps: int) -> list[Nomenclature]:
        found: list[Nomenclature] = []
        for node in nodes:
            if node.version_id == (self._version.pk if self._version else None):
                found.append(node)
                continue
            further = self._next.get(node.code, {}).get(node.version.code)
            if further and steps:
                found += self._follow(further, steps - 1)
        return found


def renew_kamus(cycle: Cycle) -> dict[str, list[KamusItem]]:
    """Move kamus items of ``cycle`` whose sub kegiatan stands in an older edition to the newest.

    Returns the items moved, by old code. Items whose code has no successor or several stay as
    they are: somebody has to choose.
    """
    version = NomenclatureVersion.objects.order_by("-code").first()
    successors = Successors(version)
    items = KamusItem.objects.filter(cycle=cycle, sub_kegiatan__isnull=False)
    moved: dict[str, list[KamusItem]] = defaultdict(list)
    for item in items.exclude(sub_kegiatan__version=version).select_related("sub_kegiatan"):
        old = item.sub_kegiatan
        change = successors.of(old.code) if old else None
        if old and change and change.only:
            item.sub_kegiatan = change.only
            moved[old.code].append(item)
    KamusItem.objects.bulk_update([i for group in moved.values() for i in group], ["sub_kegiatan"])
    return moved
