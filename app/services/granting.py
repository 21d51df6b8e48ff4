"""Content keys wrapped for their readers. A permission and a wrapped key are the same thing: whoever has no grant
reads nothing, and taking a grant away is all that withdrawing means.

Three ways to wrap, and around each of them the server's epoch layer:
own      under a key derived from the reader's private key: for what is one's own, and for what was moved
channel  under a key that author and reader share: what authors show to each other
direct   by HPKE to a public key: the channels themselves, joint disclosures, agreements, names for an invitation
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.services.context import Context
from app.services.person import Unlocked
from app.storage import grants as rows
from app.storage import partnerships
from app.vault import grants as keys
from app.vault.ciphers import Unreadable, bind

CHANNEL, NAMES, ANSWERS, PICKS, JOINT = "channel", "names", "answers", "picks", "joint"
AGREED = "agreed"
"""The content of an agreement, whose id then stands in the place of the round's."""
ASSIGNED = "assigned"
"""What a therapist gave a partnership; the assignment's id then stands in the place of the round's."""
SHOWN = "shown"
"""What the partners show of a round to a therapist, whose link then stands in the place of a member."""
NO_ROUND = ""
NOBODY = "joint"
"""The author of what everybody's picks have in common, and of an agreement: nobody learns who drafted it."""


@dataclass(frozen=True)
class Place:
    """A reader: a member's id, and the public key of who holds the place (the invitation's while it is open)."""

    member: str
    public_key: bytes


class Sealed(NamedTuple):
    """A wrapped key as it lies in a row."""

    sealed: bytes
    epoch: str


@dataclass(frozen=True)
class Subject:
    """What a grant is about: one row of the grants table without its reader."""

    partnership: str
    round: str
    subject: str
    author: str

    def bound(self, reader: str) -> bytes:
        """Binds a wrapped key to its row, so that it opens nowhere else."""
        return bind("grants", self.partnership, self.round, self.subject, self.author, reader)

    @property
    def channel(self) -> "Subject":
        return Subject(self.partnership, NO_ROUND, CHANNEL, self.author)


def worksheet_key_bound(partnership: str, round_: str, member: str, part: str) -> bytes:
    """Binds a worksheet's key to its row and part ("answers" or "picks")."""
    return bind("worksheets", partnership, round_, member, part, "key")


def open_places(ctx: Context, partnership: str) -> list[Place]:
    """Everybody who can be given a key: members, and the invitation that holds a place open."""
    found = []
    for row in partnerships.members(ctx.db, partnership):
        public = row.person_key or row.invitation_key
        if public is not None:
            found.append(Place(row.member, public))
    return found


def own_key(me: Unlocked, partnership: str, member: str) -> bytes:
    """The key that wraps what is one's own in this partnership."""
    return keys.own_key(me.pair, partnership, member)


def wrap_own(ctx: Context, me: Unlocked, subject: Subject, member: str, key: bytes) -> tuple[str, bytes]:
    """(epoch, sealed) of `key` for oneself."""
    bound = subject.bound(member)
    inner = keys.wrap(own_key(me, subject.partnership, member), key, bound, ctx.random)
    return ctx.house.epochs.wrap(inner, bound, ctx.today, ctx.random)


def wrap_direct(ctx: Context, subject: Subject, reader: Place, key: bytes) -> tuple[str, bytes]:
    """(epoch, sealed) of `key` for whoever holds the private half of the reader's public key."""
    bound = subject.bound(reader.member)
    return ctx.house.epochs.wrap(keys.hpke_grant(reader.public_key, key, bound), bound, ctx.today, ctx.random)


def grant(ctx: Context, me: Unlocked, subject: Subject, readers: Iterable[Place], key: bytes) -> None:
    """Wrap `key` for every reader who still has a grant of this subject, whose author is `me`.

    The channel is written along each time: it is derived from both key pairs, so writing it again changes nothing
    for a reader who has it, and reaches one whose key pair is new.
    """
    for reader in readers:
        if reader.member == subject.author:
            epoch, sealed = wrap_own(ctx, me, subject, reader.member, key)
        else:
            channel = keys.channel_key(me.pair, subject.partnership, subject.author, reader.member, reader.public_key)
            _replace(ctx, subject.channel, reader.member, *wrap_direct(ctx, subject.channel, reader, channel))
            bound = subject.bound(reader.member)
            inner = keys.wrap(channel, key, bound, ctx.random)
            epoch, sealed = ctx.house.epochs.wrap(inner, bound, ctx.today, ctx.random)
        _replace(ctx, subject, reader.member, epoch, sealed)


