"""Good moments that everybody chose to keep: the place for them, and what one can propose. A moment is an agreement:
counted once, with everybody's yes, and ended by anybody alone."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.domain.agreements import LONGEST, Kind, Source, State
from app.domain.answers import clean_text
from app.domain.compared import Texts
from app.domain.exercise import AnyPrompt
from app.domain.rounds import QuickTime, quick_time
from app.services import agreements, partnerships, rounds, summaries
from app.services.context import Refused
from app.services.person import Unlocked
from app.services.rounds import Address
from app.services.summaries import Opened
from app.web.front import in_list
from app.web.guard import allow, workplace
from app.web.reading import read
from app.web.sentences import sentence

pages = Blueprint("moments", __name__)

FROM = ("good-moments", "noticed-this-week")
"""Exercises whose answers can be kept."""
AT_ONCE = 5
"""So many of their rounds are listed."""
TIME_TO_SAY_YES = timedelta(hours=6)


class Found(NamedTuple):
    """Something that is shown in a round and can be kept. `key`: how a form names it."""

    key: str
    prompt: AnyPrompt
    name: str
    text: str


@pages.get("/moments/<partnership>")
@allow("see an agreement")
def show(me: Unlocked, partnership: str) -> Any:
    return _page(me, partnership, "", {})


@pages.post("/moments/<partnership>", endpoint="create")
@allow("draft an agreement")
def create(me: Unlocked, partnership: str) -> Any:
    """One in one's own words."""
    words = clean_text(request.form.get("words", ""))
    try:
        return _drafted(me, partnership, words, [])
    except Refused as refused:
        field = "form" if refused.reason == "drafts-full" else "words"
        return _page(me, partnership, words, {field: sentence(refused.reason)}), 422


def _drafted(
    me: Unlocked, partnership: str, text: str, sources: list[Source], shown_to: Collection[str] | None = None
) -> Any:
    with workplace().writing() as ctx:
        counts_at = _next_evening(ctx.now)
        found = agreements.draft(
            ctx, me, partnership, text, counts_at, kind=Kind.MOMENT, sources=sources, shown_to=shown_to
        )
    return redirect(url_for("agreements.show", address=str(found)), 303)


def _next_evening(now: datetime) -> datetime:
    """The next evening that leaves a while to say yes, by the server's own clock on the wall: an hour of the drafter's
    zone would tell who drafted."""
    return quick_time(QuickTime.EVENING, now + TIME_TO_SAY_YES, ZoneInfo(current_app.config["SETTINGS"].zone))


def _page(me: Unlocked, partnership: str, words: str, errors: dict[str, str]) -> str:
    with workplace().reading() as ctx:
        here = partnerships.find(ctx, me, partnership)
        all_moments = agreements.of_person(ctx, me, Kind.MOMENT)
        all_rounds = rounds.of_person(ctx, me)
    moments = [one for one in all_moments if one.address.partnership == partnership]
    kept = sorted((one for one in moments if one.state.holds), key=lambda one: one.counts_at, reverse=True)
    opened = [one for one in all_rounds if one.open and one.address.partnership == partnership]
    return render_template(
        "moments/show.html",
        here=here,
        alone=len(here.members) == 1,
        kept=kept,
        waiting=[one for one in moments if one.state is State.WAITING],
        rounds=[in_list(one) for one in opened if one.exercise.slug in FROM][:AT_ONCE],
        words=words,
        longest=LONGEST,
        errors=errors,
    )


@pages.get("/rounds/<address>/keep")
@allow("draft an agreement")
def choose(me: Unlocked, address: str) -> Any:
    """What is shown in a round and can be kept."""
    try:
        opened = _opened(me, address)
    except Refused:
        return redirect(url_for("rounds.show", address=address), 303)
    return _choose_page(opened, "", {})


@pages.post("/rounds/<address>/keep", endpoint="keep")
@allow("draft an agreement")
def keep(me: Unlocked, address: str) -> Any:
    """What was taken back meanwhile is not there to be kept."""
    opened = _opened(me, address)
    chosen = request.form.get("moment", "")
    found = next((one for one in _keepable(opened) if one.key == chosen), None)
    if found is None:
        said = sentence("not-offered") if chosen else _("Please choose one of them.")
        return _choose_page(opened, chosen, {"moment": said}), 422
    try:
        source = Source(round=address, prompt=found.prompt.id)
        return _drafted(me, opened.view.address.partnership, found.text, [source], opened.view.circle)
    except Refused as refused:
        return _choose_page(opened, chosen, {"moment": sentence(refused.reason)}), 422


def _opened(me: Unlocked, address: str) -> Opened:
    """Raises NotFound; Refused where it isn't open, and for an exercise that is for something else."""
    here = Address.parse(address)
    with workplace().reading() as ctx:
        if summaries.view(ctx, me, here).exercise.slug not in FROM:
            raise Refused("not-offered")
    return read(me, here)[0]


def _keepable(opened: Opened) -> list[Found]:
    """The texts that are shown there, in the exercise's order."""
    summary = opened.summary
    found = []
    for point in sorted((*summary.limits, *summary.first, *summary.rest), key=lambda one: one.n):
        if isinstance(point.comparison, Texts):
            for author, text in point.comparison.texts:
                if len(text) <= LONGEST:
                    name = opened.view.circle[author]
                    found.append(Found(f"{point.n}-{author}", point.comparison.prompt, name, text))
    return found


def _choose_page(opened: Opened, chosen: str, errors: dict[str, str]) -> str:
    view = opened.view
    return render_template(
        "moments/choose.html",
        address=str(view.address),
        partnership=view.address.partnership,
        title=view.exercise.title,
        language=view.exercise.language,
        alone=len(view.circle) == 1,
        found=_keepable(opened),
        chosen=chosen,
        errors=errors,
    )
