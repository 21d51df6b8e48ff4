"""Exercise files: text in, values out.

A file gives an exercise, or every problem it has at once. An exercise in all its languages gives an edition.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, get_args

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from app.domain.authoring import LENGTHS, MOST_PRACTICES, faults
from app.domain.drafts import Fault, Message, located, nearest, said
from app.domain.exercise import (
    HYPHENED,
    LANGUAGE,
    ONE_LINE,
    AnyPrompt,
    Exercise,
    Item,
    MutualPrompt,
    Openers,
    Option,
    Practice,
    ShowIf,
    SortPrompt,
)

LONGEST = 64 * 1024
"""Letters in a file. A good one has about ten thousand."""
MOST_PARTS = 8
"""Of a dotted key. A good one has two."""

FROM_PLACE = ("slug", "language")
KINDS: dict[str, type[BaseModel]] = {
    get_args(model.model_fields["kind"].annotation)[0]: model for model in get_args(get_args(AnyPrompt)[0])
}
PATTERNS = {
    HYPHENED: ("hyphened", "must be lower-case words and hyphens, as in first-date"),
    ONE_LINE: ("one-line", "must be one line"),
    LANGUAGE: ("not-offered", "must be two small letters"),
}

_PART = r"""(?:[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\.)*+"?|'[^'\n]*+'?)"""
_DOT = r"[ \t]*+\.[ \t]*+"
_LINES = r'"{3}(?:[^"\\]|\\.|"(?!""))*+(?:"{3,5})?'
_PLAIN_LINES = r"'{3}(?:[^']|'(?!''))*+(?:'{3,5})?"
_TOKEN = re.compile(
    # Texts and comments may hold any dots. What has no end is refused by the reader. No letter is looked at more than a
    # few times, whatever a file holds.
    rf"{_LINES}|{_PLAIN_LINES}|#[^\n]*+"
    rf"|(?P<deep>{_PART}(?:{_DOT}{_PART}){{{MOST_PARTS}}})|{_PART}(?:{_DOT}{_PART})*+",
    re.DOTALL,
)


@dataclass(frozen=True)
class Problem:
    """One thing to mend. `prompt` is its id, or "prompt 3" by its position; None and "" stand for the whole file."""

    file: str
    prompt: str | None
    path: str
    message: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.prompt, self.path, self.message) if part)


class ExerciseProblems(Exception):
    """Everything that is wrong with one file or with several."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def parse(text: str, slug: str, language: str, where: str) -> Exercise:
    """The exercise in the text of a file. `slug` and `language` come from the file's place, `where` is for people.
    Raises ExerciseProblems with all of its problems."""
    try:
        exercise, found = checked(_toml(text, where), slug, language)
    except RecursionError:  # the reader's, or ours: with dotted keys a file can be deeper than the reader goes
        raise ExerciseProblems((Problem(where, None, "", "is nested too deeply"),)) from None
    if exercise is None or found:
        raise ExerciseProblems(tuple(Problem(where, *fault) for fault in found))
    return exercise


def checked(data: Mapping[str, Any], slug: str, language: str) -> tuple[Exercise | None, list[Fault]]:
    """What a file says, as far as it has the form of an exercise, and everything that is wrong with it."""
    told = "is told by the file's place: leave it out"
    found = [Fault(None, key, said("not-offered", told)) for key in FROM_PLACE if key in data]
    found += faults(data, language)
    try:
        return Exercise.model_validate({**data, "slug": slug, "language": language}), found
    except ValidationError as invalid:
        return None, [*found, *_of_form(data, invalid)]


def _toml(text: str, where: str) -> dict[str, Any]:
    """What the file says, or its one problem: the reader stops at the first."""
    if len(text) > LONGEST:
        raise ExerciseProblems((Problem(where, None, "", f"is longer than {LONGEST} letters"),))
    if deep := next((token for token in _TOKEN.finditer(text) if token["deep"]), None):
        # The reader keeps each beginning of a key: 32 KB of one would take a gigabyte.
        line = f"line {text.count(chr(10), 0, deep.start()) + 1}"
        raise ExerciseProblems((Problem(where, None, line, f"has a key of more than {MOST_PARTS} parts"),))
    try:
        return tomllib.loads(text)
    except ValueError as broken:  # a TOMLDecodeError, or a number with thousands of digits
        place = re.search(r"line (\d+)|end of document", str(broken))
        line = f"line {place[1] or text.count(chr(10)) + 1}" if place else ""
        problem = Problem(where, None, line, f"is not TOML: {broken}")
    raise ExerciseProblems((problem,))


def _of_form(data: Mapping[str, Any], invalid: ValidationError) -> Iterator[Fault]:
    for error in invalid.errors(include_url=False):
        location, context = error["loc"], error.get("ctx", {})
        match error["type"]:
            case "too_short" if len(error["input"]) >= context["min_length"]:
                continue  # long enough, but some of it is faulty and was not counted
            case "too_short":
                message = said("at-least", f"needs at least {context['min_length']}", least=context["min_length"])
            case "missing":
                message = said("missing", "is missing")
            case "extra_forbidden":
                told = f"is not known here; {nearest(str(location[-1]), _keys(location[:-1]))}"
                message = said("not-offered", told)
            case "union_tag_not_found":
                location, message = (*location, "kind"), said("missing", "is missing")
            case "union_tag_invalid":
                told = f"is not a kind; {nearest(context['tag'], KINDS)}"
                location, message = (*location, "kind"), said("not-offered", told)
            case "string_pattern_mismatch":
                reason, told = PATTERNS[context["pattern"]]
                message = said(reason, told)
            case "model_type" | "model_attributes_type":
                message = said("not-offered", "must be a table")
            case _:
                message = _of_value(error["type"], context, error["msg"].replace("Input should", "should"))
        yield Fault(*located(data, _untagged(location)), message)


def _of_value(kind: str, context: Mapping[str, Any], told: str) -> Message:
    """What pydantic says of a single value, in its own words."""
    match kind:
        case "string_too_short":
            return said("missing", told)
        case "string_too_long":
            return said("letters", told, most=context["max_length"])
        case "too_long":
            return said("at-most", told, most=context["max_length"])
        case "less_than_equal":
            return said("at-most", told, most=context["le"])
        case "greater_than_equal":
            return said("at-least", told, least=context["ge"])
        case "int_type":
            return said("number", told)
        case _:
            return said("not-offered", told)


def _untagged(location: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Pydantic puts the kind of a prompt into the path as if it were a key."""
    match location:
        case ("prompts", index, kind, *rest) if kind in KINDS:
            return ("prompts", index, *rest)
        case _:
            return location


