"""Names that people chose for a partnership, under a key that each of its members holds."""

from typing import Any

from app.domain.letters import legible
from app.services import granting
from app.services.context import Context, NotFound
from app.services.granting import NAMES, NO_ROUND, Subject
from app.services.person import Unlocked
from app.storage import grants as grant_rows
from app.storage import partnerships
from app.vault.boxes import Name, name_filler, open_name, seal_name
from app.vault.ciphers import Unreadable, bind

LONGEST_NAME = 60


def name_refusal(text: str, empty_is_fine: bool = False) -> str | None:
    """Why it can't be a name to show to others: `empty`, `long` or `letters`; None if it can."""
    if not text.strip():
        return None if empty_is_fine else "empty"
    if len(text) > LONGEST_NAME or len(text.encode("utf-8", "surrogatepass")) > 200:
        return "long"
    return None if legible(text) else "letters"


def keep_key(ctx: Context, me: Unlocked, partnership: str, member: str, key: bytes) -> None:
    """Grant the partnership key to oneself, so that it depends on nobody else's staying."""
    subject = Subject(partnership, NO_ROUND, NAMES, member)
    epoch, sealed = granting.wrap_own(ctx, me, subject, member, key)
    grant_rows.lay(ctx.db, [granting.row(subject, member, epoch, sealed)])


def key_of(ctx: Context, me: Unlocked, partnership: str, member: str) -> bytes:
    """The partnership key. Raises NotFound."""
    row = grant_rows.one(ctx.db, partnership, NO_ROUND, NAMES, member, member)
    if row is None:
        raise NotFound
    return open_key(ctx, me, partnership, member, row.sealed, row.epoch)


def open_key(ctx: Context, me: Unlocked, partnership: str, member: str, sealed: bytes, epoch: str) -> bytes:
    """The partnership key from one's own grant."""
    return granting.open_own(ctx, me, Subject(partnership, NO_ROUND, NAMES, member), member, sealed, epoch)


def sealed_name(ctx: Context, partnership: str, member: str, key: bytes, display: str, pronouns: str) -> bytes:
    """A member's name and pronouns as the members table takes them."""
    return seal_name(
        Name(display=display.strip(), pronouns=pronouns.strip()), key, _member_bound(partnership, member), ctx.random
    )


def open_member(partnership: str, member: str, key: bytes, box: bytes) -> Name | None:
    """The name chosen for a place; None where the place holds filler."""
    try:
        return open_name(box, key, _member_bound(partnership, member))
    except Unreadable:
        return None


def places_taken(ctx: Context, partnership: str, key: bytes) -> list[Any]:
    """The rows of the places that somebody has or had. Not an open invitation, nor one that lapsed; who has left is
    told from those by the name alone, which only members can read."""
    return [
        row
        for row in partnerships.members(ctx.db, partnership)
        if row.person is not None or open_member(partnership, row.member, key, row.name) is not None
    ]


def no_name(ctx: Context) -> bytes:
    """Filler for a place that nobody has taken yet, as large as a name."""
    return name_filler(ctx.random)


def sealed_label(ctx: Context, partnership: str, key: bytes, label: str) -> bytes:
    """What a partnership is called by its members."""
    return seal_name(Name(display=label.strip()), key, _label_bound(partnership), ctx.random)


def open_label(partnership: str, key: bytes, box: bytes) -> str:
    """What a partnership is called by its members."""
    return open_name(box, key, _label_bound(partnership)).display


def _member_bound(partnership: str, member: str) -> bytes:
    return bind("members", partnership, member, "name")


def _label_bound(partnership: str) -> bytes:
    return bind("partnerships", partnership, "label")
