"""What lies sealed of a series, under the field key: the calendar alone begins its rounds, so the server must know."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.domain.calendar import APPEARS_BEFORE, Every, Plan, openings
from app.services import addresses
from app.services.context import Context
from app.vault.ciphers import Unreadable, bind

SETTINGS_BYTES = 1024
"""Room for the longest names there are and every place a partnership can have. There is no larger size: how large a
row is must not tell how many have left."""


class Address(addresses.Address):
    """Where a series is."""

    @property
    def series(self) -> str:
        return self.id


@dataclass(frozen=True)
class Settings:
    """What lies sealed. `places`: who is in its rounds even after leaving, for a round without them would tell; once it
    has ended, who may know of it. `next`: which opening is the next that has not appeared yet."""

    edition: str
    plan: Plan
    places: frozenset[str]
    next: int = 0
    ended: date | None = None

    @property
    def next_at(self) -> datetime:
        """When the calendar has something to do with it: one appears, or the last one has opened."""
        times = openings(self.plan)
        return times[self.next] - APPEARS_BEFORE if self.next < len(times) else times[-1]


def readable(ctx: Context, found: list[Any]) -> list[tuple[Any, Settings]]:
    """With their settings; those that can't be read are left out."""
    some = []
    for row in found:
        try:
            some.append((row, read(ctx, row)))
        except Unreadable:
            continue
    return some


def sealed(ctx: Context, address: Address, settings: Settings) -> bytes:
    plan = settings.plan
    text = {
        "edition": settings.edition,
        "every": plan.every,
        "first": plan.first.isoformat(),
        "at": plan.at.isoformat(),
        "zone": plan.zone.key,
        "places": sorted(settings.places),
        "next": settings.next,
        "ended": settings.ended.isoformat() if settings.ended else None,
    }
    return ctx.house.field.seal_json(text, SETTINGS_BYTES, _bound(address), ctx.random)


def read(ctx: Context, row: Any) -> Settings:
    """Raises Unreadable, also for a zone that the world has given up."""
    text = ctx.house.field.open_json(row.settings, _bound(Address(row.partnership, row.series)))
    try:
        zone = ZoneInfo(text["zone"])
    except ZoneInfoNotFoundError:
        raise Unreadable from None
    plan = Plan(Every(text["every"]), date.fromisoformat(text["first"]), time.fromisoformat(text["at"]), zone)
    ended = date.fromisoformat(text["ended"]) if text["ended"] else None
    return Settings(text["edition"], plan, frozenset(text["places"]), text["next"], ended)


def _bound(address: Address) -> bytes:
    return bind("series", address.partnership, address.series, "settings")
