"""A round: its own page, and what all its pages share."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, url_for

from app.domain import choosing
from app.domain.exercise import AnyPrompt
from app.services import bringing, summaries, worksheets
from app.services.context import NotFound
from app.services.person import Unlocked
from app.services.rounds import Address
from app.services.summaries import View
from app.services.worksheets import Sheet
from app.web.guard import allow, workplace
from app.web.reading import open_due
from app.web.waiting import meanwhile

pages = Blueprint("rounds", __name__, url_prefix="/rounds")
"""`prompts`, `sealing` and `summaries` add theirs to it."""
Way = tuple[tuple[int, AnyPrompt], ...]
"""Prompts with their numbers in the exercise."""


@dataclass(frozen=True)
class Page:
    """A round as the templates take it."""

    address: str
    title: str
    open: bool
    opens: str
    opens_at: Any
    sealed: bool
    has_blind: bool
    alone: bool
    year_over: bool


def page_of(seen: View | Sheet, sealed: bool = False) -> Page:
    circle = seen.circle if isinstance(seen, Sheet) else len(seen.circle)
    return Page(
        str(seen.address),
        seen.exercise.title,
        seen.open,
        seen.schedule.opens.value,
        seen.schedule.opens_at,
        sealed,
        seen.exercise.has_blind,
        circle == 1,
        isinstance(seen, View) and seen.year_over,
    )


def numbered(sheet: Sheet, text: str) -> AnyPrompt:
    """The prompt that a form names by its number. Raises NotFound."""
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        raise NotFound
    return sheet.prompt(int(text))


def short_way(sheet: Sheet) -> Way:
    """The prompts of the five-minute version. Which way somebody goes is kept nowhere but in their own address."""
    return tuple((n, prompt) for n, prompt in sheet.shown if prompt.short)


@pages.get("/<address>")
@allow("see a round")
def show(me: Unlocked, address: str) -> Any:
    here = Address.parse(address)
    with workplace().reading() as ctx:
        seen = summaries.view(ctx, me, here)
        sheet = worksheets.find(ctx, me, here)
        again = bringing.can_begin_with_more(ctx, me, sheet)
    if seen.exercise.slug == choosing.SLUG:
        return redirect(url_for("choosing.show", address=address), 303)
    if seen.due:
        open_due(me, here)
    prompts = [
        {
            "n": n,
            "ask": prompt.ask,
            "private": prompt.private,
            "blind": prompt.blind,
            "kind": prompt.kind,
            "reading": not prompt.answerable,
        }
        for n, prompt in sheet.shown
    ]
    return render_template(
        "rounds/show.html",
        round=page_of(seen, sheet.sealed),
        language=seen.exercise.language,
        names=_names(seen),
        prompts=prompts,
        resting=sheet.resting,
        again=again,
        next_n=_next_unanswered(sheet, sheet.shown),
        short_n=_next_unanswered(sheet, short_way(sheet)),
        meanwhile=meanwhile(address, workplace().clock().date()),
    )


def _next_unanswered(sheet: Sheet, way: Way) -> int | None:
    for n, prompt in way:
        if prompt.answerable and sheet.answer(prompt) is None:
            return n
    return None


def _names(seen: View) -> list[str]:
    return [name for name in seen.circle.values() if name]
