"""People: joining, signing in, unlocking, and changing the keys that only they hold."""

import unicodedata
from contextlib import suppress
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from app.services import moving, practice, wishes
from app.services.context import Context, Refused
from app.services.passphrases import passphrase_refusal
from app.services.person import Person, Unlocked, unlocked
from app.storage import people as rows
from app.storage import sessions as session_rows
from app.vault.ciphers import KEY_BYTES, Unreadable, bind, padded, unpadded
from app.vault.epochs import House
from app.vault.grants import Keyring
from app.vault.keys import filler_lock, lock, lock_with_code, new_code, new_pair, normal_code, unlock, unlock_with_code

PASSPHRASE, RECOVERY = "passphrase", "recovery"
USERNAME_LENGTH = range(2, 41)
LONGEST_SPELLING = 4 * USERNAME_LENGTH[-1]
"""Letters of a username as it is typed: NFKC makes one of four at most."""
SETTINGS_BYTES = 256


@dataclass(frozen=True, repr=False)
class SecondStep:
    """The secret that somebody's app shares with the server, and the turn whose code was used last."""

    secret: str
    used: int


@dataclass(frozen=True, repr=False)
class Settings:
    """What the server must know of a person to let them in and to speak to them. The size of what is sealed doesn't
    tell whether there is a second step."""

    language: str
    zone: ZoneInfo
    second: SecondStep | None = None


@dataclass(frozen=True)
class Joining:
    """What somebody says when they join. `adult` is their own statement."""

    username: str
    passphrase: str
    adult: bool
    language: str
    zone: ZoneInfo


def normal_username(typed: str) -> str:
    """The name as it is kept: NFKC, without spaces around it. What is too long for any name stays as it was typed, and
    is none: to put marks in order takes as long as the square of their number, and anybody may send them."""
    typed = typed.strip()
    return typed if len(typed) > LONGEST_SPELLING else unicodedata.normalize("NFKC", typed).strip()


def username_refusal(username: str) -> str | None:
    """Why it can't be a username: `length` or `letters`; None if it can."""
    if len(username) not in USERNAME_LENGTH:
        return "length"
    # Categories C*: controls, bidi marks, unassigned, lone surrogates. Any of them could make two names look alike;
    # U+FFFD stands where bytes were no text.
    if any(unicodedata.category(letter).startswith(("C", "Z")) or letter == "\ufffd" for letter in username):
        return "letters"
    return None


def named(ctx: Context, typed: str) -> str | None:
    """The id of who has this name."""
    return rows.named(ctx.db, ctx.house.field.lookup("username", normal_username(typed)))


def join(ctx: Context, joining: Joining) -> tuple[Unlocked, str]:
    """A new person, and the recovery code to be shown once. Raises Refused: `username-…`, `passphrase-…`,
    `not-adult`, `username-taken`."""
    username = normal_username(joining.username)
    if reason := username_refusal(username):
        raise Refused(f"username-{reason}")
    if reason := passphrase_refusal(joining.passphrase, username):
        raise Refused(f"passphrase-{reason}")
    if not joining.adult:
        raise Refused("not-adult")
    username_hash = ctx.house.field.lookup("username", username)
    if named(ctx, username):
        raise Refused("username-taken")
    pair = new_pair(ctx.random)
    known = (ctx.new_id(), lambda: username, joining.language, joining.zone, pair.public)
    person = Unlocked(*known, second_step=False, keyring=Keyring(pair))
    name = _sealed_username(ctx, person)
    settings = _sealed_settings(ctx, person.id, Settings(joining.language, joining.zone))
    if not rows.add(ctx.db, person.id, username_hash, name, pair.public, settings):
        raise Refused("username-taken")
    wishes.lay(ctx, person.id)
    _lock_with_passphrase(ctx, person, joining.passphrase)
    return person, make_recovery(ctx, person)


def read_person(house: House, id_: str, username: bytes, settings: bytes, public_key: bytes) -> Person:
    """A person as their row says."""

    def open_username() -> str:
        return unpadded(house.field.unseal(username, bind("people", id_, "username"))).decode()

    chosen = read_settings(house, id_, settings)
    return Person(id_, open_username, chosen.language, chosen.zone, public_key, chosen.second is not None)


def read_settings(house: House, id_: str, box: bytes) -> Settings:
    """Raises Unreadable."""
    chosen = house.field.open_json(box, bind("people", id_, "settings"))
    second = chosen.get("second")
    return Settings(chosen["language"], ZoneInfo(chosen["zone"]), SecondStep(*second) if second else None)


def settings_of(ctx: Context, id_: str) -> Settings:
    """Held to be changed."""
    return read_settings(ctx.house, id_, rows.hold_settings(ctx.db, id_))


def keep_settings(ctx: Context, id_: str, settings: Settings) -> None:
    rows.change_settings(ctx.db, id_, _sealed_settings(ctx, id_, settings))


def sign_in(ctx: Context, username: str, passphrase: str) -> Unlocked:
    """Who this name and passphrase belong to. Raises Refused("unknown"), the same for a name that does not exist
    and a passphrase that is wrong, and after the same work."""
    return _unlocked_by(ctx, username, passphrase)


def open_again(ctx: Context, person: Person, passphrase: str) -> Unlocked:
    """Unlock somebody who is signed in. Raises Refused("unknown")."""
    found = _unlocked_by(ctx, person.username, passphrase)
    if found.id != person.id:
        raise Refused("unknown")
    return found


