"""Long prompts, a page at a time: cards to sort and tasks to share out are shown, and saved, in parts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request

from app.domain.exercise import AllocationPrompt, AnyPrompt, MutualPrompt, SortPrompt
from app.domain.showing import CARDS_AT_ONCE, TASKS_AT_ONCE, Group, arranged, in_parts
from app.services.worksheets import Sheet
from app.web.answers import given_of


@dataclass(frozen=True)
class Part:
    """The `n`th part of `of`, from 1, and what lies in it."""

    n: int
    of: int
    groups: tuple[Group, ...]
    elsewhere: frozenset[str]

    @property
    def last(self) -> bool:
        return self.n == self.of


def part_at_hand(sheet: Sheet, asked: AnyPrompt) -> Part:
    """The part that the form or the address names; the first, where neither does or there is no such part."""
    pages = _pages(sheet, asked)
    if len(pages) == 1:
        return Part(1, 1, pages[0], frozenset())
    named = request.values.get("part", "")
    n = next((at for at in range(1, len(pages) + 1) if named == str(at)), 1)
    elsewhere = (item.id for at, page in enumerate(pages, 1) if at != n for group in page for item in group.items)
    return Part(n, len(pages), pages[n - 1], frozenset(elsewhere))


def _pages(sheet: Sheet, asked: AnyPrompt) -> tuple[tuple[Group, ...], ...]:
    laid = sheet.exercise.about(asked) or asked
    match laid:
        case SortPrompt():
            return in_parts(arranged(laid, sheet.member), CARDS_AT_ONCE)
        case AllocationPrompt():
            return in_parts(arranged(laid, sheet.member), TASKS_AT_ONCE)
        case MutualPrompt():
            return (arranged(laid, sheet.member),)
        case _:
            return ((),)


def with_the_rest(sheet: Sheet, asked: AnyPrompt, part: Part, given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given on one part, and what is saved of the others. A form that names no part is about all of them."""
    if "part" not in request.form or part.of == 1:
        return dict(given)
    saved = given_of(asked, sheet.answer(asked))
    rest = {field: value for field, value in saved.items() if _item(field) in part.elsewhere}
    return rest | {field: value for field, value in given.items() if _item(field) not in part.elsewhere}


def _item(field: str) -> str:
    """The item that a field is about: its name is pile-<id>, now-<id> or wish-<id>."""
    return field.partition("-")[2]
