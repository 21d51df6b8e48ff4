"""What a therapist does with one partnership: read what they are shown, give exercises, write down when they meet."""

from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for

from app.domain.answers import clean_text
from app.domain.assignments import LENGTHS, SEQUENCES, Assignment, refusals
from app.domain.exercise import Exercise, ScalePrompt
from app.domain.finding import by_practice
from app.domain.summary import summarise
from app.domain.therapists import Meeting, Sees
from app.services import agreed, assignments, practice, showings, written
from app.services.context import NotFound, Refused
from app.services.links import Address
from app.services.person import Unlocked
from app.services.showings import ShownRound
from app.web import over_time
from app.web.exercises import opaque
from app.web.forms import AssignForm, MeetingForm
from app.web.guard import allow, workplace
from app.web.paths import PRACTICES
from app.web.practice import pages
from app.web.sentences import sentence

FIRST = 3
"""So many points are offered to start from."""


@pages.get("/<address>")
@allow("work with couples")
def show(me: Unlocked, address: str) -> Any:
    """The page before the session."""
    here = Address.parse(address)
    _note(me, here)
    with workplace().reading() as ctx:
        one, terms, laid = practice.find(ctx, me, here), practice.terms(ctx, here), practice.laid(ctx, here)
        shown = showings.for_therapist(ctx, me, here)
        gave = assignments.for_therapist(ctx, me, here, laid.sees)
        last, read = showings.looked_before(ctx, here)
        look_days = agreed.look_days(ctx, here.partnership, laid.circle) if Sees.AGREEMENTS in laid.sees else []
        today = ctx.today
    points = _points(shown[0])[:FIRST] if shown else []
    return render_template(
        "practice/show.html",
        one=one,
        terms=terms,
        sees=laid.sees,
        meets_on=one.meeting.next(today),
        resting=one.meeting.resting(today),
        shown=shown,
        points=points,
        lines=_lines(shown),
        language=shown[0].exercise.language if shown else "",
        gave=gave,
        last=last,
        unread={each.round for each in shown} - read,
        look_days=look_days,
        today=today,
    )


def _lines(shown: list[ShownRound]) -> list[tuple[str, Exercise]]:
    """The exercises with scales of which more than one round is shown, with the keys of their addresses."""
    times: dict[str, list[Exercise]] = {}
    for one in shown:
        if any(isinstance(asked, ScalePrompt) for asked in one.exercise.prompts):
            times.setdefault(one.exercise.slug, []).append(one.exercise)
    return [(opaque(slug), those[0]) for slug, those in times.items() if len(those) > 1]


def _note(me: Unlocked, here: Address, what: str = "") -> None:
    """Note for the partners that their therapist looks, once a day. Raises NotFound."""
    with workplace().reading() as ctx:
        practice.find(ctx, me, here)
        noted = showings.has_looked(ctx, here, what)
    if not noted:
        with workplace().writing() as ctx:
            practice.held(ctx, me, here)
            showings.note_look(ctx, here, what)


def _points(one: ShownRound) -> list[Any]:
    found = summarise(one.exercise, tuple(one.shown.names), list(one.shown.disclosures), one.shown.joint, "")
    return [*found.limits, *found.first, *found.rest]


@pages.get("/<address>/rounds/<round_>")
@allow("work with couples")
def round_shown(me: Unlocked, address: str, round_: str) -> Any:
    """What the partners show of one round: alone before the session, or on a screen in the room."""
    here = Address.parse(address)
    with workplace().reading() as ctx:
        practice.find(ctx, me, here)
        one = next((each for each in showings.for_therapist(ctx, me, here) if each.round == round_), None)
    if one is None:
        raise NotFound
    _note(me, here, round_)
    return render_template(
        "practice/round.html",
        address=address,
        one=one,
        language=one.exercise.language,
        points=_points(one),
        names=dict(one.shown.names),
    )


@pages.get("/<address>/over-time/<key>")
@allow("work with couples")
def lines(me: Unlocked, address: str, key: str) -> Any:
    """What they show of an exercise from round to round."""
    here = Address.parse(address)
    with workplace().reading() as ctx:
        practice.find(ctx, me, here)
        seen = showings.over_time(ctx, me, here, over_time.by_key(key))
    _note(me, here)
    return over_time.page(seen, back=url_for("practice.show", address=address))


