"""The living page: every component as it is, by the macros and templates that the pages use, with made-up values. It is
there in development only; what stands on it is in templates/gallery."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, current_app, render_template
from flask_babel import force_locale
from markupsafe import Markup

from app.domain.answers import Answer, Picks, Share, Worksheet
from app.domain.assignments import Assignment
from app.domain.comparison import compare
from app.domain.exercise import (
    AllocationPrompt,
    AnyPrompt,
    Exercise,
    Guessable,
    GuessPrompt,
    MutualPrompt,
    SortPrompt,
)
from app.domain.samples import samples
from app.domain.sharing import disclose, match
from app.domain.showing import Group, arranged
from app.domain.summary import Point
from app.domain.therapists import Secrets, Statement
from app.services import assignments, links
from app.services.person import Person
from app.web.answers import Given, given_of
from app.web.apart import apart
from app.web.exercises import opaque
from app.web.files import HEAD
from app.web.guard import allow, workplace
from app.web.sentences import sentence
from app.web.told import reading
from app.web.years import Years, years

pages = Blueprint("components", __name__)

READER = "a"
SIX = {
    READER: "Alex",
    "b": "Sam",
    "c": "Maria-Magdalena Hohenstein-Wolfeschlegelsteinhausen",
    "d": "أمل",
    "e": "Kim",
    "f": "O’Brien Nguyễn",
}
FROM_RIGHT = {"a": "أمل", "b": "Sam", "c": "نور"}
REFUSED = {"reflection": "too-long", "ranking": "twice", "mutual": "too-many", "choices": "not-offered"}
"""Why each kind of prompt comes back here; the others were left empty."""
EVENING = datetime(2026, 11, 24, 20, tzinfo=UTC)
ADDRESS = "0" * 44
TOKENS: Mapping[str, str] = {
    "paper": "the page itself",
    "sheet": "what lies on it: sheets, fields, things to choose",
    "ink": "text",
    "soft": "what may be overlooked: hints, facts, times",
    "line": "between things, and around them",
    "edge": "around what takes a click or words, and the threads of drawings",
    "deep": "the one colour for doing: links, buttons, what is chosen, focus",
    "deep-more": "the same under the pointer",
    "on-deep": "words on it",
    "tint": "what is chosen, or lies under the pointer",
    "lamp": "the light: a sheet that matters now, a notice, marks, progress",
    "glow": "its shine",
    "alert": "what went wrong, with words beside it",
    "alert-tint": "the ground of an alert",
    "serif": "people’s own words, questions, titles",
    "sans": "what the product says",
    "round": "corners of sheets and cards",
    "gap": "between the parts of a page",
}
"""What each token of the stylesheet is for."""


@dataclass(frozen=True)
class Token:
    """A custom property of the stylesheet, with its value in light and in dark."""

    name: str
    light: str
    dark: str
    use: str

    @property
    def kind(self) -> str:
        """How to show it: a colour, a font or a length."""
        if self.light.startswith(("#", "rgb")):
            return "colour"
        return "font" if self.light.endswith("serif") else "length"


@dataclass(frozen=True)
class Asked:
    """A prompt as its template takes it, with what somebody has given; `error` is what the form that came back says."""

    prompt: AnyPrompt
    about: Guessable | None
    groups: tuple[Group, ...]
    given: Given
    answer: Answer | None
    error: str


@dataclass(frozen=True)
class Compared:
    """What some of the people in `names` shared, point by point."""

    state: str
    names: Mapping[str, str]
    points: tuple[Point, ...]


@pages.get("/components")
@allow("visit")
def index(me: Person | None) -> Any:
    exercise = every_kind()
    two = dict(list(SIX.items())[:2])
    shared = [
        compared(exercise, "for two", two, two),
        compared(exercise, "one of two shared it", two, ["b"]),
        compared(without_guesses(exercise), "for six", SIX, SIX),
    ]
    context = {"language": exercise.language, "me": READER, "round": a_round(exercise)}
    with force_locale("ar"):
        three = compared(without_guesses(exercise), "three people", FROM_RIGHT, FROM_RIGHT)
        from_right = render_template("gallery/from_right.html", shared=three, **context)
    return render_template(
        "components/gallery.html",
        tokens=list(tokens()),
        exercise=exercise,
        asked=list(asked(exercise)),
        shared=shared,
        names=SIX,
        rounds=[a_round(exercise, opens=opens, open=open_) for opens, open_ in WAYS],
        places=workplace().places,
        evening=EVENING,
        stated=[stated(secrets) for secrets in Secrets],
        given=given(),
        lines=lines(),
        address=opaque,
        from_right=Markup(from_right),  # noqa: S704 - a page of ours
        **context,
    )


def lines() -> Years:
    """Twelve weeks of all of the people, with a gap in every line."""
    days = [EVENING.date() + timedelta(weeks=n) for n in range(12)]
    points = [tuple(None if n == 3 + mark else 1 + (n * (mark + 2)) % 5 for n in range(12)) for mark in range(len(SIX))]
    return years(5, days, list(enumerate(points)))


WAYS = (("at", True), ("ready", False), ("at", False))


@pages.app_template_filter("apart")
def on_the_page(part: str, name: str) -> Markup:
    """Whatever is shown, with ids of its own; its links lead back to it."""
    name = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    part = re.sub(r'<a\b([^>]*?) href="[^"]*"', rf'<a\1 href="#{name}"', apart(part, name))
    return Markup('<div class="flow" id="{}">{}</div>').format(name, Markup(part))  # noqa: S704 - it was rendered


def tokens() -> Iterator[Token]:
    """The custom properties of the style, in its order."""
    styles = Path(str(current_app.static_folder), HEAD).read_text("utf-8")
    light, dark, *_ = (_properties(block) for block in re.findall(r":root \{(.*?)\}", styles, re.DOTALL))
    for name, value in light.items():
        yield Token(name, value, dark.get(name, value), TOKENS.get(name, ""))


def _properties(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): ([^;]+);", block))


def every_kind() -> Exercise:
    """An exercise that nobody is asked, with every kind of prompt."""
    text = files("app").joinpath("resources/components.toml").read_text("utf-8")
    return Exercise.model_validate({**tomllib.loads(text), "slug": "every-kind", "language": "en"})


def without_guesses(exercise: Exercise) -> Exercise:
    """The same for many people, whose guesses about each other would fill a page of their own."""
    prompts = tuple(prompt for prompt in exercise.prompts if not isinstance(prompt, GuessPrompt))
    return exercise.model_copy(update={"prompts": prompts})


def asked(exercise: Exercise) -> Iterator[Asked]:
    """Every prompt, with the answer of the first of the people."""
    answers, picks = samples(exercise, 0, SIX[READER])
    for prompt in exercise.prompts:
        about = exercise.about(prompt)
        listed = about or prompt
        given = given_of(prompt, answers.get(prompt.id) or picks.items.get(prompt.id))
        if prompt.kind == "ranking":
            given["place-2"] = given["place-1"]
        yield Asked(
            prompt,
            about,
            arranged(listed, READER) if isinstance(listed, SortPrompt | MutualPrompt | AllocationPrompt) else (),
            given,
            answers.get(prompt.id),
            sentence(REFUSED.get(prompt.kind, "empty")),
        )


def compared(
    exercise: Exercise, state: str, names: Mapping[str, str], sharing: Sequence[str] | Mapping[str, str]
) -> Compared:
    """What comes of it if these members shared everything, out of a circle of such names."""
    disclosures, picks = [], list[Picks]()
    for person, (member, name) in enumerate(names.items()):
        answers, picked = samples(exercise, person, name)
        if member in sharing:
            worksheet = Worksheet(answers=answers, choices=dict.fromkeys(answers, Share.PARTNERS), sealed=True)
            disclosures.append(disclose(exercise, worksheet, member))
            picks.append(picked)
    found = compare(exercise, tuple(names), disclosures, match(exercise, picks) if len(picks) == len(names) else None)
    return Compared(state, names, tuple(Point(n, one, None, None, None) for n, one in enumerate(found, start=1)))


def a_round(exercise: Exercise, opens: str = "at", open: bool = False) -> SimpleNamespace:
    """A round as the templates take it."""
    return SimpleNamespace(
        address=ADDRESS,
        title=exercise.title,
        language=exercise.language,
        open=open,
        alone=False,
        opens=opens,
        opens_at=EVENING,
        begun=EVENING,
    )


def stated(secrets: Secrets) -> Statement:
    """What a therapist says of how they work."""
    return Statement(
        name="Noor, couples therapist",
        secrets=secrets,
        duties="If a child or one of you is in danger, I must tell someone, and I tell you first.",
        replies="Within two working days. Not in an emergency.",
        reach="+00 5550 1234, for each of you alone as well.",
        records="Dates and what you asked me to keep, for ten years.",
    )


def given() -> list[assignments.Given]:
    """What a therapist gave: before they meet, and once a week until a day."""
    exercises = workplace().library.exercises(reading().language)[:2]
    wanted = [Assignment(edition=""), Assignment(edition="", due=EVENING.date() + timedelta(weeks=2), weekly=True)]
    here, link = assignments.Address("0" * 22, "0" * 22), links.Address("0" * 22, "0" * 22)
    return [
        assignments.Given(here, link, assignment, exercise, EVENING.date(), assignments.Settings())
        for assignment, exercise in zip(wanted, exercises, strict=True)
    ]
