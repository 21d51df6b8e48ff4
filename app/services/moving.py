"""Moving grants from one key pair to another: after a changed passphrase, a used recovery code, an accepted
invitation. What the old pair could read, the new one can; what is written afterwards, the old one can't."""

from contextlib import suppress
from typing import Any

from app.services import granting
from app.services.context import Context, Locked
from app.services.granting import AGREED, ASSIGNED, CHANNEL, JOINT, NAMES, NO_ROUND, Place, Sealed, Subject
from app.services.person import Unlocked
from app.storage import grants as grant_rows
from app.storage import partnerships, people, therapists, worksheets
from app.vault import grants as keys
from app.vault.ciphers import Unreadable


def require_current(ctx: Context, me: Unlocked) -> None:
    """Raises Locked if the pair at hand is not the person's any more, as in a request that was on its way while the
    passphrase changed: what it wrote, nobody could ever open. Holds the person's row until the end."""
    if people.hold_still(ctx.db, me.id) != me.pair.public:
        raise Locked


def hold_places(ctx: Context, person: str) -> None:
    """Keep others from writing for this person while their key changes, or while they go. In order: two who have the
    same places would wait for each other."""
    theirs = {place.partnership for place in partnerships.places_of(ctx.db, person)}
    of_clients = {place.partnership for place in therapists.places_of(ctx.db, person)}
    for partnership in sorted(theirs | of_clients):
        partnerships.hold_still(ctx.db, partnership)


def move_person(ctx: Context, old: Unlocked, new: Unlocked) -> None:
    """Move everything, in every partnership of the person."""
    for partnership, member in partnerships.places_of(ctx.db, old.id):
        move_place(ctx, old, new, partnership, member)


def move_place(ctx: Context, old: Unlocked, new: Unlocked, partnership: str, member: str) -> None:
    """Move what the holder of one place can read and has written."""
    grants = grant_rows.of_member(ctx.db, partnership, member)
    places = {place.member: place for place in granting.open_places(ctx, partnership)}
    places[member] = Place(member, new.pair.public)
    written = _move_read(ctx, old, new, partnership, places[member], grants)
    _end_channels(ctx, partnership, places[member], grants)
    for subject, key in written.items():
        readers = [row.reader for row in grants if row.reader != member and _subject(partnership, row) == subject]
        granting.grant(ctx, new, subject, [places[reader] for reader in readers if reader in places], key)
    _move_worksheets(ctx, old, new, partnership, member)


def _subject(partnership: str, row: Any) -> Subject:
    return Subject(partnership, row.round, row.subject, row.author)


def _move_read(
    ctx: Context, old: Unlocked, new: Unlocked, partnership: str, me: Place, grants: list[Any]
) -> dict[Subject, bytes]:
    """Wrap anew all that the old pair can read. Returns the content keys of what the member wrote."""
    channels = {row.author: Sealed(row.sealed, row.epoch) for row in grants if row.subject == CHANNEL}
    written: dict[Subject, bytes] = {}
    for row in grants:
        if row.reader != me.member or row.subject == CHANNEL:
            continue
        subject = _subject(partnership, row)
        direct = row.subject in (JOINT, AGREED, ASSIGNED) or (row.subject == NAMES and row.author != me.member)
        try:
            if direct:
                key = granting.open_direct(ctx, old.keyring, subject, me.member, row.sealed, row.epoch)
            else:
                channel = channels.get(row.author)
                key = granting.open_from_author(ctx, old, subject, me.member, row.sealed, row.epoch, channel)
        except Unreadable:
            continue  # filler: there is nothing to move yet
        if direct:
            epoch, sealed = granting.wrap_direct(ctx, subject, me, key)
        else:
            epoch, sealed = granting.wrap_own(ctx, new, subject, me.member, key)
        grant_rows.replace(ctx.db, partnership, row.round, row.subject, row.author, me.member, epoch, sealed)
        if row.author == me.member and row.subject != NAMES:  # who is invited has that one directly: it stays
            written[subject] = key
    return written


def _end_channels(ctx: Context, partnership: str, me: Place, grants: list[Any]) -> None:
    """What others wrapped for the old pair is copied by now. Their channels to it end, so that what they write
    from here on goes to the new pair alone."""
    for row in grants:
        if row.subject == CHANNEL and row.reader == me.member:
            subject = Subject(partnership, NO_ROUND, CHANNEL, row.author)
            for laid in granting.filler_rows(ctx, subject, [me], direct=True):
                grant_rows.replace(
                    ctx.db, partnership, NO_ROUND, CHANNEL, row.author, me.member, laid["epoch"], laid["sealed"]
                )


def _move_worksheets(ctx: Context, old: Unlocked, new: Unlocked, partnership: str, member: str) -> None:
    before = granting.own_key(old, partnership, member)
    after = granting.own_key(new, partnership, member)
    for row in worksheets.keys(ctx.db, partnership, member):
        moved: dict[str, Any] = {}
        for part, sealed in (("answers", row.answers_key), ("picks", row.picks_key)):
            if sealed is None:
                continue
            bound = granting.worksheet_key_bound(partnership, row.round, member, part)
            inner = ctx.house.epochs.unwrap(row.epoch, sealed, bound)
            with suppress(Unreadable):  # filler, and it stays filler: nothing was answered yet
                inner = keys.wrap(after, keys.unwrap(before, inner, bound), bound, ctx.random)
            moved["epoch"], moved[f"{part}_key"] = ctx.house.epochs.wrap(inner, bound, ctx.today, ctx.random)
        if moved:
            worksheets.change_keys(ctx.db, partnership, row.round, member, **moved)
