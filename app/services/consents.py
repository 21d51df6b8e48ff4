"""What somebody shows to others: listed, renewed, and ended by its day.

There is no second book beside the grants. The list is read from what the keys allow, so it can't say anything else:
a row stands here exactly as long as somebody holds a key to what it names.

A year after the opening all ends that its author has not renewed. It may end a welcome, but it never weakens a no:
`sharing.lasting` says how.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.domain import sharing
from app.domain.exercise import AnyPrompt, Exercise
from app.domain.rounds import closed
from app.domain.sharing import Disclosure
from app.services import names, rounds, showings, worksheets
from app.services.context import Context, NotFound
from app.services.granting import ANSWERS, JOINT, Subject, open_own
from app.services.person import Unlocked
from app.services.rounds import SHOWN_FOR, Address, content_bound, read_schedule
from app.storage import disclosures as rows
from app.storage import grants as grant_rows
from app.storage import partnerships
from app.storage import worksheets as worksheet_rows
from app.storage.library import FALLBACK, edition_of
from app.vault import boxes
from app.vault.ciphers import Unreadable

SOON = timedelta(days=30)
"""So long before its end a consent is offered for renewal."""


@dataclass(frozen=True, repr=False)
class Consent:
    """What one person shows in one round: prompts with their numbers, to whom (names), since and until which day.
    `therapists` (names) can read some of it besides.
    `since` is None before the opening. `lasting` are those prompts that go on if it is renewed: of boundaries only
    what is a no."""

    address: Address
    exercise: Exercise
    prompts: tuple[tuple[int, AnyPrompt], ...]
    lasting: tuple[tuple[int, AnyPrompt], ...]
    to: tuple[str, ...]
    therapists: tuple[str, ...]
    since: date | None
    until: date | None

    def ends_within(self, time: timedelta, today: date) -> bool:
        """Whether it ends so soon, and renewing it would keep anything."""
        return self.since is not None and self.until is not None and self.until <= today + time and bool(self.lasting)


def in_force(ctx: Context, me: Unlocked) -> list[Consent]:
    """Every consent of this person, the latest round first. Rounds in which they show nothing are not in it."""
    return _consents(ctx, me, rows.shown_by(ctx.db, me.id))


def ending(ctx: Context, me: Unlocked, within: timedelta = SOON) -> list[Consent]:
    """The consents of this person that end so soon and can be renewed, for their own eyes. One statement where none
    ends."""
    found = _consents(ctx, me, rows.shown_by(ctx.db, me.id, until=ctx.today + within))
    return [one for one in found if one.ends_within(within, ctx.today)]


def _consents(ctx: Context, me: Unlocked, shown: Sequence[Any]) -> list[Consent]:
    found = []
    seen = showings.therapists_of(ctx, me) if shown else {}
    for row in shown:
        address = Address(row.partnership, row.round)
        disclosure = _shown(ctx, me, address, row)
        if disclosure is None:
            continue
        exercise = edition_of(ctx.db, ctx.library, row.edition).in_language(me.language, FALLBACK)
        lasting = sharing.lasting(disclosure)
        to = _readers(ctx, me, address, row.member)
        since, until = row.opened_day, row.expires_day
        if since is None and closed(read_schedule(ctx, address, row.settings), ctx.now):
            # Nobody has looked yet. It says what it will say afterwards, or it would tell that.
            since, until = row.opens_day, row.opens_day + SHOWN_FOR
        prompts = _prompts(exercise, disclosure)
        numbers = {n for n, _ in prompts}
        therapists = tuple(name for name, those in seen.get(address, ()) if not numbers.isdisjoint(those))
        found.append(Consent(address, exercise, prompts, _prompts(exercise, lasting), to, therapists, since, until))
    return found


def _prompts(exercise: Exercise, disclosure: Disclosure) -> tuple[tuple[int, AnyPrompt], ...]:
    return tuple((n, prompt) for n, prompt in enumerate(exercise.prompts, 1) if prompt.id in disclosure.answers)


def _shown(ctx: Context, me: Unlocked, address: Address, row: Any) -> Disclosure | None:
    """What one shows in a round as others read it there now; None where that is nothing."""
    disclosure = _opened(ctx, me, address, row)
    if disclosure is not None and rounds.year_over(ctx, row.opened_day):
        disclosure = sharing.lasting(disclosure)
    return disclosure if disclosure is not None and disclosure.answers else None


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
    for row in worksheet_rows.circle(ctx.db, address.partnership, address.round):
        name = names.open_member(address.partnership, row.member, key, row.name)
        if row.member != mine and (name or row.member in granted):
            found.append(name.display if name else "")
    return tuple(found)


def renew(ctx: Context, me: Unlocked, address: Address) -> None:
    """Show for another year what is still shown: sealed anew, under a new key. Raises NotFound where nothing is: a
    renewal of nothing would lie there with its day."""
    partnerships.hold_still(ctx.db, address.partnership)
    rounds.open_due(ctx, me, address)
    row = next((one for one in rows.shown_by(ctx.db, me.id) if (one.partnership, one.round) == _pair(address)), None)
    disclosure = _shown(ctx, me, address, row) if row is not None and row.opened_day is not None else None
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
    """End what has come to its day, exactly as if its author had taken it back: the grants go, without a word.

    Each disclosure ends as a whole, by its own day and by nothing else. A careful level of one can so be gone while an
    open one of another was renewed; therefore of every round that opened a year ago no level is shown any more but a
    no, whoever renewed it (`sharing.lasting`): by the calendar, for everybody in the same instant, on reading and when
    it is renewed the next time. Were the levels of all ended with the first disclosure that ends, they would tell
    whether somebody renewed: of one who took everything back afterwards that shall not be known.

    Taking back stays as it is: what somebody takes back goes alone. If it took the others' levels along, it would tell
    everybody that a level was taken back, and take away a no that its author still wants to be known.
    """
    for row in rows.expired(ctx.db, ctx.today):
        if row.part == JOINT:
            grant_rows.remove(ctx.db, row.partnership, row.round, JOINT)
        else:
            grant_rows.remove(ctx.db, row.partnership, row.round, row.part, row.author)
    rows.ended(ctx.db, ctx.today)
