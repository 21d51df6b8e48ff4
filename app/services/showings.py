"""Showing something of a round to a therapist: per prompt, once everybody in the circle wants it, and never more than
they show each other.

The rows for it lie there from the start of a round, for each therapist who is agreed to then, as filler: so a therapist
never comes to anything earlier, and a copy of the database does not tell whether anything is shown. What the last one's
tick lets through is sealed to the therapist in that moment, by them. Taking something back from the partners takes it
from therapists too.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from app.domain.exercise import Exercise
from app.domain.rounds import has_opened
from app.domain.therapists import SHOWING_LASTS, Shown, agreed_by_all, exercise_of, shown
from app.domain.trends import Moment, shared_lines
from app.services import granting, links
from app.services.context import Context, NotFound
from app.services.granting import NOBODY, SHOWN, Place, Subject
from app.services.over_time import Named, Together
from app.services.person import Unlocked
from app.services.rounds import Address, read_schedule
from app.storage import grants as grant_rows
from app.storage import people
from app.storage import showings as rows
from app.storage.library import FALLBACK, edition_of
from app.vault import boxes
from app.vault.ciphers import KEY_BYTES, Unreadable, bind
from app.vault.shown import open_shown, seal_shown, shown_filler

TICKED_BYTES = 512


@dataclass(frozen=True, repr=False)
class Choice:
    """What one partner chose for one therapist, and what all of them did: prompts by number."""

    link: links.Address
    mine: frozenset[int]
    seen: frozenset[int]


@dataclass(frozen=True, repr=False)
class ShownRound:
    """A round as a therapist reads it. `opened` is the day on which it opened, `round` its id."""

    round: str
    exercise: Exercise
    opened: date
    shown: Shown


@dataclass(frozen=True, repr=False)
class Read:
    """What the partners read of a round: the exercise with the items of their own, names by member id, and what each of
    them shows. It is what `summaries` reads, and nothing is added to it."""

    exercise: Exercise
    names: Mapping[str, str]
    disclosures: Collection[Any]
    joint: Any


def lay(ctx: Context, address: Address, exercise: Exercise, circle: Collection[str]) -> None:
    """The rows of a round that begins, for every therapist whom all of its circle agreed to. It needs nobody's key."""
    for laid in links.there(ctx, address.partnership):
        if not laid.holds(ctx.now) or not set(circle) <= laid.says.keys():
            continue
        public = people.hold_still(ctx.db, laid.therapist or "")
        if public is None:
            continue
        link = laid.address.link
        key = {"partnership": address.partnership, "round": address.round, "link": link}
        content = shown_filler(exercise, len(circle), ctx.random)
        nothing = [
            key | {"member": member, "ticked": _sealed_ticks(ctx, address, link, member, frozenset())}
            for member in circle
        ]
        rows.add(ctx.db, key | {"content": content, "version": boxes.new_version(ctx.random)}, nothing)
        grant_rows.lay(ctx.db, granting.filler_rows(ctx, _subject(address), [Place(link, public)], direct=True))


def require_any(ctx: Context, address: Address) -> None:
    """Raises NotFound, where nothing of a round can be shown to any therapist."""
    if not rows.of_round(ctx.db, address.partnership, address.round):
        raise NotFound


def choices(ctx: Context, address: Address, member: str) -> list[Choice]:
    """For each therapist who can be shown something of this round."""
    return [
        Choice(links.Address(address.partnership, link), ticks.get(member, frozenset()), agreed)
        for link, ticks, agreed in _ticks(ctx, address)
    ]


def therapists_of(ctx: Context, me: Unlocked) -> dict[Address, list[tuple[str, frozenset[int]]]]:
    """By round, the therapists who can read something of it (their names) and which prompts, by number: the rounds of
    all circles that this person is in."""
    found: dict[Address, list[tuple[str, frozenset[int]]]] = {}
    rows_of = groupby(rows.ticked_with(ctx.db, me.id), lambda row: (row.partnership, row.round, row.link))
    for (partnership, round_, link), some in rows_of:
        address, circle = Address(partnership, round_), list(some)
        try:
            statement = links.read_statement(ctx, links.Address(partnership, link), circle[0].statement)
            there = [
                _read_ticks(ctx, address, link, row.member, row.ticked) for row in circle if row.person is not None
            ]
        except Unreadable:
            continue
        if agreed := agreed_by_all(there):
            found.setdefault(address, []).append((statement.name, agreed))
    return found


