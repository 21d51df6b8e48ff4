"""A partnership's own page: who belongs to it, its rounds, inviting, leaving."""

from typing import Any

from flask import Blueprint, current_app, redirect, render_template, url_for

from app.domain.exercise import Opens
from app.domain.rounds import Schedule
from app.services import beginning, partnerships, rounds, sessions
from app.services.context import NotFound, Refused
from app.services.person import Person, Unlocked
from app.web import exercises
from app.web.forms import PartnershipForm, StartForm
from app.web.front import of_place
from app.web.guard import allow, visit, workplace
from app.web.opening_times import instant_from
from app.web.sentences import sentence
from app.web.squares import square

pages = Blueprint("partnerships", __name__, url_prefix="/us")


@pages.get("/new")
@allow("begin a partnership")
def new(me: Unlocked) -> Any:
    return render_template("partnerships/new.html", given={}, errors={})


@pages.post("/new", endpoint="create")
@allow("begin a partnership")
def create(me: Unlocked) -> Any:
    form = PartnershipForm()
    try:
        with workplace().writing() as ctx:
            partnership = partnerships.create(
                ctx, me, form.name.data or "", form.display_name.data or "", form.pronouns.data or ""
            )
    except Refused as refused:
        errors = {_field(refused.reason): sentence(refused.reason)}
        return render_template("partnerships/new.html", given=form.given, errors=errors), 422
    return redirect(url_for("partnerships.show", partnership=partnership), 303)


def _field(reason: str) -> str:
    return {"label": "name", "display": "display_name", "pronouns": "pronouns"}[reason.split("-")[0]]


@pages.get("/<partnership>")
@allow("see a partnership")
def show(me: Unlocked, partnership: str) -> Any:
    return _page(me, partnership, waits=False)


def _page(me: Unlocked, partnership: str, waits: bool) -> str:
    with workplace().reading() as ctx:
        found = partnerships.find(ctx, me, partnership)
        all_rounds = rounds.of_person(ctx, me)
    return render_template(
        "partnerships/show.html",
        id=partnership,
        label=found.label,
        members=found.members,
        rounds=of_place(all_rounds, partnership),
        until=found.until,
        full=found.full,
        waits=waits,
    )


@pages.post("/<partnership>/invitations")
@allow("invite")
def invite(me: Unlocked, partnership: str) -> Any:
    with workplace().writing(shred=True) as ctx:
        code = partnerships.invite(ctx, me, partnership)
        found = visit()
        if code is not None and found is not None:
            sessions.change_content(ctx, found, invitation={"partnership": partnership, "code": code})
    if code is None:
        return _page(me, partnership, waits=True)
    return redirect(url_for("partnerships.invited", partnership=partnership), 303)


@pages.get("/<partnership>/invitations")
@allow("invite")
def invited(me: Unlocked, partnership: str) -> Any:
    """Shows the code, in this session alone."""
    found = visit()
    kept = found.content.invitation if found else None
    with workplace().reading() as ctx:
        until = partnerships.find(ctx, me, partnership).until
    if kept is None or kept["partnership"] != partnership or until is None:
        return redirect(url_for("partnerships.show", partnership=partnership), 303)
    settings = current_app.config["SETTINGS"]
    link = f"{settings.public_url}{url_for('invitations.accept')}#{kept['code']}"
    return render_template(
        "partnerships/invited.html",
        id=partnership,
        code=kept["code"],
        link=link,
        qr=square(link, "m"),
        until=until,
    )


@pages.post("/<partnership>/invitations/revoke")
@allow("revoke an invitation")
def revoke(me: Person, partnership: str) -> Any:
    with workplace().writing(shred=True, safety=True) as ctx:
        partnerships.revoke(ctx, me, partnership)
    return redirect(url_for("partnerships.show", partnership=partnership), 303)


# Its address stays in the history of a browser that two may use, and doesn't say what for.
@pages.get("/<partnership>/place")
@allow("leave")
def leave(me: Person, partnership: str) -> Any:
    with workplace().reading() as ctx:
        partnerships.require_place(ctx, me, partnership)
    return render_template("partnerships/leave.html", id=partnership)


@pages.post("/<partnership>/place", endpoint="leave_now")
@allow("leave")
def leave_now(me: Person, partnership: str) -> Any:
    with workplace().writing(shred=True, safety=True) as ctx:
        partnerships.leave(ctx, me, partnership)
    return redirect(url_for("front.index"), 303)


@pages.post("/<partnership>/rounds")
@allow("start a round")
def start(me: Unlocked, partnership: str) -> Any:
    form = StartForm()
    exercise = workplace().library.exercise(form.exercise.data or "", me.language)
    if exercise is None:
        raise NotFound
    opens_at = instant_from(form, workplace().clock(), me.zone)
    opens = form.opens.data or exercise.offers[0]
    try:
        if opens_at is None:
            raise Refused("no-time")
        if opens not in list(Opens):
            raise Refused("not-offered")
        with workplace().writing() as ctx:
            address = beginning.start(ctx, me, partnership, exercise.slug, Schedule(Opens(opens), opens_at))
    except Refused as refused:
        given = form.given | {"partnership": partnership}
        return exercises.page(me, exercise, given, {"opens_at": sentence(refused.reason)}), 422
    return redirect(url_for("rounds.show", address=str(address)), 303)
