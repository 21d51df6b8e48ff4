"""What somebody answered in other rounds of the same exercise, in the same partnership: their own worksheets, for
their own eyes. It says what is at rest, and what a new worksheet can begin with."""

from contextlib import suppress
from typing import Any

from app.domain import again
from app.domain.answers import Worksheet
from app.domain.exercise import BoundaryPrompt, Exercise
from app.services import own_parts
from app.services.context import Context
from app.services.person import Unlocked
from app.services.rounds import Address, read_schedule
from app.storage import worksheets as rows
from app.storage.library import FALLBACK, edition_of
from app.vault.ciphers import Unreadable


def worksheets(ctx: Context, me: Unlocked, address: Address, exercise: Exercise, row: Any) -> list[Worksheet]:
    """One's own worksheets of the exercise in all other rounds of the partnership, the latest first; `row` is that of
    `storage.worksheets.one`. Those in which nothing was ever saved are not in it, nor those that can't be read. One
    statement, and none where there is no such round.

    A round begun later counts too: what was put to rest there is not asked in one that was left lying.
    """
    editions = [one for one in _hashes(row) if _slug(ctx, one) == exercise.slug]
    if not editions:
        return []
    found = rows.of_editions(ctx.db, address.partnership, address.round, row.member, editions)
    opened = []
    for one in sorted(found, key=lambda one: _when(ctx, address.partnership, one), reverse=True):
        with suppress(Unreadable):
            opened.append(own_parts.open_worksheet(ctx, me, Address(address.partnership, one.round), one))
    return [one for one in opened if one is not None]


def _hashes(row: Any) -> list[str]:
    return sorted(set(row.other_editions.split(","))) if row.other_editions else []


def _slug(ctx: Context, edition: str) -> str:
    return edition_of(ctx.db, ctx.library, edition).in_language(FALLBACK).slug


def _when(ctx: Context, partnership: str, row: Any) -> Any:
    """Nothing says when somebody answered, so a round's own days have to do."""
    return row.begun_day, read_schedule(ctx, Address(partnership, row.round), row.settings).opens_at, row.round


def at_rest(ctx: Context, me: Unlocked, address: Address, exercise: Exercise, row: Any) -> tuple[str, ...] | None:
    """The boundaries that a new worksheet does not ask. None where the exercise has no boundaries."""
    if not any(isinstance(prompt, BoundaryPrompt) for prompt in exercise.prompts):
        return None
    return again.at_rest(exercise, worksheets(ctx, me, address, exercise, row))