def tick(ctx: Context, address: Address, member: str, link: str, numbers: Collection[int]) -> None:
    """Want these prompts to be seen, and no others, as far as it depends on one. Raises NotFound, where the therapist
    can't be shown anything of this round. What comes of it is for `write`."""
    if link not in rows.of_round(ctx.db, address.partnership, address.round):
        raise NotFound
    _tick(ctx, address, link, member, frozenset(numbers))


def write(ctx: Context, address: Address, read: Read, opened: date | None) -> None:
    """Seal what everybody wants to be seen, as it is shown among them now, for each therapist under a new key. Where
    that is nothing, filler takes its place and its grant's: a copy of the database doesn't tell, and the therapist's
    own key opens nothing, not even names."""
    found = _ticks(ctx, address)
    over = opened is None or opened + SHOWING_LASTS <= ctx.today
    therapists = {one.address.link: one for one in links.there(ctx, address.partnership)} if found else {}
    for link, ticks, agreed in found:
        key, version = ctx.random(KEY_BYTES), boxes.new_version(ctx.random)
        if link not in therapists:  # it can't be read, and that must not keep anybody from taking something back
            rows.write(ctx.db, address.partnership, address.round, link, _filler(ctx, read, ticks), version)
            continue
        laid = therapists[link]
        public = people.hold_still(ctx.db, laid.therapist or "") if laid.holds(ctx.now) else None
        if public is None:
            continue
        seen = shown(read.exercise, read.names, list(read.disclosures), read.joint, frozenset() if over else agreed)
        bound = _content_bound(address, link, version)
        if seen.anything:
            box = seal_shown(seen, key, bound, read.exercise, len(ticks), ctx.random)
            granting.grant_direct(ctx, _subject(address), [Place(link, public)], key)
        else:
            box = _filler(ctx, read, ticks)
            granting.take_back(ctx, _subject(address), [Place(link, public)], direct=True)
        rows.write(ctx.db, address.partnership, address.round, link, box, version)


def _filler(ctx: Context, read: Read, ticks: Collection[object]) -> bytes:
    return shown_filler(read.exercise, len(ticks), ctx.random)


def take_back(ctx: Context, address: Address, member: str) -> None:
    """Somebody takes back all they show in a round, without a key: no therapist sees anything of it any more, and what
    they wanted to be seen is wanted no more."""
    for link in rows.of_round(ctx.db, address.partnership, address.round):
        _tick(ctx, address, link, member, frozenset())
        laid = links.find(ctx, links.Address(address.partnership, link))
        public = people.hold_still(ctx.db, laid.therapist) if laid and laid.therapist else None
        if public is not None:
            granting.take_back(ctx, _subject(address), [Place(link, public)], direct=True)


def over_time(ctx: Context, me: Unlocked, address: links.Address, named: Named) -> Together:
    """The lines that shown answers to scales make from round to round, as the partners read them. Raises NotFound
    where nothing of such an exercise is shown."""
    rounds = sorted(
        (one for one in for_therapist(ctx, me, address) if named(one.exercise.slug)), key=lambda one: one.opened
    )
    if not rounds:
        raise NotFound
    names = {author: name for one in rounds for author, name in one.shown.names.items()}
    moments = [Moment(one.opened, one.exercise, list(one.shown.disclosures)) for one in rounds]
    exercise = rounds[-1].exercise
    charts = shared_lines(moments, exercise, tuple(names), "")
    authors = {line.author for chart in charts for line in chart.lines}
    called = {author: name for author, name in names.items() if author in authors}
    return Together(exercise, tuple(one.opened for one in rounds), charts, called)


def note_look(ctx: Context, address: links.Address, what: str = "") -> None:
    """A therapist looks at a round, or at the page of the partnership: the partners read on which day."""
    rows.look(ctx.db, address.partnership, address.link, ctx.today, what)


def has_looked(ctx: Context, address: links.Address, what: str = "") -> bool:
    """Whether that is noted for today already."""
    return rows.has_looked(ctx.db, address.partnership, address.link, ctx.today, what)


def looked_before(ctx: Context, address: links.Address) -> tuple[date | None, frozenset[str]]:
    """For the therapist: the latest day before today on which they looked at anything there, and the rounds (ids) that
    they have looked at so far."""
    found = rows.looks(ctx.db, address.partnership, address.link)
    days = (row.day for row in found if row.day < ctx.today)
    return max(days, default=None), frozenset(row.what for row in found if row.what)


