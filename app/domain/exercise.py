"""Exercise: a guided prompt sequence, and the kinds of prompt it is made of.

The format is taught by example in exercises/README.md. Ids are for ever: a changed meaning is a new id,
because answers, editions and comparisons refer to prompts, options and items by id alone.

These types say what an exercise is. What a good one keeps to is in authoring.py, and is asked of files only: stored
editions must stay readable for ever. For the same reason a default here never changes: editions leave defaults out.
"""

from enum import StrEnum
from operator import attrgetter
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints

HYPHENED = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
ONE_LINE = r"^[^\n]*$"
LANGUAGE = r"^[a-z]{2}$"

Id = Annotated[str, StringConstraints(pattern=HYPHENED, max_length=48)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1200)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=ONE_LINE)]

PLACEHOLDER = "{answer}"
"""In `say`: becomes the reader's own shared answer."""


class Practice(StrEnum):
    """What exercises are good for: the closed list that the files choose from."""

    REFLECTIVE_TALK = "reflective-talk"
    FLEXIBLE_EXPECTATIONS = "flexible-expectations"
    SHARED_LANGUAGE = "shared-language"
    BOUNDARIES = "boundaries"
    CONSENT = "consent"
    DESIRE = "desire"
    CLOSENESS = "closeness"
    SHARED_LOAD = "shared-load"
    SHARED_CHALLENGES = "shared-challenges"
    PROMISES_AND_REPAIR = "promises-and-repair"
    GOOD_THINGS = "good-things"
    INNER_LIFE = "inner-life"
    CHANGE = "change"
    AUTHENTICITY = "authenticity"
    SLOWING_DOWN = "slowing-down"
    LEARNING = "learning"
    SAFETY = "safety"


class Form(StrEnum):
    """How much there is of it: a pulse is the shortest."""

    EXERCISE = "exercise"
    CHECK_IN = "check-in"
    PULSE = "pulse"


class Rhythm(StrEnum):
    """How often an exercise is good for, where it is made to come back."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"


class Intensity(StrEnum):
    LIGHT = "light"
    MEDIUM = "medium"
    DEEP = "deep"


class Opens(StrEnum):
    """When a round opens: when everybody has sealed (and at its latest time in any case), or at a set time."""

    READY = "ready"
    AT = "at"


class Pile(StrEnum):
    """Where a card of a sort can lie."""

    FLEXIBLE = "flexible"
    CORE = "core"
    TALK = "talk"
    UNSURE = "unsure"


class Level(StrEnum):
    """A boundary, from open to careful. REST is a no that its author does not want to be asked again."""

    WELCOME = "welcome"
    ASK = "ask"
    NOT_NOW = "not-now"
    NO = "no"
    REST = "rest"


class Hand(StrEnum):
    """Who does something, seen by one person: mostly they themselves, all of them, mostly others, nobody."""

    ME = "me"
    SHARED = "shared"
    OTHERS = "others"
    NOBODY = "nobody"


class Part(BaseModel):
    """A piece of an exercise file: immutable, and it refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Option(Part):
    """One thing to choose, or one card or item; its id is permanent."""

    id: Id
    text: Line


class Item(Option):
    """A card, or something to pick blindly. Items of one `group` are shown together, under its name."""

    group: Line | None = None

    @property
    def own(self) -> bool:
        """Whether it was added by the people who answer."""
        return False


class Openers(Part):
    """Three ways into the talk after the opening: a sentence to say, a question to ask, a small thing to try."""

    say: Line
    ask: Line
    try_: Line = Field(alias="try")


class ShowIf(Part):
    """When a prompt is shown: the person's own answer to an earlier one is `any` of these options or levels, or a
    point of `at_least` or `at_most` so much. Unanswered is never enough."""

    prompt: Id
    any: Annotated[tuple[Id, ...], Field(min_length=1)] | None = None
    at_least: Annotated[int, Field(strict=True, ge=1, le=9)] | None = None
    at_most: Annotated[int, Field(strict=True, ge=1, le=9)] | None = None


class Prompt(Part):
    """What every kind of prompt has. `private` prompts have no share control at all."""

    id: Id
    ask: Words
    hint: Words | None = None
    short: StrictBool = False
    private: StrictBool = False
    show_if: ShowIf | None = None
    openers: Openers | None = None

    answerable: ClassVar[bool] = True
    """Whether there is something to answer."""
    blind: ClassVar[bool] = False
    """Whether its answer is a blind pick: never shared by choice, only matched."""

    @property
    def shareable(self) -> bool:
        """Whether its author may choose to show the answer to others. What is shown to some only never is: an answer
        would tell of the answer it depends on."""
        return self.answerable and not self.blind and not self.private and self.show_if is None


class ReflectionPrompt(Prompt):
    kind: Literal["reflection"]
    starts: tuple[Line, Line, Line]


class ScalePrompt(Prompt):
    """A point between two named ends. On `desire` no sentence ever says alike or different."""

    kind: Literal["scale"]
    low: Line
    high: Line
    points: Annotated[int, Field(strict=True, ge=3, le=9)] = 5
    desire: StrictBool = False


