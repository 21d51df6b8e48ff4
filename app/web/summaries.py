"""An opened round: its summary, keeping it open, and taking back what one shows in it."""

from typing import Any

from flask import redirect, render_template, request, url_for

from app.domain import choosing
from app.domain.exercise import MutualPrompt
from app.services import sessions, summaries, worksheets
from app.services.context import Refused
from app.services.person import Person, Unlocked
from app.services.rounds import Address
from app.services.summaries import View
from app.web import moments
from app.web.exercises import opaque
from app.web.guard import allow, visit, workplace
from app.web.reading import read
from app.web.rounds import numbered, page_of, pages


@pages.get("/<address>/summary")
@allow("read the summary")
def summary(me: Person, address: str) -> Any:
    try:
        opened, until = read(me, Address.parse(address))
    except Refused:
        return redirect(url_for("rounds.show", address=address), 303)
    return render_template(
        "rounds/summary.html",
        round=page_of(opened.view),
        language=opened.view.exercise.language,
        summary=opened.summary,
        names=opened.view.circle,
        me=opened.view.me,
        mine=opened.mine,
        keepable=opened.view.exercise.slug in moments.FROM,
        over_time=_over_time(opened.view),
        kept_until=until,
    )


def _over_time(seen: View) -> str | None:
    """The address of the lines that its scales make from round to round, if it has any."""
    if all(asked.kind != "scale" for asked in seen.exercise.prompts):
        return None
    return url_for("over_time.lines", partnership=seen.address.partnership, key=opaque(seen.exercise.slug))


@pages.get("/<address>/shown")
@allow("withdraw")
def shown(me: Unlocked, address: str) -> Any:
    """What the reader shows in this round, to take it back. Not on the summary: that page has no form, so that it
    holds no token."""
    try:
        opened, _ = read(me, Address.parse(address))
    except Refused:
        return redirect(url_for("rounds.show", address=address), 303)
    asked = list(enumerate(opened.view.exercise.prompts, 1))
    matched = [
        (n, prompt, [item for item in prompt.items if item.id in opened.matched.get(prompt.id, ())])
        for n, prompt in asked
        if isinstance(prompt, MutualPrompt)
    ]
    return render_template(
        "rounds/shown.html",
        round=page_of(opened.view),
        language=opened.view.exercise.language,
        alone=len(opened.view.circle) == 1,
        prompts=[(n, prompt) for n, prompt in asked if prompt.id in opened.mine],
        matched=[(n, prompt, items) for n, prompt, items in matched if items],
    )


@pages.get("/<address>/keep-open")
@allow("keep open")
def keeping_open(me: Unlocked, address: str) -> Any:
    """What keeping the summary open means, and the button."""
    try:
        _, until = read(me, Address.parse(address))
    except Refused:
        return redirect(url_for("rounds.show", address=address), 303)
    return render_template("rounds/keep_open.html", address=address, kept_until=until)


@pages.post("/<address>/keep-open")
@allow("keep open")
def keep_open(me: Unlocked, address: str) -> Any:
    found = visit()
    with workplace().writing(shred=True) as ctx:
        until, keys = summaries.keep_open(ctx, me, Address.parse(address))
        if found is not None:
            sessions.keep(ctx, found, address, until, keys.names, keys.contents)
    to = "talk.begin" if request.form.get("talk") else "rounds.summary"
    return redirect(url_for(to, address=address), 303)


@pages.post("/<address>/withdraw")
@allow("withdraw")
def withdraw(me: Unlocked, address: str) -> Any:
    here = Address.parse(address)
    with workplace().writing(shred=True, safety=True) as ctx:
        sheet = worksheets.find(ctx, me, here)
        asked = numbered(sheet, request.form.get("prompt", ""))
        if isinstance(asked, MutualPrompt):
            summaries.withdraw_match(ctx, me, here, asked.id, request.form.get("item", ""))
        else:
            summaries.withdraw(ctx, me, here, asked.id)
    to = "choosing.show" if sheet.exercise.slug == choosing.SLUG else "rounds.shown"
    return redirect(url_for(to, address=address), 303)


@pages.post("/<address>/hold-back")
@allow("hold back")
def hold_back(me: Person, address: str) -> Any:
    with workplace().writing(shred=True, safety=True) as ctx:
        summaries.hold_back(ctx, me, Address.parse(address))
    return redirect(url_for("rounds.show", address=address), 303)
