"""What must hold before a deed. Each condition returns sentences by field; empty means yes."""

from datetime import timedelta

from django.utils import timezone

from foundation.indonesia import date_long
from kelurahan.roles import Role
from planning.models import Stage
from planning.selectors import Window, window_for
from proposals.models import KelurahanList, Proposal, Sending
from proposals.quota import kelurahan_room
from proposals.requirements import missing_for_submission
from proposals.statuses import AttachmentKind, Status
from proposals.workflow.moves import Move, Problems

REASON_LEVEL = {
    Role.STAFF: "at_kelurahan",
    Role.LURAH: "at_kelurahan",
    Role.KECAMATAN: "at_kecamatan",
    Role.OPD: "at_opd",
    Role.BAPPEDA: "at_city",
}

LONGEST_MENDING = timedelta(days=60)
"""A mistyped year would keep everyone waiting, for a usulan is not closed before its date."""

JOINABLE = frozenset({Status.SUBMITTED, Status.VERIFIED, Status.PRIORITISED, Status.RESERVE})
"""What another usulan may be merged into."""


def list_is_open(proposal: Proposal) -> Problems:
    """The kelurahan's list has not been locked by a berita acara."""
    if _locked(proposal):
        return {"": "Daftar kelurahan sudah dikunci dengan berita acara."}
    return {}


def list_is_locked(proposal: Proposal) -> Problems:
    """Forwarding needs the locked berita acara of the kelurahan."""
    if not _locked(proposal):
        return {"": "Kunci dahulu berita acara Musrenbang kelurahan."}
    return {}


def _locked(proposal: Proposal) -> bool:
    return KelurahanList.objects.filter(
        cycle=proposal.cycle_id, kelurahan=proposal.kelurahan_id
    ).exists()


def intake_is_open(proposal: Proposal, window: Window | None = None) -> Problems:
    """The intake window is open, or grace was given; a returned usulan has until its own date.

    ``window`` is that of the usulan's kelurahan, where it has been read already.
    """
    if proposal.status == Status.RETURNED and proposal.due:
        if timezone.localdate() <= proposal.due:
            return {}
        return {"": f"Batas perbaikan usulan ini sudah lewat ({date_long(proposal.due)})."}
    window = window or window_for(proposal.cycle, Stage.INTAKE, proposal.kelurahan)
    if window.is_open() or _was_written_in_time(proposal, window):
        return {}
    return {"": window.sentence()}


def _was_written_in_time(proposal: Proposal, window: Window) -> bool:
    """A device without signal sent it before the end, and its grace has not run out."""
    if not window.is_over():
        return False
    sending = Sending.objects.filter(proposal=proposal.pk).only("written_at").first()
    hours = proposal.cycle.device_grace_hours
    return sending is not None and window.admits(sending.written_at, hours)


def is_complete(move: Move) -> Problems:
    """All that its kamus item demands is there."""
    return {item.field: item.sentence for item in missing_for_submission(move.proposal)}


def all_files_are_here(proposal: Proposal) -> Problems:
    """Nobody verifies a usulan whose declared photos are still on the way."""
    awaited = proposal.files_awaited
    if not awaited:
        return {}
    return {
        "": f"Usulan ini belum lengkap: {awaited} foto atau berkas masih di perangkat pengusul. "
        "Tunggu sampai terkirim, atau kembalikan untuk diperbaiki."
    }


def within_quota(move: Move) -> Problems:
    """An enforced quota of the RW is not used up (a returned usulan already counts)."""
    if move.proposal.submitted_at:
        return {}
    over = move.room.enforced.over_sentence(move.proposal)
    return {"": over} if over else {}


def reason_fits(move: Move) -> Problems:
    """The reason code may be used at the actor's level, and names its other usulan."""
    reason, level = move.details.reason, REASON_LEVEL.get(move.post.role)
    if reason is None:
        return {}
    if not reason.is_active or (level and not getattr(reason, level)):
        return {"reason": "Alasan ini tidak dipakai di tingkat Anda. Pilih alasan lain."}
    if reason.needs_target and move.details.target is None:
        return {"target": "Sebutkan usulan lain yang dimaksud oleh alasan ini."}
    return {}


def due_is_ahead(move: Move) -> Problems:
    """A date by which to mend must give time to mend, and an end to waiting."""
    due, today = move.details.due, timezone.localdate(move.at)
    if due and due <= today:
        return {"due": "Pilih tanggal sesudah hari ini."}
    if due and due > today + LONGEST_MENDING:
        last = date_long(today + LONGEST_MENDING)
        return {"due": f"Waktu perbaikan paling lama {LONGEST_MENDING.days} hari, sampai {last}."}
    return {}


def due_is_later(move: Move) -> Problems:
    """More time ends after the time that was given before."""
    before, after = move.proposal.due, move.details.due
    if before and after and after <= before:
        return {"due": f"Pilih tanggal sesudah batas yang lama ({date_long(before)})."}
    return {}


