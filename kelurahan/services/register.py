"""Accounts from a spreadsheet: everything is checked first, then all are made or none."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from foundation.reports import ImportReport
from foundation.tables import Row, Table
from kelurahan.labels import normalise_label
from kelurahan.models import RT, RW, Assignment, Organisation, User
from kelurahan.phones import normalise_phone
from kelurahan.roles import PROPOSER_ROLES, TERRITORY_OF_ROLE, Role
from kelurahan.selectors import assignments_for, kelurahan_in_charge, still_valid, territory_for
from kelurahan.services.accounts import ProposerTerritory, create_account

REQUIRED = ("nama", "peran")
ALIASES = {"nama lengkap": "nama", "jabatan": "peran", "no telepon": "telepon", "hp": "telepon"}
MOST_ROWS = 500
MOST_LETTERS = 120

ROLE_WORDS = {
    "rt": Role.RT,
    "ketua rt": Role.RT,
    "rw": Role.RW,
    "ketua rw": Role.RW,
    "pamor": Role.PAMOR,
    "lembaga": Role.ORGANISATION,
    "pengurus lembaga": Role.ORGANISATION,
}
MODEL_OF_ROLE: dict[Role, type[ProposerTerritory]] = {
    Role.RT: RT,
    Role.RW: RW,
    Role.PAMOR: RW,
    Role.ORGANISATION: Organisation,
}


@dataclass(frozen=True, slots=True)
class PlannedAccount:
    """One row that can become an account. ``territory_id`` is of the model the role calls for."""

    row: int
    full_name: str
    role: str
    territory_id: int
    territory_name: str
    phone: str

    @property
    def role_label(self) -> str:
        """The role as people say it."""
        return Role(self.role).label


@dataclass
class Plan:
    """What a spreadsheet would do: the accounts, and a sentence for every fault."""

    accounts: list[PlannedAccount] = field(default_factory=list)
    report: ImportReport = field(default_factory=lambda: ImportReport(dry_run=True))

    @property
    def is_clean(self) -> bool:
        """Whether every row can become an account."""
        return bool(self.accounts) and not self.report.refused


class RowFault(Exception):
    """Why a row cannot become an account: the column at fault and a sentence."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


class KnownAlready(RowFault):
    """The person holds that post already."""


def plan_accounts(table: Table, *, actor: User) -> Plan:
    """Check every row of ``table`` against ``actor``'s kelurahan; stores nothing.

    Raises ``PermissionDenied`` when ``actor`` keeps no kelurahan, ``ValidationError`` when more
    than one, because a bare RW number would not say which.
    """
    kelurahan = kelurahan_in_charge(actor)
    if not kelurahan:
        raise PermissionDenied("Hanya petugas kelurahan yang membuat akun dari tabel.")
    if len(kelurahan) > 1:
        raise ValidationError(
            "Anda bertugas di lebih dari satu kelurahan. Buatlah akun satu per satu."
        )
    planner = Planner(actor, list(table))
    for row in planner.rows:
        planner.take(row)
    return planner.plan


@transaction.atomic
def create_accounts(planned: list[PlannedAccount], *, actor: User) -> list[User]:
    """Make all planned accounts or none; checks everything anew.

    Raises ``PermissionDenied`` for a territory that is not ``actor``'s, ``ValidationError`` naming
    the row that can no longer be taken.
    """
    territories: dict[Any, dict[int, Any]] = {
        model: territory_for(model, actor).in_bulk(
            {item.territory_id for item in planned if MODEL_OF_ROLE[Role(item.role)] is model}
        )
        for model in (RT, RW, Organisation)
    }
    users = []
    for item in planned:
        role = Role(item.role)
        territory = territories[MODEL_OF_ROLE[role]].get(item.territory_id)
        if territory is None:
            raise PermissionDenied("Wilayah ini bukan wilayah Anda.")
        try:
            user = create_account(
                actor=actor,
                full_name=item.full_name,
                role=role,
                territory=territory,
                phone=item.phone,
            )
        except ValidationError as error:
            reason = " ".join(error.messages)
            raise ValidationError(f"Baris {item.row} ({item.full_name}): {reason}") from error
        users.append(user)
    return users


