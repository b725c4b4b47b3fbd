"""What a usulan must carry before it can be handed in, each with the screen that mends it."""

from collections import Counter
from dataclasses import dataclass

from planning.models.kamus import Document, ProposerKind
from proposals.models import Proposal
from proposals.models.sending import AWAITED
from proposals.statuses import AttachmentKind

MIN_TEXT = 20
"""Characters below which a problem is not described (domain page 2.9)."""


@dataclass(frozen=True)
class Missing:
    """One thing that is missing: the field, the screen it is on, and what to do."""

    field: str
    step: str
    sentence: str


def missing_for_submission(proposal: Proposal) -> list[Missing]:
    """All that still keeps the usulan from being handed in; empty when it is complete."""
    return [*_what(proposal), *_where(proposal), *_how_much(proposal), *_proofs(proposal)]


def _what(proposal: Proposal) -> list[Missing]:
    found = []
    item = proposal.kamus_item
    if not proposal.title.strip():
        found.append(Missing("title", "apa", "Tulis judul usulan."))
    if item and not item.is_active:
        found.append(
            Missing("kamus_item", "apa", "Item kamus ini tidak dipakai lagi. Pilih item lain.")
        )
    if item and item.proposer_kinds and proposal.proposer_kind not in item.proposer_kinds:
        allowed = ", ".join(ProposerKind(kind).label for kind in item.proposer_kinds)
        found.append(
            Missing("kamus_item", "apa", f"Item ini hanya boleh diusulkan oleh {allowed}.")
        )
    return found


def _where(proposal: Proposal) -> list[Missing]:
    found = []
    item = proposal.kamus_item
    if not proposal.address.strip():
        found.append(Missing("address", "lokasi", "Tulis alamat atau nama jalan."))
    if proposal.proposer_kind == ProposerKind.RT and not proposal.rts.all():
        found.append(Missing("rts", "lokasi", "Pilih RT tempat pekerjaan."))
    if needs_land_status(proposal) and not proposal.land_status:
        found.append(Missing("land_status", "lokasi", "Pilih status lahan."))
    if item and item.needs_point and (proposal.latitude is None or proposal.longitude is None):
        found.append(
            Missing(
                "latitude", "lokasi", "Tentukan titik lokasi: tekan tombol posisi atau ketik angka."
            )
        )
    return found


def needs_land_status(proposal: Proposal) -> bool:
    """Whose land it is matters for physical work, and for free text until someone has looked."""
    item = proposal.kamus_item
    if item is None:
        return proposal.proposer_kind in (ProposerKind.RT, ProposerKind.RW)
    return item.needs_land_status


def _how_much(proposal: Proposal) -> list[Missing]:
    found = []
    if not proposal.volume or proposal.volume <= 0:
        found.append(Missing("volume", "volume", "Isi ukuran atau jumlah yang diminta."))
    if not proposal.value or proposal.value <= 0:
        found.append(Missing("value", "volume", "Isi perkiraan biaya."))
    for name, sentence in (
        ("problem", "Ceritakan masalahnya, paling sedikit 20 huruf."),
        ("urgency", "Tulis mengapa mendesak."),
        ("benefit", "Tulis manfaatnya bagi warga."),
    ):
        text = getattr(proposal, name).strip()
        if not text or (name == "problem" and len(text) < MIN_TEXT):
            found.append(Missing(name, "volume", sentence))
    if not proposal.people:
        found.append(Missing("people", "volume", "Isi perkiraan jumlah warga yang terbantu."))
    return found


def _proofs(proposal: Proposal) -> list[Missing]:
    found = []
    item = proposal.kamus_item
    held = [(file.kind, file.document) for file in proposal.attachments.all()]
    if proposal.files_awaited and not proposal.submitted_at:
        # What the device declared counts: number and receipt do not wait for photos on the way.
        awaited = proposal.declared_files.filter(AWAITED)
        held += awaited.values_list("kind", "document")
    photos = Counter(kind for kind, _ in held)[AttachmentKind.PHOTO]
    wanted = item.min_photos if item else 1
    if photos < wanted:
        found.append(
            Missing("photos", "volume", f"Unggah foto: perlu {wanted}, baru ada {photos}.")
        )
    papers = {document for _, document in held}
    for document in item.documents if item else ():
        if document not in papers:
            found.append(Missing("documents", "volume", f"Unggah {Document(document).label}."))
    return found
