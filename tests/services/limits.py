"""An exercise with boundaries in two editions, and rounds of it."""

from datetime import timedelta

from app.domain.answers import Boundary, Share
from app.domain.compared import Levels
from app.domain.exercise import Level, Opens
from app.domain.files import edition
from app.domain.rounds import Schedule
from app.services import beginning, summaries
from app.services.rounds import Address
from tests.makers import make_exercise, make_prompt
from tests.services.circle import Circle

_PROMPTS = (
    make_prompt("boundary", "touch"),
    make_prompt("boundary", "talk"),
    make_prompt("reflection", "after", private=True, show_if={"prompt": "touch", "any": ["no", "rest"]}),
    make_prompt("reflection", "words"),
    make_prompt("choices"),
    make_prompt("mutual"),
)
LIMITS = edition({"en": make_exercise(*_PROMPTS, slug="limits")})
LATER = edition(
    {"en": make_exercise(make_prompt("choices", options="walk read"), *_PROMPTS[:4], slug="limits", title="Anew")}
)
"""With fewer choices, the prompts in another order and no blind picks."""


def begin(circle: Circle, name: str, what: object = LATER, opens: Opens = Opens.AT, us: str = "") -> Address:
    """A round that opens in an hour, at the latest."""
    schedule = Schedule(opens, circle.clock() + timedelta(hours=1))
    return circle.does(name, beginning.begin, us or circle.us, what, schedule)


def says(circle: Circle, name: str, here: Address, prompt: str = "touch", level: Level | None = Level.REST) -> None:
    """A level, to be shared; or none any more."""
    answer = None if level is None else Boundary(level=level)
    circle.save(name, here, prompt, answer, Share.PARTNERS if answer else None)


def asked(circle: Circle, name: str, here: Address) -> list[str]:
    """The ids of the prompts that they are shown."""
    return [prompt.id for _, prompt in circle.sheet(name, here).shown]


def levels(circle: Circle, name: str, here: Address) -> dict[str, list[Level]]:
    """The levels that an opened round shows them, by prompt."""
    summary = circle.asks(name, summaries.read, here).summary
    found = [point.comparison for point in (*summary.limits, *summary.first, *summary.rest)]
    return {one.prompt.id: [level for _, level in one.levels] for one in found if isinstance(one, Levels)}
