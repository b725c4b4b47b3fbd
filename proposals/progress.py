"""What a status means for the proposer, what comes next, and by when."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from foundation.indonesia import date_long, in_words_days
from planning.models import Cycle, Stage, StageWindow, WindowGrace
from proposals.models import Proposal
from proposals.statuses import FundingSource, Status

TODO, WAIT, GOOD, STOP, PLAIN = "todo", "wait", "good", "stop", ""


@dataclass(frozen=True)
class Meaning:
    """A status in words: what it says, what follows, the stage whose end is the date, the tone."""

    plain: str
    next: str
    stage: Stage | None = None
    tone: str = WAIT


MEANINGS: dict[Status, Meaning] = {
    Status.DRAFT: Meaning(
        "Masih draf. Belum dikirim ke kelurahan.",
        "Lengkapi isinya, lalu tekan “Kirim usulan”.",
        Stage.INTAKE,
        TODO,
    ),
    Status.SUBMITTED: Meaning(
        "Sudah dikirim. Menunggu diperiksa kelurahan.",
        "Petugas kelurahan memeriksa usulan ini.",
        Stage.VERIFICATION,
    ),
    Status.RETURNED: Meaning(
        "Ada yang perlu Anda perbaiki.", "Perbaiki, lalu kirim lagi.", None, TODO
    ),
    Status.WITHDRAWN: Meaning(
        "Dicabut oleh pengusul.", "Tidak ada langkah berikutnya.", None, PLAIN
    ),
    Status.VERIFIED: Meaning(
        "Sudah diperiksa dan diterima kelurahan.",
        "Dibahas dalam Musrenbang kelurahan.",
        Stage.KELURAHAN,
    ),
    Status.REJECTED: Meaning(
        "Tidak diteruskan oleh kelurahan.",
        "Usulan ini selesai. Alasannya ada di riwayat.",
        None,
        STOP,
    ),
    Status.MERGED: Meaning(
        "Digabung dengan usulan lain.",
        "Keputusannya sama dengan keputusan atas usulan gabungannya.",
        None,
        PLAIN,
    ),
    Status.PRIORITISED: Meaning(
        "Menjadi prioritas kelurahan.",
        "Diteruskan ke kecamatan setelah berita acara Musrenbang kelurahan dikunci.",
        Stage.KELURAHAN,
    ),
    Status.RESERVE: Meaning(
        "Menjadi cadangan kelurahan.",
        "Naik menjadi prioritas bila ada tempat.",
        Stage.KELURAHAN,
    ),
    Status.KELURAHAN_FUNDED: Meaning(
        "Disetujui. Dibiayai dana kelurahan.",
        "Dikerjakan oleh kelurahan.",
        None,
        GOOD,
    ),
    Status.FORWARDED: Meaning(
        "Sudah diteruskan ke kecamatan.", "Dibahas dalam Musrenbang kecamatan.", Stage.KECAMATAN
    ),
    Status.AGREED: Meaning("Disepakati kecamatan.", "Dinilai oleh Perangkat Daerah.", Stage.OPD),
    Status.NOT_AGREED: Meaning(
        "Belum disepakati kecamatan.",
        "Usulan ini selesai untuk tahun ini. Alasannya ada di riwayat.",
        None,
        STOP,
    ),
    Status.ACCOMMODATED: Meaning(
        "Disetujui Perangkat Daerah.",
        "Dimasukkan Bappeda ke rancangan RKPD.",
        Stage.CITY,
        GOOD,
    ),
    Status.DEFERRED: Meaning(
        "Ditunda oleh Perangkat Daerah.",
        "Masih dapat disetujui selama penilaian berjalan. Alasannya ada di riwayat.",
        Stage.OPD,
    ),
    Status.DECLINED: Meaning(
        "Tidak disetujui Perangkat Daerah.",
        "Usulan ini selesai untuk tahun ini. Alasannya ada di riwayat.",
        None,
        STOP,
    ),
    Status.IN_RKPD: Meaning(
        "Masuk rancangan RKPD.", "Menunggu penetapan anggaran (APBD).", None, GOOD
    ),
    Status.IN_APBD: Meaning(
        "Sudah dianggarkan dalam APBD.", "Dikerjakan pada tahun anggaran itu.", None, GOOD
    ),
    Status.REALISED: Meaning(
        "Pekerjaan sudah dilaporkan selesai.",
        "Pengusul memeriksa hasilnya, lalu menyatakan sudah benar atau belum sesuai.",
        None,
        GOOD,
    ),
    Status.CANCELLED: Meaning(
        "Dibatalkan.", "Usulan ini selesai. Alasannya ada di riwayat.", None, STOP
    ),
    Status.DIVERTED: Meaning(
        "Dialihkan ke sumber dana lain.",
        "Diurus di luar Musrenbang.",
        None,
        PLAIN,
    ),
}


_NOWHERE = 0
"""The key of no kelurahan: what holds where no grace was given."""


class Calendar:
    """The ends of all stages of one cycle, grace included, read in two queries."""

    def __init__(self, cycle: Cycle) -> None:
        windows = StageWindow.objects.filter(cycle=cycle).order_by()
        self._ends: dict[str, datetime] = dict(windows.values_list("stage", "closes_at"))
        graces = WindowGrace.objects.filter(window__cycle=cycle).order_by()
        self._graces: dict[tuple[int, str], datetime] = {
            (kelurahan, stage): closes_at
            for kelurahan, stage, closes_at in graces.values_list(
                "kelurahan", "window__stage", "closes_at"
            )
        }

    def end_of(self, stage: Stage, kelurahan_id: int) -> date | None:
        """The last day of the stage for that kelurahan, if the stage has a window."""
        end = self._ends.get(stage)
        if end is None:
            return None
        return timezone.localdate(max(end, self._graces.get((kelurahan_id, stage), end)))

    def is_over(self) -> bool:
        """Whether the plan of that year has been made: its last stage has ended."""
        end = self._ends.get(Stage.CITY)
        return end is not None and timezone.localdate(end) < timezone.localdate()

    def ending(self, stage: Stage, first: date | None, last: date) -> Q | None:
        """Rows in whose kelurahan the stage ends on a day from ``first`` (any) to ``last``.

        ``None``: in no kelurahan.
        """
        if stage not in self._ends:
            return None

        def fits(kelurahan: int) -> bool:
            end = self.end_of(stage, kelurahan)
            return end is not None and end <= last and (first is None or end >= first)

        graced = [kelurahan for kelurahan, of_stage in self._graces if of_stage == stage]
        if fits(_NOWHERE):
            others = [kelurahan for kelurahan in graced if not fits(kelurahan)]
            return ~Q(kelurahan__in=others) if others else Q()
        those = [kelurahan for kelurahan in graced if fits(kelurahan)]
        return Q(kelurahan__in=those) if those else None


@dataclass(frozen=True)
class Progress:
    """Where a usulan stands, for its proposer."""

    plain: str
    next: str
    tone: str
    by: date | None = None
    is_past: bool = False

    @property
    def by_words(self) -> str:
        """``paling lambat 19 Januari 2023 (3 hari lagi)``; empty without a date to come."""
        if self.by is None or self.is_past:
            return ""
        days = (self.by - timezone.localdate()).days
        return f"paling lambat {date_long(self.by)} ({in_words_days(days)})"


LAPSED = Progress(
    "Batas waktu untuk memperbaiki sudah lewat.",
    "Hubungi petugas kelurahan. Petugas dapat memberi waktu lagi, atau menutup usulan ini dengan "
    "alasan.",
    STOP,
)
"""Returned and not sent again in time. It stays as it is until the office has said what follows."""


OVER = (
    "Rencana tahun itu sudah selesai disusun tanpa keputusan lagi atas usulan ini. Usulan dapat "
    "diusulkan lagi tahun berikutnya lewat Bank usulan."
)
"""What follows when the plan was made and nobody has said yes or no."""

CLOSED = (
    "Pengajuan sudah ditutup. Draf ini tetap tersimpan; tanyakan kepada kelurahan apakah ada "
    "perpanjangan waktu."
)
LATE_CHANCE = (
    "Jadwalnya sudah lewat. Bila tidak ada keputusan lagi, usulan dapat diusulkan lagi tahun "
    "berikutnya lewat Bank usulan."
)
LOOK_AGAIN = (
    "Kantor yang melaporkan pekerjaan itu memperbaikinya, lalu melapor lagi, dan pengusul ditanya "
    "sekali lagi."
)

UNDECIDED = (
    Status.SUBMITTED,
    Status.RETURNED,
    Status.VERIFIED,
    Status.PRIORITISED,
    Status.RESERVE,
    Status.FORWARDED,
    Status.AGREED,
    Status.DEFERRED,
)


def _is_past(day: date | None) -> bool:
    return day is not None and day < timezone.localdate()


def progress_of(proposal: Proposal, calendar: Calendar) -> Progress:
    """The status of ``proposal`` in words, the next step and its date."""
    status = Status(proposal.status)
    meaning = MEANINGS[status]
    by = calendar.end_of(meaning.stage, proposal.kelurahan_id) if meaning.stage else None
    plain, following = meaning.plain, meaning.next
    if status in UNDECIDED and calendar.is_over():
        return Progress(plain if status != Status.RETURNED else LAPSED.plain, OVER, STOP, by, True)
    if proposal.is_lapsed:
        return replace(LAPSED, by=proposal.due, is_past=True)
    if status == Status.RETURNED:
        by = proposal.due
    elif status == Status.IN_APBD:
        following = f"Dikerjakan pada tahun {proposal.cycle.fiscal_year}."
    elif status == Status.REALISED and proposal.realised_on:
        plain = f"Pekerjaan dilaporkan selesai pada {date_long(proposal.realised_on)}."
    elif status == Status.DIVERTED and proposal.diverted_to:
        plain = f"Dialihkan ke {FundingSource(proposal.diverted_to).label}."
    elif status == Status.DRAFT and _is_past(by):
        return Progress(plain, CLOSED, TODO, by, is_past=True)
    elif status in (Status.RESERVE, Status.DEFERRED) and _is_past(by):
        return Progress(plain, LATE_CHANCE, WAIT, by, is_past=True)
    if status == Status.REALISED and proposal.answer:
        said = proposal.answer.get_answer_display().lower()
        following = f"Tanggapan pengusul: {said}."
        if proposal.is_disputed:
            following = f"{following} {LOOK_AGAIN}"
    return Progress(plain, following, meaning.tone, by)
