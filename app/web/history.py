"""What has been: all rounds by month, then and now, and one's own answers over time. The list is the same for
everybody who was there, and says of nobody whether they were."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from typing import Any

from babel.dates import format_skeleton
from flask import Blueprint, g, redirect, render_template, request, url_for

from app.domain import choosing, history
from app.domain.exercise import Exercise, Practice, ScalePrompt
from app.services import history as services
from app.services import partnerships, rounds
from app.services.context import Refused
from app.services.person import Unlocked
from app.services.rounds import Address, RoundInList
from app.web.exercises import opaque
from app.web.front import in_list
from app.web.guard import allow, workplace
from app.web.paging import page_asked_for
from app.web.paths import PRACTICES
from app.web.reading import read
from app.web.told import reading

pages = Blueprint("history", __name__, url_prefix="/over-time")
AT_ONCE, AT_ONCE_APART = 40, 8
"""Rounds on one page, and on one with those of several places, which isn't compressed."""


def practice_key(practice: Practice) -> str:
    """How an address names a practice: the same for everybody, and no telling word."""
    return sha256(f"practice/{practice}".encode()).hexdigest()[:22]


@dataclass(frozen=True)
class Chosen:
    """What the list is narrowed to; what is not known counts as not chosen. `page` from 1."""

    practice: Practice | None
    partnership: str | None
    page: int

    def address(self, page: int) -> str:
        about = practice_key(self.practice) if self.practice else None
        return url_for("history.index", about=about, place=self.partnership, page=page if page > 1 else None)


@pages.get("")
@allow("see what happened")
def index(me: Unlocked) -> Any:
    """There is no token here. Of one place the page is compressed: it is the same for everybody there."""
    with workplace().reading() as ctx:
        labels = {one.id: one.label for one in partnerships.of_person(ctx, me)}
        everything = rounds.of_person(ctx, me)
    chosen = _chosen(labels)
    several = chosen.partnership is None and len(labels) > 1
    if several:
        g.apart = True
    here = [one for one in everything if chosen.partnership in (None, one.address.partnership)]
    some = [one for one in here if chosen.practice is None or chosen.practice in one.exercise.practices]
    at_once = AT_ONCE_APART if several else AT_ONCE
    last = max(1, -(-len(some) // at_once))
    page = min(chosen.page, last)
    return render_template(
        "history/index.html",
        months=list(_months(some[(page - 1) * at_once : page * at_once])),
        came_back=[_came_back(one) for one in services.came_back(some)] if page == 1 and not several else [],
        labels=labels if several else {},
        label=labels[chosen.partnership] if chosen.partnership else "",
        practices=_practices(here),
        about=practice_key(chosen.practice) if chosen.practice else "",
        place=chosen.partnership or "",
        anything=bool(here),
        later=chosen.address(page - 1) if page > 1 else None,
        earlier=chosen.address(page + 1) if page < last else None,
    )


def _chosen(labels: dict[str, str]) -> Chosen:
    about, place = (request.args.get(name, "") for name in ("about", "place"))
    practice = next((one for one in Practice if practice_key(one) == about), None)
    here = place if place in labels and len(labels) > 1 else None
    return Chosen(practice, here, page_asked_for())


def _practices(everything: list[RoundInList]) -> list[tuple[str, Any]]:
    """Those that there is something of, in their lasting order."""
    there = {practice for one in everything for practice in one.exercise.practices}
    return [(practice_key(practice), words) for practice, words in PRACTICES.items() if practice in there]


def _months(listed: list[RoundInList]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Rounds under the month in which they began, the latest first."""
    for (_, _), some in groupby(listed, key=lambda one: (one.begun.year, one.begun.month)):
        rows = list(some)
        yield format_skeleton("yMMMM", rows[0].begun, locale=reading()), [_row(one) for one in rows]


def _row(one: RoundInList) -> dict[str, Any]:
    return {**in_list(one), "partnership": one.address.partnership, "again": _again(one.exercise)}


def _again(exercise: Exercise) -> str | None:
    """Where it is begun again; None for what isn't there any more."""
    if exercise.slug == choosing.SLUG:
        return url_for("choosing.index")
    there = exercise.slug in workplace().library.current
    return url_for("exercises.begin", slug=opaque(exercise.slug)) if there else None


def _came_back(one: services.CameBack) -> dict[str, Any]:
    exercise, address = one.latest.exercise, one.latest.address
    then, now = str(one.first.address), str(address)
    scales = [asked for asked in exercise.prompts if isinstance(asked, ScalePrompt)]
    lines = url_for("over_time.lines", partnership=address.partnership, key=opaque(exercise.slug)) if scales else ""
    today = workplace().library.exercise(exercise.slug, exercise.language)
    return {
        "title": (today or exercise).title,
        "language": (today or exercise).language,
        "partnership": address.partnership,
        "then": url_for("history.then", one=then, other=now) if one.for_all else "",
        "mine": url_for("history.mine", one=then, other=now),
        "lines": lines,
    }


@pages.get("/then/<one>/<other>")
@allow("see what happened")
def then(me: Unlocked, one: str, other: str) -> Any:
    """Two openings of one exercise side by side, from what is still shared."""
    try:
        with workplace().reading() as ctx:
            pair = services.pair(ctx, me, Address.parse(one), Address.parse(other))
    except Refused:
        return redirect(url_for("history.index"), 303)
    if not pair.for_all:
        return redirect(url_for("history.mine", one=one, other=other), 303)
    before, since = (read(me, each.address)[0] for each in (pair.first, pair.latest))
    return render_template(
        "history/then.html",
        then=_side(pair.first, before.view.exercise),
        now=_side(pair.latest, since.view.exercise),
        names=since.view.circle,
        prompts=history.side_by_side(before.summary, since.summary),
        mine=url_for("history.mine", one=one, other=other),
    )


def _side(one: RoundInList, exercise: Exercise) -> dict[str, Any]:
    """One of the two openings, as the templates take it."""
    return {
        "address": str(one.address),
        "title": exercise.title,
        "language": exercise.language,
        "begun": one.begun,
        "exercise": exercise,
    }


@pages.get("/then/<one>/<other>/mine")
@allow("see oneself over time")
def mine(me: Unlocked, one: str, other: str) -> Any:
    """One's own then and now, limits too: behind a fresh passphrase, and for nobody else."""
    try:
        with workplace().reading() as ctx:
            own = services.own(ctx, me, Address.parse(one), Address.parse(other))
    except Refused:
        return redirect(url_for("history.index"), 303)
    return render_template(
        "history/mine.html",
        then=_side(own.pair.first, own.then),
        now=_side(own.pair.latest, own.now),
        prompts=own.prompts,
    )