def _keys(location: tuple[int | str, ...]) -> list[str]:
    """The keys that are known in the table at this place."""
    model: type[BaseModel]
    match location:
        case ():
            model = Exercise
        case ("prompts", _, kind):
            model = KINDS[str(kind)]
        case (*_, "openers"):
            model = Openers
        case (*_, "show_if"):
            model = ShowIf
        case ("prompts", _, "sort" | "mutual", "items", _):
            model = Item
        case _:
            model = Option
    return [one.alias or name for name, one in model.model_fields.items() if name not in FROM_PLACE]


@dataclass(frozen=True)
class Edition:
    """The exact text of an exercise in all its languages, which a round keeps. `content` is its canonical JSON, `hash`
    the SHA-256 of that."""

    hash: str
    content: str = field(repr=False)
    languages: Mapping[str, Exercise] = field(repr=False, compare=False)

    def in_language(self, language: str, fallback: str = "en") -> Exercise:
        """The exercise in this language, else in the fallback, else in whatever language there is."""
        wanted = next((one for one in (language, fallback) if one in self.languages), min(self.languages))
        return self.languages[wanted]


_LANGUAGES: TypeAdapter[dict[str, Exercise]] = TypeAdapter(Annotated[dict[str, Exercise], Field(min_length=1)])


def edition(languages: Mapping[str, Exercise]) -> Edition:
    """The edition of one exercise, by language. Raises ExerciseProblems where a language does not mirror the original
    (the English one, if there is any): answers given in two languages must mean the same. ValueError if it is empty."""
    original = languages.get("en") or languages[min(languages)]
    problems = [
        Problem(f"{language}/{exercise.slug}.toml", *fault)
        for language, exercise in languages.items()
        for fault in unlike(exercise, original)
    ]
    if problems:
        raise ExerciseProblems(tuple(problems))
    plain = {key: one.model_dump(mode="json", by_alias=True, exclude_defaults=True) for key, one in languages.items()}
    return read_edition(json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":")))


def read_edition(content: str) -> Edition:
    """The edition in a stored content. ValueError if it is none."""
    return Edition(hashlib.sha256(content.encode()).hexdigest(), content, _LANGUAGES.validate_json(content))


def unlike(exercise: Exercise, original: Exercise) -> Iterator[Fault]:
    """Where a language differs from the original in more than its words."""
    like = said("unlike", f"differs from {original.language}/{original.slug}.toml")
    for key in ("slug", "form", "rhythm", "minutes", "intensity", "practices", "opens"):
        if getattr(exercise, key) != getattr(original, key):
            yield Fault(None, key, like)
    bones = {prompt.id: _bones(prompt) for prompt in exercise.prompts}
    originals = {prompt.id: _bones(prompt) for prompt in original.prompts}
    if list(bones) != list(originals):
        yield Fault(None, "prompts", said("unlike", f"{like}: there they are {', '.join(originals)}"))
    for prompt_id in (one for one in bones if one in originals):
        mine, other = bones[prompt_id], originals[prompt_id]
        for key in sorted(mine.keys() | other.keys()):
            if mine.get(key) != other.get(key):
                yield Fault(prompt_id, key, like)


def _bones(prompt: AnyPrompt) -> dict[str, Any]:
    """All of a prompt but its words. Groups are told apart by the item that each begins with."""
    ids = {"__all__": {"id"}}
    plain = {"kind", "short", "private", "show_if", "points", "desire", "tender", "places", "about", "breaths"}
    bones = prompt.model_dump(include=dict.fromkeys(plain, True) | {"options": ids, "items": ids})
    if isinstance(prompt, SortPrompt | MutualPrompt):
        names = [item.group for item in prompt.items]
        bones["groups"] = [names.index(name) for name in names]
    return bones


def json_schema() -> dict[str, Any]:
    """The form of one exercise file, for editors. The rules of authoring.py are beyond it."""
    schema = Exercise.model_json_schema()
    for key in FROM_PLACE:
        del schema["properties"][key]
        schema["required"].remove(key)
    fewest, most = zip(*LENGTHS.values(), strict=True)
    schema["properties"]["prompts"] |= {"minItems": min(fewest), "maxItems": max(most)}
    known = {"enum": [practice.value for practice in Practice]}
    schema["properties"]["practices"] |= {"items": known, "maxItems": MOST_PRACTICES, "uniqueItems": True}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema
