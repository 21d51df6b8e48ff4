"""One language of an exercise as the text of its file, always in the same layout. Reading is the standard library's."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.exercise import Exercise

HEAD = (
    "title",
    "purpose",
    "not_for",
    "minutes",
    "intensity",
    "form",
    "rhythm",
    "practices",
    "opens",
    "sources",
)
PROMPT = (
    "id",
    "kind",
    "own_items",
    "about",
    "short",
    "private",
    "desire",
    "tender",
    "show_if",
    "ask",
    "hint",
    "low",
    "high",
    "points",
    "subject",
    "text",
    "breaths",
    "starts",
    "places",
    "options",
    "items",
)
OPENERS = ("say", "ask", "try")
ITEM = ("id", "group", "text")
SHOW_IF = ("prompt", "any", "at_least", "at_most")
IN_A_LINE = {"practices", "any"}
"""Lists of ids; lists of what people read have a line for each."""


def exercise_toml(exercise: Exercise) -> str:
    """The file's text. What is as it would be if left out is left out. Reading it gives the same exercise."""
    data = exercise.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"slug", "language"})
    prompts = data.pop("prompts")
    return "\n".join([*_lines(data, HEAD), *(line for prompt in prompts for line in _prompt(prompt))]) + "\n"


def _prompt(prompt: dict[str, Any]) -> Iterator[str]:
    openers = prompt.pop("openers", None)
    yield from ("", "[[prompts]]", *_lines(prompt, PROMPT))
    if openers:
        yield from ("", "[prompts.openers]", *_lines(openers, OPENERS))


def _lines(table: Mapping[str, Any], order: tuple[str, ...]) -> Iterator[str]:
    for key in sorted(table, key=order.index):
        yield f"{key} = {_value(key, table[key])}"


def _value(key: str, value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case str() if "\n" in value:
            return f'"""\n{_lines_of_text(value)}"""'
        case str():
            return _text(value)
        case dict():
            return _inline(value, SHOW_IF if key == "show_if" else ITEM)
        case _ if key in IN_A_LINE:
            return f"[{', '.join(map(_text, value))}]"
        case _:
            return "\n".join(["[", *(f"    {_value('', one)}," for one in value), "]"])


def _inline(table: Mapping[str, Any], order: tuple[str, ...]) -> str:
    keys = sorted(table, key=order.index)
    return f"{{ {', '.join(f'{key} = {_value(key, table[key])}' for key in keys)} }}"


def _text(text: str) -> str:
    """Between quotes. What JSON escapes, TOML escapes in the same way; and it escapes one character more."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _lines_of_text(text: str) -> str:
    """The same over several lines, where a quote is escaped only if it could be taken for an end."""
    escaped = "\n".join(_text(line)[1:-1].replace('\\"', '"') for line in text.split("\n"))
    return re.sub(r'"(?="|\Z)', r"\\" + '"', escaped)
