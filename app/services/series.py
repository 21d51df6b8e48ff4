"""Series: an exercise that comes back. The calendar alone begins its rounds, two days before each opens, without
anybody's key. Nobody learns who began or ended one, and a round that was missed is a gap that nothing counts."""

from base64 import urlsafe_b64encode
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from app.domain.calendar import APPEARS_BEFORE, Brings, Coming, Plan, begun_again, openings, plan_refusal
from app.domain.exercise import Exercise, Opens
from app.domain.files import Edition
from app.domain.rounds import Schedule
from app.services import beginning, items, rounds
from app.services.context import Context, NotFound, Refused
from app.services.granting import Place
from app.services.person import Person, Unlocked
from app.services.series_settings import Address, Settings, read, readable, sealed
from app.storage import library as editions
from app.storage import partnerships
from app.storage import series as rows
from app.vault.ciphers import Unreadable

MOST = 6
"""So many can run in one partnership: more would be a duty."""


@dataclass(frozen=True)
class Series:
    """A series as everybody in its partnership sees it. `offered`: its exercise can come back these days; `appears`,
    `opens`: the next time for each, while there is one; `ended`: since when it doesn't come any more."""

    address: Address
    exercise: Exercise
    plan: Plan
    running: bool
    offered: bool
    appears: datetime | None
    opens: datetime | None
    ended: date | None


class _Occurrence(NamedTuple):
    """One time that a series comes, and the address that its round has or will have."""

    n: int
    opens: datetime
    round: rounds.Address

    @property
    def appears(self) -> datetime:
        return self.opens - APPEARS_BEFORE


def begin(ctx: Context, me: Unlocked, partnership: str, slug: str, plan: Plan) -> Address:
    """Let one of today's exercises come back, for everybody there. Begun twice it is one; if its first opening is near,
    that one appears at once. Raises NotFound; Refused: `exercise`, `blind`, a Timing, `comes-back`, `series-full`."""
    mine = partnerships.place_of(ctx.db, partnership, me.id)
    if mine is None:
        raise NotFound
    edition = ctx.library.current.get(slug)
    if edition is None:
        raise Refused("exercise")
    if _offered(ctx, slug) is None:
        raise Refused("blind")
    if reason := plan_refusal(plan, ctx.now):
        raise Refused(reason)
    partnerships.hold_still(ctx.db, partnership)
    found = readable(ctx, rows.of_partnership(ctx.db, partnership))
    running = [one for one in found if one[0].next_day is not None and _offered(ctx, _slug(ctx, one[1]))]
    for row, settings in running:
        if _slug(ctx, settings) == slug:
            if settings.plan != plan:
                raise Refused("comes-back")
            return Address(partnership, row.series)
    if len(running) >= MOST:
        raise Refused("series-full")
    for row, settings in found:
        if _slug(ctx, settings) == slug:
            rows.remove(ctx.db, partnership, row.series)  # an ended one, which this one takes the place of
    address = Address(partnership, ctx.new_id())
    editions.keep_edition(ctx.db, edition)
    settings = Settings(edition.hash, plan, _places(ctx, me, partnership, mine))
    box = sealed(ctx, address, settings)
    rows.add(ctx.db, partnership, address.series, box, ctx.today, settings.next_at.date())
    _go_on(ctx, address, settings, ctx.today)
    return address


def end(ctx: Context, me: Person, address: Address) -> None:
    """End it for everybody, alone and without a key; what has appeared stays. Ended twice it is ended. Raises
    NotFound."""
    partnerships.hold_still(ctx.db, address.partnership)
    if partnerships.place_of(ctx.db, address.partnership, me.id) is None:
        raise NotFound
    for row in rows.of_partnership(ctx.db, address.partnership):
        if row.series == address.series:
            if row.next_day is not None:
                _end(ctx, row)
            return
    raise NotFound


def again(ctx: Context, me: Unlocked, partnership: str, slug: str) -> Plan | None:
    """How an ended series of this exercise would come from now on, in the reader's own zone; None if there is none.
    Raises NotFound."""
    mine = partnerships.place_of(ctx.db, partnership, me.id)
    if mine is None:
        raise NotFound
    for row, settings in _known(ctx, partnership, mine):
        if row.next_day is None and _slug(ctx, settings) == slug:
            first = openings(begun_again(settings.plan, ctx.now))[0].astimezone(me.zone)
            return Plan(settings.plan.every, first.date(), first.time(), me.zone)
    return None


