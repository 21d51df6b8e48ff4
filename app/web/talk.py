"""The talk: an opened summary one point at a time. Every page only reads; where somebody is stands in the address, and
nothing of a talk is kept."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from app.domain.summary import Point
from app.domain.talk import Step, steps, ways
from app.services.context import Refused
from app.services.person import Person
from app.services.rounds import Address
from app.services.summaries import Opened
from app.web.guard import allow
from app.web.reading import read
from app.web.sentences import level_words

pages = Blueprint("talk", __name__, url_prefix="/rounds/<address>/talk")

MINUTES = {2: 3, 3: 2}
"""For one turn, by the number of people; shorter where there are many."""

AT_ONCE = 3
"""Small things to choose from."""


@dataclass(frozen=True, repr=False)
class Talk:
    """What there is to talk about, for one reader: the points, those to begin with and then the others; how many come
    first; and who can take a turn, by member: a place that nobody took can't."""

    opened: Opened
    points: tuple[Point, ...]
    first: int
    people: dict[str, str]

    @property
    def minutes(self) -> int:
        return MINUTES.get(len(self.people), 1)

    def steps(self, address: str) -> tuple[tuple[Step, ...], ...]:
        return steps(tuple(self.people), address.encode(), [point.comparison for point in self.points])


def _talk(opened: Opened) -> Talk:
    summary = opened.summary
    people = {member: name for member, name in opened.view.circle.items() if name}
    others = sorted((*summary.limits, *summary.rest), key=lambda point: point.n)
    return Talk(opened, (*summary.first, *others), len(summary.first), people)


@pages.errorhandler(Refused)
def _not_open(_: Refused) -> Any:
    return redirect(url_for("rounds.show", address=(request.view_args or {})["address"]), 303)


@pages.get("")
@allow("read the summary")
def begin(me: Person, address: str) -> Any:
    opened, until = read(me, Address.parse(address))
    talk = _talk(opened)
    if not talk.points:
        return redirect(url_for("rounds.summary", address=address), 303)
    return render_template("talk/begin.html", address=address, talk=talk, kept_until=until)


@pages.get("/<int:n>/<int:s>")
@allow("read the summary")
def step(me: Person, address: str, n: int, s: int) -> Any:
    """The step `s` on the point `n`, both from 1. What was taken back meanwhile is not there any more, and then the
    talk is at its end."""
    opened, _ = read(me, Address.parse(address))
    talk = _talk(opened)
    all_steps = talk.steps(address)
    if not (1 <= n <= len(all_steps) and 1 <= s <= len(all_steps[n - 1])):
        return redirect(url_for("talk.closing", address=address, n=max(1, min(n, len(all_steps)))), 303)
    point, now = talk.points[n - 1], all_steps[n - 1][s - 1]
    shown_to, language = tuple(opened.view.circle), opened.view.exercise.language
    return render_template(
        f"talk/{now.part}.html",
        round={"address": address},
        talk=talk,
        names=opened.view.circle,
        me=opened.view.me,
        point=point,
        turn=now.turn,
        language=language,
        ways=ways(point.comparison, shown_to, now.turn.speaker, level_words(language)) if now.turn else None,
        n=n,
        s=s,
        last=s == len(all_steps[n - 1]),
    )


@pages.get("/<int:n>/<int:s>/pause")
@allow("read the summary")
def pause(me: Person, address: str, n: int, s: int) -> Any:
    """A page with nothing of the summary on it; but only who may read the summary comes here."""
    read(me, Address.parse(address))
    return render_template("talk/pause.html", address=address, n=n, s=s)


@pages.get("/<int:n>/enough")
@allow("read the summary")
def enough(me: Person, address: str, n: int) -> Any:
    opened, _ = read(me, Address.parse(address))
    return render_template("talk/enough.html", address=address, talk=_talk(opened), n=n)


@pages.get("/<int:n>/closing")
@allow("read the summary")
def closing(me: Person, address: str, n: int) -> Any:
    """The end, after the point `n`: with small things from what was talked about, and the way to the rest."""
    opened, _ = read(me, Address.parse(address))
    talk = _talk(opened)
    to_try = [point.try_ for point in talk.points[max(0, n - AT_ONCE) : n] if point.try_]
    more = n + 1 if n < len(talk.points) else None
    language = opened.view.exercise.language
    return render_template("talk/closing.html", address=address, talk=talk, language=language, to_try=to_try, more=more)
