"""The openings that the clock brings: rounds that open at a set time. It needs nobody's key."""

from collections.abc import Collection
from datetime import UTC, datetime

from app.domain.calendar import Brings, Coming
from app.domain.exercise import Opens
from app.services.context import Context
from app.services.rounds import Address, read_schedule
from app.storage import notices as rows
from app.vault.ciphers import Unreadable


def coming(ctx: Context, start: datetime, end: datetime, partnerships: Collection[str] | None = None) -> list[Coming]:
    """Every opening with `start` <= instant < `end`, whoever has answered. A round that opens once everybody is ready
    brings nothing: its opening depends on people."""
    circles: dict[Address, set[str]] = {}
    settings: dict[Address, bytes] = {}
    first, last = start.astimezone(UTC).date(), end.astimezone(UTC).date()
    for row in rows.openings(ctx.db, first, last, partnerships):
        address = Address(row.partnership, row.round)
        circles.setdefault(address, set()).add(row.member)
        settings[address] = row.settings
    found = []
    for address, members in circles.items():
        try:
            schedule = read_schedule(ctx, address, settings[address])
        except Unreadable:
            continue  # nobody can open it
        if schedule.opens is Opens.AT and start <= schedule.opens_at < end:
            key = f"opens/{address}"
            found.append(Coming(Brings.OPENS, key, schedule.opens_at, address.partnership, frozenset(members)))
    return found
