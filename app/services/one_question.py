"""An evening with one question: the three of the day, and the round that asks nothing but the one that was chosen."""

from datetime import datetime, timedelta

from app.domain import one_question
from app.domain.exercise import Opens
from app.domain.one_question import Question
from app.domain.rounds import Schedule
from app.services import beginning
from app.services.context import Context, Refused
from app.services.person import Person, Unlocked
from app.services.rounds import Address

STILL_TAKEN = timedelta(days=1)
"""A page may lie open over midnight."""


def of_the_day(ctx: Context, me: Person, partnership: str) -> tuple[Question, ...]:
    """The three of today in one partnership, in the reader's language. The day is the same for everybody, wherever
    they are."""
    return one_question.of_the_day(ctx.library.exercises(me.language), partnership, ctx.today)


def start(ctx: Context, me: Unlocked, partnership: str, key: str, opens_at: datetime) -> Address:
    """Begin the round with the question of this key. Raises Refused("not-offered") for one that is not of the day, and
    what `beginning.begin` raises."""
    exercises = ctx.library.exercises(me.language)
    offered = [
        one
        for day in (ctx.today, (ctx.now - STILL_TAKEN).date())
        for one in one_question.of_the_day(exercises, partnership, day)
    ]
    found = next((one for one in offered if one.key == key), None)
    if found is None:
        raise Refused("not-offered")
    edition = one_question.alone(ctx.library.current[found.exercise.slug], found.prompt.id)
    return beginning.begin(ctx, me, partnership, edition, Schedule(Opens.AT, opens_at))
