"""Staff, lurah, camat, OPD, Bappeda and observers out of a list, with those who succeed them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import IO, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from foundation.import_command import RefusedImport
from foundation.indonesia import date_long
from foundation.reports import Changed, ImportReport, Outcome
from foundation.tables import Row, read_table
from foundation.watch import Watch, unwatched
from kelurahan.models import Assignment, User
from kelurahan.phones import normalise_phone, spoken_phone
from kelurahan.roles import OFFICE_ROLES, TERRITORY_OF_ROLE, Role
from kelurahan.scope import scope_of
from kelurahan.services.office_rows import ALIASES, REQUIRED, OfficeRow, Places, read_row
from kelurahan.services.offices import change_office, give_office
from kelurahan.services.register import MOST_LETTERS, RowFault

HEADS = frozenset({Role.LURAH, Role.KECAMATAN})
"""Where a newcomer beside the holder is more often a successor whose row does not say so."""
ONLY_ONE = frozenset({Role.LURAH})
"""A kelurahan has one lurah; in the other offices several may serve side by side."""

_YES, _NO = "ya", "tidak"


class Taken(NamedTuple):
    """What became of a row that was taken."""

    outcome: Outcome
    message: str
    changes: tuple[Changed, ...] = ()


def import_office_holders(
    source: str | Path | IO[bytes],
    *,
    filename: str,
    actor: User,
    dry_run: bool = False,
    watch: Watch = unwatched,
) -> ImportReport:
    """Give posts of offices; no password is in the file, a new account waits for its card.

    Who holds the post already keeps it, with term and telephone as the file says. A successor
    ends the old post where the column ``menggantikan`` says so. Raises ``TableError`` or
    ``RefusedImport`` (only the technical administrator fills offices); nothing is stored then,
    and nothing with ``dry_run``.
    """
    if not scope_of(actor).everything:
        raise RefusedImport("Hanya administrator portal yang menetapkan pejabat kantor.")
    table = read_table(source, filename=filename, required=REQUIRED, aliases=ALIASES)
    report = ImportReport(dry_run=dry_run)
    with transaction.atomic():
        rows, places = list(table.sound(report)), Places()
        staffing = _Staffing(actor, rows)
        for row in rows:
            watch(len(report), table.total)
            _take(row, places, staffing, report)
        watch(len(report), table.total)
        if dry_run:
            transaction.set_rollback(True)
    return report


def _take(row: Row, places: Places, staffing: "_Staffing", report: ImportReport) -> None:
    key = row.cells["nama"][:MOST_LETTERS]
    try:
        with transaction.atomic():
            taken = staffing.take(read_row(row, places))
    except RowFault as fault:
        report.refuse(row.number, str(fault), column=fault.column, key=key)
    except ValidationError as error:
        report.refuse(row.number, " ".join(error.messages), key=key)
    else:
        report.add(row.number, taken.outcome, key=key, message=taken.message, changes=taken.changes)


class _Staffing:
    """Who holds which office, read once and kept up while the rows are taken."""

    def __init__(self, actor: User, rows: list[Row]) -> None:
        self.actor = actor
        self._today = timezone.localdate()
        self._posts: dict[tuple[Role, int], list[Assignment]] = defaultdict(list)
        for held in Assignment.objects.filter(role__in=OFFICE_ROLES).select_related("user"):
            self._remember(held)
        self._by_phone = {user.phone: user for user in _accounts_by_phone(rows)}
        names = {row.cells.get("nama_akun", "").lower() for row in rows}
        self._by_username = {u.username: u for u in User.objects.filter(username__in=names)}

    def _remember(self, held: Assignment) -> None:
        role = Role(held.role)
        self._posts[role, getattr(held, f"{TERRITORY_OF_ROLE[role]}_id")].append(held)

    def take(self, row: OfficeRow) -> Taken:
        """Do what the row says; raises ``RowFault`` or ``ValidationError`` where it cannot be."""
        own = [held for held in self._posts[row.post] if _same_name(held.user, row)]
        known = self._known(row, own)
        return self._keep(row, known) if known else self._give(row, own)

    def _known(self, row: OfficeRow, own: list[Assignment]) -> Assignment | None:
        """The post that the row speaks of, if the person has it; the latest first."""
        own = sorted(own, key=lambda held: held.since, reverse=True)
        if row.since:
            return next((held for held in own if _overlap(held, row.since, row.until)), None)
        if own and _is_over(own[0], self._today) and own[0].until != row.until:
            raise RowFault(
                "mulai",
                f"{row.full_name} berhenti dari tugas ini pada {_day(own[0].until)}. "
                "Isi tanggal mulai bila bertugas lagi, atau hapus baris ini.",
            )
        return own[0] if own else None

    # --- those who are there -------------------------------------------------------------------
    def _keep(self, row: OfficeRow, held: Assignment) -> Taken:
        since, until = row.since or held.since, row.until or held.until
        phone = row.phone or held.user.phone
        if until and until < since:
            raise RowFault("sampai", f"Tugas ini baru mulai {date_long(since)}. Periksa tahunnya.")
        others = self._others(row, held, since, until)
        if row.role in ONLY_ONE and others and since != held.since:
            raise RowFault("mulai", f"Pada tanggal itu {_names(others)} masih bertugas.")
        changes = (
            *_changed("telepon", spoken_phone(held.user.phone), spoken_phone(phone)),
            *_changed("mulai", _day(held.since), _day(since)),
            *_changed("sampai", _day(held.until), _day(until)),
        )
        if not changes:
            message = f"{row.full_name} sudah tercatat sebagai {row.office}."
            return Taken(Outcome.UNCHANGED, message)
        self._claim_phone(row, held.user)
        change_office(
            actor=self.actor, assignment=held, since=since, until=until, phone=phone or None
        )
        return Taken(Outcome.UPDATED, f"{row.office}.", changes)

    # --- those who come ------------------------------------------------------------------------
    def _give(self, row: OfficeRow, own: list[Assignment]) -> Taken:
        since = row.since or self._today
        if row.until and row.until < self._today:
            raise RowFault("sampai", "Masa tugas ini sudah berakhir, jadi tidak perlu akun.")
        others = self._others(row, None, since, row.until)
        leaving = self._leaving(row, others, since)
        user = self._account(row, own)
        given = give_office(
            actor=self.actor,
            role=row.role,
            territory=row.territory,
            since=since,
            until=row.until,
            user=user,
            full_name=row.full_name,
            phone=row.phone,
            username=row.username,
            instead_of=leaving,
        )
        if user and row.phone:
            self._claim_phone(row, user)
            change_office(
                actor=self.actor,
                assignment=given,
                since=given.since,
                until=given.until,
                phone=row.phone,
            )
        self._remember(given)
        self._by_username[given.user.username] = given.user
        if given.user.phone:
            self._by_phone[given.user.phone] = given.user
        return _told(row, given, leaving, [held for held in others if held is not leaving])

    def _leaving(self, row: OfficeRow, others: list[Assignment], since: date) -> Assignment | None:
        """Whose post the row ends, if it says so; a head is never doubled without a word."""
        if row.replaces in ("", _NO):
            _refuse_second_head(row, others)
            return None
        if row.replaces == _YES:
            found = others
            if len(found) > 1:
                raise RowFault(
                    "menggantikan",
                    f"Yang bertugas ada beberapa: {_names(found)}. Tulis nama yang digantikan.",
                )
        else:
            found = [
                held
                for held in others
                if row.replaces in (str(held.user).casefold(), held.user.username)
            ]
        if not found:
            raise RowFault(
                "menggantikan",
                "Tidak ada yang dapat digantikan di tugas ini. Kosongkan kolomnya, atau tulis "
                "nama pejabat yang sekarang.",
            )
        return self._may_leave(found[0], since)

    def _may_leave(self, held: Assignment, since: date) -> Assignment:
        if held.until:
            raise RowFault(
                "mulai",
                f"{held.user} tercatat bertugas sampai {date_long(held.until)}. Isi tanggal mulai "
                "sesudahnya, dan kosongkan kolom menggantikan.",
            )
        if held.since >= since:
            raise RowFault(
                "mulai",
                f"{held.user} baru bertugas sejak {date_long(held.since)}. Isi tanggal mulai "
                "sesudah tanggal itu.",
            )
        if since - timedelta(days=1) > self._today:
            raise RowFault(
                "mulai",
                "Penggantian dicatat paling cepat sehari sebelumnya. Impor baris ini lagi pada "
                f"{date_long(since - timedelta(days=1))}.",
            )
        return held

    def _others(
        self, row: OfficeRow, own: Assignment | None, since: date, until: date | None
    ) -> list[Assignment]:
        return [h for h in self._posts[row.post] if h is not own and _overlap(h, since, until)]

    def _account(self, row: OfficeRow, own: list[Assignment]) -> User | None:
        """The account that the person has already: by its name, the telephone, or this post."""
        user = self._by_username.get(row.username)
        column = "nama_akun" if user else "telepon"
        user = user or self._by_phone.get(row.phone) or (own[0].user if own else None)
        if user is None:
            return None
        if not _same_name(user, row):
            what = "Nama akun" if column == "nama_akun" else "Nomor"
            raise RowFault(column, f"{what} ini sudah dipakai {user}. Periksa namanya.")
        if not user.is_active:
            raise RowFault("nama", f"Akun {user} tidak aktif. Aktifkan dulu akunnya.")
        return user

    def _claim_phone(self, row: OfficeRow, user: User) -> None:
        holder = self._by_phone.get(row.phone)
        if row.phone and holder and holder.pk != user.pk:
            raise RowFault("telepon", f"Nomor ini sudah dipakai {holder}.")
        if row.phone:
            self._by_phone[row.phone] = user


def _refuse_second_head(row: OfficeRow, others: list[Assignment]) -> None:
    if row.role not in HEADS or not others:
        return
    if row.role in ONLY_ONE:
        raise RowFault(
            "menggantikan",
            f"{_names(others)} masih tercatat sebagai {row.office}. Bila "
            "digantikan, tulis “ya” di kolom menggantikan dan tanggalnya di kolom mulai.",
        )
    if row.replaces != _NO:
        raise RowFault(
            "menggantikan",
            f"{_names(others)} masih tercatat sebagai {row.office}. Bila "
            "digantikan, tulis “ya” di kolom menggantikan; bila keduanya bertugas, tulis “tidak”.",
        )


def _told(
    row: OfficeRow, given: Assignment, leaving: Assignment | None, beside: list[Assignment]
) -> Taken:
    message = f"{row.office}. Nama akun {given.user.username}."
    if leaving:
        old = f"{leaving.user}, sampai {_day(leaving.until)}"
        new = f"{given.user}, mulai {_day(given.since)}"
        return Taken(Outcome.UPDATED, message, (Changed("pejabat", old, new),))
    if beside:
        message += f" Bertugas bersama {_names(beside)}."
    return Taken(Outcome.CREATED, message)


def _accounts_by_phone(rows: Iterable[Row]) -> Iterable[User]:
    typed = set()
    for row in rows:
        try:
            typed.add(normalise_phone(row.cells.get("telepon", "")))
        except ValueError:
            continue
    return User.objects.filter(phone__in=typed)


def _same_name(user: User, row: OfficeRow) -> bool:
    return " ".join(str(user).split()).casefold() == row.full_name.casefold()


def _overlap(held: Assignment, since: date, until: date | None) -> bool:
    return (held.until is None or held.until >= since) and (until is None or held.since <= until)


def _is_over(held: Assignment, today: date) -> bool:
    return held.until is not None and held.until < today


def _changed(title: str, old: str, new: str) -> tuple[Changed, ...]:
    return (Changed(title, old, new),) if old != new else ()


def _day(day: date | None) -> str:
    return date_long(day) if day else ""


def _names(posts: list[Assignment]) -> str:
    return ", ".join(str(held.user) for held in posts[:5])
