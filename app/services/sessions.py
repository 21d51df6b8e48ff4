"""Sessions: a row that only the cookie can open.

The token is stored as a hash. `content` opens with a key derived from the token and stays readable while the session
is locked; `keys` holds the unlocked private key under the same key and the epoch layer, and is erased when the
session locks. `times` lies under the field key, so that a sweeper can lock what was left open.
"""

import json
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any

from app.services.context import Context, Refused
from app.services.people import read_person
from app.services.person import Person, Unlocked, unlocked
from app.storage import people as people_rows
from app.storage import sessions as rows
from app.vault.ciphers import Unreadable, bind, padded, seal, unseal
from app.vault.content import PLAIN, opened
from app.vault.grants import Keyring, letter, open_letter
from app.vault.keys import session_key, session_keys, session_lookup

IDLE = timedelta(minutes=10)
LONGEST = timedelta(hours=12)
FRESH = timedelta(minutes=5)
SEEN_EVERY = timedelta(minutes=1)
SKEW = timedelta(minutes=1)
"""How far a clock may be put back before what it says of a session is believed no more."""
TALK = timedelta(minutes=45)
TOKEN_BYTES = 32
MOST_HELD_BYTES = 4 * 1024 * 1024
CONTENT_BYTES = 4096
TIMES_BYTES = 128
MOST_TRIES = 5
"""So many codes of the second step may be tried after one passphrase."""


@dataclass(frozen=True, repr=False)
class Content:
    """What a session holds besides the keys. `csrf` is as long-lived as the session. `recovery`, `invitation`, the
    secret of a calendar `feed` and a `practice` code wait to be shown; `kept` are summaries kept open for a talk:
    address -> (until, keys in hex). `second` is the secret of a second step that is being set up. `tries` is set while
    the code of the second step has not been given: so often it may still be tried."""

    csrf: str
    recovery: str | None = None
    invitation: dict[str, str] | None = None
    feed: str | None = None
    practice: dict[str, str] | None = None
    kept: dict[str, Any] = field(default_factory=dict)
    second: str | None = None
    tries: int | None = None

    def still(self, now: datetime) -> "Content":
        """Without the summaries whose talk is over."""
        kept = {address: entry for address, entry in self.kept.items() if kept_until(entry, now)}
        return self if kept == self.kept else replace(self, kept=kept)


@dataclass(frozen=True, repr=False)
class Visit:
    """What one request has of its session. `person` is Unlocked while the key is at hand; `begun` is when they last
    gave their passphrase."""

    token: bytes
    person: Person
    content: Content
    begun: datetime
    seen: datetime
    holds: bool
    idled: bool

    @property
    def halfway(self) -> bool:
        """Whether only the passphrase was given so far, and a code is asked too: nobody is signed in yet."""
        return self.content.tries is not None

    def fresh(self, now: datetime) -> bool:
        """Whether the passphrase was given so lately that it is still the same person at the device."""
        return _lately(self.begun, now, FRESH)


class Limit(Enum):
    """What closes a session as it is: quiet minutes, hours since the passphrase was given, or the end of a talk."""

    IDLE = auto()
    LONGEST = auto()
    TALK = auto()


@dataclass(frozen=True)
class Closing:
    """When the session closes as it is, and why. `kept` is the address of the summary that was kept open until then."""

    at: datetime
    limit: Limit
    kept: str | None = None


def closing(visit: Visit, now: datetime) -> Closing | None:
    """What closes next, if nobody does anything: the session itself, or else what was kept open for a talk. None where
    all is closed already."""
    if visit.person.unlocked:
        idle, longest = visit.seen + IDLE, visit.begun + LONGEST
        return Closing(idle, Limit.IDLE) if idle < longest else Closing(longest, Limit.LONGEST)
    for address, entry in visit.content.kept.items():
        if until := kept_until(entry, now):
            return Closing(until, Limit.TALK, address)
    return None


def _lately(then: datetime, now: datetime, limit: timedelta) -> bool:
    """Whether less than `limit` has passed. A `then` that is still to come was written before the clock went back, and
    nobody knows how long ago that was."""
    return -SKEW <= now - then < limit


def begin(ctx: Context, person: Unlocked, recovery: str | None = None, code_given: bool = False) -> bytes:
    """A new session for somebody who has just shown their passphrase, halfway where a code is asked too. Returns the
    token for the cookie. Raises Refused("unknown") if it has changed since, or they are gone: a change ends every
    session there is, and one that came after it would outlive it."""
    if people_rows.hold_still(ctx.db, person.id) != person.pair.public:
        raise Refused("unknown")
    token = ctx.random(TOKEN_BYTES)
    tries = MOST_TRIES if person.second_step and not code_given else None
    content = Content(csrf=ctx.random(32).hex(), recovery=recovery, tries=tries)
    epoch, keys = _sealed_keys(ctx, token, person.keyring)
    rows.add(
        ctx.db,
        session_lookup(token),
        person.id,
        times=_sealed_times(ctx, session_lookup(token), ctx.now, ctx.now),
        content=_sealed_content(ctx, token, content),
        keys=keys,
        epoch=epoch,
    )
    return token


def find(ctx: Context, token: bytes) -> Visit | None:
    """The session this token opens, its person unlocked unless it idled too long. One statement; it writes
    nothing: a session past its time is treated as locked or over here, and erased by `settle` or the sweeper."""
    token_hash, key = session_keys(token)
    row = rows.find(ctx.db, token_hash)
    if row is None:
        return None
    try:
        begun, seen = _read_times(ctx, token_hash, row.times)
        content = Content(**opened(PLAIN, row.content, key, _bound(token_hash, "content")))
        person = read_person(ctx.house, row.person, row.username, row.settings, row.public_key)
        if content.tries is not None:
            at_the_door = row.keys is not None and _lately(seen, ctx.now, IDLE)
            return Visit(token, person, content, begun, seen, holds=False, idled=False) if at_the_door else None
        if row.keys is not None and _lately(seen, ctx.now, IDLE):
            keyring = _open_keys(ctx, token_hash, key, row.epoch, row.keys)
            if keyring.pair.public != person.public_key:
                return None  # somebody else's session, or one of an old passphrase, put back into the database
            person = unlocked(person, keyring)
    except Unreadable:
        return None
    if ctx.now - begun >= LONGEST:
        return None
    idled = row.keys is not None and not isinstance(person, Unlocked)
    return Visit(token, person, content, begun, seen, row.held is not None, idled)


def _open_keys(ctx: Context, token_hash: bytes, key: bytes, epoch: str, sealed: bytes) -> Keyring:
    """Raises Unreadable."""
    bound = _bound(token_hash, "keys")
    return Keyring.load(unseal(key, ctx.house.epochs.unwrap(epoch, sealed, bound), bound))


def let_in(ctx: Context, visit: Visit) -> bytes | None:
    """The second step is taken: the session goes on under a new token. None if it has ended meanwhile."""
    token_hash = session_lookup(visit.token)
    row = rows.find(ctx.db, token_hash)
    if row is None or row.keys is None:
        return None
    person = unlocked(visit.person, _open_keys(ctx, token_hash, session_key(visit.token), row.epoch, row.keys))
    return reopen(ctx, replace(visit, content=replace(visit.content, tries=None)), person)


def missed(ctx: Context, visit: Visit) -> bool:
    """A code was wrong. Whether there may be another; else the session is over. Counted as it stands now: of several at
    once each is one."""
    rows.held(ctx.db, session_lookup(visit.token))  # holds the row
    now = find(ctx, visit.token)
    left = (now.content.tries or 0) - 1 if now else 0
    if now and left > 0:
        change_content(ctx, now, tries=left)
    else:
        end(ctx, visit.token)
    return left > 0


def settle(ctx: Context, visit: Visit) -> None:
    """Note that the person was here, at most once a minute; erase the keys of a session that idled, and those of a
    talk that is over."""
    changes: dict[str, Any] = {}
    if visit.idled:
        changes["keys"] = None
    elif visit.person.unlocked:
        changes["times"] = _sealed_times(ctx, session_lookup(visit.token), visit.begun, ctx.now)
    still = visit.content.still(ctx.now)
    if still is not visit.content:
        changes["content"] = _sealed_content(ctx, visit.token, still)
    if changes:
        rows.change(ctx.db, session_lookup(visit.token), **changes)


def stay(ctx: Context, visit: Visit) -> Visit:
    """Note that the person is here, and nothing else. What has locked stays locked."""
    if not visit.person.unlocked:
        return visit
    lookup = session_lookup(visit.token)
    rows.change(ctx.db, lookup, times=_sealed_times(ctx, lookup, visit.begun, ctx.now))
    return replace(visit, seen=ctx.now)


def erases(visit: Visit, now: datetime) -> bool:
    """Whether `settle` has a key to erase."""
    return visit.idled or visit.content.still(now) is not visit.content


def needs_settling(visit: Visit, now: datetime) -> bool:
    """Whether `settle` has something to write."""
    return erases(visit, now) or (visit.person.unlocked and now - visit.seen >= SEEN_EVERY)


def reopen(ctx: Context, visit: Visit, person: Unlocked) -> bytes | None:
    """Unlock a session under a new token; what it held and its forms stay good. None if it has ended meanwhile."""
    token = ctx.random(TOKEN_BYTES)
    epoch, keys = _sealed_keys(ctx, token, person.keyring)
    still_there = rows.change(
        ctx.db,
        session_lookup(visit.token),
        new_hash=session_lookup(token),
        times=_sealed_times(ctx, session_lookup(token), ctx.now, ctx.now),
        content=_sealed_content(ctx, token, visit.content.still(ctx.now)),
        keys=keys,
        epoch=epoch,
        held=None,
    )
    return token if still_there else None


def change_content(ctx: Context, visit: Visit, **changes: Any) -> Visit:
    """Change what the session holds."""
    content = replace(visit.content, **changes)
    rows.change(ctx.db, session_lookup(visit.token), content=_sealed_content(ctx, visit.token, content))
    return replace(visit, content=content)


def end(ctx: Context, token: bytes) -> None:
    """Destroy the session, if it is there."""
    rows.end(ctx.db, session_lookup(token))


def hold(ctx: Context, visit: Visit, posted: bytes) -> None:
    """Keep what was posted to a locked session beside what waits already: sealed to the person's own key, so that it
    opens only once they have unlocked. Raises Refused("held")."""
    lookup = session_lookup(visit.token)
    waiting = rows.held(ctx.db, lookup)
    if len(waiting) > MOST_HELD_BYTES:
        raise Refused("held")
    box = letter(visit.person.public_key, posted, bind("sessions", visit.person.id, "held"), ctx.random)
    rows.change(ctx.db, lookup, held=waiting + len(box).to_bytes(4, "big") + box)


def held(ctx: Context, visit: Visit, person: Unlocked) -> list[bytes]:
    """What `hold` kept, in its order, opened with the key of the person who has just unlocked; what was sent twice is
    in it once."""
    waiting = rows.held(ctx.db, session_lookup(visit.token))
    bound = bind("sessions", person.id, "held")
    posted = []
    while waiting:
        end = 4 + int.from_bytes(waiting[:4], "big")
        box, waiting = waiting[4:end], waiting[end:]
        with suppress(Unreadable):
            posted.append(open_letter(person.pair, box, bound))
    return list(dict.fromkeys(posted))


def sweep(ctx: Context) -> None:
    """Lock what idled and end what is too old, for sessions whose person does not come back. One that is still to begin
    was begun before the clock went back, and nobody knows how long ago: it is locked, and its hours count from here, or
    it would live until they come."""
    for token_hash, times, has_key in rows.times(ctx.db):
        try:
            begun, seen = _read_times(ctx, token_hash, times)
        except Unreadable:
            rows.end(ctx.db, token_hash)
            continue
        if ctx.now - begun >= LONGEST:
            rows.end(ctx.db, token_hash)
        elif begun - ctx.now > SKEW:
            then = ctx.now - FRESH  # long enough ago: nobody has given their passphrase just now
            rows.change(ctx.db, token_hash, times=_sealed_times(ctx, token_hash, then, then), keys=None)
        elif has_key and not _lately(seen, ctx.now, IDLE):
            rows.change(ctx.db, token_hash, keys=None)


def _bound(token_hash: bytes, part: str) -> bytes:
    return bind("sessions", token_hash.hex(), part)


def _sealed_content(ctx: Context, token: bytes, content: Content) -> bytes:
    text = json.dumps(vars(content), sort_keys=True).encode()
    return seal(session_key(token), padded(text, CONTENT_BYTES), _bound(session_lookup(token), "content"), ctx.random)


def _sealed_keys(ctx: Context, token: bytes, keyring: Keyring) -> tuple[str, bytes]:
    bound = _bound(session_lookup(token), "keys")
    inner = seal(session_key(token), keyring.dump(), bound, ctx.random)
    return ctx.house.epochs.wrap(inner, bound, ctx.today, ctx.random)


def _sealed_times(ctx: Context, token_hash: bytes, begun: datetime, seen: datetime) -> bytes:
    text = [begun.isoformat(), seen.isoformat()]
    return ctx.house.field.seal_json(text, TIMES_BYTES, _bound(token_hash, "times"), ctx.random)


def _read_times(ctx: Context, token_hash: bytes, times: bytes) -> tuple[datetime, datetime]:
    begun, seen = ctx.house.field.open_json(times, _bound(token_hash, "times"))
    return datetime.fromisoformat(begun), datetime.fromisoformat(seen)


def kept_until(entry: Any, now: datetime) -> datetime | None:
    """Until when a summary that was kept open for a talk stays readable; None if its time is over, or the clock went
    back and nobody knows."""
    until = datetime.fromisoformat(entry["until"])
    return until if _lately(until - TALK, now, TALK) else None


def keep(
    ctx: Context, visit: Visit, address: str, until: datetime, names: bytes, contents: dict[tuple[str, str], bytes]
) -> None:
    """Keep one opened summary readable for a while, also once the session has locked. One at a time."""
    entry = {
        "until": until.isoformat(),
        "names": names.hex(),
        "contents": [[author, part, key.hex()] for (author, part), key in sorted(contents.items())],
    }
    change_content(ctx, visit, kept={address: entry})
