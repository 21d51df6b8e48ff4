"""What the partners let a therapist see of an opened round, chosen by each in private."""

from typing import Any

from flask import redirect, render_template, request, url_for

from app.services import showings, summaries, therapists
from app.services.context import Refused
from app.services.person import Unlocked
from app.services.rounds import Address
from app.web.guard import allow, workplace
from app.web.reading import read
from app.web.rounds import page_of
from app.web.therapists import pages

FIELD = "shown"


@pages.get("/rounds/<address>/showing")
@allow("show to a therapist")
def showing(me: Unlocked, address: str) -> Any:
    """Prompt by prompt, for each therapist who can be shown something of this round. Raises NotFound, where none
    can."""
    here = Address.parse(address)
    with workplace().reading() as ctx:
        showings.require_any(ctx, here)  # before a look at what has no such page could open it
    try:
        opened, _ = read(me, here)
    except Refused:
        return redirect(url_for("rounds.show", address=address), 303)
    with workplace().reading() as ctx:
        names = {one.address: one.statement.name for one in therapists.of_partnership(ctx, me, here.partnership)}
        choices = [one for one in showings.choices(ctx, here, opened.view.me) if one.link in names]
    points = [*opened.summary.limits, *opened.summary.first, *opened.summary.rest]
    return render_template(
        "therapists/showing.html",
        round=page_of(opened.view),
        language=opened.view.exercise.language,
        alone=len(opened.view.circle) == 1,
        points=sorted(points, key=lambda one: one.n),
        choices=[(names[one.link], one) for one in choices],
    )


@pages.post("/rounds/<address>/showing", endpoint="show_round")
@allow("show to a therapist")
def show_round(me: Unlocked, address: str) -> Any:
    numbers = {int(one) for one in request.form.getlist(FIELD) if one.isascii() and one.isdigit() and len(one) < 4}
    with workplace().writing(shred=True) as ctx:
        summaries.show_to_therapist(ctx, me, Address.parse(address), request.form.get("link", ""), numbers)
    return redirect(url_for("therapists.showing", address=address), 303)
