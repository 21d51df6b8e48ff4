"""Real mail servers on this machine, for mail that is really sent: one that takes it, and some that don't."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from tests.ports import HERE, free_port

MAIL_FROM = "Notes <notes@us.example.org>"
NOBODY = f"smtp://{HERE}:9"
"""Nobody listens there: an app with this one offers mail, and sends none."""


@dataclass
class Mailbox:
    """A mail server and what it has got. `answers`: what it says to RCPT and to the end of DATA, where not yes; DROPS
    hangs up there."""

    port: int = 0
    mails: list[tuple[str, bytes]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    rcpt: Callable[[str], str] = lambda address: "250 OK"
    data: Callable[[str], str] = lambda address: "250 OK"
    arrived: threading.Condition = field(default_factory=threading.Condition)
    controller: Controller | None = None

    @property
    def url(self) -> str:
        return f"smtp://{HERE}:{self.port}"

    @property
    def to(self) -> list[str]:
        return [address for address, _ in self.mails]

    def read(self, n: int = -1) -> EmailMessage:
        """One of the mails, as a mail program reads it."""
        found = message_from_bytes(self.mails[n][1], policy=policy.default)
        assert isinstance(found, EmailMessage)
        return found

    def waits_for(self, number: int, seconds: float = 10) -> None:
        """Until so many mails are there: those that are sent beside a request."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.mails) >= number, seconds), f"{len(self.mails)} mails"

    def knows(self, server: SMTP, session: Session, envelope: Envelope, kind: str, given: Any) -> AuthResult:
        """The one password."""
        good = (given.login, given.password) == (b"us", b"p@ss/word")
        return AuthResult(success=good, handled=False)

    # -- what aiosmtpd calls

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, name: str, says: list[str]
    ) -> list[str]:
        session.host_name = name
        self.calls.append(name)
        return says

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        said = self.rcpt(address)
        if said == DROPS:
            server.transport.abort()  # type: ignore[union-attr]
        elif said.startswith("2"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        (address,) = envelope.rcpt_tos
        with self.arrived:
            self.mails.append((address, bytes(envelope.original_content or b"")))
            self.arrived.notify_all()
        said = self.data(address)
        if said == DROPS:
            server.transport.abort()  # type: ignore[union-attr]
        return said


DROPS = "421 gone"


@contextmanager
def mailbox(port: int = 0, tls: ssl.SSLContext | None = None, wrapped: bool = False, **how: Any) -> Iterator[Mailbox]:
    """A mail server, for a while. With `tls` it offers STARTTLS, or is `wrapped` in it, and wants a password there."""
    found = Mailbox(**how)
    more: dict[str, Any] = {}
    if tls:
        more = {"authenticator": found.knows, "auth_required": not wrapped, "auth_require_tls": not wrapped}
        more |= {"ssl_context": tls} if wrapped else {"tls_context": tls, "require_starttls": True}
    found.controller = Controller(found, hostname=HERE, port=port or free_port(), server_hostname="mail.test", **more)
    found.controller.start()
    found.port = found.controller.port
    try:
        yield found
    finally:
        found.controller.stop()


@contextmanager
def silent(after: bytes = b"") -> Iterator[tuple[int, list[float]]]:
    """Something that takes a connection and, after these words, says nothing more. Its port, and when it was called."""
    calls: list[float] = []
    over = threading.Event()
    with socket.create_server((HERE, 0)) as listening:

        def serve() -> None:
            held = []
            while not over.is_set():
                with suppress(OSError):
                    connection, _ = listening.accept()
                    calls.append(time.monotonic())
                    if after:
                        connection.sendall(after)
                    held.append(connection)
            for one in held:
                one.close()

        thread = threading.Thread(target=serve)
        listening.settimeout(0.05)
        thread.start()
        try:
            yield listening.getsockname()[1], calls
        finally:
            over.set()
            thread.join()
