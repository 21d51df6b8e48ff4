"""The ledger: which ids the exercises have ever used, and what for.

Answers know prompts, options and items by id alone. So an id never changes its kind or its meaning, and one that is
gone never comes back as something else. A meaning is kept as a hash of the words, without what can be mended at will:
punctuation, capitals, typography.
"""

import re
import tomllib
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import assert_never

from pydantic import BaseModel, ConfigDict, TypeAdapter

from app.domain.exercise import (
    AllocationPrompt,
    AnyPrompt,
    BoundaryPrompt,
    ChoicePrompt,
    ChoicesPrompt,
    Exercise,
    GuessPrompt,
    MutualPrompt,
    PausePrompt,
    RankingPrompt,
    ReadingPrompt,
    ReflectionPrompt,
    ScalePrompt,
    SortPrompt,
)

HEAD = """\
# Every id that the exercises have used, with its kind and a hash of its meaning. Ids are for ever.
# `flask --app app exercises ledger` writes this file; exercises/README.md says how to mend words.
"""


class Entry(BaseModel):
    """What one id stands for. `retired`: no file has it any more. `was`: hashes of earlier words that somebody has
    said mean the same."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    meaning: str
    retired: bool = False
    was: tuple[str, ...] = ()


Ledger = Mapping[str, Mapping[str, Entry]]
"""By slug, then by id. An option or item stands as "prompt-id/option-id"."""

_LEDGER: TypeAdapter[dict[str, dict[str, Entry]]] = TypeAdapter(dict[str, dict[str, Entry]])


@dataclass
class Changes:
    """The ledger as it would be, and what is different in it. Places are "slug/id". With anything `refused`, it must
    not be written; each of these is a sentence."""

    ledger: Ledger
    new: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)
    reworded: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @property
    def any(self) -> bool:
        return bool(self.new or self.retired or self.back or self.reworded or self.refused)


def read_ledger(text: str) -> Ledger:
    """The ledger in the text of its file. ValueError if it is none."""
    return _LEDGER.validate_python(tomllib.loads(text))


def write_ledger(ledger: Ledger) -> str:
    """The text of the ledger's file."""
    lines = [HEAD.rstrip()]
    for slug, entries in sorted(ledger.items()):
        lines += ["", f"[{slug}]", *(_line(place, entry) for place, entry in entries.items())]
    return "\n".join([*lines, ""])


def _line(place: str, entry: Entry) -> str:
    key = f'"{place}"' if "/" in place else place
    retired = ", retired = true" if entry.retired else ""
    was = ", was = [{}]".format(", ".join(f'"{one}"' for one in entry.was)) if entry.was else ""
    return f'{key} = {{ kind = "{entry.kind}", meaning = "{entry.meaning}"{retired}{was} }}'


def entries_of(exercise: Exercise) -> dict[str, Entry]:
    """All ids of an exercise, in its order."""
    found = {}
    for prompt in exercise.prompts:
        found[prompt.id] = Entry(kind=prompt.kind, meaning=_hash(*_meant(prompt)))
        for kind, listed in (("option", getattr(prompt, "options", ())), ("item", getattr(prompt, "items", ()))):
            for one in listed:
                found[f"{prompt.id}/{one.id}"] = Entry(kind=kind, meaning=_hash(one.text))
    return found


def _meant(prompt: AnyPrompt) -> tuple[str, ...]:
    """The words without which an answer would mean something else."""
    match prompt:
        case ScalePrompt():
            return prompt.ask, prompt.low, prompt.high, str(prompt.points)
        case BoundaryPrompt():
            return prompt.ask, prompt.subject
        case GuessPrompt():
            return prompt.ask, prompt.about
        case ReflectionPrompt() | ChoicePrompt() | ChoicesPrompt() | SortPrompt() | MutualPrompt():
            return (prompt.ask,)
        case RankingPrompt() | AllocationPrompt():
            return (prompt.ask,)
        case ReadingPrompt() | PausePrompt():
            return (prompt.ask,)  # there is no answer: its text may change
        case _:
            assert_never(prompt)


def _hash(*texts: str) -> str:
    return sha256("\n".join(map(normal, texts)).encode()).hexdigest()[:16]


def normal(text: str) -> str:
    """The words of a text alone: no punctuation, no capitals, no typography."""
    letters = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"\w+", re.sub(r"['’]", "", letters)))


def compare(ledger: Ledger, exercises: Mapping[str, Exercise], same_meaning: Collection[str] = ()) -> Changes:
    """What the exercises of today (by slug, each in its original language) change in the ledger. `same_meaning` are
    places whose words have changed, and of which somebody says that they mean what they meant."""
    changes = Changes({})
    whole: dict[str, dict[str, Entry]] = {}
    for slug in sorted(ledger.keys() | exercises.keys()):
        known = ledger.get(slug, {})
        current = entries_of(exercises[slug]) if slug in exercises else {}
        kept = {place: _kept(changes, f"{slug}/{place}", entry, known.get(place)) for place, entry in current.items()}
        gone = {place: _gone(changes, f"{slug}/{place}", known[place]) for place in known if place not in current}
        whole[slug] = kept | gone
    changes.refused += [
        f"{name}: its words have changed; another meaning takes a new id, the same needs --same-meaning {name}"
        for name in changes.reworded
        if name not in same_meaning
    ]
    changes.refused += [f"{name}: its words have not changed" for name in same_meaning if name not in changes.reworded]
    changes.ledger = whole
    return changes


def _kept(changes: Changes, name: str, entry: Entry, before: Entry | None) -> Entry:
    """What the ledger keeps of an id that a file has, with the change told."""
    if before is None:
        changes.new.append(name)
        return entry
    if before.retired:
        changes.back.append(name)
    if entry.kind != before.kind:
        changes.refused.append(f"{name}: was a {before.kind} and would be a {entry.kind}; that takes a new id")
    if entry.meaning == before.meaning:
        return before.model_copy(update={"retired": False})
    changes.reworded.append(name)
    return entry.model_copy(update={"was": (*before.was, before.meaning)})


def _gone(changes: Changes, name: str, before: Entry) -> Entry:
    """What the ledger keeps of an id that no file has any more: all of it, for ever."""
    if not before.retired:
        changes.retired.append(name)
    return before.model_copy(update={"retired": True})