def looks(ctx: Context, address: links.Address, language: str) -> list[tuple[date, Exercise | None]]:
    """The days on which a therapist looked, and at which round (None: at the page of the partnership), the latest
    first. Nobody can change it or switch it off."""
    return [
        (row.day, edition_of(ctx.db, ctx.library, row.edition).in_language(language, FALLBACK) if row.edition else None)
        for row in rows.looks(ctx.db, address.partnership, address.link)
    ]


def expire(ctx: Context) -> None:
    """End what opened half a year ago, exactly as if it had been taken back."""
    for row in rows.expired(ctx.db, ctx.today - SHOWING_LASTS):
        grant_rows.remove(ctx.db, row.partnership, row.round, SHOWN)
        rows.remove(ctx.db, row.partnership, row.round)


def rounds_for(ctx: Context, me: Unlocked, address: links.Address) -> list[tuple[Address, Exercise]]:
    """The open rounds of which the reader can show something to a therapist, the latest first."""
    found = []
    for row in rows.rounds_with(ctx.db, address.partnership, address.link, me.id):
        here = Address(address.partnership, row.round)
        is_open = has_opened(row.opened_day, read_schedule(ctx, here, row.settings), ctx.now)
        over = row.opened_day is not None and row.opened_day + SHOWING_LASTS <= ctx.today
        if is_open and not over:
            exercise = edition_of(ctx.db, ctx.library, row.edition).in_language(me.language, FALLBACK)
            found.append((here, exercise))
    return found


def for_therapist(ctx: Context, me: Unlocked, address: links.Address) -> list[ShownRound]:
    """What a partnership shows to this therapist, the latest opening first; rounds that show nothing are not in it.
    Whether the link holds was asked before."""
    found = []
    since = ctx.today - SHOWING_LASTS
    for row in rows.granted_to(ctx.db, address.partnership, address.link, me.id, since):
        here = Address(address.partnership, row.round)
        try:
            key = granting.open_direct(ctx, me.keyring, _subject(here), address.link, row.sealed, row.epoch)
            seen = open_shown(row.content, key, _content_bound(here, address.link, row.version))
        except Unreadable:
            continue  # never shown, or taken back: all the same from here
        if seen.anything and row.opened_day + SHOWING_LASTS > ctx.today:
            exercise = edition_of(ctx.db, ctx.library, row.edition).in_language(me.language, FALLBACK)
            found.append(ShownRound(row.round, exercise_of(exercise, seen), row.opened_day, seen))
    return found


def _ticks(ctx: Context, address: Address) -> list[tuple[str, dict[str, frozenset[int]], frozenset[int]]]:
    """For each link what each of the circle wants, and what all of those do who are there. A place that nobody took
    wants nothing and stands in nobody's way; who leaves ends the link."""
    found: dict[str, dict[str, frozenset[int]]] = {}
    there: dict[str, list[frozenset[int]]] = {}
    for row in rows.ticked(ctx.db, address.partnership, address.round):
        try:
            numbers = _read_ticks(ctx, address, row.link, row.member, row.ticked)
        except Unreadable:
            numbers = frozenset()
        found.setdefault(row.link, {})[row.member] = numbers
        if row.person is not None:
            there.setdefault(row.link, []).append(numbers)
    return [(link, ticks, agreed_by_all(there.get(link, []))) for link, ticks in found.items()]


def _tick(ctx: Context, address: Address, link: str, member: str, numbers: frozenset[int]) -> None:
    box = _sealed_ticks(ctx, address, link, member, numbers)
    rows.tick(ctx.db, address.partnership, address.round, link, member, box)


def _sealed_ticks(ctx: Context, address: Address, link: str, member: str, numbers: frozenset[int]) -> bytes:
    return ctx.house.field.seal_json(sorted(numbers), TICKED_BYTES, _ticked_bound(address, link, member), ctx.random)


def _read_ticks(ctx: Context, address: Address, link: str, member: str, box: bytes) -> frozenset[int]:
    return frozenset(ctx.house.field.open_json(box, _ticked_bound(address, link, member)))


def _ticked_bound(address: Address, link: str, member: str) -> bytes:
    return bind("showing_assents", address.partnership, address.round, link, member)


def _content_bound(address: Address, link: str, version: bytes) -> bytes:
    return boxes.place("showings", str(address), link, SHOWN, version)


def _subject(address: Address) -> Subject:
    return Subject(address.partnership, address.round, SHOWN, NOBODY)
