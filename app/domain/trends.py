"""Answers to scales over time: lines from the opened rounds of one exercise, and what a sentence may say of one's own.

A line is one person's. There is no forecast here and no mean of people, and nothing sets two people against each
other: what can be said is said of an `OwnLine`, which is made of one's own worksheets and of nothing else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from app.domain import showing
from app.domain.answers import Answer, Scale
from app.domain.exercise import Exercise, ScalePrompt
from app.domain.sharing import Disclosure

ALWAYS_ALONE = frozenset({"safe-to-say", "how-am-i"})
"""Exercises of which nobody ever sees anything of another, whatever their prompts say."""
AT_MOST = 60
"""So many of the latest rounds are drawn: a year of weeks, and what a page can hold."""
LATELY = 4
LEAST = 6
"""Points that a line needs before anything is said of it."""
QUARTER, AROUND = timedelta(days=91), timedelta(days=45)

Points = tuple[int | None, ...]
"""A point from 1 for each day; None is a gap, whatever its reason: missed, skipped, kept, taken back."""


@dataclass(frozen=True, repr=False)
class Moment:
    """An opened round: its day, the exercise as it was, what its circle shows, and what the reader answered where that
    was asked for."""

    day: date
    exercise: Exercise
    shown: Sequence[Disclosure] = ()
    own: Mapping[str, Answer] = field(default_factory=dict)

    def __repr__(self) -> str:
        return "<Moment>"


@dataclass(frozen=True, repr=False)
class SharedLine:
    """What one author (a member's id) shows."""

    author: str
    points: Points

    def __repr__(self) -> str:
        return "<SharedLine>"


@dataclass(frozen=True, repr=False)
class OwnLine:
    """One's own, from one's own worksheets. `days` has one for each point, in order."""

    prompt: ScalePrompt
    days: tuple[date, ...]
    points: Points

    def __repr__(self) -> str:
        return "<OwnLine>"


@dataclass(frozen=True, repr=False)
class SharedLines:
    """The lines on one scale, in the circle's order. Who shows nothing has none."""

    prompt: ScalePrompt
    lines: tuple[SharedLine, ...]

    def __repr__(self) -> str:
        return "<SharedLines>"


def shared_lines(
    moments: Sequence[Moment], today: Exercise | None, circle: Sequence[str], me: str
) -> tuple[SharedLines, ...]:
    """Each scale with what is shown on it. `today` is the exercise as it would begin now, if there still is one.

    The scales are those of the latest round. Rounds in which a scale had another number of points are gaps on it: their
    points would lie somewhere else. A scale that was, or has become, private or about desire shows nobody else's.
    """
    if not moments or moments[-1].exercise.slug in ALWAYS_ALONE:
        return ()
    shown = [{one.author: one.answers for one in moment.shown} for moment in moments]
    found = []
    for prompt in _scales(moments[-1].exercise):
        now = _scale(today, prompt.id) if today else None
        if now and not now.shareable:
            continue
        then = _by_edition(moments, prompt)
        alone = any(one.desire for one in [*then.values(), now] if one)
        fits = [_fits(then[id(moment.exercise)], prompt, shared=True) for moment in moments]
        lines = []
        for author in circle:
            if author == me or not alone:
                points = _points(prompt, fits, [one.get(author, {}) for one in shown])
                lines += [SharedLine(author, points)] if any(points) else []
        if lines:
            found.append(SharedLines(prompt, tuple(lines)))
    return tuple(found)


def own_lines(moments: Sequence[Moment]) -> tuple[OwnLine, ...]:
    """One's own line on each scale of the latest round, private ones too, where there is a point on it."""
    days = tuple(moment.day for moment in moments)
    counted = [_counted(moment) for moment in moments]
    found = []
    for prompt in _scales(moments[-1].exercise) if moments else ():
        then = _by_edition(moments, prompt)
        fits = [_fits(then[id(moment.exercise)], prompt) for moment in moments]
        points = _points(prompt, fits, counted)
        if any(points):
            found.append(OwnLine(prompt, days, points))
    return tuple(found)


def _counted(moment: Moment) -> dict[str, Answer]:
    """One's own answers to what one was shown: an answer that hangs on another one goes with it."""
    asked = {prompt.id for _, prompt in showing.shown(moment.exercise, moment.own, 2)}
    return {key: answer for key, answer in moment.own.items() if key in asked}


def _scales(exercise: Exercise) -> list[ScalePrompt]:
    return [prompt for prompt in exercise.prompts if isinstance(prompt, ScalePrompt)]


def _scale(exercise: Exercise, prompt_id: str) -> ScalePrompt | None:
    return next((one for one in _scales(exercise) if one.id == prompt_id), None)


def _by_edition(moments: Sequence[Moment], prompt: ScalePrompt) -> dict[int, ScalePrompt | None]:
    """The scale as each edition had it, by the identity of the exercise: a year of rounds has few of them."""
    exercises = {id(moment.exercise): moment.exercise for moment in moments}
    return {key: _scale(exercise, prompt.id) for key, exercise in exercises.items()}


def _fits(then: ScalePrompt | None, prompt: ScalePrompt, shared: bool = False) -> bool:
    """Whether the scale was as long as on this drawing and, for what is shown, one that may be shown."""
    return then is not None and then.points == prompt.points and (then.shareable or not shared)


def _points(prompt: ScalePrompt, fits: Sequence[bool], answers: Sequence[Mapping[str, Answer]]) -> Points:
    given = [one.get(prompt.id) if fit else None for fit, one in zip(fits, answers, strict=True)]
    return tuple(one.point if isinstance(one, Scale) and 1 <= one.point <= prompt.points else None for one in given)


class Change(StrEnum):
    """How the latest points lie to those before. None of them is better than another."""

    CLOSER_TO_HIGH = "closer-to-high"
    CLOSER_TO_LOW = "closer-to-low"
    STEADIER = "steadier"
    LIVELIER = "livelier"
    ABOUT_THERE = "about-there"


@dataclass(frozen=True)
class Since:
    """A change, and a day in the middle of those that it is told from."""

    change: Change
    day: date


def since(line: OwnLine) -> Since | None:
    """The last four points of a line beside up to four of about a quarter before them. None where there are fewer than
    six points, or nothing to tell from about then.

    Closer to an end: by a fifth of the scale or more, in the middle of the points. Else steadier or livelier: the
    points spread over less or more, by over a quarter of the scale; asked of four points and four.
    """
    answered = [(day, point) for day, point in zip(line.days, line.points, strict=True) if point is not None]
    if len(answered) < LEAST:
        return None
    late, before = answered[-LATELY:], _a_quarter_before(answered)
    if len(before) < 2:
        return None
    return Since(_change(line.prompt.points - 1, _values(late), _values(before)), before[len(before) // 2][0])


def _a_quarter_before(answered: Sequence[tuple[date, int]]) -> list[tuple[date, int]]:
    """The points that lie nearest to a quarter before the middle of the last four, in order."""
    late = answered[-LATELY:]
    target = late[0][0] + (late[-1][0] - late[0][0]) / 2 - QUARTER
    near = [one for one in answered[:-LATELY] if abs(one[0] - target) <= AROUND]
    return sorted(sorted(near, key=lambda one: abs(one[0] - target))[:LATELY])


def _values(some: Sequence[tuple[date, int]]) -> list[int]:
    return [point for _, point in some]


def _change(span: int, late: Sequence[int], before: Sequence[int]) -> Change:
    """Whole numbers only: both sums are taken times the other's count."""
    by, whole = sum(late) * len(before) - sum(before) * len(late), span * len(late) * len(before)
    if abs(by) * 5 >= whole:
        return Change.CLOSER_TO_HIGH if by > 0 else Change.CLOSER_TO_LOW
    wider = (max(late) - min(late)) - (max(before) - min(before))
    if len(before) == LATELY and abs(wider) * 4 > span:
        return Change.LIVELIER if wider > 0 else Change.STEADIER
    return Change.ABOUT_THERE
