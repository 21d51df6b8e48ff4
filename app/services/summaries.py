"""After the opening: reading the disclosures side by side, keeping them open for a talk, and taking back.

Nothing here can read a worksheet. What is taken back is gone with the next request: its key is replaced or deleted.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.domain import sharing
from app.domain.exercise import Exercise, Level, MutualPrompt
from app.domain.rounds import Schedule, has_opened
from app.domain.sharing import Disclosure, Joint
from app.domain.summary import LEVEL_WORDS, Summary, summarise
from app.services import granting, items, names, rounds, showings, worksheets
from app.services.context import Context, Locked, NotFound, Refused
from app.services.granting import ANSWERS, JOINT, NOBODY, PICKS, Subject
from app.services.person import Person, Unlocked
from app.services.rounds import Address, content_bound, granted_key, read_schedule
from app.services.sessions import TALK
from app.storage import disclosures as disclosure_rows
from app.storage import rounds as rows
from app.storage import worksheets as worksheet_rows
from app.storage.library import FALLBACK, edition_of
from app.vault import boxes
from app.vault.ciphers import Unreadable, filler

READ_PARTS = (ANSWERS, JOINT)


@dataclass(frozen=True)
class View:
    """A round as somebody in its circle sees it: the same for everybody but for `me` and the language. `circle` maps
    members to the names they chose, left ones included; places that nobody took have none. `year_over`: it opened so
    long ago that only what somebody renewed is still shown."""

    address: Address
    exercise: Exercise
    schedule: Schedule
    me: str
    circle: dict[str, str]
    open: bool
    due: bool
    year_over: bool = False
    opened_day: date | None = None


@dataclass(frozen=True, repr=False)
class Opened:
    """An opened round: the summary, and what of it is the reader's own to take back, by prompt id."""

    view: View
    summary: Summary
    mine: frozenset[str]
    matched: dict[str, tuple[str, ...]]


@dataclass(frozen=True, repr=False)
class Keys:
    """What reads one round's disclosures and nothing else: the partnership key, and content keys by author and
    part."""

    names: bytes
    contents: dict[tuple[str, str], bytes]


def view(ctx: Context, me: Person, address: Address, kept: Keys | None = None) -> View:
    """The round itself, in one statement. Raises NotFound; Locked without a key for the names."""
    found = rows.to_read(ctx.db, address.partnership, address.round, me.id)
    if not found:
        raise NotFound
    first = found[0]
    if kept is not None:
        key = kept.names
    elif isinstance(me, Unlocked):
        key = names.open_key(ctx, me, address.partnership, first.me, first.names_sealed, first.names_epoch)
    else:
        raise Locked
    circle = {}
    for row in found:
        name = names.open_member(address.partnership, row.member, key, row.name)
        circle[row.member] = name.display if name else ""
    written = edition_of(ctx.db, ctx.library, first.edition).in_language(me.language, FALLBACK)
    exercise = items.in_round(written, address.partnership, address.round, key, first.items)
    schedule = read_schedule(ctx, address, first.settings)
    due = rounds.due(ctx, address, first.settings, first.opened_day)
    is_open = has_opened(first.opened_day, schedule, ctx.now)
    over = rounds.year_over(ctx, first.opened_day)
    return View(address, exercise, schedule, first.me, circle, is_open, due, over, first.opened_day)


def read(
    ctx: Context,
    me: Person,
    address: Address,
    kept: Keys | None = None,
    words: Callable[[str], Mapping[Level, str]] = lambda _: LEVEL_WORDS,
) -> Opened:
    """The opened round, with the reader's own keys or with those kept for a talk. `words` gives the words for the
    levels of a boundary in a language: the exercise's, whose sentences they stand in. Raises NotFound, Locked, and
    Refused: `not-open`, or `due` where its time has come and it waits for somebody to open it."""
    seen = view(ctx, me, address, kept)
    if not seen.open or seen.due:
        raise Refused("due" if seen.due else "not-open")
    disclosures, joint = _disclosed(ctx, me, seen, kept)
    exercise = seen.exercise
    has_levels = any(prompt.kind == "boundary" for prompt in exercise.prompts)
    levels = words(exercise.language) if has_levels else LEVEL_WORDS
    summary = summarise(exercise, tuple(seen.circle), disclosures, joint, seen.me, levels)
    mine = next((one.answers.keys() for one in disclosures if one.author == seen.me), ())
    return Opened(seen, summary, frozenset(mine), dict(joint.matches) if joint else {})


