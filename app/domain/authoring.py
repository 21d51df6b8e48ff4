"""What an exercise file must keep to beyond its form: rules that protect the people who will answer.

They look at the file as far as it can be read, so that they report in the same pass as every fault of form.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.domain.exercise import PLACEHOLDER

FEWEST, MOST = 3, 12
PRIVATE = 2
SHARED = {"reflection", "scale", "choice", "choices", "sort", "boundary"}
UNQUOTABLE = {"sort", "mutual"}
"""Kinds whose answer is not one thing that would fit into a sentence."""

BARE = re.compile(r"[A-Za-z0-9_-]+")
JOINERS = "\u200c\u200d"
"""Invisible, and needed: by Persian and Hindi words, and by emoji."""


class Fault(NamedTuple):
    """What is wrong, in which prompt (its id, or "prompt 3"; None outside of prompts), under which key."""

    prompt: str | None
    path: str
    message: str


@dataclass(frozen=True)
class Draft:
    """One prompt as far as it can be read. What can't be is given the benefit of the doubt: it has its own fault."""

    position: int
    table: Mapping[str, Any]

    @property
    def name(self) -> str:
        written = self.table.get("id")
        return written if isinstance(written, str) and BARE.fullmatch(written) else f"prompt {self.position}"

    @property
    def kind(self) -> str:
        return str(self.table.get("kind"))

    @property
    def answerable(self) -> bool:
        return self.kind != "reading"

    @property
    def private(self) -> bool:
        return bool(self.table.get("private"))

    @property
    def openers(self) -> Mapping[str, Any]:
        return _table(self.table.get("openers"))

    def fault(self, path: str, message: str) -> Fault:
        return Fault(self.name, path, message)


def drafts(data: Mapping[str, Any]) -> list[Draft]:
    prompts = data.get("prompts")
    tables = prompts if isinstance(prompts, list) else []
    return [Draft(position, _table(table)) for position, table in enumerate(tables, start=1)]


def located(data: Mapping[str, Any], location: Sequence[str | int]) -> tuple[str | None, str]:
    """The prompt and the path of a place in the file. Positions count from 1: `items[2].text`."""
    match location:
        case ["prompts", int(index), *rest]:
            return drafts(data)[index].name, _path(rest)
        case _:
            return None, _path(location)


def _path(location: Sequence[str | int]) -> str:
    path = ""
    for step in location:
        if isinstance(step, int):
            path += f"[{step + 1}]"
        else:
            path += ("." if path else "") + (step if BARE.fullmatch(step) else repr(step))
    return path


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def faults(data: Mapping[str, Any], language: str) -> Iterator[Fault]:
    """Everything that breaks a rule, in no particular order."""
    yield from _unseen(data, data, ())
    prompts = drafts(data)
    if prompts:
        yield from _of_the_whole(prompts, data.get("opens"))
        yield from _order(prompts)
        for prompt in prompts:
            yield from _repeated(prompt)
            yield from _privacy(prompt)
            yield from _say(prompt, language)
            yield from _ask_and_try(prompt, language)


def _unseen(data: Mapping[str, Any], value: object, location: tuple[str | int, ...]) -> Iterator[Fault]:
    """Characters that can't be seen, or that turn the direction of what is around them."""
    if isinstance(value, str):
        for letter in sorted(set(value) - set(JOINERS + "\n")):
            if unicodedata.category(letter) in {"Cc", "Cf", "Co", "Zl", "Zp"}:
                name = unicodedata.name(letter, "a control character")
                yield Fault(*located(data, location), f"holds U+{ord(letter):04X} ({name}), which can't be seen")
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from _unseen(data, one, (*location, index))
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _unseen(data, one, (*location, key))


def _of_the_whole(prompts: Sequence[Draft], opens: object) -> Iterator[Fault]:
    if not FEWEST <= len(prompts) <= MOST:
        yield Fault(None, "prompts", f"has {len(prompts)}; an exercise has {FEWEST} to {MOST}")
    answerable = [prompt for prompt in prompts if prompt.answerable]
    private = [prompt for prompt in answerable if prompt.private]
    if not answerable:
        yield Fault(None, "prompts", "holds nothing to answer")
    elif not any(prompt.table.get("short") for prompt in answerable):
        yield Fault(None, "prompts", "has no prompt with `short = true`: the five-minute version would be empty")
    if len(private) < min(PRIVATE, len(answerable)):
        yield Fault(None, "prompts", f"needs {PRIVATE} prompts with `private = true`, for oneself alone")
    if any(prompt.kind == "mutual" for prompt in prompts) and opens != "at":
        yield Fault(None, "opens", 'must be "at": with blind picks, taking no part must look like picking nothing')


def _order(prompts: Sequence[Draft]) -> Iterator[Fault]:
    first_of: dict[str, Draft] = {}
    wish: Draft | None = None
    for prompt in prompts:
        written = prompt.table.get("id")
        first = first_of.setdefault(written, prompt) if isinstance(written, str) else prompt
        if first is not prompt:
            yield Fault(f"prompt {prompt.position}", "id", f"is the id of prompt {first.position} already")
        if prompt.kind == "boundary" and wish:
            yield prompt.fault("", f"stands after `{wish.name}`: boundaries come before blind picks and desire")
        if prompt.kind == "mutual" or prompt.table.get("desire"):
            wish = wish or prompt


def _repeated(prompt: Draft) -> Iterator[Fault]:
    """Ids or texts that two options or items of a prompt share."""
    for key in ("options", "items"):
        listed = prompt.table.get(key)
        tables = [_table(one) for one in listed] if isinstance(listed, list) else []
        for what in ("id", "text"):
            counts = Counter(one[what] for one in tables if isinstance(one.get(what), str))
            for written, times in counts.items():
                if times > 1:
                    yield prompt.fault(key, f"has the {what} {written!r} {times} times")


def _privacy(prompt: Draft) -> Iterator[Fault]:
    shared = prompt.kind in SHARED and not prompt.private
    if shared and "openers" not in prompt.table:
        yield prompt.fault("openers", "is missing: who shared this needs a way into the talk")
    if "openers" in prompt.table and (prompt.private or not prompt.answerable):
        yield prompt.fault("openers", "must go: this prompt is never talked about")
    if prompt.private and prompt.kind in {"mutual", "reading"}:
        yield prompt.fault("private", f"must go: a {prompt.kind} prompt shows nobody's answer")


def _say(prompt: Draft, language: str) -> Iterator[Fault]:
    say = prompt.openers.get("say")
    if not isinstance(say, str):
        return
    if language == "en" and not say.lstrip().startswith(("I ", "I'", "I’")):
        yield prompt.fault("openers.say", "must start with I: it is a sentence for the reader's own mouth")
    if re.search(r"[{}]", say.replace(PLACEHOLDER, "")):
        yield prompt.fault("openers.say", f"knows one placeholder only, {PLACEHOLDER}")
    if PLACEHOLDER in say and prompt.kind in UNQUOTABLE:
        yield prompt.fault("openers.say", f"can't hold {PLACEHOLDER}: a {prompt.kind} prompt has no answer to quote")


def _ask_and_try(prompt: Draft, language: str) -> Iterator[Fault]:
    for key in ("ask", "try"):
        text = prompt.openers.get(key)
        if isinstance(text, str) and re.search(r"[{}]", text):
            yield prompt.fault(f"openers.{key}", "knows no placeholder")
    ask = prompt.openers.get("ask")
    if language == "en" and isinstance(ask, str) and re.search(r"\bwhy\b", ask, re.IGNORECASE):
        yield prompt.fault("openers.ask", "must not ask why: it invites a defence, not a story")
