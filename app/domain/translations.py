"""Which words a translation of an exercise was made from, and which of them are others by now."""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from pydantic import TypeAdapter

from app.domain.exercise import Exercise

ORIGINAL = "en"
BEFORE = "before"
"""What stands before the prompts: title, purpose and the like. No prompt may be called so."""

Parts = Mapping[str, str]
"""A hash of the words of each part of an exercise: `before`, and the prompts by id."""
Record = Mapping[str, Mapping[str, Parts]]
"""By language, then by slug: the parts as they were when they were translated."""

_RECORD: TypeAdapter[dict[str, dict[str, dict[str, str]]]] = TypeAdapter(dict[str, dict[str, dict[str, str]]])

HEAD = """\
# Which English words each translation was made from: a hash for each part of an exercise.
# `flask --app app languages made LANGUAGE/SLUG` writes this file; exercises/README.md says when.
"""


def parts(exercise: Exercise) -> dict[str, str]:
    """The parts of an exercise as they are now."""
    whole = exercise.model_dump(mode="json", by_alias=True, exclude={"prompts"})
    prompts = {prompt.id: prompt.model_dump(mode="json", by_alias=True) for prompt in exercise.prompts}
    return {BEFORE: _hash(whole)} | {id_: _hash(prompt) for id_, prompt in prompts.items()}


def _hash(content: Any) -> str:
    return sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def stale(original: Exercise, made_from: Parts) -> list[str]:
    """The parts whose words are others than those that were translated, in their order."""
    return [part for part, words in parts(original).items() if made_from.get(part) != words]


def read_record(content: Mapping[str, Any]) -> Record:
    """The record in a parsed file. ValueError (pydantic's) if it is none."""
    return _RECORD.validate_python(content)


def write_record(record: Record) -> str:
    """The text of the file, the same for the same record."""
    return "\n".join([HEAD, *_tables(record)])


def _tables(record: Record) -> Iterator[str]:
    for language in sorted(record):
        for slug in sorted(record[language]):
            lines = [f'{part} = "{words}"' for part, words in record[language][slug].items()]
            yield "\n".join([f"[{language}.{slug}]", *lines, ""])
