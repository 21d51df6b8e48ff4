"""What partners see of a therapist: who is proposed or agreed to, on which terms, and how it ends."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from wtforms import StringField

from app.domain.therapists import Sees
from app.services import assignments, partnerships, showings, therapists
from app.services.context import Context, NotFound, Refused
from app.services.links import Address
from app.services.person import Person, Unlocked
from app.web.forms import StartForm
from app.web.guard import allow, workplace
from app.web.limits import guessing_own
from app.web.opening_times import counts_at, offered
from app.web.sentences import sentence

pages = Blueprint("therapists", __name__)
TIMES = {"past", "count-too-far", "count-time"}


class LinkForm(StartForm):
    """`opens_at` and `opens_on` say when it is counted."""

    code = StringField()


@pages.get("/us/<partnership>/others")
@allow("see a therapist")
def index(me: Unlocked, partnership: str) -> Any:
    return _index(me, partnership, {}, {})


@pages.post("/us/<partnership>/others", endpoint="propose")
@guessing_own
@allow("link a therapist")
def propose(me: Unlocked, partnership: str) -> Any:
    """Lays a therapist's statement before everybody there."""
    form = LinkForm()
    try:
        with workplace().writing(shred=True) as ctx:
            address = therapists.lay(ctx, me, partnership, form.code.data or "", counts_at(ctx, me, form))
    except Refused as refused:
        field = "opens_at" if refused.reason in TIMES else "code"
        return _index(me, partnership, form.given, {field: sentence(refused.reason)}), 422
    return redirect(url_for("therapists.show", address=str(address)), 303)


def _index(me: Unlocked, partnership: str, given: dict[str, Any], errors: dict[str, str]) -> str:
    with workplace().reading() as ctx:
        place = partnerships.find(ctx, me, partnership)
        found = therapists.of_partnership(ctx, me, partnership)
    return render_template(
        "therapists/index.html",
        place=place,
        found=found,
        alone=len(place.members) == 1,
        quick=offered(),
        given=given,
        errors=errors,
    )


@pages.get("/others/<address>")
@allow("see a therapist")
def show(me: Unlocked, address: str) -> Any:
    here = Address.parse(address)
    with workplace().reading() as ctx:
        place, one = _find(ctx, me, here)
        found = {
            "given": [each for each in assignments.of_person(ctx, me) if each.link == here],
            "rounds": [(str(there), exercise) for there, exercise in showings.rounds_for(ctx, me, here)],
            "looks": showings.looks(ctx, here, me.language),
            "resting": one.meeting.resting(ctx.today),
            "meets_on": one.meeting.next(ctx.today),
        }
    return render_template("therapists/show.html", place=place, one=one, alone=len(place.members) == 1, **found)


def _find(ctx: Context, me: Unlocked, address: Address) -> tuple[partnerships.Partnership, therapists.Seen]:
    """Raises NotFound."""
    for one in therapists.of_partnership(ctx, me, address.partnership):
        if one.address == address:
            return partnerships.find(ctx, me, address.partnership), one
    raise NotFound


@pages.post("/others/<address>/yes")
@allow("link a therapist")
def yes(me: Unlocked, address: str) -> Any:
    """Says yes, or takes it back."""
    with workplace().writing(shred=True) as ctx:
        therapists.say(ctx, me, Address.parse(address), "back" not in request.form)
    return redirect(url_for("therapists.show", address=address), 303)


@pages.post("/others/<address>/sees")
@allow("set what a therapist sees")
def sees(me: Unlocked, address: str) -> Any:
    """Lets them see something besides answers, as far as it depends on oneself; or not any more."""
    wanted = frozenset(what for what in Sees if what in request.form.getlist("sees"))
    with workplace().writing(shred=True) as ctx:
        therapists.let_see(ctx, me, Address.parse(address), wanted)
    return redirect(url_for("therapists.show", address=address), 303)


@pages.post("/others/<address>/end")
@allow("end a therapist")
def end(me: Person, address: str) -> Any:
    found = Address.parse(address)
    with workplace().writing(shred=True, safety=True) as ctx:
        therapists.end(ctx, me, found)
    return redirect(url_for("therapists.index", partnership=found.partnership), 303)
