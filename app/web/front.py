"""The front page: a card to try without an account, or, signed in, one's partnerships and rounds, and for somebody new
a few questions to begin with alone."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.domain.exercise import Exercise, Opens, Option, Pile
from app.domain.rounds import FURTHEST, Schedule
from app.services import assignments, beginning, consents, partnerships, rounds
from app.services.context import NotFound
from app.services.person import Person, Unlocked
from app.services.rounds import RoundInList
from app.web.calendar import what_comes
from app.web.guard import allow, workplace
from app.web.invitations import pending_code

pages = Blueprint("front", __name__)

FIRST = ("good-moments", "who-taught-us")
"""What somebody can begin with alone: light, and three questions long in its short way. The first that is there in
their language."""

WEEK = timedelta(days=7)
COMES = 3
"""The home page tells of the coming week, and of no more than so much of it; the calendar has the rest."""


@pages.get("/")
@allow("visit")
def index(me: Person | None) -> Any:
    if me is None:
        return _card(None)
    if not isinstance(me, Unlocked):
        return redirect(url_for("accounts.unlock", then="/"), 303)
    with workplace().reading() as ctx:
        mine = partnerships.of_person(ctx, me)
        all_rounds = rounds.of_person(ctx, me)
        ending = bool(consents.ending(ctx, me))
        comes = what_comes(ctx, me, mine, all_rounds, WEEK)
        given = [one for one in assignments.of_person(ctx, me) if not (one.meeting and one.meeting.resting(ctx.today))]
    listed = [
        {
            "id": partnership.id,
            "label": partnership.label,
            "names": [member.name for member in partnership.members if not member.invited],
            "rounds": of_place(all_rounds, partnership.id),
        }
        for partnership in mine
    ]
    return render_template(
        "front/home.html",
        partnerships=listed,
        invited=pending_code() is not None,
        first=None if listed else _first(me.language),
        ending=ending,
        comes=comes[:COMES],
        given=given,
        many=len(listed) > 1,
    )


@pages.post("/first")
@allow("begin a partnership")
def first(me: Unlocked) -> Any:
    """A place for one and a short round in it, as anybody could make them by hand; then its first question."""
    exercise = _first(me.language)
    if exercise is None:
        raise NotFound
    with workplace().writing() as ctx:
        # Not the username: should somebody be invited here one day, they would learn it.
        here = partnerships.create(ctx, me, _("My own notes"), _("Me"), "")
        address = beginning.start(ctx, me, here, exercise.slug, Schedule(Opens.READY, ctx.now + FURTHEST))
    n = next(n for n, prompt in enumerate(exercise.prompts, 1) if prompt.short)
    return redirect(url_for("rounds.prompt", address=str(address), n=n, short=1), 303)


def _first(language: str) -> Exercise | None:
    texts = [workplace().library.exercise(slug, language) for slug in FIRST]
    found = [one for one in texts if one is not None]
    return next((one for one in found if one.language == language), found[0] if found else None)


@pages.post("/", endpoint="try_card")
@allow("visit")
def try_card(me: Person | None) -> Any:
    """Sort the card. Nothing is kept: the answer goes into the page and nowhere else."""
    pile = request.form.get("pile", "")
    return _card(pile if pile in list(Pile) else None)


def _card(pile: str | None) -> str:
    card = Option(id="plans-the-week", text=_("Who keeps the week’s plans in mind"))
    return render_template("front/index.html", card=card, pile=pile)


def of_place(all_rounds: Sequence[RoundInList], partnership: str) -> list[dict[str, Any]]:
    """The rounds of one place as its lists print them: those to come first, then the latest."""
    here = [one for one in all_rounds if one.address.partnership == partnership]
    return [in_list(one) for one in sorted(here, key=lambda one: one.open)]


def in_list(one: RoundInList) -> dict[str, Any]:
    """A round as the lists print it: the same for everybody in its circle."""
    return {
        "address": str(one.address),
        "title": one.exercise.title,
        "language": one.exercise.language,
        "open": one.open,
        "opens": one.schedule.opens.value,
        "opens_at": one.schedule.opens_at,
        "begun": one.begun,
        "alone": one.alone,
    }


@pages.get("/healthz")
@allow("visit")
def healthz(me: Person | None) -> Any:
    """Whether the app answers."""
    return {"status": "ok"}
