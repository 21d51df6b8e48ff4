"""A code that waits in the browser of somebody who joins first: sealed by the server, so that the browser holds
nothing that could be read there."""

from app.services.workplace import Workplace
from app.vault.ciphers import Unreadable, bind, padded, unpadded

WAITING = bind("cookie", "invitation")


def seal_waiting(workplace: Workplace, code: str) -> bytes:
    """The code for a cookie."""
    return workplace.house.field.seal(padded(code.encode("utf-8", "replace")[:200], 256), WAITING, workplace.random)


def open_waiting(workplace: Workplace, box: bytes) -> str | None:
    """The code in a cookie; None if it was not sealed here."""
    try:
        return unpadded(workplace.house.field.unseal(box, WAITING)).decode()
    except (Unreadable, UnicodeDecodeError):
        return None
