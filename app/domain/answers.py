"""One answer type per kind of prompt, the worksheet that holds them, and the blind picks that lie apart.

`repr` never shows content, so that logs and tracebacks do not either.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeVar, assert_never

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from app.domain.exercise import (
    AllocationPrompt,
    AnyPrompt,
    BoundaryPrompt,
    ChoicePrompt,
    ChoicesPrompt,
    Guessable,
    GuessPrompt,
    Hand,
    Level,
    MutualPrompt,
    Option,
    PausePrompt,
    Pile,
    RankingPrompt,
    ReadingPrompt,
    ReflectionPrompt,
    ScalePrompt,
    SortPrompt,
)

TEXT_BYTES = 16 * 1024
"""The longest text of one answer, in UTF-8 bytes."""
TEXT_USUAL = 400
"""A text of so many bytes is nothing unusual."""


V = TypeVar("V")


def in_order(things: Mapping[str, V]) -> dict[str, V]:
    """The same by their ids, so that what is kept of them does not tell in which order they were given."""
    return {key: things[key] for key in sorted(things)}


_WORDS = PlainSerializer(in_order, return_type=dict[str, str], when_used="json")
"""For words of an enum by id: they are words already, and pydantic would ask each for its value."""
_KINDS = PlainSerializer(in_order, return_type=dict[str, Any], when_used="json")
"""For answers by id: each knows its kind, and pydantic would try which of all kinds it is."""


class Quiet(BaseModel):
    """A value whose `repr` and `str` say its type and nothing else. Fields stand in the order of the alphabet, as they
    are sealed."""

    # Pydantic keeps short strings that it has read for the next time, and this process serves everybody.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, cache_strings="none")

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    __str__ = __repr__

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        """Nothing: pretty printers ask pydantic for the fields and not for `repr`."""
        return ()


class Reflection(Quiet):
    kind: Literal["reflection"] = "reflection"
    text: str


class Scale(Quiet):
    """`point` counts from 1, the low end."""

    kind: Literal["scale"] = "scale"
    point: int


class Choice(Quiet):
    kind: Literal["choice"] = "choice"
    option: str


class Choices(Quiet):
    kind: Literal["choices"] = "choices"
    options: tuple[str, ...]


class Sort(Quiet):
    """`piles` maps item ids to piles; a card left out was not sorted."""

    kind: Literal["sort"] = "sort"
    piles: Annotated[Mapping[str, Pile], _WORDS]


class Boundary(Quiet):
    kind: Literal["boundary"] = "boundary"
    level: Level


class Ranking(Quiet):
    """Item ids, what matters most first."""

    kind: Literal["ranking"] = "ranking"
    order: tuple[str, ...]


class Allocation(Quiet):
    """Who does what, by item id: as it is `now`, and as one would like it (`wish`). What was left out is in neither."""

    kind: Literal["allocation"] = "allocation"
    now: Annotated[Mapping[str, Hand], _WORDS] = Field(default_factory=dict)
    wish: Annotated[Mapping[str, Hand], _WORDS] = Field(default_factory=dict)


GuessedAnswer = Annotated[Scale | Choice | Sort, Field(discriminator="kind")]


class Guess(Quiet):
    """What its author thinks that everybody else answers."""

    answer: GuessedAnswer
    kind: Literal["guess"] = "guess"


Answer = Annotated[
    Reflection | Scale | Choice | Choices | Sort | Boundary | Ranking | Allocation | Guess, Field(discriminator="kind")
]


class Picks(Quiet):
    """Blind picks, by prompt id. Not an answer: nothing that compares or discloses takes one."""

    items: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)


class Share(StrEnum):
    """A person's choice for one answer. A missing choice means keep."""

    KEEP = "keep"
    PARTNERS = "partners"


class Worksheet(Quiet):
    """One partner's private answers in a round, with the choice for each. Blind picks are not in it.

    `rested` are the boundaries that were at rest when it was begun: each is not asked as long as it has no answer here.
    None where that was never looked up, as in what was written before there was such a thing.
    """

    answers: Annotated[Mapping[str, Answer], _KINDS] = Field(default_factory=dict)
    choices: Annotated[Mapping[str, Share], _WORDS] = Field(default_factory=dict)
    rested: tuple[str, ...] | None = None
    sealed: bool = False

    @property
    def resting(self) -> frozenset[str]:
        """What is not asked now. An answer reopens it, and taking the answer out lets it rest again."""
        return frozenset(self.rested or ()) - self.answers.keys()


class Refusal(StrEnum):
    """Why an answer can't be taken. The page turns each into a sentence."""

    EMPTY = "empty"
    NOT_TEXT = "not-text"
    TOO_LONG = "too-long"
    NOT_OFFERED = "not-offered"
    TOO_MANY = "too-many"
    TWICE = "twice"
    OTHER_KIND = "other-kind"