def _unlocked_by(ctx: Context, username: str, passphrase: str) -> Unlocked:
    row = rows.to_sign_in(ctx.db, ctx.house.field.lookup("username", normal_username(username)), PASSPHRASE)
    if row is None:
        _unlock_nobody(ctx, passphrase)
        raise Refused("unknown")
    try:
        inner = ctx.house.epochs.unwrap(row.epoch, row.sealed, _lock_bound(row.person, PASSPHRASE))
        pair = unlock(inner, passphrase, row.public_key)
    except Unreadable:
        raise Refused("unknown") from None
    person = read_person(ctx.house, row.person, row.username, row.settings, row.public_key)
    return unlocked(person, Keyring(pair))


def _unlock_nobody(ctx: Context, passphrase: str) -> None:
    """The same work as for a name that exists, so that time does not tell the two apart."""
    bound = _lock_bound(ctx.new_id(), PASSPHRASE)
    epoch, sealed = ctx.house.epochs.wrap(filler_lock(ctx.cost, ctx.random), bound, ctx.today, ctx.random)
    with suppress(Unreadable):
        unlock(ctx.house.epochs.unwrap(epoch, sealed, bound), passphrase, bytes(KEY_BYTES))


def make_recovery(ctx: Context, person: Unlocked) -> str:
    """A new recovery code, to be shown once; an older one stops working."""
    code = new_code(ctx.random)
    inner = lock_with_code(person.pair, code, ctx.random)
    _put_lock(ctx, person.id, RECOVERY, inner)
    return code


def decline_recovery(ctx: Context, person: Person) -> None:
    """Live without a recovery code: nothing lies about that could be found, and a lost passphrase is final."""
    rows.remove_lock(ctx.db, person.id, RECOVERY)


def recover(ctx: Context, username: str, typed_code: str, passphrase: str) -> tuple[Unlocked, str]:
    """Use the recovery code: a new key pair under a new passphrase, everything moved to it, every session ended,
    and a new code. A second step ends with it: whoever lost the device that shows its codes must get in to take
    back what they share. Raises Refused: `unknown` or `passphrase-…`."""
    if reason := passphrase_refusal(passphrase, normal_username(username)):
        raise Refused(f"passphrase-{reason}")
    row = rows.to_sign_in(ctx.db, ctx.house.field.lookup("username", normal_username(username)), RECOVERY)
    code = normal_code(typed_code)
    if row is None or code is None:
        raise Refused("unknown")
    try:
        inner = ctx.house.epochs.unwrap(row.epoch, row.sealed, _lock_bound(row.person, RECOVERY))
        pair = unlock_with_code(inner, code, row.public_key)
    except Unreadable:
        raise Refused("unknown") from None
    person = read_person(ctx.house, row.person, row.username, row.settings, row.public_key)
    made = _with_new_pair(ctx, unlocked(replace(person, second_step=False), Keyring(pair)), passphrase)
    keep_settings(ctx, person.id, replace(settings_of(ctx, person.id), second=None))
    return made


def change_passphrase(ctx: Context, person: Person, current: str, passphrase: str) -> tuple[Unlocked, str]:
    """A new passphrase makes a new key pair and moves everything to it, so that an old copy of the database with
    the old passphrase opens nothing that is written from now on. Raises Refused: `unknown` or `passphrase-…`."""
    if reason := passphrase_refusal(passphrase, person.username):
        raise Refused(f"passphrase-{reason}")
    return _with_new_pair(ctx, open_again(ctx, person, current), passphrase)


def _with_new_pair(ctx: Context, old: Unlocked, passphrase: str) -> tuple[Unlocked, str]:
    moving.hold_places(ctx, old.id)
    if rows.hold_still(ctx.db, old.id) != old.pair.public:
        raise Refused("unknown")  # changed elsewhere in the same moment
    pair = new_pair(ctx.random)
    new = replace(old, public_key=pair.public, keyring=Keyring(pair))
    rows.change_key(ctx.db, new.id, pair.public)
    _lock_with_passphrase(ctx, new, passphrase)
    code = make_recovery(ctx, new)
    moving.move_person(ctx, old, new)
    practice.move(ctx, old, new)
    session_rows.end_all(ctx.db, new.id)
    return new, code


def change_settings(ctx: Context, person: Person, language: str, zone: ZoneInfo) -> None:
    """Language and time zone, for this person alone."""
    keep_settings(ctx, person.id, replace(settings_of(ctx, person.id), language=language, zone=zone))


def _sealed_username(ctx: Context, person: Person) -> bytes:
    name = padded(person.username.encode(), SETTINGS_BYTES)
    return ctx.house.field.seal(name, bind("people", person.id, "username"), ctx.random)


def _sealed_settings(ctx: Context, id_: str, settings: Settings) -> bytes:
    second = [settings.second.secret, settings.second.used] if settings.second else None
    text = {"language": settings.language, "zone": settings.zone.key, "second": second}
    return ctx.house.field.seal_json(text, SETTINGS_BYTES, bind("people", id_, "settings"), ctx.random)


def _lock_with_passphrase(ctx: Context, person: Unlocked, passphrase: str) -> None:
    _put_lock(ctx, person.id, PASSPHRASE, lock(person.pair, passphrase, ctx.cost, ctx.random))


def _put_lock(ctx: Context, person: str, kind: str, inner: bytes) -> None:
    epoch, sealed = ctx.house.epochs.wrap(inner, _lock_bound(person, kind), ctx.today, ctx.random)
    rows.put_lock(ctx.db, person, kind, sealed, epoch)


def _lock_bound(person: str, kind: str) -> bytes:
    return bind("locks", person, kind)