def of_person(ctx: Context, me: Person) -> list[Series]:
    """Every series of the partnerships this person is in, the oldest first: running, or ended since they have a place
    there."""
    found = []
    for partnership, mine in partnerships.places_of(ctx.db, me.id):
        for row, settings in _known(ctx, partnership, mine):
            edition = editions.edition_of(ctx.db, ctx.library, settings.edition)
            current = ctx.library.current.get(_slug(ctx, settings), edition)
            offered = _offered(ctx, _slug(ctx, settings)) is not None
            running = offered and row.next_day is not None
            times = openings(settings.plan) if running else ()
            found.append(
                Series(
                    Address(partnership, row.series),
                    current.in_language(me.language, editions.FALLBACK),
                    settings.plan,
                    running,
                    offered,
                    next((at - APPEARS_BEFORE for at in times if at - APPEARS_BEFORE > ctx.now), None),
                    next((at for at in times if at > ctx.now), None),
                    settings.ended,
                )
            )
    return found


def _known(ctx: Context, partnership: str, mine: str) -> list[tuple[Any, Settings]]:
    """Those that somebody with this place may know of: one that ended before it was made is none of their business."""
    found = readable(ctx, rows.of_partnership(ctx.db, partnership))
    return [(row, settings) for row, settings in found if row.next_day is not None or mine in settings.places]


def find(ctx: Context, me: Person, address: Address) -> Series:
    """One of them. Raises NotFound."""
    for one in of_person(ctx, me):
        if one.address == address:
            return one
    raise NotFound


def due(ctx: Context) -> list[str]:
    """The partnerships for which the calendar has something to begin or to end now."""
    return sorted({row.partnership for row in rows.due(ctx.db, ctx.today) if _is_due(ctx, row)})


def _is_due(ctx: Context, row: Any) -> bool:
    try:
        return read(ctx, row).next_at <= ctx.now
    except Unreadable:
        return True  # it ends: nobody can go on with it


def begin_due(ctx: Context, partnership: str) -> None:
    """Begin what is due in one partnership. What opened while the server slept is left out. Any number of workers may
    do it at once: each occurrence is begun by the first."""
    partnerships.hold_still(ctx.db, partnership)
    for row in rows.of_partnership(ctx.db, partnership):
        if row.next_day is None or row.next_day > ctx.today or not _is_due(ctx, row):
            continue
        try:
            _go_on(ctx, Address(partnership, row.series), read(ctx, row), row.begun_day)
        except Unreadable:
            _end(ctx, row)


def keep_place(ctx: Context, partnership: str, member: str) -> None:
    """Keep the place of somebody who leaves in the rounds to come: without it the others would be told."""
    for row, settings in readable(ctx, rows.of_partnership(ctx.db, partnership)):
        if row.next_day is not None:
            kept = replace(settings, places=settings.places | {member})
            box = sealed(ctx, Address(partnership, row.series), kept)
            rows.change(ctx.db, partnership, row.series, box, row.next_day)


def coming(ctx: Context, start: datetime, end: datetime, partnerships: Collection[str] | None = None) -> list[Coming]:
    """What appears with start <= instant < end, and the openings of what has not appeared yet (those of the others are
    in `openings.coming`, under the same keys). For everybody who has a place now, and of what has appeared, who was in
    it; never what was slept through."""
    running = _running(ctx, partnerships)
    members: dict[str, set[str]] = {row.partnership: set() for row, _ in running}
    for partnership, member in rows.held_places(ctx.db, members) if members else ():
        members[partnership].add(member)
    there = _begun(ctx, running, start, end)
    found = []
    for row, settings in running:
        for one in _occurrences(ctx, row, settings, start, end):
            to_come = one.n >= settings.next and one.opens > ctx.now
            circle = there.get(one.round.round, set())
            everybody = frozenset(members[row.partnership])
            concerned = everybody if to_come else everybody & circle
            at_once = one.appears.date() < row.begun_day  # it was there when the series began
            if start <= one.appears < end and (to_come or circle) and not at_once:
                key = f"{Brings.APPEARS}/{one.round}"
                found.append(Coming(Brings.APPEARS, key, one.appears, row.partnership, concerned))
            if start <= one.opens < end and to_come:
                key = f"{Brings.OPENS}/{one.round}"
                found.append(Coming(Brings.OPENS, key, one.opens, row.partnership, everybody))
    return found


def to_come(ctx: Context, me: Person, start: datetime, end: datetime) -> dict[str, Exercise]:
    """The exercises of the rounds that series will bring, by the addresses that those will have."""
    mine = [partnership for partnership, _ in partnerships.places_of(ctx.db, me.id)]
    found = {}
    for row, settings in _running(ctx, mine):
        edition = _offered(ctx, _slug(ctx, settings))
        for one in _occurrences(ctx, row, settings, start, end):
            if edition is not None:
                found[str(one.round)] = edition.in_language(me.language, editions.FALLBACK)
    return found


def _running(ctx: Context, partnerships: Collection[str] | None) -> list[tuple[Any, Settings]]:
    found = readable(ctx, rows.running(ctx.db, partnerships))
    return [(row, settings) for row, settings in found if _offered(ctx, _slug(ctx, settings)) is not None]


