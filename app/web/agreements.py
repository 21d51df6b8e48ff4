"""What people agreed on: the list, a draft, one of them with its yes and its end, looking at it again."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from wtforms import StringField

from app.domain.agreements import LONGEST, Kind, Source, State, look_from
from app.domain.exercise import AnyPrompt
from app.exchange.calendar import Entry, calendar
from app.services import agreements, partnerships, rounds
from app.services.agreed import Address
from app.services.agreements import Agreed
from app.services.context import Context, NotFound, Refused
from app.services.partnerships import Partnership
from app.services.person import Person, Unlocked
from app.services.summaries import Opened
from app.web.forms import StartForm
from app.web.guard import allow, workplace
from app.web.opening_times import counts_at, offered
from app.web.reading import read
from app.web.sentences import sentence

pages = Blueprint("agreements", __name__, url_prefix="/agreements")

LOOKS = {"2-weeks": 14, "month": 30, "3-months": 91}
"""Days until it is looked at again."""
FIELDS = {"past": "opens_at", "too-far": "opens_at", "count-time": "opens_at", "look-day": "look"} | dict.fromkeys(
    ("drafts-full", "change-waits"), "form"
)
"""Where a refusal stands, if not at the words."""


class DraftForm(StartForm):
    """`opens_at` and `opens_on` say when it is counted."""

    words = StringField()
    look = StringField()
    look_on = StringField()


class Asked(NamedTuple):
    """A prompt that a draft may grow from or grew from, with its number in the exercise and the round's address."""

    n: int
    prompt: AnyPrompt
    language: str
    round: str


class Desk(NamedTuple):
    """What a draft is made from: the partnerships it may be in, what is shared in the round at hand, and what it
    replaces."""

    places: Sequence[Partnership]
    asked: Sequence[Asked] = ()
    old: Agreed | None = None


@pages.get("")
@allow("see an agreement")
def index(me: Unlocked) -> Any:
    with workplace().reading() as ctx:
        places = partnerships.of_person(ctx, me)
        found = agreements.of_person(ctx, me)
    listed = [(place, [one for one in found if one.address.partnership == place.id]) for place in places]
    return render_template("agreements/index.html", places=listed, moment=Kind.MOMENT, State=State)


@pages.get("/new")
@allow("draft an agreement")
def new(me: Unlocked) -> Any:
    try:
        desk = _desk(me, request.args.get("round", ""))
    except Refused:
        return redirect(url_for("rounds.show", address=request.args["round"]), 303)
    return _draft_page(desk, {}, {})


@pages.post("/new", endpoint="create")
@allow("draft an agreement")
def create(me: Unlocked) -> Any:
    desk = _desk(me, request.form.get("round", ""))
    partnership = request.form.get("partnership", desk.places[0].id if len(desk.places) == 1 else "")
    if partnership not in [place.id for place in desk.places]:
        raise NotFound
    return _drafted(me, desk, partnership)


@pages.get("/<address>/change")
@allow("draft an agreement")
def change(me: Unlocked, address: str) -> Any:
    """Other words, or the same for longer: the form is the same, and so is the count."""
    desk = _desk_of(me, address)
    if desk.old is None:
        return redirect(url_for("agreements.show", address=address), 303)
    return _draft_page(desk, {"words": desk.old.text}, {})


@pages.post("/<address>/change", endpoint="change_now")
@allow("draft an agreement")
def change_now(me: Unlocked, address: str) -> Any:
    desk = _desk_of(me, address)
    if desk.old is None:
        return redirect(url_for("agreements.show", address=address), 303)
    return _drafted(me, desk, desk.places[0].id)


def _desk(me: Unlocked, round_: str) -> Desk:
    """Raises NotFound for a round that is none of theirs; Refused, where it is not open."""
    opened = read(me, rounds.Address.parse(round_))[0] if round_ else None
    with workplace().reading() as ctx:
        places = partnerships.of_person(ctx, me)
    if opened is None:
        return Desk(places)
    return Desk([one for one in places if one.id == opened.view.address.partnership], _asked(opened))


def _desk_of(me: Unlocked, address: str) -> Desk:
    with workplace().reading() as ctx:
        old = agreements.find(ctx, me, Address.parse(address))
        place = partnerships.find(ctx, me, old.address.partnership)
    return Desk([place], old=old if old.state.holds else None)


def _asked(opened: Opened) -> list[Asked]:
    """What somebody shows there now, in the exercise's order."""
    points = [*opened.summary.limits, *opened.summary.first, *opened.summary.rest]
    language, address = opened.view.exercise.language, str(opened.view.address)
    return [Asked(one.n, one.comparison.prompt, language, address) for one in sorted(points, key=lambda one: one.n)]


