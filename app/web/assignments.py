"""What a therapist gave, as the partners see it: who gave it and why, and the form to begin it."""

from typing import Any

from flask import redirect, render_template, url_for

from app.domain.exercise import Opens
from app.domain.rounds import Schedule
from app.services import assignments
from app.services.assignments import Address
from app.services.context import Refused
from app.services.person import Unlocked
from app.web.exercises import opaque
from app.web.forms import StartForm
from app.web.guard import allow, workplace
from app.web.opening_times import instant_from, offered
from app.web.sentences import sentence
from app.web.therapists import pages


@pages.get("/assigned/<address>")
@allow("see what was assigned")
def assigned(me: Unlocked, address: str) -> Any:
    return _page(me, address, {}, {})


@pages.post("/assigned/<address>", endpoint="begin")
@allow("start a round")
def begin(me: Unlocked, address: str) -> Any:
    """Begins a round of it, as of any exercise: it appears for everybody there."""
    form = StartForm()
    opens_at = instant_from(form, workplace().clock(), me.zone)
    try:
        if opens_at is None:
            raise Refused("no-time")
        if form.opens.data not in list(Opens):
            raise Refused("not-offered")
        with workplace().writing() as ctx:
            there = assignments.begin(ctx, me, Address.parse(address), Schedule(Opens(form.opens.data), opens_at))
    except Refused as refused:
        return _page(me, address, form.given, {"opens_at": sentence(refused.reason)}), 422
    return redirect(url_for("rounds.show", address=str(there)), 303)


def _page(me: Unlocked, address: str, given: dict[str, Any], errors: dict[str, str]) -> str:
    with workplace().reading() as ctx:
        one = assignments.find(ctx, me, Address.parse(address))
        resting = one.meeting is not None and one.meeting.resting(ctx.today)
    here = workplace().library.exercise(one.exercise.slug, me.language)
    return render_template(
        "therapists/assigned.html",
        one=one,
        exercise=one.exercise,
        resting=resting,
        key=opaque(one.exercise.slug) if here else None,
        offers=[each.value for each in one.exercise.offers],
        quick=offered(),
        given=given,
        errors=errors,
    )
