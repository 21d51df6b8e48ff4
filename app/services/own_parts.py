"""One's own parts of a round as they lie there: the worksheet and the blind picks, each under a key of its own. Opened,
and sealed anew under a new key."""

from collections.abc import Callable
from typing import Any

from app.domain.answers import Picks, Worksheet
from app.services import granting
from app.services.context import Context
from app.services.granting import ANSWERS, PICKS
from app.services.person import Unlocked
from app.services.rounds import Address
from app.vault import boxes
from app.vault import grants as keys
from app.vault.ciphers import KEY_BYTES, Unreadable

Seal = Callable[[bytes, bytes], bytes]
"""Makes the box of a part from its content key and from what binds it to its place."""


def open_worksheet(ctx: Context, me: Unlocked, address: Address, row: Any) -> Worksheet | None:
    """The worksheet in a row (member, answers, answers_key, version, epoch); None where nothing was ever saved. Raises
    Unreadable."""
    key = _own_key(ctx, me, address, row, ANSWERS, row.answers_key)
    if key is None:
        return None
    return boxes.open_worksheet(row.answers, key, _bound(address, row.member, ANSWERS, row.version))


def open_picks(ctx: Context, me: Unlocked, address: Address, row: Any) -> Picks:
    """The picks in a row; none where nothing was ever saved. Raises Unreadable."""
    key = None if row.picks is None else _own_key(ctx, me, address, row, PICKS, row.picks_key)
    if key is None:
        return Picks()
    return boxes.open_picks(row.picks, key, _bound(address, row.member, PICKS, row.version))


def _own_key(ctx: Context, me: Unlocked, address: Address, row: Any, part: str, sealed: bytes) -> bytes | None:
    """None for filler: nothing was answered yet. Filler lies under the epoch key as all the rest does, so what even
    that key does not open is no filler. Raises Unreadable for it."""
    bound = granting.worksheet_key_bound(address.partnership, address.round, row.member, part)
    inner = ctx.house.epochs.unwrap(row.epoch, sealed, bound)
    try:
        return keys.unwrap(granting.own_key(me, address.partnership, row.member), inner, bound)
    except Unreadable:
        return None


def _bound(address: Address, member: str, part: str, version: bytes) -> bytes:
    return boxes.place("worksheets", str(address), member, part, version)


def sealed_part(
    ctx: Context, me: Unlocked, address: Address, member: str, part: str, version: bytes, seal: Seal
) -> tuple[str, bytes, bytes]:
    """(epoch, wrapped key, box) of one part, under a new content key: what an old copy of the database and an old
    passphrase open, they open once and never again."""
    key = ctx.random(KEY_BYTES)
    box = seal(key, _bound(address, member, part, version))
    bound = granting.worksheet_key_bound(address.partnership, address.round, member, part)
    inner = keys.wrap(granting.own_key(me, address.partnership, member), key, bound, ctx.random)
    epoch, sealed = ctx.house.epochs.wrap(inner, bound, ctx.today, ctx.random)
    return epoch, sealed, box