def _disclosed(ctx: Context, me: Person, seen: View, kept: Keys | None = None) -> tuple[list[Disclosure], Joint | None]:
    """What the circle of an open round shows now, to this reader as to all of them."""
    address = seen.address
    disclosures: list[Disclosure] = []
    joint: Joint | None = None
    for row in disclosure_rows.granted_to(ctx.db, address.partnership, address.round, seen.me, READ_PARTS):
        try:
            key = _key(ctx, me, seen.me, address, row, kept)
            bound = content_bound(address, row.author, row.part, row.version)
            if row.part == JOINT:
                joint = boxes.open_joint(row.content, key, bound)
            else:
                disclosures.append(boxes.open_disclosure(row.content, key, bound, row.author))
        except Unreadable:
            continue  # never sealed, kept back or taken back: all the same from here
    if seen.year_over:
        disclosures = [sharing.lasting(one) for one in disclosures]
    return disclosures, joint


def show_to_therapist(ctx: Context, me: Unlocked, address: Address, link: str, numbers: Collection[int]) -> None:
    """Want a therapist to see these prompts of an opened round, and no others: what everybody wants, they see from now
    on, and what somebody wants no more, they don't. Raises NotFound, and Refused("not-open")."""
    showings.require_any(ctx, address)
    sheet = _opened_sheet(ctx, me, address)
    asked = range(1, len(sheet.exercise.prompts) + 1)
    showings.tick(ctx, address, sheet.member, link, set(numbers).intersection(asked))
    _show_therapists_anew(ctx, me, address)


def _show_therapists_anew(ctx: Context, me: Unlocked, address: Address) -> None:
    seen = view(ctx, me, address)
    disclosures, joint = _disclosed(ctx, me, seen)
    showings.write(ctx, address, showings.Read(seen.exercise, seen.circle, disclosures, joint), seen.opened_day)


def _key(ctx: Context, me: Person, mine: str, address: Address, row: Any, kept: Keys | None) -> bytes:
    if kept is not None:
        found = kept.contents.get((row.author, row.part))
        if found is None:
            raise Unreadable
        return found
    if not isinstance(me, Unlocked):
        raise Locked
    return granted_key(ctx, me, mine, address, row)


def keep_open(ctx: Context, me: Unlocked, address: Address) -> tuple[datetime, Keys]:
    """The keys that keep this one summary readable after the session has locked, and until when. Content keys only:
    what is taken back meanwhile has a new one, and is gone from here too. Raises NotFound, Refused("not-open")."""
    rounds.open_due(ctx, me, address)
    seen = view(ctx, me, address)
    if not seen.open:
        raise Refused("not-open")
    contents = {}
    for row in disclosure_rows.granted_to(ctx.db, address.partnership, address.round, seen.me, READ_PARTS):
        try:
            contents[row.author, row.part] = granted_key(ctx, me, seen.me, address, row)
        except Unreadable:
            continue
    key = names.key_of(ctx, me, address.partnership, seen.me)
    return ctx.now + TALK, Keys(key, contents)