@pages.post("/<address>/meeting")
@allow("work with couples")
def meeting(me: Unlocked, address: str) -> Any:
    form, here = MeetingForm(), Address.parse(address)
    try:
        with workplace().writing() as ctx:
            on = _day(form.meets_on.data or "", "meeting-day")
            practice.meet(ctx, me, here, Meeting(on, bool(form.rests.data)))
    except Refused as refused:
        with workplace().reading() as ctx:
            one = practice.find(ctx, me, here)
        # A page of its own: it shows nothing of theirs, so it is no look at them.
        errors = {"meets_on": sentence(refused.reason)}
        return render_template("practice/meeting.html", one=one, given=form.given, errors=errors), 422
    return redirect(url_for("practice.show", address=address), 303)


def _day(text: str, reason: str) -> date | None:
    """The day that was typed, None for an empty field. Raises Refused."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refused(reason) from None


@pages.get("/<address>/assign")
@allow("work with couples")
def assign(me: Unlocked, address: str) -> Any:
    return _assign_page(me, address, {}, {})


@pages.post("/<address>/assign", endpoint="give")
@allow("work with couples")
def give(me: Unlocked, address: str) -> Any:
    form, here = AssignForm(), Address.parse(address)
    words = {field: clean_text(form[field].data or "").strip() for field in LENGTHS}
    errors = {}
    try:
        with workplace().writing() as ctx:
            due = _day(form.due_on.data or "", "due-day") if form.due.data == "date" else None
            errors = {field: sentence(why) for field, why in refusals(words, due, ctx.today).items()}
            chosen = form.exercise.data or ""
            edition = ctx.library.current.get(chosen) or written.editions(ctx, me).get(chosen)
            if edition is None:
                errors["exercise"] = sentence("no-exercise")
            if edition is not None and not errors:
                wanted = Assignment(edition=edition.hash, due=due, weekly=bool(form.weekly.data), **words)
                assignments.give(ctx, me, here, wanted, edition)
    except Refused as refused:
        errors[{"due-day": "due_on"}.get(refused.reason, "form")] = sentence(refused.reason)
    if errors:
        return _assign_page(me, address, form.given, errors), 422
    return redirect(url_for("practice.show", address=address), 303)


@pages.post("/<address>/sequence", endpoint="give_sequence")
@allow("work with couples")
def give_sequence(me: Unlocked, address: str) -> Any:
    """Several weeks at once."""
    try:
        with workplace().writing() as ctx:
            assignments.give_sequence(ctx, me, Address.parse(address), request.form.get("sequence", ""), "")
    except Refused as refused:
        return _assign_page(me, address, {}, {"form": sentence(refused.reason)}), 422
    return redirect(url_for("practice.show", address=address), 303)


def _assign_page(me: Unlocked, address: str, given: dict[str, Any], errors: dict[str, str]) -> str:
    with workplace().reading() as ctx:
        one = practice.find(ctx, me, Address.parse(address))
        own = {key: edition.in_language(me.language) for key, edition in written.editions(ctx, me).items()}
    exercises = {each.slug: each for each in workplace().library.exercises(me.language)}
    return render_template(
        "practice/assign.html",
        one=one,
        own=own,
        groups=[(PRACTICES[kind], listed) for kind, listed in by_practice(list(exercises.values())).items()],
        sequences=[
            (name, [exercises[slug] for slug in slugs if slug in exercises]) for name, slugs in SEQUENCES.items()
        ],
        given=given,
        errors=errors,
    )


@pages.post("/<address>/assigned/<assignment>", endpoint="change_assignment")
@allow("work with couples")
def change_assignment(me: Unlocked, address: str, assignment: str) -> Any:
    """It was talked about, or it is given no more."""
    here = Address.parse(address)
    with workplace().writing(shred=True) as ctx:
        if "back" in request.form:
            assignments.take_back(ctx, me, here, assignment)
        else:
            assignments.talked(ctx, me, here, assignment)
    return redirect(url_for("practice.show", address=address), 303)
