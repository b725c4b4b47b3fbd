"""The ways by which a message can leave the portal, and what fits into each."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class Kind:
    """One way: what it is called in a sentence, where an account holds its address, what fits."""

    key: str
    label: str
    address: str
    most_characters: int
    most_items: int
    only_gsm: bool = False
    """Letters outside the alphabet of telephone networks would more than halve what fits."""

    @property
    def goes_to(self) -> str:
        """What the address is called, for sentences."""
        return "alamat e-mail" if self.address == "email" else "nomor telepon"


KINDS = {
    kind.key: kind
    for kind in (
        Kind("email", "e-mail", "email", 20_000, 20),
        Kind("whatsapp", "WhatsApp", "phone", 1000, 4),
        # Three parts; each gives up seven letters to hold them together.
        Kind("sms", "SMS", "phone", 3 * 153, 1, only_gsm=True),
    )
}


def kinds_in_use() -> tuple[Kind, ...]:
    """Those that this office has set up; no page speaks of any other."""
    return tuple(kind for key, kind in KINDS.items() if key in settings.MESSAGE_CHANNELS)


def first_of_its_address(kind: Kind) -> bool:
    """Whether no other way in use, standing before it, reaches the same address."""
    same = [other.key for other in kinds_in_use() if other.address == kind.address]
    return same[:1] == [kind.key]