def mending_is_over(proposal: Proposal) -> Problems:
    """Nobody closes a returned usulan while its proposer may still send it again."""
    if proposal.due and not proposal.is_lapsed:
        return {"": f"Pengusul masih dapat memperbaiki sampai {date_long(proposal.due)}."}
    return {}


def target_can_take_it(move: Move) -> Problems:
    """The usulan it joins is another, live one of the same kelurahan and cycle."""
    own, other = move.proposal, move.details.target
    if other is None:
        return {}
    other = Proposal.objects.get(pk=other.pk)
    if other.pk == own.pk:
        return {"target": "Usulan tidak dapat digabung ke dirinya sendiri."}
    if (other.cycle_id, other.kelurahan_id) != (own.cycle_id, own.kelurahan_id):
        return {"target": "Pilih usulan dari kelurahan dan tahun yang sama."}
    if other.status not in JOINABLE:
        return {"target": "Usulan tujuan sudah tidak diproses di kelurahan. Pilih yang lain."}
    return {}


def has_nothing_joined(move: Move) -> Problems:
    """What others were merged into is not merged itself: they would be led astray."""
    if move.proposal.merged_proposals.exists():
        return {
            "target": "Usulan lain sudah digabung ke usulan ini. Gabungkan usulan yang satunya ke "
            "usulan ini."
        }
    return {}


def rank_is_free(move: Move) -> Problems:
    """A rank stands once in the kelurahan's list of the cycle."""
    rank, own = move.details.rank, move.proposal
    if rank is None:
        return {}
    if rank < 1:
        return {"rank": "Urutan dimulai dari 1."}
    taken = Proposal.objects.filter(
        cycle=own.cycle_id, kelurahan=own.kelurahan_id, kelurahan_rank=rank
    ).exclude(pk=own.pk)
    if holder := taken.values_list("number", flat=True).first():
        return {"rank": f"Urutan {rank} sudah dipakai usulan {holder}. Pilih urutan lain."}
    return {}


def fits_or_explained(move: Move) -> Problems:
    """Within the kelurahan's quota and pagu, or a note says why not."""
    if move.note.strip():
        return {}
    over = kelurahan_room(move.proposal).over_sentence(move.proposal)
    return {"note": f"{over} Tulis catatan mengapa tetap diprioritaskan."} if over else {}


def kelurahan_fund_allows(proposal: Proposal) -> Problems:
    """Dana kelurahan pays only what Permendagri 130/2018 lists."""
    item = proposal.kamus_item
    if item is None or not item.kelurahan_fund_allowed:
        return {"": "Item kamus ini tidak boleh dibiayai dana kelurahan (Permendagri 130/2018)."}
    return {}


def opd_is_known(move: Move) -> Problems:
    """Agreed usulan go to an OPD: the one on the usulan or the one chosen now."""
    if move.details.opd is None and move.proposal.opd_id is None:
        return {"opd": "Pilih Perangkat Daerah yang akan mengerjakan."}
    return {}


def opd_is_another(move: Move) -> Problems:
    """Rerouting goes somewhere else."""
    if move.details.opd and move.details.opd.pk == move.proposal.opd_id:
        return {"opd": "Usulan sudah berada di Perangkat Daerah ini. Pilih yang lain."}
    return {}


def figures_are_sound(move: Move) -> Problems:
    """Volume and value above zero, and a note where less is given than was asked."""
    problems: Problems = {}
    details, own = move.details, move.proposal
    if details.volume is not None and details.volume <= 0:
        problems["volume"] = "Volume harus lebih dari nol."
    if details.value is not None and not 0 < details.value <= 10**15:
        problems["value"] = "Nilai harus lebih dari nol dan wajar."
    less = (details.volume is not None and own.volume and details.volume < own.volume) or (
        details.value is not None and own.value and details.value < own.value
    )
    if less and not move.note.strip():
        problems["note"] = "Yang diberikan kurang dari yang diminta. Tulis sebabnya."
    return problems


def realised_before_today(move: Move) -> Problems:
    """Work cannot be finished in the future; the built volume is above zero."""
    problems: Problems = {}
    if move.details.realised_on and move.details.realised_on > timezone.localdate(move.at):
        problems["realised_on"] = "Tanggal selesai tidak boleh sesudah hari ini."
    if move.details.realised_volume is not None and move.details.realised_volume <= 0:
        problems["realised_volume"] = "Volume terbangun harus lebih dari nol."
    return problems


def is_disputed(proposal: Proposal) -> Problems:
    """Only what its proposer says is not right is reported anew."""
    if proposal.is_disputed:
        return {}
    return {"": "Pengusul tidak menyatakan pekerjaan ini belum sesuai."}


def has_new_photo(move: Move) -> Problems:
    """Of mended work there is a picture of its own."""
    return {} if move.details.photos else {"photos": "Unggah foto hasil perbaikannya."}


def has_result_photo(move: Move) -> Problems:
    """A photo of the result is handed in with the deed or is there already."""
    if move.details.photos:
        return {}
    if move.proposal.attachments.filter(kind=AttachmentKind.REALISATION).exists():
        return {}
    return {"photos": "Unggah foto hasil pekerjaan."}