def _drafted(me: Unlocked, desk: Desk, partnership: str) -> Any:
    form = DraftForm()
    ticked = request.form.getlist("sources")
    sources = [Source(round=one.round, prompt=one.prompt.id) for one in desk.asked if str(one.n) in ticked]
    try:
        with workplace().writing() as ctx:
            address = agreements.draft(
                ctx,
                me,
                partnership,
                form.words.data or "",
                counts_at(ctx, me, form),
                kind=desk.old.kind if desk.old else Kind.AGREEMENT,
                look_at=_look_at(ctx, me, form, desk.old),
                sources=sources,
                replaces=desk.old.address if desk.old else None,
            )
    except Refused as refused:
        errors = {FIELDS.get(refused.reason, "words"): sentence(refused.reason)}
        return _draft_page(desk, form.given | {"sources": ticked}, errors), 422
    return redirect(url_for("agreements.show", address=str(address)), 303)


def _look_at(ctx: Context, me: Unlocked, form: DraftForm, old: Agreed | None) -> datetime | None:
    """The day to look again; None where there is none, which an agreement is refused for."""
    if old is not None and old.kind is Kind.MOMENT:
        return None
    if days := LOOKS.get(form.look.data or ""):
        return look_from(ctx.now.astimezone(me.zone).date() + timedelta(days=days))
    try:
        return look_from(date.fromisoformat(form.look_on.data or ""))
    except ValueError:
        return None


def _draft_page(desk: Desk, given: dict[str, Any], errors: dict[str, str]) -> str:
    return render_template(
        "agreements/draft.html",
        desk=desk,
        keeps=bool(request.values.get("keep")),
        round=desk.asked[0].round if desk.asked else None,
        alone=all(len(place.members) == 1 for place in desk.places),
        moment=desk.old is not None and desk.old.kind is Kind.MOMENT,
        longest=LONGEST,
        quick=offered(),
        given=given,
        errors=errors,
    )


@pages.get("/<address>")
@allow("see an agreement")
def show(me: Unlocked, address: str) -> Any:
    with workplace().reading() as ctx:
        found = agreements.find(ctx, me, Address.parse(address))
        names = agreements.circle_of(ctx, me, found)
        earlier = _earlier(ctx, me, found)
    return render_template(
        "agreements/show.html",
        one=found,
        names=names,
        alone=len(found.circle) == 1,
        moment=found.kind is Kind.MOMENT,
        sources=_still_shared(me, found.sources),
        earlier=earlier,
    )


def _earlier(ctx: Context, me: Unlocked, found: Agreed) -> Address | None:
    """What it replaces, while the reader can read it."""
    try:
        return agreements.find(ctx, me, found.replaces).address if found.replaces else None
    except NotFound:
        return None


def _still_shared(me: Unlocked, sources: Sequence[Source]) -> list[Asked]:
    """The sources to which somebody's answer is still shown to this reader. Of any other not a word."""
    found: list[Asked] = []
    for round_ in dict.fromkeys(one.round for one in sources):
        try:
            opened, _until = read(me, rounds.Address.parse(round_))
        except (NotFound, Refused):
            continue
        ids = {one.prompt for one in sources if one.round == round_}
        found += [one for one in _asked(opened) if one.prompt.id in ids]
    return found


@pages.post("/<address>/yes")
@allow("agree")
def yes(me: Unlocked, address: str) -> Any:
    """Says yes, or takes it back."""
    with workplace().writing(shred=True) as ctx:
        agreements.say(ctx, me, Address.parse(address), "back" not in request.form)
    return redirect(url_for("agreements.show", address=address), 303)


@pages.post("/<address>/end")
@allow("end an agreement")
def end(me: Person, address: str) -> Any:
    with workplace().writing(shred=True, safety=True) as ctx:
        agreements.end(ctx, me, Address.parse(address))
    return redirect(url_for("agreements.show", address=address), 303)


@pages.post("/<address>/look")
@allow("start a round")
def look(me: Unlocked, address: str) -> Any:
    """Begin the round in which it is looked at again; whoever presses later comes into the same."""
    with workplace().writing() as ctx:
        there = agreements.look_again(ctx, me, Address.parse(address))
    return redirect(url_for("rounds.show", address=str(there)), 303)


@pages.get("/<address>/look.ics")
@allow("see an agreement")
def look_day(me: Unlocked, address: str) -> Any:
    """The day to look again, for a calendar of one's own: it says nothing of what it is for."""
    with workplace().reading() as ctx:
        found = agreements.find(ctx, me, Address.parse(address))
    if found.look_at is None or not found.state.holds:
        raise NotFound
    title = current_app.config["SETTINGS"].calendar_title
    entry = Entry(found.address.agreement, found.look_at.date())
    headers = {"Content-Disposition": "attachment; filename=day.ics", "Content-Type": "text/calendar; charset=utf-8"}
    return calendar(title, [entry]), 200, headers
