"""One answer type per kind of prompt, the worksheet that holds them, and the blind picks that lie apart.

`repr` never shows content, so that logs and tracebacks do not either.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.domain.exercise import (
    AnyPrompt,
    BoundaryPrompt,
    ChoicePrompt,
    ChoicesPrompt,
    Level,
    MutualPrompt,
    Option,
    Pile,
    ReflectionPrompt,
    ScalePrompt,
    SortPrompt,
)

TEXT_BYTES = 16 * 1024
"""The longest text of one answer, in UTF-8 bytes."""


class Quiet(BaseModel):
    """A value whose `repr` and `str` say its type and nothing else."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

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
    piles: Mapping[str, Pile]


class Boundary(Quiet):
    kind: Literal["boundary"] = "boundary"
    level: Level


Answer = Annotated[Reflection | Scale | Choice | Choices | Sort | Boundary, Field(discriminator="kind")]


class Picks(Quiet):
    """Blind picks, by prompt id. Not an answer: nothing that compares or discloses takes one."""

    items: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)


class Share(StrEnum):
    """A person's choice for one answer. A missing choice means keep."""

    KEEP = "keep"
    PARTNERS = "partners"


class Worksheet(Quiet):
    """One partner's private answers in a round, with the choice for each. Blind picks are not in it."""

    answers: Mapping[str, Answer] = Field(default_factory=dict)
    choices: Mapping[str, Share] = Field(default_factory=dict)
    sealed: bool = False


class Refusal(StrEnum):
    """Why an answer can't be taken. The page turns each into a sentence."""

    EMPTY = "empty"
    NOT_TEXT = "not-text"
    TOO_LONG = "too-long"
    NOT_OFFERED = "not-offered"
    TOO_MANY = "too-many"
    OTHER_KIND = "other-kind"


def clean_text(text: str) -> str:
    """The text as it is kept: line ends are one newline. Nothing else is changed; the words are the person's own."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def text_refusal(text: str) -> Refusal | None:
    """NUL and lone surrogates can't be stored the same way everywhere; longer than TEXT_BYTES is too long."""
    if not text.strip():
        return Refusal.EMPTY
    if "\0" in text or any(0xD800 <= ord(letter) <= 0xDFFF for letter in text):
        return Refusal.NOT_TEXT
    if len(text.encode()) > TEXT_BYTES:
        return Refusal.TOO_LONG
    return None


def refusal(prompt: AnyPrompt, answer: Answer) -> Refusal | None:
    """Why `answer` can't be an answer to `prompt`, or None if it can.

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
        case _:
            return Refusal.OTHER_KIND


def picks_refusal(prompt: MutualPrompt, picked: Sequence[str]) -> Refusal | None:
    """Why these blind picks can't be taken, or None if they can. Picking nothing is fine."""
    if len(set(picked)) > prompt.at_most:
        return Refusal.TOO_MANY
    return _among(picked, prompt.items)


def _among(chosen: Iterable[str], offered: Iterable[Option]) -> Refusal | None:
    ids = {option.id for option in offered}
    return None if ids.issuperset(chosen) else Refusal.NOT_OFFERED
