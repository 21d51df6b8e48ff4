"""What lies in the rows of an agreement: its settings and what everybody says to it, both under the field key, because
the calendar alone counts and ends; and its content, under a key of its own."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from app.domain.agreements import Content, Kind, State, Times, agreed, due, state
from app.services import addresses, granting
from app.services.context import Context
from app.services.granting import AGREED, NOBODY, Subject
from app.services.person import Unlocked
from app.storage import agreements as rows
from app.vault import agreements as sealed
from app.vault import boxes
from app.vault.ciphers import Unreadable, bind

SETTINGS_BYTES = 512


class Address(addresses.Address):
    """Where an agreement is."""

    @property
    def agreement(self) -> str:
        return self.id

    @property
    def subject(self) -> Subject:
        """What the grants of its content are about."""
        return Subject(self.partnership, self.agreement, AGREED, NOBODY)


@dataclass(frozen=True)
class Settings:
    """What the server knows of an agreement. `replaces`: the id of the one that it changes or renews; `look_round`:
    that of the round in which it is looked at again."""

    kind: Kind
    times: Times
    replaces: str | None = None
    look_round: str | None = None


@dataclass(frozen=True)
class Laid:
    """An agreement as it lies: what everybody in its circle says, by member id."""

    address: Address
    settings: Settings
    says: dict[str, bool]

    @property
    def votes(self) -> list[bool]:
        return list(self.says.values())

    def state(self, now: datetime) -> State:
        return state(self.settings.times, self.votes, now)

    def in_force_from(self, now: datetime) -> datetime | None:
        """Since when it has been in force, whether or not it still is; None if it never was."""
        times = self.settings.times
        return times.counts_at if times.counts_at <= now and agreed(times, self.votes) else None

    def due_day(self, now: datetime) -> date | None:
        found = due(self.settings.times, self.votes, now)
        return found.date() if found else None

    def ended(self, at: datetime) -> "Laid":
        """The same, ended then if it had not ended before."""
        times = self.settings.times
        sooner = min(times.ended_at or at, at)
        return replace(self, settings=replace(self.settings, times=replace(times, ended_at=sooner)))


def seal_settings(ctx: Context, address: Address, settings: Settings) -> bytes:
    times = settings.times
    text = {
        "kind": settings.kind,
        "counts_at": times.counts_at.isoformat(),
        "look_at": times.look_at.isoformat() if times.look_at else None,
        "ended_at": times.ended_at.isoformat() if times.ended_at else None,
        "replaces": settings.replaces,
        "look_round": settings.look_round,
    }
    return ctx.house.field.seal_json(text, SETTINGS_BYTES, _bound(address), ctx.random)


def read_settings(ctx: Context, address: Address, box: bytes) -> Settings:
    """Raises Unreadable."""
    text = ctx.house.field.open_json(box, _bound(address))
    look_at, ended_at = (datetime.fromisoformat(one) if one else None for one in (text["look_at"], text["ended_at"]))
    times = Times(datetime.fromisoformat(text["counts_at"]), look_at, ended_at)
    return Settings(Kind(text["kind"]), times, text["replaces"], text["look_round"])


def seal_says(ctx: Context, address: Address, member: str, yes: bool) -> bytes:
    """Yes, or nothing: there is no other answer, so that nobody can be shown a no."""
    return ctx.house.field.seal(bytes([yes]), _says_bound(address, member), ctx.random)


def read_says(ctx: Context, address: Address, member: str, box: bytes) -> bool:
    """Raises Unreadable."""
    return ctx.house.field.unseal(box, _says_bound(address, member)) == b"\x01"


def seal_content(ctx: Context, address: Address, content: Content, key: bytes, version: bytes) -> bytes:
    return sealed.seal_content(content, key, _content_bound(address, version), ctx.random)


def open_content(ctx: Context, me: Unlocked, address: Address, row: Any) -> Content:
    """What a row of `of_person` holds. Raises Unreadable."""
    key = granting.open_direct(ctx, me.keyring, address.subject, row.me, row.sealed, row.epoch)
    return sealed.open_content(row.content, key, _content_bound(address, row.version))


def read_laid(ctx: Context, found: Iterable[Any]) -> list[Laid]:
    """From rows of (partnership, agreement, settings, member, says), those of one agreement together. What can't be
    read is left out: it holds nobody."""
    read = []
    for (partnership, agreement), some in groupby(found, lambda row: (row.partnership, row.agreement)):
        address, circle = Address(partnership, agreement), list(some)
        try:
            settings = read_settings(ctx, address, circle[0].settings)
            says = {row.member: read_says(ctx, address, row.member, row.says) for row in circle}
        except Unreadable:
            continue
        read.append(Laid(address, settings, says))
    return read


def replaced(ctx: Context, partnerships: list[str]) -> dict[Address, datetime]:
    """What others that have come into force have ended, and when, where it isn't written down yet: upkeep comes after
    the clock, and nobody may see by how much."""
    found = read_laid(ctx, rows.due(ctx.db, ctx.today, partnerships))
    return dict(one for laid in found for one in _ends(laid, ctx.now))


def _ends(laid: Laid, now: datetime) -> list[tuple[Address, datetime]]:
    at, old = laid.in_force_from(now), laid.settings.replaces
    return [(Address(laid.address.partnership, old), at)] if at and old else []


def look_days(ctx: Context, partnership: str, circle: Collection[str]) -> list[date]:
    """The days on which the members of this circle look again at what they have agreed on, the next first; one that has
    come stays until they renew it, change it or let it go. Whether they want it told was asked before."""
    ended = replaced(ctx, [partnership])
    days = set()
    for laid in read_laid(ctx, rows.laid(ctx.db, partnership)):
        laid = laid.ended(ended[laid.address]) if laid.address in ended else laid
        look_at = laid.settings.times.look_at
        if look_at and laid.state(ctx.now).holds and laid.says.keys() <= set(circle):
            days.add(look_at.date())
    return sorted(days)


def find(ctx: Context, address: Address) -> Laid | None:
    """One agreement as it is at this instant."""
    for laid in read_laid(ctx, rows.laid(ctx.db, address.partnership, address.agreement)):
        at = replaced(ctx, [address.partnership]).get(address)
        return laid.ended(at) if at else laid
    return None


def write(ctx: Context, laid: Laid) -> None:
    """Its settings, and the day of what comes next. What it has ended is written down first, for that is found by the
    day that changes here."""
    for old, at in _ends(laid, ctx.now):
        if before := next(iter(read_laid(ctx, rows.laid(ctx.db, old.partnership, old.agreement))), None):
            _put(ctx, before.ended(at))
    _put(ctx, laid)


def _put(ctx: Context, laid: Laid) -> None:
    box = seal_settings(ctx, laid.address, laid.settings)
    rows.change(ctx.db, laid.address.partnership, laid.address.agreement, box, laid.due_day(ctx.now))


def _bound(address: Address) -> bytes:
    return bind("agreements", address.partnership, address.agreement, "settings")


def _says_bound(address: Address, member: str) -> bytes:
    return bind("assents", address.partnership, address.agreement, member, "says")


def _content_bound(address: Address, version: bytes) -> bytes:
    return boxes.place("agreements", str(address), NOBODY, AGREED, version)
