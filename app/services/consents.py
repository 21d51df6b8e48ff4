"""What somebody shows to others: listed, renewed, and ended by its day.

There is no second book beside the grants. The list is read from what the keys allow, so it can't say anything else:
a row stands here exactly as long as somebody holds a key to what it names.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.exercise import AnyPrompt, Exercise
from app.domain.sharing import Disclosure
from app.services import names, rounds, worksheets
from app.services.context import Context, NotFound
from app.services.granting import ANSWERS, JOINT, Subject, open_own
from app.services.person import Unlocked
from app.services.rounds import SHOWN_FOR, Address, content_bound, read_schedule
from app.storage import grants as grant_rows
from app.storage import partnerships
from app.storage import rounds as rows
from app.storage.library import FALLBACK, edition_of
from app.vault import boxes
from app.vault.ciphers import Unreadable


@dataclass(frozen=True, repr=False)
class Consent:
    """What one person shows in one round: prompts with their numbers, to whom (names), since and until which day.
    `since` is None before the opening."""

    address: Address
    exercise: Exercise
    prompts: tuple[tuple[int, AnyPrompt], ...]
    to: tuple[str, ...]
    since: date | None
    until: date | None


def in_force(ctx: Context, me: Unlocked) -> list[Consent]:
    """Every consent of this person, the latest round first. Rounds in which they show nothing are not in it."""
    found = []
    for row in rows.shown_by(ctx.db, me.id):
        address = Address(row.partnership, row.round)
        disclosure = _opened(ctx, me, address, row)
        if disclosure is None or not disclosure.answers:
            continue
        exercise = edition_of(ctx.db, ctx.library, row.edition).in_language(me.language, FALLBACK)
        shown = tuple((n, prompt) for n, prompt in enumerate(exercise.prompts, 1) if prompt.id in disclosure.answers)
        to = _readers(ctx, me, address, row.member)
        since, until = row.opened_day, row.expires_day
        if since is None and read_schedule(ctx, address, row.settings).opens_at <= ctx.now:
            # Nobody has looked yet. It says what it will say afterwards, or it would tell that.
            since, until = row.opens_day, row.opens_day + SHOWN_FOR
        found.append(Consent(address, exercise, shown, to, since, until))
    return found


def _opened(ctx: Context, me: Unlocked, address: Address, row: Any) -> Disclosure | None:
    """One's own disclosure as it lies there for others; None for filler."""
    subject = Subject(address.partnership, address.round, ANSWERS, row.member)
    try:
        key = open_own(ctx, me, subject, row.member, row.sealed, row.epoch)
        return boxes.open_disclosure(
            row.content, key, content_bound(address, row.member, ANSWERS, row.version), row.member
        )
    except Unreadable:
        return None


def _readers(ctx: Context, me: Unlocked, address: Address, mine: str) -> tuple[str, ...]:
    """The names of those to whom it is shown, and an empty one for a place that nobody has taken yet. Who has left
    keeps their name in it, though no key stands behind it any more: nobody shall read here that somebody left."""
    granted = grant_rows.readers(ctx.db, address.partnership, address.round, ANSWERS, mine)
    key = names.key_of(ctx, me, address.partnership, mine)
    found = []
    for row in rows.circle(ctx.db, address.partnership, address.round):
        name = names.open_member(address.partnership, row.member, key, row.name)
        if row.member != mine and (name or row.member in granted):
            found.append(name.display if name else "")
    return tuple(found)


def renew(ctx: Context, me: Unlocked, address: Address) -> None:
    """Show for another year what is still shown: sealed anew, under a new key. Raises NotFound where nothing is."""
    partnerships.hold_still(ctx.db, address.partnership)
    rounds.open_due(ctx, me, address)
    row = next((one for one in rows.shown_by(ctx.db, me.id) if (one.partnership, one.round) == _pair(address)), None)
    disclosure = _opened(ctx, me, address, row) if row is not None and row.opened_day is not None else None
    if row is None or disclosure is None:
        raise NotFound
    exercise = edition_of(ctx.db, ctx.library, row.edition).in_language(me.language, FALLBACK)
    worksheets.write_contribution(
        ctx,
        me,
        address,
        row.member,
        ANSWERS,
        lambda key, bound: boxes.seal_disclosure(disclosure, key, bound, exercise, ctx.random),
    )
    rows.renew(ctx.db, address.partnership, address.round, row.member, ctx.today + SHOWN_FOR)


def _pair(address: Address) -> tuple[str, str]:
    return address.partnership, address.round


def expire(ctx: Context) -> None:
    """End what has come to its day, exactly as if its author had taken it back: the grants go, without a word."""
    for row in rows.expired(ctx.db, ctx.today):
        if row.part == JOINT:
            grant_rows.remove(ctx.db, row.partnership, row.round, JOINT)
        else:
            grant_rows.remove(ctx.db, row.partnership, row.round, row.part, row.author)
    rows.ended(ctx.db, ctx.today)
