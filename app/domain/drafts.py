"""An exercise file as far as it can be read, and the faults found in it."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

BARE = re.compile(r"[A-Za-z0-9_-]+")


class Message(str):
    """What is wrong, in the words of files. A page says it in words of its own, by its `reason` and `values`."""

    reason: str
    values: Mapping[str, object]


def said(reason: str, words: str, /, **values: object) -> Message:
    message = Message(words)
    message.reason, message.values = reason, values
    return message


class Fault(NamedTuple):
    """What is wrong, in which prompt (its id, or "prompt 3"; None outside of prompts), under which key."""

    prompt: str | None
    path: str
    message: Message


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
        return self.kind not in {"reading", "pause"}

    @property
    def private(self) -> bool:
        return bool(self.table.get("private"))

    @property
    def short(self) -> bool:
        return bool(self.table.get("short"))

    @property
    def openers(self) -> Mapping[str, Any]:
        return table(self.table.get("openers"))

    def fault(self, path: str, message: Message) -> Fault:
        return Fault(self.name, path, message)


def table(value: object) -> Mapping[str, Any]:
    """The value if it is a table, else an empty one."""
    return value if isinstance(value, dict) else {}


def drafts(data: Mapping[str, Any]) -> list[Draft]:
    prompts = data.get("prompts")
    tables = prompts if isinstance(prompts, list) else []
    return [Draft(position, table(one)) for position, one in enumerate(tables, start=1)]


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


def nearest(written: str, known: Iterable[str]) -> str:
    """The way out, for a word that is not among those that are known."""
    known = list(known)
    close = difflib.get_close_matches(written, known, n=1)
    return f"did you mean `{close[0]}`?" if close else f"known are {', '.join(known)}"
