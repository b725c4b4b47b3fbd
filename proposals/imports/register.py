"""RW, RT, organisations and kecamatan of the kelurahan in hand, and those that a list adds."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import Model

from kelurahan.models import OPD, RT, RW, Kelurahan, Organisation
from planning.models import OPDMandate
from planning.models.kamus import ProposerKind
from proposals.imports.parsing import Owner, name_key, organisation_kind

KECAMATAN_BIDANG = "7.01"
"""The chapter of the nomenclature that kecamatan carry (Permendagri 90/2019)."""

T = TypeVar("T", bound=Model)


class Register:
    """Looks up RW, RT and organisations, and keeps missing ones until ``flush`` stores them.

    A list of real usulan is often the first place where a kelurahan's RT stand together, so
    missing ones are added and named in the report.
    """

    def __init__(self) -> None:
        self._loaded: set[int] = set()
        self._rws: dict[tuple[int, str], RW] = {}
        self._rts: dict[tuple[int, str, str], RT] = {}
        self._organisations: dict[tuple[int, str], Organisation] = {}
        self._offices: list[OPD] = []
        self._added: list[str] = []

    def load(self, kelurahan: Iterable[Kelurahan]) -> None:
        """Read what the kelurahan hold now, those not read yet; three queries."""
        new = {each.pk: each for each in kelurahan if each.pk not in self._loaded}
        if not new:
            return
        self._loaded.update(new)
        for rw in RW.objects.filter(kelurahan__in=new, valid_until=None):
            self._rws[rw.kelurahan_id, rw.label] = rw
        rts = RT.objects.filter(rw__kelurahan__in=new, valid_until=None, rw__valid_until=None)
        for rt in rts.select_related("rw"):
            self._rts[rt.rw.kelurahan_id, rt.rw.label, rt.label] = rt
        for each in Organisation.objects.filter(kelurahan__in=new, valid_until=None):
            self._organisations[each.kelurahan_id, _key(each.name, new[each.kelurahan_id])] = each

    def missing(
        self, kelurahan: Kelurahan, owner: Owner, rts: Iterable[tuple[str, str]]
    ) -> list[str]:
        """The RW and RT that the kelurahan's list does not have, as words for a sentence."""
        rws = {owner.rw, *(rw for rw, _ in rts)} - {""}
        named = [*rts, (owner.rw, owner.rt)]
        absent = [f"RW {rw}" for rw in sorted(rws) if (kelurahan.pk, rw) not in self._rws]
        return absent + [
            f"RT {rt}/RW {rw}"
            for rw, rt in dict.fromkeys(named)
            if rt and (kelurahan.pk, rw, rt) not in self._rts
        ]

    def owner_columns(self, kelurahan: Kelurahan, owner: Owner, *, keep: bool) -> dict[str, Any]:
        """The proposer as columns of a usulan; without ``keep`` missing ones are not added."""
        return {
            "proposer_kind": owner.kind,
            "rw": self._rw(kelurahan, owner.rw, keep) if owner.rw else None,
            "rt": self._rt(kelurahan, owner.rw, owner.rt, keep) if owner.rt else None,
            "organisation": (
                self._organisation(kelurahan, owner.organisation, keep)
                if owner.kind == ProposerKind.ORGANISATION
                else None
            ),
        }

    def located(
        self, kelurahan: Kelurahan, rts: Iterable[tuple[str, str]], *, keep: bool
    ) -> list[RT]:
        """The RT of a location, given as ``(RW, RT)`` labels."""
        return [self._rt(kelurahan, rw, rt, keep) for rw, rt in rts]

    def note_office(self, opd: OPD | None) -> None:
        """An office that is not stored yet is stored with the rest."""
        if opd is not None and opd.pk is None and not any(opd is each for each in self._offices):
            self._offices.append(opd)
            self._added.append(f"Perangkat Daerah {opd}")

    def take_added(self) -> list[str]:
        """What was added since the last call, as words for a sentence."""
        added, self._added = self._added, []
        return added

    def flush(self) -> None:
        """Store what was added; call it inside a transaction."""
        for opd in self._offices:
            opd.save()
            OPDMandate.objects.create(opd=opd, bidang_code=KECAMATAN_BIDANG)
        self._offices = []
        _store(RW, self._rws.values())
        _store(RT, self._rts.values())
        _store(Organisation, self._organisations.values())

    def _rw(self, kelurahan: Kelurahan, label: str, keep: bool) -> RW:
        held = self._rws.get((kelurahan.pk, label))
        if held is None:
            held = RW(kelurahan=kelurahan, label=label)
            self._remember(self._rws, (kelurahan.pk, label), held, f"RW {label}", keep)
        return held

    def _rt(self, kelurahan: Kelurahan, rw: str, label: str, keep: bool) -> RT:
        held = self._rts.get((kelurahan.pk, rw, label))
        if held is None:
            held = RT(rw=self._rw(kelurahan, rw, keep), label=label)
            words = f"RT {label}/RW {rw}"
            self._remember(self._rts, (kelurahan.pk, rw, label), held, words, keep)
        return held

    def _organisation(self, kelurahan: Kelurahan, name: str, keep: bool) -> Organisation:
        key = (kelurahan.pk, _key(name, kelurahan))
        held = self._organisations.get(key)
        if held is None:
            held = Organisation(kelurahan=kelurahan, kind=organisation_kind(name), name=name)
            words = f"lembaga {name} ({held.get_kind_display()})"
            self._remember(self._organisations, key, held, words, keep)
        return held

    def _remember(self, held: dict[Any, Any], key: Any, row: Any, words: str, keep: bool) -> None:
        if keep:
            held[key] = row
            self._added.append(words)


def _store(model: type[T], held: Iterable[T]) -> None:
    model._default_manager.bulk_create([row for row in held if row.pk is None])


def _key(name: str, kelurahan: Kelurahan) -> str:
    """ "Karang Taruna Kelurahan Mawar" is the "Karang Taruna" of Mawar."""
    key = name_key(name)
    for own in (kelurahan.name, kelurahan.name_local):
        shorter = key.removesuffix(name_key(own)).removesuffix("kelurahan")
        if shorter:
            key = shorter
    return key
