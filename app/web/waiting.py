"""Something pleasant for the time until a round opens. It follows from the round's address and the day alone, so it is
the same for everybody in the round, and tells nothing of who is done. Nothing of it is kept."""

from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _

DOINGS = (
    _("Put the kettle on, and drink the first half of the cup without doing anything else."),
    _("Look out of a window until three things have moved."),
    _("Play one song you like from beginning to end, and only listen."),
    _("Wash your hands in warm water, slowly."),
    _("Open a window, and stay there for ten breaths."),
    _("Peel an orange, or whatever there is, and eat it piece by piece."),
    _("Put one thing in the room back in its place, and leave the rest."),
    _("Let your shoulders drop, as far as is comfortable. Once more."),
)
QUESTIONS = (
    _("What smelled good today?"),
    _("Which place would you like to see again?"),
    _("What was the last thing that made you laugh?"),
    _("Which sound do you like at night?"),
    _("What would you cook if somebody else did the washing-up?"),
    _("What can you do by now that once seemed hard?"),
    _("Which game would you play again?"),
)


class Meanwhile(NamedTuple):
    """A small thing to do, and a question to turn over without an answer."""

    do: Any
    ask: Any


def meanwhile(address: str, day: date) -> Meanwhile:
    """What fits a round on this day."""
    lot = sha256(f"{address}/{day.isoformat()}".encode()).digest()
    return Meanwhile(DOINGS[lot[0] % len(DOINGS)], QUESTIONS[lot[1] % len(QUESTIONS)])
