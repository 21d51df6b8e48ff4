"""What lies in the rows of a therapist and a partnership: times, statement and what each partner says, all under the
field key, because the calendar alone counts and ends. The operator can read them, as the product says."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from app.domain.agreements import State, Times, agreed, due, state
from app.domain.therapists import Meeting, Says, Sees, Statement, agreed_by_all
from app.services import addresses
from app.services.context import Context
from app.services.granting import ASSIGNED
from app.storage import assignments, grants, showings
from app.storage import therapists as rows
from app.vault.ciphers import Unreadable, bind, padded, unpadded

STATEMENT_BYTES = 8192
SETTINGS_BYTES = 512
SAYS_BYTES = 64


class Address(addresses.Address):
    """Where a therapist's link with a partnership is."""

    @property
    def link(self) -> str:
        return self.id


@dataclass(frozen=True)
class Profile:
    """A therapist's own statement, and whether the operator has verified who they are."""

    statement: Statement
    verified: bool


@dataclass(frozen=True)
class Settings:
    """What holds for everybody alike. `agreed`: it was counted, and everybody had said yes; False also while nobody has
    written the count down. It can't be undone but by an end, so that a list need not open every yes again."""

    times: Times
    meeting: Meeting
    agreed: bool


@dataclass(frozen=True)
class Laid:
    """A link as it lies: what everybody who was asked says, by member id. `therapist` is None once they are gone."""

    address: Address
    therapist: str | None
    times: Times
    meeting: Meeting
    says: dict[str, Says]

    @property
    def votes(self) -> list[bool]:
        return [one.yes for one in self.says.values()]

    def state(self, now: datetime) -> State:
        return state(self.times, self.votes, now)

    def holds(self, now: datetime) -> bool:
        """Whether the therapist is agreed to, and still there."""
        return self.therapist is not None and self.state(now).holds

    @property
    def circle(self) -> frozenset[str]:
        return frozenset(self.says)

    @property
    def sees(self) -> frozenset[Sees]:
        """What the therapist may see besides answers."""
        return agreed_by_all([one.sees for one in self.says.values()])

    def due_day(self, now: datetime) -> date | None:
        found = due(self.times, self.votes, now)
        return found.date() if found else None

    def ended(self, at: datetime) -> "Laid":
        """The same, ended then if it had not ended before."""
        return replace(self, times=replace(self.times, ended_at=min(self.times.ended_at or at, at)))


def seal_statement(ctx: Context, address: Address, statement: Statement) -> bytes:
    text = padded(statement.model_dump_json().encode(), STATEMENT_BYTES)
    return ctx.house.field.seal(text, _bound(address, "statement"), ctx.random)


def read_statement(ctx: Context, address: Address, box: bytes) -> Statement:
    """Raises Unreadable."""
    return Statement.model_validate_json(unpadded(ctx.house.field.unseal(box, _bound(address, "statement"))))


def seal_profile(ctx: Context, person: str, profile: Profile) -> bytes:
    text = {"statement": profile.statement.model_dump(mode="json"), "verified": profile.verified}
    return ctx.house.field.seal_json(text, STATEMENT_BYTES, bind("therapists", person), ctx.random)


def read_profile(ctx: Context, person: str, box: bytes) -> Profile:
    """Raises Unreadable."""
    text = ctx.house.field.open_json(box, bind("therapists", person))
    return Profile(Statement(**text["statement"]), text["verified"])


def seal_settings(ctx: Context, laid: Laid) -> bytes:
    times, meeting = laid.times, laid.meeting
    text = {
        "meets_on": meeting.on.isoformat() if meeting.on else None,
        "rests": meeting.rests,
        "counts_at": times.counts_at.isoformat(),
        "ended_at": times.ended_at.isoformat() if times.ended_at else None,
        "agreed": ctx.now >= times.counts_at and agreed(times, laid.votes),
    }
    return ctx.house.field.seal_json(text, SETTINGS_BYTES, _bound(laid.address, "settings"), ctx.random)


def read_settings(ctx: Context, address: Address, box: bytes) -> Settings:
    """Raises Unreadable."""
    text = ctx.house.field.open_json(box, _bound(address, "settings"))
    ended_at = datetime.fromisoformat(text["ended_at"]) if text["ended_at"] else None
    meets_on = date.fromisoformat(text["meets_on"]) if text["meets_on"] else None
    times = Times(datetime.fromisoformat(text["counts_at"]), None, ended_at)
    # What was written before there was a word for it has none.
    return Settings(times, Meeting(meets_on, text["rests"]), text.get("agreed", False))


def seal_says(ctx: Context, address: Address, member: str, says: Says) -> bytes:
    box = padded(says.model_dump_json().encode(), SAYS_BYTES)
    return ctx.house.field.seal(box, _says_bound(address, member), ctx.random)


def read_says(ctx: Context, address: Address, member: str, box: bytes) -> Says:
    """Raises Unreadable."""
    return Says.model_validate_json(unpadded(ctx.house.field.unseal(box, _says_bound(address, member))))


def read_laid(ctx: Context, found: Iterable[Any]) -> list[Laid]:
    """From rows of (partnership, link, person, settings, member, says), those of one link together. What can't be read
    is left out: it lets nobody see anything."""
    read = []
    for (partnership, link), some in groupby(found, lambda row: (row.partnership, row.link)):
        address, circle = Address(partnership, link), list(some)
        try:
            settings = read_settings(ctx, address, circle[0].settings)
            says = {row.member: read_says(ctx, address, row.member, row.says) for row in circle}
        except Unreadable:
            continue
        read.append(Laid(address, circle[0].person, settings.times, settings.meeting, says))
    return read


def find(ctx: Context, address: Address) -> Laid | None:
    return next(iter(read_laid(ctx, rows.laid(ctx.db, address.partnership, address.link))), None)


def there(ctx: Context, partnership: str) -> list[Laid]:
    """All of a partnership, whatever their state."""
    return read_laid(ctx, rows.laid(ctx.db, partnership))


def write(ctx: Context, laid: Laid) -> None:
    """Its times and the meeting, and the day of what comes next."""
    address = laid.address
    box = seal_settings(ctx, laid)
    rows.change(ctx.db, address.partnership, address.link, settings=box, due_day=laid.due_day(ctx.now))


def end(ctx: Context, laid: Laid) -> None:
    """End it now, for everybody and without a key: what the therapist could open is gone with the same transaction."""
    if laid.state(ctx.now) is State.ENDED:
        return
    address = laid.address
    write(ctx, laid.ended(ctx.now))
    for assignment in assignments.remove(ctx.db, address.partnership, address.link):
        grants.remove(ctx.db, address.partnership, assignment, ASSIGNED)
    grants.remove_member(ctx.db, address.partnership, address.link)
    showings.remove_link(ctx.db, address.partnership, address.link)


def _bound(address: Address, part: str) -> bytes:
    return bind("links", address.partnership, address.link, part)


def _says_bound(address: Address, member: str) -> bytes:
    return bind("link_assents", address.partnership, address.link, member)