def _occurrences(ctx: Context, row: Any, settings: Settings, start: datetime, end: datetime) -> Iterator[_Occurrence]:
    """Those that appear or open with start <= instant < end."""
    for n, at in enumerate(openings(settings.plan)):
        if start <= at < end + APPEARS_BEFORE:
            yield _Occurrence(n, at, _round(ctx, Address(row.partnership, row.series), n))


def _begun(ctx: Context, running: list[tuple[Any, Settings]], start: datetime, end: datetime) -> dict[str, set[str]]:
    """The circles of those rounds of theirs that have appeared."""
    past = [
        one.round.round
        for row, settings in running
        for one in _occurrences(ctx, row, settings, start, end)
        if one.n < settings.next
    ]
    found: dict[str, set[str]] = {}
    for row in rows.begun(ctx.db, [row.partnership for row, _ in running], past) if past else ():
        found.setdefault(row.round, set()).add(row.member)
    return found


def _round(ctx: Context, address: Address, n: int) -> rounds.Address:
    """The address of a series' round, known before there is one. Nobody without the field key can tell it from an
    address that came from chance."""
    signed = ctx.house.field.sign("round of a series", f"{address}/{n}".encode())
    return rounds.Address(address.partnership, urlsafe_b64encode(signed[:16]).rstrip(b"=").decode())


def _go_on(ctx: Context, address: Address, settings: Settings, begun: date) -> None:
    """Begin whatever appears by now, and end what is over."""
    edition = _offered(ctx, _slug(ctx, settings))
    times = openings(settings.plan)
    n = settings.next
    while edition and n < len(times) and times[n] - APPEARS_BEFORE <= ctx.now:
        if times[n] > ctx.now:
            _lay(ctx, address, settings, n, edition, begun)
        n += 1
    after = replace(settings, next=n)
    if edition is None or after.next_at <= ctx.now:
        after = _ended(ctx, address.partnership, after, times[-1].date() if edition else ctx.today)
    next_day = after.next_at.date() if after.ended is None else None
    if after != settings:
        rows.change(ctx.db, address.partnership, address.series, sealed(ctx, address, after), next_day)


def _lay(ctx: Context, address: Address, settings: Settings, n: int, edition: Edition, begun: date) -> None:
    """The round of one occurrence, begun on the day on which it should have appeared, however late this comes: that the
    server slept is not for the list of rounds to tell."""
    at = openings(settings.plan)[n]
    schedule = Schedule(Opens.AT, at)
    circle = _circle(ctx, address.partnership, settings.places)
    if beginning.begun_already(ctx, address.partnership, edition.hash, schedule, circle):
        return
    own = items.list_for(ctx, address.partnership, edition.in_language(editions.FALLBACK))
    day = max(begun, (at - APPEARS_BEFORE).date())
    beginning.lay(ctx, _round(ctx, address, n), edition, schedule, circle, day, own)


def _circle(ctx: Context, partnership: str, places: frozenset[str]) -> list[Place]:
    """Who is there, the open invitation, and the places kept of those who left."""
    circle = []
    for row in partnerships.members(ctx.db, partnership):
        public = row.person_key or row.invitation_key or (row.place_key if row.member in places else None)
        if public is not None:
            circle.append(Place(row.member, public))
    return circle


def _places(ctx: Context, me: Unlocked, partnership: str, mine: str) -> frozenset[str]:
    """Everybody who is there or has left. Not the open invitation: if nobody takes it, its place is nobody's."""
    held_open = {row.member for row in partnerships.invitations(ctx.db, partnership)}
    return frozenset(one.member for one in beginning.whole_circle(ctx, me, partnership, mine)) - held_open


def _offered(ctx: Context, slug: str) -> Edition | None:
    """Today's edition of an exercise, if it can come back. Blind picks rest between rounds: nobody shall probe."""
    edition = ctx.library.current.get(slug)
    return edition if edition and not edition.in_language(editions.FALLBACK).has_blind else None


def _slug(ctx: Context, settings: Settings) -> str:
    return editions.edition_of(ctx.db, ctx.library, settings.edition).in_language(editions.FALLBACK).slug


def _end(ctx: Context, row: Any) -> None:
    try:
        ended = _ended(ctx, row.partnership, read(ctx, row), ctx.today)
        box = sealed(ctx, Address(row.partnership, row.series), ended)
    except Unreadable:
        box = row.settings
    rows.change(ctx.db, row.partnership, row.series, box, None)


def _ended(ctx: Context, partnership: str, settings: Settings, day: date) -> Settings:
    """With everybody who would have been in its next round: they may know that it was there."""
    circle = _circle(ctx, partnership, settings.places)
    return replace(settings, ended=day, places=frozenset(place.member for place in circle))
