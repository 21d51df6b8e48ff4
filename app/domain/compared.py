"""What comes of comparing: one type per kind of prompt.

What people shared are pairs of author (a member's id) and value, in the circle's order and never by time. Only who
shared appears: nobody is ever an empty cell.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.answers import GuessedAnswer
from app.domain.exercise import (
    AllocationPrompt,
    BoundaryPrompt,
    ChoicePrompt,
    ChoicesPrompt,
    Guessable,
    GuessPrompt,
    Hand,
    Level,
    MutualPrompt,
    Option,
    Pile,
    RankingPrompt,
    ReflectionPrompt,
    ScalePrompt,
    SortPrompt,
)


class Relation(StrEnum):
    """How shared answers lie to each other. BESIDE: they stand side by side, and nothing is said about them."""

    ALIKE = "alike"
    CLOSE = "close"
    DIFFERENT = "different"
    ONE_SIDED = "one-sided"
    BESIDE = "beside"


class Verdict(StrEnum):
    """Where one card lies, among those who sorted it."""

    FLEXIBLE_FOR_ALL = "flexible-for-all"
    CORE_FOR_ALL = "core-for-all"
    TALK = "talk"
    CORE_FOR_ONE = "core-for-one"
    UNSURE = "unsure"
    ONE_SIDED = "one-sided"


class Views(StrEnum):
    """How views of one thing lie to each other; of who is right, nothing is said."""

    SAME = "same"
    DIFFERENT = "different"
    ONE_SIDED = "one-sided"


@dataclass(frozen=True, repr=False)
class Shown:
    """What the kinds of comparison have in common: `repr` hides what they hold."""

    relation: Relation

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


@dataclass(frozen=True, repr=False)
class Texts(Shown):
    prompt: ReflectionPrompt
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, repr=False)
class Points(Shown):
    prompt: ScalePrompt
    points: tuple[tuple[str, int], ...]


@dataclass(frozen=True, repr=False)
class Chosen(Shown):
    """`common` is what everybody who shared chose; all ids are in the prompt's order."""

    prompt: ChoicePrompt | ChoicesPrompt
    chosen: tuple[tuple[str, tuple[str, ...]], ...]
    common: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Row:
    """One card, and the pile of everybody who shared where they put it."""

    item: Option
    piles: tuple[tuple[str, Pile], ...]
    verdict: Verdict

    def __repr__(self) -> str:
        return "<Row>"


@dataclass(frozen=True, repr=False)
class Sorted(Shown):
    """Only cards that somebody sorted, in the prompt's order."""

    prompt: SortPrompt
    rows: tuple[Row, ...]


@dataclass(frozen=True, repr=False)
class Levels(Shown):
    """`leading` is the most careful level. `first_to_speak` is the most open person, or None unless one alone is:
    the careful one explains nothing."""

    prompt: BoundaryPrompt
    levels: tuple[tuple[str, Level], ...]
    leading: Level
    first_to_speak: str | None


@dataclass(frozen=True, repr=False)
class Matched(Shown):
    """Items that everybody in the circle picked; never an empty one, so that no match looks like nobody there."""

    prompt: MutualPrompt
    items: tuple[Option, ...]


@dataclass(frozen=True, repr=False)
class Ranked(Shown):
    """`orders` are item ids, what matters most first; `common` is what all put among theirs, in the prompt's order."""

    prompt: RankingPrompt
    orders: tuple[tuple[str, tuple[str, ...]], ...]
    common: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Hands:
    """How those who shared it see who does one thing. `views` is None where nobody did."""

    hands: tuple[tuple[str, Hand], ...]
    views: Views | None

    def __repr__(self) -> str:
        return "<Hands>"


@dataclass(frozen=True, repr=False)
class Task:
    """One thing to do: who does it as things are, and who would."""

    item: Option
    now: Hands
    wish: Hands

    def __repr__(self) -> str:
        return "<Task>"


@dataclass(frozen=True, repr=False)
class Allocated(Shown):
    """Only what somebody shared a view of, in the prompt's order."""

    prompt: AllocationPrompt
    tasks: tuple[Task, ...]


@dataclass(frozen=True, repr=False)
class Guessed:
    """One person's guess beside what others shared of what it is about: never without, and never with a verdict."""

    author: str
    guess: GuessedAnswer
    beside: tuple[tuple[str, GuessedAnswer], ...]

    def __repr__(self) -> str:
        return "<Guessed>"


@dataclass(frozen=True, repr=False)
class Guesses(Shown):
    prompt: GuessPrompt
    about: Guessable
    guesses: tuple[Guessed, ...]


Comparison = Texts | Points | Chosen | Sorted | Levels | Matched | Ranked | Allocated | Guesses
