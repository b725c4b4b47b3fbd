"""An e-mail address is used only after whoever reads its mail has agreed."""

from typing import Any
from uuid import uuid4

from foundation.throttle import exceeds
from kelurahan.models import User
from kelurahan.services import set_own_email
from notices.channels import Letter, open_channel
from notices.links import NewAddress, address_url

MOST_A_DAY = 5
DAY = 24 * 3600


def ask(user: Any, new: str) -> bool:
    """Write to the new address; ``False`` when the person did so too often today.

    Raises ``NotSent``.
    """
    if exceeds(str(user.pk), "kabar-alamat", MOST_A_DAY, seconds=DAY):
        return False
    link = address_url(NewAddress(user.pk, user.email, new))
    text = (
        "Seseorang meminta supaya kabar usulan dari Portal Musrenbang dikirim ke alamat e-mail "
        f"ini.\n\nBila itu Anda, buka tautan ini dalam tiga hari:\n{link}\n\n"
        "Bila bukan Anda, biarkan saja surat ini. Tidak ada yang akan dikirim."
    )
    channel = open_channel("email")
    try:
        channel.send(Letter(uuid4(), new, "Pakai alamat ini untuk kabar usulan?", text))
    finally:
        channel.close()
    return True


def agree(asked: NewAddress) -> bool:
    """Use the new address; ``False`` when another one was chosen meanwhile."""
    return set_own_email(asked.user_id, old=asked.old, new=asked.new)


def is_used(asked: NewAddress) -> bool:
    """Whether messages go to the new address already: its link was pressed before."""
    return User.objects.filter(pk=asked.user_id, is_active=True, email=asked.new).exists()


def forget(user: Any) -> None:
    """No e-mail any more."""
    set_own_email(user.pk, old=user.email, new="")
