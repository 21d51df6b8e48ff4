"""Exercises, answers and worksheets for tests: small, whole, and the same every time."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from app.domain.answers import (
    Allocation,
    Answer,
    Boundary,
    Choice,
    Choices,
    Guess,
    Picks,
    Ranking,
    Reflection,
    Scale,
    Share,
    Sort,
    Worksheet,
)
from app.domain.exercise import AnyPrompt, Exercise, Hand, Level, MutualPrompt, Pile

OPENERS = {"say": "I said {answer}.", "ask": "What is that like for you?", "try": "Have a cup of tea."}
STARTS = ("I feel…", "I’d like…", "I wonder…")

KEYS: Mapping[str, dict[str, Any]] = {
    "reading": {"text": "Take your time."},
    "boundary": {"subject": "holding hands", "openers": OPENERS},
    "reflection": {"starts": STARTS, "openers": OPENERS},
    "scale": {"low": "calm", "high": "lively", "openers": OPENERS},
    "choice": {"options": "tea cocoa water", "openers": OPENERS},
    "choices": {"options": "walk read bake dance", "openers": OPENERS},
    "sort": {"items": "cooking plans money", "openers": OPENERS | {"say": "I placed a card with ease."}},
    "ranking": {"items": "sleep music quiet light", "openers": OPENERS},
    "allocation": {"items": "dishes bills garden", "openers": OPENERS | {"say": "I water the garden."}},
    "guess": {"about": "scale", "openers": OPENERS},
    "pause": {"text": "Breathe.", "breaths": 4},
    "mutual": {"items": "massage dancing picnic bath singing stars"},
}
"""What each kind of prompt needs; words become options."""

ANSWERS: Mapping[str, Answer] = {
    "boundary": Boundary(level=Level.ASK),
    "reflection": Reflection(text="Rain on the roof."),
    "scale": Scale(point=4),
    "choice": Choice(option="cocoa"),
    "choices": Choices(options=("read", "bake")),
    "sort": Sort(piles={"cooking": Pile.FLEXIBLE, "plans": Pile.CORE}),
    "ranking": Ranking(order=("quiet", "sleep")),
    "allocation": Allocation(now={"dishes": Hand.ME}, wish={"dishes": Hand.SHARED, "bills": Hand.OTHERS}),
    "guess": Guess(answer=Scale(point=2)),
}
"""One answer that each kind of prompt takes."""

_PROMPT: TypeAdapter[AnyPrompt] = TypeAdapter(AnyPrompt)


def make_prompt(kind: str, id: str = "", **changes: Any) -> AnyPrompt:
    """A prompt of this kind, named after it. `options` and `items` may be given as words."""
    keys: dict[str, Any] = {"id": id or kind, "kind": kind, "ask": f"How about {kind}?", "short": True}
    keys |= KEYS[kind] | changes
    for key in ("options", "items"):
        if isinstance(keys.get(key), str):
            keys[key] = [{"id": word, "text": word.capitalize()} for word in keys[key].split()]
    if keys.get("private"):
        keys["openers"] = None
    return _PROMPT.validate_python(keys)


def make_exercise(*prompts: AnyPrompt, **changes: Any) -> Exercise:
    """An exercise of these prompts; of none, one with every kind, two private prompts and a scale of desire."""
    prompts = prompts or (
        *(make_prompt(kind) for kind in KEYS if kind != "mutual"),
        make_prompt("reflection", "own-words", private=True),
        make_prompt("scale", "own-scale", private=True),
        make_prompt("scale", "desire", desire=True),
        make_prompt("mutual"),
    )
    whole: dict[str, Any] = {
        "slug": "try-out",
        "language": "en",
        "title": "A quiet evening",
        "purpose": "To find out what an evening could be.",
        "not_for": "Not for a hurry.",
        "minutes": 10,
        "intensity": "light",
        "practices": ["reflective-talk"],
        "opens": "at" if any(prompt.kind == "mutual" for prompt in prompts) else "ready",
        "sources": ["Made up for a test."],
        "prompts": [prompt.model_dump(by_alias=True) for prompt in prompts],
    }
    return Exercise.model_validate(whole | changes)


def make_worksheet(
    exercise: Exercise, answers: Mapping[str, Answer] | None = None, *, share: bool = True, sealed: bool = True
) -> Worksheet:
    """A worksheet with these answers by prompt id, or with one for every prompt; all of them shared, or all kept."""
    if answers is None:
        answers = {prompt.id: ANSWERS[prompt.kind] for prompt in exercise.prompts if prompt.kind in ANSWERS}
    choice = Share.PARTNERS if share else Share.KEEP
    return Worksheet(answers=answers, choices=dict.fromkeys(answers, choice), sealed=sealed)


def make_picks(*items: str, prompt: str = "mutual") -> Picks:
    return Picks(items={prompt: items})


def mutual_of(exercise: Exercise) -> MutualPrompt:
    """The one prompt with blind picks."""
    (prompt,) = (one for one in exercise.prompts if isinstance(one, MutualPrompt))
    return prompt


def make_sorts(*piles: str) -> list[Sort]:
    """Sorts of the cards above, a letter for each: f(lexible), c(ore), t(alk), u(nsure), or a dot for one left out."""
    names = {"f": Pile.FLEXIBLE, "c": Pile.CORE, "t": Pile.TALK, "u": Pile.UNSURE}
    cards = str(KEYS["sort"]["items"]).split()
    return [Sort(piles={card: names[x] for card, x in zip(cards, one, strict=False) if x != "."}) for one in piles]