class ChoicePrompt(Prompt):
    """Of a `tender` one no sentence ever says alike or different: it is about what somebody fears, or hopes for."""

    kind: Literal["choice"]
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=12)]
    tender: StrictBool = False


class ChoicesPrompt(Prompt):
    """`tender` as of a choice."""

    kind: Literal["choices"]
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=20)]
    tender: StrictBool = False


class SortPrompt(Prompt):
    """Cards and their piles. With `own_items`, those who answer can add cards of their own before a round."""

    kind: Literal["sort"]
    items: Annotated[tuple[Item, ...], Field(min_length=2, max_length=24)]
    own_items: StrictBool = False


class BoundaryPrompt(Prompt):
    kind: Literal["boundary"]
    subject: Line


class MutualPrompt(Prompt):
    """Blind picks: at most a third of the items, and only what everybody picked is ever shown. With `own_items`, those
    who answer can add items of their own before a round, which count in the third."""

    kind: Literal["mutual"]
    items: Annotated[tuple[Item, ...], Field(min_length=3, max_length=30)]
    own_items: StrictBool = False
    blind: ClassVar[bool] = True

    @property
    def at_most(self) -> int:
        """How many items one person may pick."""
        return len(self.items) // 3


class RankingPrompt(Prompt):
    """What matters most, second most, and so on, down to the last of the `places`."""

    kind: Literal["ranking"]
    items: Annotated[tuple[Option, ...], Field(min_length=3, max_length=12)]
    places: Annotated[int, Field(strict=True, ge=2, le=5)] = 3


class AllocationPrompt(Prompt):
    """Who does each of these now, and who would one like to."""

    kind: Literal["allocation"]
    items: Annotated[tuple[Option, ...], Field(min_length=2, max_length=16)]


class GuessPrompt(Prompt):
    """What everybody else will answer to the earlier prompt `about`. It takes the answers which that one takes."""

    kind: Literal["guess"]
    about: Id


class ReadingPrompt(Prompt):
    kind: Literal["reading"]
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=3000)]
    answerable: ClassVar[bool] = False


class PausePrompt(Prompt):
    """So many breaths of about ten seconds each, with nothing to do."""

    kind: Literal["pause"]
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=3000)]
    breaths: Annotated[int, Field(strict=True, ge=3, le=12)]
    answerable: ClassVar[bool] = False


AnyPrompt = Annotated[
    ReflectionPrompt
    | ScalePrompt
    | ChoicePrompt
    | ChoicesPrompt
    | SortPrompt
    | BoundaryPrompt
    | MutualPrompt
    | RankingPrompt
    | AllocationPrompt
    | GuessPrompt
    | ReadingPrompt
    | PausePrompt,
    Field(discriminator="kind"),
]
Guessable = ScalePrompt | ChoicePrompt | SortPrompt
"""What a guess can be about."""


class Exercise(Part):
    """One exercise in one language. `slug` and `language` come from the file's place, not from its text.

    `practices` are names of the Practice list in every file of today; stored editions may hold others.
    """

    slug: Id
    language: Annotated[str, StringConstraints(pattern=LANGUAGE)]
    title: Line
    purpose: Words
    not_for: Words
    minutes: Annotated[int, Field(strict=True, ge=1, le=90)]
    intensity: Intensity
    form: Form = Form.EXERCISE
    rhythm: Rhythm | None = None
    practices: Annotated[tuple[Id, ...], Field(min_length=1)]
    opens: Opens = Opens.READY
    sources: Annotated[tuple[Words, ...], Field(min_length=1)]
    prompts: Annotated[tuple[AnyPrompt, ...], Field(min_length=1, max_length=40)]

    def __hash__(self) -> int:
        """Of its place alone: what is reckoned once for an exercise must not read all of it to be found again."""
        return hash((self.slug, self.language))

    @property
    def has_blind(self) -> bool:
        return any(map(attrgetter("blind"), self.prompts))

    @property
    def offers(self) -> tuple[Opens, ...]:
        """How a round of it may open. With blind picks only at a set time, so that taking no part looks like
        picking nothing."""
        return (Opens.AT,) if self.has_blind else (Opens.READY, Opens.AT)

    def prompt(self, prompt_id: str) -> AnyPrompt:
        """The prompt with this id; KeyError if there is none."""
        for prompt in self.prompts:
            if prompt.id == prompt_id:
                return prompt
        raise KeyError(prompt_id)

    def about(self, prompt: AnyPrompt) -> Guessable | None:
        """The prompt that a guess is about. None for other kinds, and where there is nothing that can be guessed."""
        if prompt.kind != "guess":  # to ask for its class takes ten times as long, and every point of a summary asks
            return None
        guessable = (earlier for earlier in self.prompts if isinstance(earlier, Guessable))
        return next((earlier for earlier in guessable if earlier.id == prompt.about), None)
