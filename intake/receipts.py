"""The portal's own word that a usulan is here: signed, so that nothing else passes for it."""

from dataclasses import dataclass
from typing import Any

import jwt
from django.utils import timezone

from intake.keys import receipt_keys, signing_key
from proposals.models import DeclaredFile, Proposal, Sending

ISSUER = "musrenbang"
ALGORITHM = "ES256"


@dataclass(frozen=True)
class Standing:
    """What has come of a usulan: itself, and which of its declared files."""

    sending: Sending
    proposal: Proposal
    files: tuple[DeclaredFile, ...]

    @property
    def declared(self) -> list[DeclaredFile]:
        """The files that its owner still lets come from the device."""
        return [file for file in self.files if not file.settled]

    @property
    def arrived(self) -> list[DeclaredFile]:
        """The files that are here."""
        return [file for file in self.files if file.arrived_at]

    @property
    def is_complete(self) -> bool:
        """Whether nothing is waited for.

        The usulan was read a moment before its files. What came in between makes it complete
        too, or the receipt would say that all are here and something is missing.
        """
        return self.proposal.is_complete or len(self.arrived) == len(self.declared)


def standing_of(sending: Sending) -> Standing:
    """Read anew what has come."""
    proposal = Proposal.objects.get(pk=sending.pk)
    files = DeclaredFile.objects.filter(proposal=sending.pk).order_by("pk")
    return Standing(sending, proposal, tuple(files))


def claims_of(standing: Standing) -> dict[str, Any]:
    """What the receipt says; the same again as long as nothing more has come."""
    sending, proposal = standing.sending, standing.proposal
    return {
        "iss": ISSUER,
        "sub": str(proposal.pk),
        "isi": sending.content_hash,
        "nomor": proposal.number,
        "kode": proposal.tracking_code,
        "diterima": timezone.localtime(sending.received_at).isoformat(timespec="seconds"),
        "berkas": {
            "dinyatakan": len(standing.declared),
            "sampai": [{"id": str(file.key), "sha256": file.sha256} for file in standing.arrived],
        },
        "lengkap": standing.is_complete,
    }


def signed(standing: Standing) -> str:
    """The receipt as a compact JWS (RFC 7515)."""
    return jwt.encode(
        claims_of(standing), signing_key(), ALGORITHM, headers={"kid": receipt_keys()[0]["kid"]}
    )


def read(receipt: str) -> dict[str, Any]:
    """The claims of a receipt that this portal signed. Raises ``jwt.InvalidTokenError``."""
    kid = jwt.get_unverified_header(receipt).get("kid")
    for key in receipt_keys():
        if key["kid"] == kid:
            claims: dict[str, Any] = jwt.decode(receipt, jwt.PyJWK(key), [ALGORITHM], issuer=ISSUER)
            return claims
    raise jwt.InvalidKeyError("unknown key")
