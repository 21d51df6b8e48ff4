"""Choosing together: a round in which everybody picks subjects blindly, and what is drawn from them at its opening."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from app.domain import choosing
from app.domain.exercise import Exercise, MutualPrompt, Opens
from app.domain.rounds import Schedule, closed
from app.domain.sharing import Joint
from app.services import beginning, rounds, worksheets
from app.services.context import Context, NotFound, Refused
from app.services.granting import JOINT, NOBODY
from app.services.person import Unlocked
from app.services.rounds import Address, content_bound, granted_key
from app.services.summaries import View
from app.services.worksheets import Sheet
from app.storage import disclosures as rows
from app.storage.library import FALLBACK
from app.vault import boxes
from app.vault.ciphers import Unreadable


@dataclass(frozen=True)
class Times:
    """What the calendar says about choosing together in one partnership, whatever anybody picked: the choosing that is
    not open yet, if there is one, or from when there can be another one. Of choosings for everybody there alone."""

    going_on: Address | None
    again_at: datetime | None


def times(ctx: Context, me: Unlocked, partnership: str) -> Times:
    """Of a partnership that the person is in. Raises NotFound."""
    begun = rounds.for_all(ctx, me, partnership, (choosing.SLUG,))[choosing.SLUG]
    for address, schedule in begun:
        if not closed(schedule, ctx.now):
            return Times(address, None)
    again = choosing.again_from([schedule.opens_at for _, schedule in begun])
    return Times(None, again if again and again > ctx.now else None)


def start(ctx: Context, me: Unlocked, partnership: str, opens_at: datetime) -> Address:
    """The choosing that is not open yet, or else a new one. Raises what `beginning.begin` raises."""
    if going_on := times(ctx, me, partnership).going_on:
        return going_on
    return beginning.begin(ctx, me, partnership, choosing.EDITION, Schedule(Opens.AT, opens_at))


def find(ctx: Context, me: Unlocked, address: Address, to_change: bool = False) -> tuple[Sheet, MutualPrompt]:
    """One's own sheet and its one prompt. Raises NotFound, for any other round too, and Locked."""
    sheet = worksheets.find(ctx, me, address, to_change)
    prompt = sheet.exercise.prompts[0]
    if sheet.exercise.slug != choosing.SLUG or not isinstance(prompt, MutualPrompt):
        raise NotFound
    return sheet, prompt


def pick(ctx: Context, me: Unlocked, sheet: Sheet, prompt: MutualPrompt, topics: tuple[str, ...]) -> None:
    """Put one's picks in, in the place of earlier ones; none takes those out. Raises Refused: `closed`, `conflict`."""
    worksheets.contribute_picks(ctx, me, sheet, prompt, topics)


def drawn(ctx: Context, me: Unlocked, view: View) -> list[Exercise]:
    """What was drawn, in the reader's language; an exercise that is not offered any more is left out. Where nothing can
    be read, two light ones, the same for everybody each time: it was taken back, or it has ended, or nobody came in
    time, and none of this may be told from having nothing in common. Raises Refused("not-open")."""
    if not view.open:
        raise Refused("not-open")
    joint = _joint(ctx, me, view) or _by_chance(ctx, view)
    found = (ctx.library.exercise(slug, me.language) for slug in joint.matches[choosing.DRAWN])
    return [one for one in found if one is not None]


def _joint(ctx: Context, me: Unlocked, view: View) -> Joint | None:
    here = view.address
    for row in rows.granted_to(ctx.db, here.partnership, here.round, view.me, (JOINT,)):
        try:
            key = granted_key(ctx, me, view.me, here, row)
            return boxes.open_joint(row.content, key, content_bound(here, NOBODY, JOINT, row.version))
        except Unreadable:
            continue
    return None


def _by_chance(ctx: Context, view: View) -> Joint:
    lot = sha256(f"drawn/{view.address}".encode()).digest()
    exercises = choosing.offered(ctx.library.exercises(FALLBACK), len(view.circle))
    return choosing.draw(choosing.EXERCISE, (), exercises, (int.from_bytes(lot[:8]), int.from_bytes(lot[8:16])))
