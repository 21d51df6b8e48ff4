"""What a therapist gives a partnership: written by the therapist, read by everybody there, begun by whoever likes.

Whether it was done is told to the therapist only where every partner has switched that on, and then for all of them
together: a round of it has opened, and not who did what.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from app.domain.assignments import MOST, SEQUENCES, Assignment, refusals
from app.domain.exercise import Exercise
from app.domain.files import Edition
from app.domain.rounds import Schedule, has_opened
from app.domain.therapists import Meeting, Sees
from app.services import addresses, beginning, granting, links, practice, rounds
from app.services.context import Context, NotFound, Refused
from app.services.granting import ASSIGNED, NOBODY, Place, Subject
from app.services.person import Person, Unlocked
from app.storage import assignments as rows
from app.storage import grants as grant_rows
from app.storage.library import FALLBACK, edition_of, keep_edition
from app.vault import boxes
from app.vault.assignments import open_assignment, seal_assignment
from app.vault.ciphers import KEY_BYTES, Unreadable, bind

SETTINGS_BYTES = 1024
MOST_ROUNDS = 24
"""So many rounds that were begun from an assignment are remembered, the latest ones."""


class Address(addresses.Address):
    """Where an assignment is."""

    @property
    def assignment(self) -> str:
        return self.id

    @property
    def subject(self) -> Subject:
        """What the grants of its content are about."""
        return Subject(self.partnership, self.assignment, ASSIGNED, NOBODY)


@dataclass(frozen=True)
class Settings:
    """The rounds that were begun from it, and the day on which it was talked about."""

    rounds: tuple[str, ...] = ()
    talked: date | None = None


@dataclass(frozen=True, repr=False)
class Given:
    """An assignment as it is read. `therapist` is the name in the statement that the partners agreed to, `meeting` when
    they meet next; both are None where the therapist reads it. `done`: whether a round of it has opened; None where
    that is not told."""

    address: Address
    link: links.Address
    assignment: Assignment
    exercise: Exercise
    given: date
    settings: Settings
    therapist: str | None = None
    meeting: Meeting | None = None
    done: bool | None = None

    @property
    def rounds(self) -> list[rounds.Address]:
        """Those begun from it, the latest first."""
        return [rounds.Address(self.address.partnership, one) for one in reversed(self.settings.rounds)]


def give(ctx: Context, me: Unlocked, address: links.Address, assignment: Assignment, edition: Edition) -> Address:
    """Give a partnership an exercise. Raises NotFound; Refused: an Unfit, `assignments-full`."""
    practice.held(ctx, me, address)
    words = {"note": assignment.note, "habit": assignment.habit}
    for reason in refusals(words, assignment.due, ctx.today).values():
        raise Refused(reason)
    already = for_therapist(ctx, me, address)
    for one in already:
        if one.assignment == assignment and one.given == ctx.today:
            return one.address  # the button was pressed twice
    if sum(one.settings.talked is None for one in already) >= MOST:
        raise Refused("assignments-full")
    keep_edition(ctx.db, edition)
    there = Address(address.partnership, ctx.new_id())
    key, version = ctx.random(KEY_BYTES), boxes.new_version(ctx.random)
    rows.add(
        ctx.db,
        partnership=there.partnership,
        assignment=there.assignment,
        link=address.link,
        content=seal_assignment(assignment, key, _content_bound(there, version), ctx.random),
        version=version,
        settings=_sealed_settings(ctx, there, Settings()),
        begun_day=ctx.today,
    )
    readers = [*granting.open_places(ctx, there.partnership), Place(address.link, me.public_key)]
    wrapped = [(reader, granting.wrap_direct(ctx, there.subject, reader, key)) for reader in readers]
    grant_rows.lay(ctx.db, [granting.row(there.subject, reader.member, *sealed) for reader, sealed in wrapped])
    return there


def give_sequence(ctx: Context, me: Unlocked, address: links.Address, name: str, note: str) -> None:
    """Give the exercises of a sequence, one a week from today on. Raises NotFound; Refused as `give`."""
    slugs = SEQUENCES.get(name)
    if slugs is None:
        raise NotFound
    for week, slug in enumerate(slugs, 1):
        edition = ctx.library.current.get(slug)
        if edition is not None:
            due = ctx.today + timedelta(weeks=week)
            give(ctx, me, address, Assignment(edition=edition.hash, note=note if week == 1 else "", due=due), edition)


def for_therapist(ctx: Context, me: Unlocked, address: links.Address, sees: Collection[Sees] = ()) -> list[Given]:
    """What this therapist gave to a partnership, the latest first; of one day, what is due first. `sees`: what all of
    them let the therapist see besides answers."""
    given = [_read(ctx, me, row) for row in rows.of_therapist(ctx.db, address.partnership, address.link, me.id)]
    found = sorted((one for one in given if one is not None), key=_turn)
    if Sees.COMPLETION not in sees:
        return found
    opened = _opened(ctx, address.partnership, [one for each in found for one in each.settings.rounds])
    return [replace(one, done=not opened.isdisjoint(one.settings.rounds)) for one in found]


def of_person(ctx: Context, me: Unlocked) -> list[Given]:
    """What was given to the partnerships of this person and was not talked about yet, the latest first; of
    one day, what is due first. One statement."""
    return sorted((one for one in _for_partner(ctx, me, None) if one.settings.talked is None), key=_turn)


def _turn(one: Given) -> tuple[int, date]:
    return -one.given.toordinal(), one.assignment.due or date.min


def find(ctx: Context, me: Unlocked, address: Address) -> Given:
    """One that was given to a partnership of this person. Raises NotFound."""
    for one in _for_partner(ctx, me, address):
        return one
    raise NotFound


def begin(ctx: Context, me: Unlocked, address: Address, schedule: Schedule) -> rounds.Address:
    """Begin a round of it, as anybody there may begin any. Raises what `beginning.begin` raises."""
    one = find(ctx, me, address)
    edition = edition_of(ctx.db, ctx.library, one.assignment.edition)
    there = beginning.begin(ctx, me, address.partnership, edition, schedule)
    row = rows.settings(ctx.db, address.partnership, address.assignment)
    if row is None:
        raise NotFound
    settings = _read_settings(ctx, address, row.settings)
    if there.round not in settings.rounds:
        latest = (*settings.rounds, there.round)[-MOST_ROUNDS:]
        _keep(ctx, address, replace(settings, rounds=latest))
    return there


def talked(ctx: Context, me: Person, link: links.Address, assignment: str) -> None:
    """The therapist says that it was talked about: it is over. Raises NotFound."""
    practice.held(ctx, me, link)
    address = Address(link.partnership, assignment)
    row = rows.settings(ctx.db, address.partnership, assignment)
    if row is None or row.link != link.link:
        raise NotFound
    _keep(ctx, address, replace(_read_settings(ctx, address, row.settings), talked=ctx.today))


def take_back(ctx: Context, me: Person, link: links.Address, assignment: str) -> None:
    """The therapist gives it no more. Rounds that were begun from it stay the partners'. Raises NotFound."""
    practice.held(ctx, me, link)
    if not rows.remove(ctx.db, link.partnership, link.link, assignment):
        raise NotFound
    grant_rows.remove(ctx.db, link.partnership, assignment, ASSIGNED)


