"""Mail, by a mail server that the operator names (SMTP).

A mail says nothing of who, what or why: it is the same for everybody with the same language, to the byte, but for the
address and its own number. It may lie open on a locked phone, or in a mailbox that two people read.
"""

import logging
import smtplib
import ssl
import threading
from collections.abc import Sequence
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import unquote, urlsplit

from babel.support import NullTranslations, Translations

from app.config import Settings
from app.domain.notices import Letter
from app.services.post import Delivery

log = logging.getLogger(__name__)

PATIENCE = 10
"""Seconds that the mail server gets for each answer."""
FINE, REFUSED = (250, 251), range(500, 600)
"""What a mail server answers when it takes something, and when it never will."""


class MailServer:
    """Where mail is handed over, as the settings say: a post for the services."""

    def __init__(self, settings: Settings, patience: float = PATIENCE) -> None:
        parts = urlsplit(settings.smtp_url)
        self._host = parts.hostname or ""
        self._wrapped = parts.scheme == "smtps"
        self._port = parts.port or (465 if self._wrapped else 25)
        self._name, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._settings = settings
        self._patience = patience
        self._domain = parseaddr(settings.mail_from)[1].rpartition("@")[2]

    def deliver(self, letters: Sequence[Letter]) -> Delivery:
        """One connection for all of them. Where it breaks after a letter, a new one is made for the next."""
        kept: list[Letter] = []
        rest, trouble, again = list(letters), "", True
        while again:
            try:
                server = self._connected()
            except OSError as problem:
                trouble = "" if len(rest) < len(letters) else type(problem).__name__
                kept += rest
                break
            some, rest = self._hand_over(server, rest)
            kept += some
            again = bool(rest)
            with suppress(OSError):
                server.quit()
            server.close()
        return Delivery(tuple(kept), trouble)

    def soon(self, letter: Letter) -> None:
        """In a thread of its own: whoever asked gets their page meanwhile."""
        threading.Thread(target=self._try_once, args=(letter,), name="mail", daemon=True).start()

    def _try_once(self, letter: Letter) -> None:
        if trouble := self.deliver([letter]).trouble:
            log.warning("The mail server can't be reached: %s.", trouble)

    def words(self, language: str) -> tuple[str, str]:
        """Subject and text of a notice, as the settings or the translations say."""
        _ = _translations(language).gettext
        subject = self._settings.mail_subject or _("From your calendar")
        text = self._settings.mail_text or _("Something in your calendar is there now, for when you have a moment.")
        return subject, f"{text}\n\n{self._settings.public_url}/\n"

    def written(self, letter: Letter) -> bytes:
        """The whole mail, as it travels."""
        subject, text = self.words(letter.language)
        if letter.code:
            text = f"{_code_words(letter)}\n\n{self._settings.public_url}/\n"
        message = EmailMessage(policy=SMTP)
        message["From"] = self._settings.mail_from
        message["To"] = letter.to
        message["Subject"] = subject
        message["Date"] = format_datetime(letter.at)
        message["Message-ID"] = f"<{letter.id}@{self._domain}>"
        message["Auto-Submitted"] = "auto-generated"
        # Always the same way, whatever letters a language has.
        message.set_content(text, charset="utf-8", cte="quoted-printable")
        return message.as_bytes()

    def _connected(self) -> smtplib.SMTP:
        """Raises OSError: whatever goes wrong with a mail server is one."""
        # Under the sender's name: the name of this machine is nobody's business, and looking it up can take long.
        if self._wrapped:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host, self._port, self._domain, timeout=self._patience, context=self._context()
            )
        else:
            server = smtplib.SMTP(self._host, self._port, self._domain, timeout=self._patience)
        try:
            server.ehlo_or_helo_if_needed()
            secured = self._wrapped
            if not secured and server.has_extn("starttls"):
                server.starttls(context=self._context())
                server.ehlo()
                secured = True
            if self._name:
                if not secured and not self._is_here():
                    raise smtplib.SMTPNotSupportedError("no password without TLS")
                server.login(self._name, self._password)
        except BaseException:
            server.close()
            raise
        return server

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self._is_here():  # on this machine a certificate is made at home, and nobody is in between
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context

    def _is_here(self) -> bool:
        try:
            return ip_address(self._host).is_loopback
        except ValueError:
            return self._host == "localhost"

    def _hand_over(self, server: smtplib.SMTP, letters: list[Letter]) -> tuple[list[Letter], list[Letter]]:
        """Those that were not taken and have not left, and those that are still to be tried after the connection broke
        in the middle of one, of which nobody knows. One that can't be written or addressed (ValueError) will never
        leave, and is no reason for the others to stay."""
        kept: list[Letter] = []
        for n, letter in enumerate(letters):
            try:
                taken = self._taken(server, letter)
            except ValueError:
                continue
            except OSError:
                return kept + letters[n:], []
            try:
                if taken and not self._given(server, letter):
                    kept.append(letter)
            except ValueError:
                continue
            except OSError:
                return kept, letters[n + 1 :]
            if taken is None:
                kept.append(letter)
        return kept, []

    def _taken(self, server: smtplib.SMTP, letter: Letter) -> bool | None:
        """Whether the server takes this sender and this address; None if not now. False is for good: it would be asked
        in vain all day. Raises OSError where the connection broke; in any case nothing has left."""
        server.rset()
        if server.mail(parseaddr(self._settings.mail_from)[1])[0] != FINE[0]:
            return None
        code = server.rcpt(letter.to)[0]
        return True if code in FINE else False if code in REFUSED else None

    def _given(self, server: smtplib.SMTP, letter: Letter) -> bool:
        """False if the server did not want to hear of it now. Whatever happens once it has begun to listen, the letter
        counts as gone. Raises OSError where the connection broke."""
        try:
            server.data(self.written(letter))
        except smtplib.SMTPDataError as unheard:
            return unheard.smtp_code in REFUSED
        return True


@cache
def _translations(language: str) -> NullTranslations:
    return Translations.load(Path(__file__).parent / "translations", [language])


def _code_words(letter: Letter) -> str:
    _ = _translations(letter.language).gettext
    said = _(
        "Your code is %(code)s. It is good for an hour, on the page that you have open. If you have no such page, "
        "you can forget this mail."
    )
    return str(said % {"code": letter.code})
