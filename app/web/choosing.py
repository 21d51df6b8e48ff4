"""Choosing together: where it begins, the private picks, and what was drawn."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.domain.answers import Refusal
from app.domain.choosing import SLUG
from app.domain.exercise import MutualPrompt
from app.domain.rounds import QuickTime, quick_time
from app.domain.showing import arranged
from app.services import choosing, partnerships, summaries
from app.services.context import Refused
from app.services.person import Unlocked
from app.services.rounds import Address
from app.services.summaries import View
from app.services.worksheets import Sheet
from app.web.answers import answer_from, given_from
from app.web.exercises import opaque
from app.web.guard import allow, workplace
from app.web.opening_times import offered_with_now
from app.web.reading import open_due
from app.web.sentences import sentence
from app.web.told import told

pages = Blueprint("choosing", __name__)

TIMES = (QuickTime.FIVE_MINUTES, QuickTime.TWENTY_MINUTES, QuickTime.EVENING, QuickTime.THREE_DAYS)
"""No later ones: until it is open there is no other, and nobody shall be able to keep the others waiting for weeks."""


@pages.get("/choose")
@allow("start a round")
def index(me: Unlocked) -> Any:
    return _index_page(me, {})


@pages.post("/us/<partnership>/choose")
@allow("start a round")
def start(me: Unlocked, partnership: str) -> Any:
    chosen = request.form.get("opens_at", "")
    try:
        with workplace().writing() as ctx:
            partnerships.require_place(ctx, me, partnership)
            if chosen not in list(TIMES):
                raise Refused("no-time")
            address = choosing.start(ctx, me, partnership, quick_time(QuickTime(chosen), ctx.now, me.zone))
    except Refused as refused:
        if refused.reason == "too-soon":
            return _index_page(me, {"form": _("One can choose together once in six days. The day is below.")}), 422
        return _index_page(me, {"opens_at": sentence(refused.reason)}), 422
    return redirect(url_for("choosing.show", address=str(address)), 303)


def _index_page(me: Unlocked, errors: dict[str, str]) -> str:
    with workplace().reading() as ctx:
        mine = [(one, choosing.times(ctx, me, one.id)) for one in partnerships.of_person(ctx, me)]
    listed = [
        {
            "id": one.id,
            "label": one.label,
            "names": [member.name for member in one.members if not member.invited],
            "going_on": str(times.going_on) if times.going_on else None,
            "again_at": times.again_at,
        }
        for one, times in mine
    ]
    return render_template("choosing/index.html", partnerships=listed, quick=offered_with_now(), errors=errors)


@pages.get("/rounds/<address>/choose")
@allow("see a round")
def show(me: Unlocked, address: str) -> Any:
    here = Address.parse(address)
    with workplace().reading() as ctx:
        seen = summaries.view(ctx, me, here)
        if seen.exercise.slug != SLUG:
            return redirect(url_for("rounds.show", address=address), 303)
        sheet, prompt = choosing.find(ctx, me, here)
    if not seen.open:
        return _pick_page(sheet, prompt, seen, [])
    if seen.due:
        open_due(me, here)
    with workplace().reading() as ctx:
        exercises = choosing.drawn(ctx, me, seen)
        again_at = choosing.times(ctx, me, here.partnership).again_at
    return render_template("choosing/drawn.html", exercises=exercises, again_at=again_at, address=opaque)


@pages.post("/rounds/<address>/choose")
@allow("choose together")
def pick(me: Unlocked, address: str) -> Any:
    with workplace().writing(shred=True) as ctx:
        sheet, prompt = choosing.find(ctx, me, Address.parse(address), to_change=True)
        if sheet.open:
            raise Refused("closed")
        given = given_from(prompt, request.form)
        picked = answer_from(prompt, given)
        if isinstance(picked, tuple):
            choosing.pick(ctx, me, sheet, prompt, picked)
            return redirect(url_for("choosing.show", address=address), 303)
        seen = summaries.view(ctx, me, sheet.address)
    refused = picked if isinstance(picked, Refusal) else Refusal.OTHER_KIND
    return _pick_page(sheet, prompt, seen, given["picks"], sentence(refused.value)), 422


def _pick_page(sheet: Sheet, prompt: MutualPrompt, seen: View, picks: list[str], error: str | None = None) -> str:
    """What was picked earlier is not in it: who looks over a shoulder or takes the device up must not read it."""
    language = seen.exercise.language
    return render_template(
        "choosing/pick.html",
        address=str(seen.address),
        names=[name for name in seen.circle.values() if name],
        opens_at=seen.schedule.opens_at,
        prompt=prompt,
        language=language,
        choices=[(item.id, told(item, language)) for group in arranged(prompt, sheet.member) for item in group.items],
        picks=picks,
        done=sheet.sealed,
        error=error,
    )
