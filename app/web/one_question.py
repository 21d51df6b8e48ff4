"""An evening with one question: three to choose from, and a round that asks nothing else."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.domain.rounds import QuickTime, quick_time
from app.services import one_question, partnerships
from app.services.context import Refused
from app.services.person import Unlocked
from app.web.choosing import TIMES
from app.web.guard import allow, workplace
from app.web.opening_times import offered_with_now
from app.web.sentences import sentence

pages = Blueprint("one_question", __name__)


@pages.get("/one-question")
@allow("start a round")
def index(me: Unlocked) -> Any:
    return _page(me, request.args.get("place", ""), {}, {})


@pages.post("/us/<partnership>/one-question", endpoint="start")
@allow("start a round")
def start(me: Unlocked, partnership: str) -> Any:
    given = {name: request.form.get(name, "") for name in ("question", "opens_at")}
    errors = {}
    try:
        with workplace().writing() as ctx:
            partnerships.require_place(ctx, me, partnership)
            if not given["question"]:
                errors["question"] = _("Please choose one of the three.")
            if given["opens_at"] not in list(TIMES):
                errors["opens_at"] = sentence("no-time")
            if errors:
                return _page(me, partnership, given, errors), 422
            opens_at = quick_time(QuickTime(given["opens_at"]), ctx.now, me.zone)
            address = one_question.start(ctx, me, partnership, given["question"], opens_at)
    except Refused as refused:
        return _page(me, partnership, given, {"question": sentence(refused.reason)}), 422
    return redirect(url_for("rounds.show", address=str(address)), 303)


def _page(me: Unlocked, place: str, given: dict[str, str], errors: dict[str, str]) -> str:
    with workplace().reading() as ctx:
        mine = partnerships.of_person(ctx, me)
        here = next((one for one in mine if one.id == place), mine[0] if mine else None)
        questions = one_question.of_the_day(ctx, me, here.id) if here else ()
    return render_template(
        "one_question/index.html",
        here=here,
        names=[member.name for member in here.members if not member.invited] if here else [],
        others=[(one.id, one.label) for one in mine if here and one.id != here.id],
        questions=questions,
        quick=offered_with_now(),
        given=given,
        errors=errors,
    )