class Planner:
    """Looks rows up in what the kelurahan has, read once."""

    def __init__(self, actor: User, rows: list[Row]) -> None:
        self.rows = rows
        self.plan = Plan()
        rws = still_valid(territory_for(RW, actor)).select_related("kelurahan")
        self._rws = {rw.label: rw for rw in rws}
        rts = still_valid(territory_for(RT, actor)).select_related("rw__kelurahan")
        self._rts = {(rt.rw_id, rt.label): rt for rt in rts}
        organisations = still_valid(territory_for(Organisation, actor)).select_related("kelurahan")
        self._organisations = {item.name.casefold(): item for item in organisations}
        posts = _posts(actor)
        self._heads = {(role, territory): name for role, territory, name in posts}
        self._known = {(role, territory, name.casefold()) for role, territory, name in posts}
        self._phones = _phones_in_use(rows)

    def take(self, row: Row) -> None:
        """Plan one row, or note its first fault."""
        try:
            self.plan.accounts.append(self.account(row))
        except RowFault as fault:
            key = row.cells.get("nama", "")[:MOST_LETTERS]
            self.plan.report.refuse(row.number, str(fault), column=fault.column, key=key)

    def account(self, row: Row) -> PlannedAccount:
        """What the row asks for; raises ``RowFault``, ``KnownAlready`` when it is there."""
        name = " ".join(row.cells.get("nama", "").split())
        if not name:
            raise RowFault("nama", "Nama belum diisi.")
        if len(name) > MOST_LETTERS:
            raise RowFault("nama", f"Nama terlalu panjang, paling banyak {MOST_LETTERS} huruf.")
        role = _role(row.cells.get("peran", ""))
        territory = self._territory(row, role)
        if (role.value, territory.pk, name.casefold()) in self._known:
            raise KnownAlready("nama", f"{name} sudah tercatat sebagai {role.label}, {territory}.")
        phone = self._phone(row)
        self._claim_post(row, role, territory)
        return PlannedAccount(row.number, name, role.value, territory.pk, territory.in_words, phone)

    def _territory(self, row: Row, role: Role) -> ProposerTerritory:
        if role == Role.ORGANISATION:
            return self._organisation(row)
        rw = self._rws.get(label := _label(row, "rw"))
        if rw is None:
            raise RowFault("rw", f"RW {label} belum ada di kelurahan ini. Tambahkan dulu RW itu.")
        if role != Role.RT:
            return rw
        rt = self._rts.get((rw.pk, label := _label(row, "rt")))
        if rt is None:
            raise RowFault("rt", f"RT {label} belum ada di {rw}. Tambahkan dulu RT itu.")
        return rt

    def _organisation(self, row: Row) -> Organisation:
        name = " ".join(row.cells.get("lembaga", "").split())
        if not name:
            raise RowFault("lembaga", "Nama lembaga belum diisi.")
        if name.casefold() not in self._organisations:
            raise RowFault(
                "lembaga", f"Lembaga {name} belum ada di kelurahan ini. Tambahkan dulu lembaga itu."
            )
        return self._organisations[name.casefold()]

    def _phone(self, row: Row) -> str:
        text = row.cells.get("telepon", "")
        if not text:
            return ""
        try:
            phone = normalise_phone(text)
        except ValueError as error:
            raise RowFault("telepon", str(error)) from error
        if other := self._phones.get(phone):
            raise RowFault("telepon", f"Nomor ini sudah dipakai {other}.")
        self._phones[phone] = f"baris {row.number}"
        return phone

    def _claim_post(self, row: Row, role: Role, territory: ProposerTerritory) -> None:
        if role not in (Role.RT, Role.RW):
            return
        if other := self._heads.get((role.value, territory.pk)):
            raise RowFault(
                role.value, f"{territory} sudah punya ketua: {other}. Gantilah lewat penugasannya."
            )
        self._heads[role.value, territory.pk] = f"baris {row.number}"


def _role(text: str) -> Role:
    role = ROLE_WORDS.get(" ".join(text.lower().split()))
    if role is None:
        raise RowFault(
            "peran", "Isi peran dengan: Ketua RT, Ketua RW, Pamor, atau Pengurus lembaga."
        )
    return role


def _label(row: Row, column: str) -> str:
    text = row.cells.get(column, "")
    if not text:
        raise RowFault(column, f"Nomor {column.upper()} belum diisi.")
    try:
        return normalise_label(text)
    except ValueError as error:
        raise RowFault(column, str(error)) from error


def _posts(actor: User) -> list[tuple[str, int, str]]:
    """Who holds which post now: role, territory and name."""
    posts: list[Assignment] = list(
        assignments_for(actor).filter(until=None, role__in=PROPOSER_ROLES)
    )
    return [
        (post.role, getattr(post, f"{TERRITORY_OF_ROLE[Role(post.role)]}_id"), str(post.user))
        for post in posts
    ]


def _phones_in_use(rows: list[Row]) -> dict[str, str]:
    typed = set()
    for row in rows:
        try:
            typed.add(normalise_phone(row.cells.get("telepon", "")))
        except ValueError:
            continue
    used = User.objects.filter(phone__in=typed).values_list("phone", flat=True)
    return dict.fromkeys(filter(None, used), "akun lain")
