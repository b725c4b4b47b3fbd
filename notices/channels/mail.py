"""Letters by e-mail, through whatever Django's e-mail settings name."""

from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from notices.channels.base import Letter, NotSent


class MailChannel:
    """Plain text; one connection for all letters of a run."""

    def __init__(self) -> None:
        self.connection = get_connection()

    def send(self, letter: Letter) -> None:
        message = EmailMessage(
            letter.subject,
            letter.text,
            to=[letter.to],
            headers=_headers(letter),
            connection=self.connection,
        )
        is_open = False
        try:
            # Opened here, the connection stays open for the next letter.
            self.connection.open()
            is_open = True
            message.send()
        except SMTPRecipientsRefused as error:
            code, _ = next(iter(error.recipients.values()), (0, b""))
            raise NotSent(f"Alamat ditolak server e-mail ({code}).") from error
        except SMTPDataError as error:
            raise NotSent(f"Isi ditolak server e-mail ({error.smtp_code}).") from error
        except ValueError as error:
            raise NotSent("Alamat e-mail tidak dapat dipakai.") from error
        except (SMTPException, OSError) as error:
            self.close()
            what = f"Server e-mail tidak menerima ({type(error).__name__})."
            raise NotSent(what, is_down=True, is_unsure=is_open) from error

    def close(self) -> None:
        try:
            self.connection.close()
        except (SMTPException, OSError):
            # It was gone already; there is nothing left to close.
            self.connection = get_connection()


def _headers(letter: Letter) -> dict[str, str]:
    site = urlsplit(settings.SITE_URL).hostname or "localhost"
    headers = {"Message-ID": f"<{letter.id}@{site}>", "Auto-Submitted": "auto-generated"}
    if letter.off_url:
        headers["List-Unsubscribe"] = f"<{letter.off_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers
