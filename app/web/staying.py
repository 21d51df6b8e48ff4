"""Before a session locks, its pages say so, and one press keeps it open. Once it has, they go from the screen. Without
the script nothing is lost either: what arrives locked waits for the passphrase."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, jsonify, render_template

from app.services import sessions
from app.services.person import Person
from app.services.sessions import Visit
from app.web.guard import allow, visit, workplace
from app.web.sessions import STAY

pages = Blueprint("staying", __name__)

MINUTE = timedelta(minutes=1)
SOON = 2 * MINUTE
MEANWHILE = timedelta(seconds=20)
"""While it is said: how long until a page asks again, as somebody may have stayed in another tab."""
LOCKED = 7 * MINUTE
"""And where all is locked. Whoever unlocks in another tab has ten minutes then."""


@pages.get(STAY)
@allow("stay")
def left(me: Person | None) -> Any:
    """`of`: who is signed in, as their pages have it: those of anybody else leave the screen; `again`: in how many
    seconds to ask again; `said`: what to say until then, shortly before it closes; `shut`: what needs the passphrase
    shouldn't be on the screen any more. Asking is no sign that somebody is there."""
    return jsonify(_left(visit()))


@pages.post(STAY, endpoint="stay")
@allow("stay")
def stay(me: Person | None) -> Any:
    """Somebody is there. What has locked meanwhile stays locked."""
    found = visit()
    if found is not None:
        with workplace().writing() as ctx:
            found = sessions.stay(ctx, found)
    return jsonify(_left(found))


def _left(found: Visit | None) -> dict[str, Any]:
    if found is None or found.halfway:
        return {}
    now = workplace().clock()
    closing = sessions.closing(found, now)
    # Also while a summary is kept open: that one stays, and all else of that session goes.
    known = {"of": found.person.mark} | ({} if found.person.unlocked else {"shut": True})
    if closing is None:
        return {"again": LOCKED.seconds, **known}
    rest = closing.at - now
    if rest > SOON:
        return {"again": (rest - SOON).seconds + 1, **known}
    said = render_template(
        "accounts/closing.html", limit=closing.limit.name, minutes=max(1, round(rest / MINUTE)), kept=closing.kept
    )
    return {"again": min(rest, MEANWHILE).seconds + 1, "said": said, **known}
