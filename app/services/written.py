"""Exercises that somebody writes: kept for their author alone, under the field key, in boxes of a few sizes.

A part is what one form is about: the head, or one prompt. Its mark stands in the form, so that no form overwrites
another unseen; forms about other parts can be open side by side.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from app.domain import files, written_checks
from app.domain import written as drafts
from app.domain.files import Edition
from app.domain.written import Written
from app.services.context import Context, NotFound, Refused
from app.services.person import Unlocked
from app.storage import people
from app.storage import written as rows
from app.vault.ciphers import Unreadable, bind, padded, unpadded

CONTENT_BYTES = 16384
"""The smallest box. Exercises in one language fit into it or into the next."""
MOST_BYTES = 512 * 1024
AT_MOST = 60
"""Exercises that one person writes."""
VERSION_BYTES = 16


@dataclass(frozen=True)
class Kept:
    """One of them, as it lies there."""

    id: str
    written: Written
    version: bytes
    begun: date


def of_person(ctx: Context, me: Unlocked) -> list[Kept]:
    """All that this person writes, the latest first. What can't be read is left out."""
    found = []
    for row in rows.of_person(ctx.db, me.id):
        try:
            found.append(_opened(ctx, me, row))
        except Unreadable:
            continue
    return found


def editions(ctx: Context, me: Unlocked) -> dict[str, Edition]:
    """Those that are whole, by id, as they could be given to somebody. Each has a name of its own among exercises,
    which stays the same while it is changed: whatever depends on the name of one that comes with the code (how long it
    rests, that it is drawn) does not depend on what somebody calls theirs."""
    found = {}
    for one in of_person(ctx, me):
        whole = written_checks.whole(one.written)
        if whole is not None:
            slug = f"own-{sha256(one.id.encode()).hexdigest()[:16]}"
            languages = {code: text.model_copy(update={"slug": slug}) for code, text in whole.languages.items()}
            found[one.id] = files.edition(languages)
    return found


def find(ctx: Context, me: Unlocked, exercise: str) -> Kept:
    """Raises NotFound, also for somebody else's."""
    row = rows.one(ctx.db, me.id, exercise)
    if row is None:
        raise NotFound
    try:
        return _opened(ctx, me, row)
    except Unreadable:
        raise NotFound from None


def begin(ctx: Context, me: Unlocked, written: Written) -> str:
    """The id of a new one that says this. Where the same lies there unchanged, it is that one: pressing a button twice
    is one wish. Holds the person, or several at once would each count before the others are there. Raises
    Refused("written-full")."""
    people.hold_still(ctx.db, me.id)
    there = of_person(ctx, me)
    same = next((one.id for one in there if one.written == written), None)
    if same is not None:
        return same
    if len(there) >= AT_MOST:
        raise Refused("written-full")
    exercise = ctx.new_id()
    rows.add(ctx.db, me.id, exercise, _sealed(ctx, me, exercise, written), ctx.random(VERSION_BYTES), ctx.today)
    return exercise


def copy(ctx: Context, me: Unlocked, edition: Edition) -> str:
    """The id of a new one that says what an exercise that comes with the code says. Raises Refused("written-full")."""
    return begin(ctx, me, drafts.copy_of(edition.languages, me.language))


def change(
    ctx: Context,
    me: Unlocked,
    exercise: str,
    part: Callable[[Written], Any],
    mark: str,
    new: Callable[[Written], Written],
) -> Written:
    """Change it, if the part that the form was about is still as the form had it. Returns what it says now. Raises
    NotFound, and Refused("conflict" | "written-long")."""
    kept = find(ctx, me, exercise)
    if mark_of(part(kept.written)) != mark:
        raise Refused("conflict")
    written = new(kept.written)
    if written != kept.written:
        content = _sealed(ctx, me, exercise, written)
        if not rows.keep(ctx.db, me.id, exercise, content, ctx.random(VERSION_BYTES), kept.version):
            raise Refused("conflict")
    return written


def remove(ctx: Context, me: Unlocked, exercise: str) -> None:
    """Once removed it is gone; removing it again changes nothing."""
    rows.remove(ctx.db, me.id, exercise)


def mark_of(part: Any) -> str:
    """What stands for a part in its form: the same for as long as it says the same."""
    return sha256(json.dumps(part, sort_keys=True).encode()).hexdigest()[:32]


def _opened(ctx: Context, me: Unlocked, row: Any) -> Kept:
    content = unpadded(ctx.house.field.unseal(row.content, _bound(me, row.exercise)))
    return Kept(row.exercise, drafts.read(content.decode()), row.version, row.begun_day)


def _sealed(ctx: Context, me: Unlocked, exercise: str, written: Written) -> bytes:
    content = padded(drafts.write(written).encode(), CONTENT_BYTES)
    if len(content) > MOST_BYTES:
        raise Refused("written-long")
    return ctx.house.field.seal(content, _bound(me, exercise), ctx.random)


def _bound(me: Unlocked, exercise: str) -> bytes:
    return bind("written_exercises", me.id, exercise, "content")