def clean_text(text: str) -> str:
    """The text as it is kept: line ends are one newline. Nothing else is changed; the words are the person's own."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def text_refusal(text: str) -> Refusal | None:
    """NUL and lone surrogates can't be stored the same way everywhere; longer than TEXT_BYTES is too long."""
    if not text or text.isspace():
        return Refusal.EMPTY
    try:
        size = len(text) if text.isascii() else len(text.encode())
    except UnicodeEncodeError:  # a lone surrogate
        return Refusal.NOT_TEXT
    if "\0" in text:
        return Refusal.NOT_TEXT
    return Refusal.TOO_LONG if size > TEXT_BYTES else None


def refusal(prompt: AnyPrompt, answer: Answer, about: Guessable | None = None) -> Refusal | None:
    """Why `answer` can't be an answer to `prompt`, or None if it can. A guess takes what it is `about`, which
    `Exercise.about()` finds; without it there is no guess.

    An answer that says nothing is refused, so that nobody ever shares an empty cell beside a name.
    """
    match prompt, answer:
        case ReflectionPrompt(), Reflection():
            return text_refusal(answer.text)
        case ScalePrompt(), Scale():
            return None if 1 <= answer.point <= prompt.points else Refusal.NOT_OFFERED
        case ChoicePrompt(), Choice():
            return _among((answer.option,), prompt.options)
        case ChoicesPrompt(), Choices():
            return _among(answer.options, prompt.options) if answer.options else Refusal.EMPTY
        case SortPrompt(), Sort():
            return _among(answer.piles, prompt.items) if answer.piles else Refusal.EMPTY
        case BoundaryPrompt(), Boundary():
            return None
        case RankingPrompt(), Ranking():
            return _ranking_refusal(prompt, answer)
        case AllocationPrompt(), Allocation():
            given = [*answer.now, *answer.wish]
            return _among(given, prompt.items) if given else Refusal.EMPTY
        case GuessPrompt(), Guess():
            return refusal(about, answer.answer) if about else Refusal.OTHER_KIND
        case _:
            return Refusal.OTHER_KIND


def _ranking_refusal(prompt: RankingPrompt, answer: Ranking) -> Refusal | None:
    """Fewer places than there are is fine; the same thing in two of them is not."""
    if not answer.order:
        return Refusal.EMPTY
    if len(set(answer.order)) < len(answer.order):
        return Refusal.TWICE
    if len(answer.order) > prompt.places:
        return Refusal.TOO_MANY
    return _among(answer.order, prompt.items)


def picks_refusal(prompt: MutualPrompt, picked: Sequence[str]) -> Refusal | None:
    """Why these blind picks can't be taken, or None if they can. Picking nothing is fine."""
    if len(set(picked)) > prompt.at_most:
        return Refusal.TOO_MANY
    return _among(picked, prompt.items)


def fullest(prompt: AnyPrompt, about: Guessable | None = None) -> Answer | None:
    """The answer that takes the most room, with a text of TEXT_USUAL; None where there is no answer, or a blind one.
    For whoever must hide how much was answered."""
    match prompt:
        case ReflectionPrompt():
            return Reflection(text="x" * TEXT_USUAL)
        case ScalePrompt():
            return Scale(point=prompt.points)
        case ChoicePrompt():
            return Choice(option=_longest(prompt.options)[0])
        case ChoicesPrompt():
            return Choices(options=_longest(prompt.options))
        case SortPrompt():
            return Sort(piles=dict.fromkeys(_longest(prompt.items), max(Pile, key=len)))
        case BoundaryPrompt():
            return Boundary(level=max(Level, key=len))
        case RankingPrompt():
            return Ranking(order=_longest(prompt.items)[: prompt.places])
        case AllocationPrompt():
            hands = dict.fromkeys(_longest(prompt.items), max(Hand, key=len))
            return Allocation(now=hands, wish=hands)
        case GuessPrompt():
            guess = fullest(about) if about else None
            return Guess(answer=guess) if isinstance(guess, Scale | Choice | Sort) else None
        case MutualPrompt() | ReadingPrompt() | PausePrompt():
            return None
        case _:
            assert_never(prompt)


def _longest(options: Iterable[Option]) -> tuple[str, ...]:
    """All ids, the longest first."""
    return tuple(sorted((option.id for option in options), key=len, reverse=True))


def _among(chosen: Iterable[str], offered: Iterable[Option]) -> Refusal | None:
    ids = {option.id for option in offered}
    return None if ids.issuperset(chosen) else Refusal.NOT_OFFERED