def grant_direct(ctx: Context, subject: Subject, readers: Iterable[Place], key: bytes) -> None:
    """Wrap `key` by HPKE for every reader who still has a grant of this subject."""
    for reader in readers:
        _replace(ctx, subject, reader.member, *wrap_direct(ctx, subject, reader, key))


def _replace(ctx: Context, subject: Subject, reader: str, epoch: str, sealed: bytes) -> None:
    rows.replace(ctx.db, subject.partnership, subject.round, subject.subject, subject.author, reader, epoch, sealed)


def open_own(ctx: Context, me: Unlocked, subject: Subject, member: str, sealed: bytes, epoch: str) -> bytes:
    """A key that was wrapped for oneself. Raises Unreadable."""
    bound = subject.bound(member)
    inner = ctx.house.epochs.unwrap(epoch, sealed, bound)
    return keys.unwrap(own_key(me, subject.partnership, member), inner, bound)


def open_direct(ctx: Context, keyring: keys.Keyring, subject: Subject, member: str, sealed: bytes, epoch: str) -> bytes:
    """A key that was wrapped by HPKE. Raises Unreadable."""
    bound = subject.bound(member)
    return keyring.channel(ctx.house.epochs.unwrap(epoch, sealed, bound), bound)


def open_from_author(
    ctx: Context, me: Unlocked, subject: Subject, member: str, sealed: bytes, epoch: str, channel: Sealed | None
) -> bytes:
    """The content key that an author granted to `member`; `channel` is the row of their channel, if there is one.

    A grant that was moved to a new key pair lies under the reader's own key, any other under the channel: which of
    the two is tried, not recorded. Raises Unreadable if neither opens it: it is filler, or it was withdrawn.
    """
    bound = subject.bound(member)
    inner = ctx.house.epochs.unwrap(epoch, sealed, bound)
    try:
        return keys.unwrap(own_key(me, subject.partnership, member), inner, bound)
    except Unreadable:
        if channel is None:
            raise
        shared = open_direct(ctx, me.keyring, subject.channel, member, channel.sealed, channel.epoch)
        return keys.unwrap(shared, inner, bound)


def filler_rows(ctx: Context, subject: Subject, readers: Iterable[Place], direct: bool = False) -> list[dict[str, Any]]:
    """Grants of nothing, as large as real ones and laid before there is anything to grant, so that nobody who
    copies the database can count who has answered."""
    laid = []
    for reader in readers:
        bound = subject.bound(reader.member)
        inner = keys.filler_hpke(reader.public_key, bound, ctx.random) if direct else keys.filler_grant(ctx.random)
        epoch, sealed = ctx.house.epochs.wrap(inner, bound, ctx.today, ctx.random)
        laid.append(row(subject, reader.member, epoch, sealed))
    return laid


def take_back(ctx: Context, subject: Subject, places: Iterable[Place], direct: bool = False) -> None:
    """Put filler in the place of every grant of a subject. What lay there opens nothing any more, and whoever copies
    the database can't tell that something was taken back. `places`: everybody who can be given a key."""
    granted = rows.readers(ctx.db, subject.partnership, subject.round, subject.subject, subject.author)
    for laid in filler_rows(ctx, subject, [place for place in places if place.member in granted], direct):
        _replace(ctx, subject, laid["reader"], laid["epoch"], laid["sealed"])


def row(subject: Subject, reader: str, epoch: str, sealed: bytes) -> dict[str, Any]:
    """A grant as the grants table takes it."""
    return {
        "partnership": subject.partnership,
        "round": subject.round,
        "subject": subject.subject,
        "author": subject.author,
        "reader": reader,
        "sealed": sealed,
        "epoch": epoch,
    }
