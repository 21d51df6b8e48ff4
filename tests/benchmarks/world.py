"""What is measured: two people and six with a round of sixty questions, a year of weekly scales, and a long library.

Laid through the services, on the clock of a year that ends today, so that a server can go on from there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from app.config import Settings
from app.domain.answers import Reflection, Scale, Share
from app.domain.exercise import Exercise, Form, Opens
from app.domain.files import Edition
from app.ports import Ports
from app.services.workplace import Workplace
from app.startup import prepare, read_exercises
from app.storage.library import Library
from tests.clock import Clock
from tests.makers import make_exercise, make_prompt
from tests.services.circle import Circle

QUESTIONS, SCALES, WEEKS, MORE = 60, 5, 52, 300
ANSWER = "We talked about it on the way home, and then it rained, and question {n} was still there for {name}."
_ASKED = tuple(
    make_prompt("reflection", f"question-{n}", ask=f"What stayed with you of day {n}?") for n in range(QUESTIONS)
)
SIXTY = make_exercise(_ASKED[0], slug="sixty-questions", title="Sixty questions", opens=Opens.AT).model_copy(
    update={"prompts": _ASKED}  # more than any file may have
)
PULSE = make_exercise(
    *(make_prompt("scale", f"scale-{n}", ask=f"How was your week, on line {n}?") for n in range(SCALES)),
    slug="weekly-scales",
    title="Weekly scales",
    form=Form.PULSE,
    opens=Opens.AT,
)
TWO, SIX = ("alex", "sam"), ("ada", "ben", "cleo", "dev", "eli", "fay")


@dataclass(frozen=True)
class World:
    """Who reads, and the rounds: open ones of two and of six, and one of two that is being answered."""

    two: str
    six: str
    answering: str
    place: str


def library() -> Library:
    """All that comes with the code, the two that are measured, and many more like those."""
    shipped = read_exercises()
    some = list(shipped.current.values())
    made = [SIXTY, PULSE, *(_another(some[n % len(some)].in_language("en"), n) for n in range(MORE))]
    editions = {one.slug: _edition(one) for one in made}
    return Library(
        {**shipped.current, **editions}, {**shipped.editions, **{one.hash: one for one in editions.values()}}
    )


def _edition(exercise: Exercise) -> Edition:
    """As if it had been read from a file: no file has sixty questions."""
    return Edition(sha256(exercise.slug.encode()).hexdigest(), exercise.model_dump_json(), {"en": exercise})


def _another(like: Exercise, n: int) -> Exercise:
    return like.model_copy(update={"slug": f"another-{n}", "title": f"{like.title}, {n}"})


def settings(instance: Path) -> Settings:
    return Settings(instance=instance, argon_memory_kib=64, argon_iterations=1)


@contextmanager
def opened(instance: Path, clock: Clock | None = None) -> Iterator[Workplace]:
    ports = Ports(clock=clock) if clock else None
    workplace = replace(prepare(settings(instance), ports), library=library())
    yield workplace
    workplace.database.close()


def lay(instance: Path, weeks: int = WEEKS) -> World:
    clock = Clock()
    clock.now = datetime.now(UTC) - timedelta(weeks=weeks, hours=12)  # time for what follows the year
    with opened(instance, clock) as workplace:
        two = Circle(workplace, clock)
        two.found(*TWO)
        for week in range(weeks):
            here = two.start("alex", PULSE.slug, hours=1)
            for name in TWO:
                for n in range(SCALES):
                    point = Scale(point=1 + (week * (n + 2) + len(name)) % 5)
                    two.save(name, here, f"scale-{n}", point, Share.PARTNERS)
                two.seal(name, here)
            clock.passes(hours=2)
            two.reads("alex", here)
            clock.passes(days=6, hours=22)
        six = Circle(workplace, clock)
        six.found(*SIX)
        answered = [_sixty(circle, clock) for circle in (two, six)]
        answering = two.start("alex", SIXTY.slug, days=3)
        _answers(two, "alex", answering)
        return World(str(answered[0]), str(answered[1]), str(answering), two.us)


def _sixty(circle: Circle, clock: Clock) -> object:
    here = circle.start(next(iter(circle.people)), SIXTY.slug, hours=1)
    for name in circle.people:
        _answers(circle, name, here)
        circle.seal(name, here)
    clock.passes(hours=2)
    circle.reads(next(iter(circle.people)), here)
    return here


def _answers(circle: Circle, name: str, here: object) -> None:
    for n in range(QUESTIONS):
        text = ANSWER.format(n=n, name=name)
        circle.save(name, here, f"question-{n}", Reflection(text=text), Share.PARTNERS)