def _for_partner(ctx: Context, me: Unlocked, only: Address | None) -> list[Given]:
    found = []
    for row in rows.of_person(ctx.db, me.id, (only.partnership, only.assignment) if only else None):
        one = _read(ctx, me, row)
        if one is None:
            continue
        try:
            statement = links.read_statement(ctx, one.link, row.statement)
            meeting = links.read_settings(ctx, one.link, row.link_settings).meeting
        except Unreadable:
            continue
        found.append(replace(one, therapist=statement.name, meeting=meeting))
    return found


def _read(ctx: Context, me: Unlocked, row: Any) -> Given | None:
    address = Address(row.partnership, row.assignment)
    try:
        key = granting.open_direct(ctx, me.keyring, address.subject, row.reader, row.sealed, row.epoch)
        assignment = open_assignment(row.content, key, _content_bound(address, row.version))
        settings = _read_settings(ctx, address, row.settings)
    except Unreadable:
        return None
    exercise = edition_of(ctx.db, ctx.library, assignment.edition).in_language(me.language, FALLBACK)
    return Given(address, links.Address(row.partnership, row.link), assignment, exercise, row.begun_day, settings)


def _opened(ctx: Context, partnership: str, ids: Sequence[str]) -> set[str]:
    """Those of these rounds that are open, by the clock too: whether somebody has looked already is not told."""
    return {
        row.round
        for row in rows.rounds(ctx.db, partnership, ids)
        if has_opened(
            row.opened_day,
            rounds.read_schedule(ctx, rounds.Address(partnership, row.round), row.settings),
            ctx.now,
        )
    }


def _keep(ctx: Context, address: Address, settings: Settings) -> None:
    rows.change(ctx.db, address.partnership, address.assignment, _sealed_settings(ctx, address, settings))


def _sealed_settings(ctx: Context, address: Address, settings: Settings) -> bytes:
    text = {"rounds": settings.rounds, "talked": settings.talked.isoformat() if settings.talked else None}
    return ctx.house.field.seal_json(text, SETTINGS_BYTES, _settings_bound(address), ctx.random)


def _read_settings(ctx: Context, address: Address, box: bytes) -> Settings:
    """Raises Unreadable."""
    text = ctx.house.field.open_json(box, _settings_bound(address))
    return Settings(tuple(text["rounds"]), date.fromisoformat(text["talked"]) if text["talked"] else None)


def _settings_bound(address: Address) -> bytes:
    return bind("assignments", address.partnership, address.assignment, "settings")


def _content_bound(address: Address, version: bytes) -> bytes:
    return boxes.place("assignments", str(address), NOBODY, ASSIGNED, version)
