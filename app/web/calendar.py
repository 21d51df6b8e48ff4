"""The calendar: what comes, what comes back by itself, and how something begins to."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from babel import Locale
from babel.dates import format_date, format_time
from flask import Blueprint, g, redirect, render_template, request, url_for
from wtforms import StringField

from app.domain.calendar import APPEARS_BEFORE, Brings, Coming, Every, Plan
from app.domain.exercise import Exercise, Rhythm
from app.services import coming, partnerships, rounds, series
from app.services.context import Context, NotFound, Refused
from app.services.partnerships import Partnership
from app.services.person import Person, Unlocked
from app.services.rounds import RoundInList
from app.services.series_settings import Address
from app.web.exercises import opaque
from app.web.forms import Form
from app.web.guard import allow, moved_by_lock, workplace
from app.web.sentences import sentence
from app.web.told import formats, reading

pages = Blueprint("calendar", __name__, url_prefix="/calendar")
AHEAD = timedelta(days=60)
FIELDS = {"past": "first", "too-far": "first", "series-full": "form"}
"""Where a refusal stands, if not at the exercise."""
RHYTHMS = {Rhythm.WEEKLY: Every.WEEK, Rhythm.MONTHLY: Every.MONTH}


class SeriesForm(Form):
    partnership = StringField()
    exercise = StringField()
    every = StringField()
    first = StringField()
    at = StringField()


class Choice(NamedTuple):
    """An exercise to choose, in the language that its title is in."""

    value: str
    text: str
    code: str
    direction: str


@pages.get("")
@allow("see the calendar")
def index(me: Unlocked) -> Any:
    with workplace().reading() as ctx:
        places = partnerships.of_person(ctx, me)
        labels = {one.id: one.label for one in places}
        comes = what_comes(ctx, me, places, rounds.of_person(ctx, me), AHEAD)
        listed = series.of_person(ctx, me)
    if len(places) > 1:
        g.apart = True  # the length of it would tell those of one place of the other one
    return render_template(
        "calendar/index.html",
        comes=comes,
        series=[(one, labels[one.address.partnership], _rhythm(one.plan)) for one in listed if one.running],
        ended=[(one, labels[one.address.partnership]) for one in listed if not one.running],
        many=len(places) > 1,
        key=opaque,
    )


def what_comes(
    ctx: Context, me: Unlocked, places: Sequence[Partnership], all_rounds: Sequence[RoundInList], ahead: timedelta
) -> list[dict[str, Any]]:
    """What the calendar brings to the reader within so long, as the pages print it."""
    labels = {one.id: one.label for one in places}
    mine = {member.id for one in places for member in one.members if member.me}
    found = coming.between(ctx, ctx.now, ctx.now + ahead, list(labels))
    begun = {str(one.address): one.exercise for one in all_rounds}
    titles = series.to_come(ctx, me, ctx.now, ctx.now + ahead) | begun if found else begun
    return [_in_list(one, labels, titles, begun) for one in found if one.members & mine]


def _in_list(
    one: Coming, labels: dict[str, str], titles: dict[str, Exercise], begun: dict[str, Exercise]
) -> dict[str, Any]:
    """`link`: to the round that is there, or to what was agreed."""
    address = one.key.split("/")[1]
    leads_to = "rounds.show" if address in begun else "agreements.show" if one.brings is Brings.LOOK else None
    return {
        "at": one.at,
        "brings": one.brings.value,
        "label": labels[one.partnership],
        "exercise": titles.get(address),
        "link": url_for(leads_to, address=address) if leads_to else None,
    }


def _rhythm(plan: Plan) -> dict[str, Any]:
    """A plan as the page says it, in the local time of its own zone."""
    locale = formats()
    return {
        "every": plan.every.value,
        "weekday": format_date(plan.first, "EEEE", locale),
        "day": plan.first.day,
        "time": _clock(plan.at, locale),
        "zone": plan.zone.key,
    }


def _clock(at: time, locale: Locale) -> str:
    return str(format_time(at, locale.datetime_skeletons["Hm"].pattern, locale=locale))


@pages.get("/series/new")
@allow("begin a series")
def new(me: Unlocked) -> Any:
    """The form. `partnership` and `exercise` in the address choose what it begins with; one that has ended is filled in
    as it was, from its next day on."""
    place, key = request.args.get("partnership"), request.args.get("exercise")
    exercise = _exercise(key) if key else None
    plan = None
    with workplace().reading() as ctx:
        if place is not None:
            partnerships.require_place(ctx, me, place)
            plan = series.again(ctx, me, place, exercise.slug) if exercise else None
    plan = plan or _suggested(me, exercise)
    given = {"exercise": key, "every": plan.every, "first": plan.first.isoformat(), "at": plan.at.strftime("%H:%M")}
    return _form_page(me, place, given, {})


def _exercise(key: str) -> Exercise:
    """The exercise at an opaque address, if it can come back. Raises NotFound."""
    for exercise in workplace().library.exercises(reading().language):
        if opaque(exercise.slug) == key and not exercise.has_blind:
            return exercise
    raise NotFound


def _suggested(me: Person, exercise: Exercise | None) -> Plan:
    """An evening that leaves time to appear before it."""
    rhythm = exercise.rhythm if exercise else None
    first = workplace().clock().astimezone(me.zone).date() + APPEARS_BEFORE + timedelta(days=1)
    return Plan(RHYTHMS.get(rhythm, Every.WEEK) if rhythm else Every.WEEK, first, time(20), me.zone)


@pages.post("/series", endpoint="begin")
@allow("begin a series")
def begin(me: Unlocked) -> Any:
    form = SeriesForm()
    place = form.partnership.data or ""
    with workplace().reading() as ctx:
        partnerships.require_place(ctx, me, place)
    plan, errors = _plan_from(form, me)
    if plan is not None:
        try:
            with workplace().writing() as ctx:
                series.begin(ctx, me, place, _slug(form.exercise.data or ""), plan)
            return redirect(url_for("calendar.index"), 303)
        except Refused as refused:
            errors = {FIELDS.get(refused.reason, "exercise"): sentence(refused.reason)}
    return _form_page(me, place, form.given, errors), 422


def _plan_from(form: SeriesForm, me: Person) -> tuple[Plan | None, dict[str, str]]:
    """What was typed as a plan, or what is to be looked at."""
    every, first, at = form.every.data or "", _day(form.first.data or ""), _time(form.at.data or "")
    errors = {}
    if every not in list(Every):
        errors["every"] = sentence("not-offered")
    if first is None:
        errors["first"] = sentence("no-day")
    if at is None:
        errors["at"] = sentence("no-time")
    if first is None or at is None or errors:
        return None, errors
    return Plan(Every(every), first, at, me.zone), {}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _time(text: str) -> time | None:
    try:
        return datetime.strptime(text[:5], "%H:%M").time()  # noqa: DTZ007 - a local time
    except ValueError:
        return None


def _slug(key: str) -> str:
    return next((slug for slug in workplace().library.current if opaque(slug) == key), "")


def _form_page(me: Unlocked, place: str | None, given: dict[str, Any], errors: dict[str, str]) -> str:
    with workplace().reading() as ctx:
        places: list[Partnership] = partnerships.of_person(ctx, me)
    exercises = [one for one in workplace().library.exercises(reading().language) if not one.has_blind]
    return render_template(
        "calendar/new.html",
        places=[one for one in places if place is None or one.id == place],
        exercises=[_choice(one) for one in exercises],
        zone=me.zone.key,
        given=given,
        errors=errors,
    )


def _choice(exercise: Exercise) -> Choice:
    language = exercise.language
    other = language != reading().language
    return Choice(opaque(exercise.slug), exercise.title, language, Locale(language).text_direction if other else "")


@pages.get("/series/<address>")
@allow("end a series")
def ending(me: Person, address: str) -> Any:
    """What ending means, and the button. Not on the calendar itself: that page has no form, so that it holds no token.
    Without a key it doesn't say which one it is: whoever took the device up would read it."""
    with workplace().reading() as ctx:
        found = series.find(ctx, me, Address.parse(address))
    if not found.running:
        return redirect(url_for("calendar.index"), 303)
    elsewhere = moved_by_lock(me)
    if elsewhere:
        return elsewhere
    known = isinstance(me, Unlocked)
    return render_template(
        "calendar/end.html", address=address, one=found if known else None, rhythm=_rhythm(found.plan)
    )


@pages.post("/series/<address>/end", endpoint="end")
@allow("end a series")
def end(me: Person, address: str) -> Any:
    with workplace().writing(shred=True, safety=True) as ctx:
        series.end(ctx, me, Address.parse(address))
    return redirect(url_for("calendar.index"), 303)