def withdraw(ctx: Context, me: Unlocked, address: Address, prompt_id: str) -> None:
    """Take one shared answer back: the rest is sealed anew, the old key is gone. Raises NotFound, and
    Refused("not-open")."""
    sheet = _opened_sheet(ctx, me, address)
    row = next((one for one in _granted(ctx, address, sheet.member, ANSWERS) if one.author == sheet.member), None)
    if row is None:
        return  # everything was taken back already
    try:
        key = granted_key(ctx, me, sheet.member, address, row)
        bound = content_bound(address, sheet.member, ANSWERS, row.version)
        before = boxes.open_disclosure(row.content, key, bound, sheet.member)
    except Unreadable:
        return  # nothing was ever shared
    after = sharing.without(before, prompt_id)
    worksheets.write_contribution(
        ctx,
        me,
        address,
        sheet.member,
        ANSWERS,
        lambda key, bound: boxes.seal_disclosure(after, key, bound, sheet.exercise, ctx.random),
    )
    _show_therapists_anew(ctx, me, address)


def withdraw_match(ctx: Context, me: Unlocked, address: Address, prompt_id: str, item: str) -> None:
    """Take a match away, for everybody alike. Raises NotFound, and Refused("not-open")."""
    sheet = _opened_sheet(ctx, me, address)
    row = next(iter(_granted(ctx, address, sheet.member, JOINT)), None)
    if row is None or not isinstance(_prompt(sheet.exercise, prompt_id), MutualPrompt):
        return
    try:
        key = granted_key(ctx, me, sheet.member, address, row)
        joint = boxes.open_joint(row.content, key, content_bound(address, NOBODY, JOINT, row.version))
    except Unreadable:
        return
    rounds.write_joint(ctx, address, sheet.exercise, sharing.without_match(joint, prompt_id, item))
    _show_therapists_anew(ctx, me, address)


def _prompt(exercise: Exercise, prompt_id: str) -> Any:
    return next((prompt for prompt in exercise.prompts if prompt.id == prompt_id), None)


def _granted(ctx: Context, address: Address, reader: str, part: str) -> list[Any]:
    return disclosure_rows.granted_to(ctx.db, address.partnership, address.round, reader, (part,))


def _opened_sheet(ctx: Context, me: Unlocked, address: Address) -> worksheets.Sheet:
    rounds.open_due(ctx, me, address)  # or a refusal would tell that nobody else has looked yet
    sheet = worksheets.find(ctx, me, address, to_change=True)
    if not sheet.open:
        raise Refused("not-open")
    return sheet


def hold_back(ctx: Context, me: Person, address: Address) -> None:
    """Take back everything one has shown or picked in a round, at any time, for good and without a key. Raises
    NotFound."""
    row = worksheet_rows.one(ctx.db, address.partnership, address.round, me.id, to_change=True)
    if row is None:
        raise NotFound
    sealed = rounds.read_flag(ctx, address, row.member, row.sealed)
    flag = rounds.sealed_flag(ctx, address, row.member, sealed, held_back=True)
    worksheet_rows.save(ctx.db, address.partnership, address.round, row.member, row.version, sealed=flag)
    hold_back_place(ctx, address.partnership, address.round, row.member)


def hold_back_place(ctx: Context, partnership: str, round_: str, member: str) -> None:
    """End every grant of what this member shows, and put filler in its place: somebody may have its key in a session
    that keeps a summary open. What everybody had in common was theirs too, so it ends."""
    showings.take_back(ctx, Address(partnership, round_), member)
    places = granting.open_places(ctx, partnership)
    for subject in (ANSWERS, PICKS):
        granting.take_back(ctx, Subject(partnership, round_, subject, member), places)
    _erase(ctx, partnership, round_, member)
    if rows.hold_still(ctx.db, partnership, round_) is not None:
        granting.take_back(ctx, Subject(partnership, round_, JOINT, NOBODY), places, direct=True)
        _erase(ctx, partnership, round_, NOBODY)


def _erase(ctx: Context, partnership: str, round_: str, author: str) -> None:
    for row in disclosure_rows.sizes(ctx.db, partnership, round_, author):
        content, version = filler(row.size, ctx.random), boxes.new_version(ctx.random)
        disclosure_rows.write(ctx.db, partnership, round_, author, row.part, content, version)
