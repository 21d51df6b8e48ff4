"""What is still to be mended in a draft, by the checks of the files, each thing at its field."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from app.domain.drafts import Fault, Message, drafts
from app.domain.exercise import Exercise
from app.domain.files import Edition, checked, edition, unlike
from app.domain.written import Written

FILLER = {
    "title": "…",
    "purpose": "…",
    "not_for": "…",
    "minutes": 10,
    "intensity": "light",
    "practices": ["reflective-talk"],
    "sources": ["…"],
}
"""For what is not there yet, in an exercise that is only looked at."""
FIELDS = {
    "": "whole",
    "openers": "openers-say",
    "starts": "starts-1",
    "practices": "practices-1",
    "show_if": "when",
    "show_if.prompt": "when",
    "show_if.at_least": "point",
    "show_if.at_most": "point",
    "options": "listed",
    "items": "listed",
}


class Found(NamedTuple):
    """One thing to mend: in which prompt (its number; None outside of them), in which field, and what. `whole` is the
    field of what concerns a whole prompt, `prompts` of what concerns them all."""

    n: int | None
    field: str
    message: Message


def problems(written: Written, language: str) -> tuple[Found, ...]:
    """Everything to mend in one language. In a translation, only what is not to be mended in the original too."""
    found = tuple(_found(written, language))
    if language == written.original:
        return found
    before = {(one.n, one.field) for one in problems(written, written.original)}
    return tuple(one for one in found if (one.n, one.field) not in before)


def exercise_in(written: Written, language: str) -> Exercise | None:
    """The exercise in one language; None while there is something to mend in it, or in the original."""
    exercise, faults = checked(written.in_language(language), written.slug, language)
    if faults or problems(written, written.original) or problems(written, language):
        return None
    return exercise


def whole(written: Written) -> Edition | None:
    """The exercise in all its languages; None while there is something to mend in any of them."""
    texts = {language: exercise_in(written, language) for language in written.languages}
    found = {language: exercise for language, exercise in texts.items() if exercise is not None}
    return edition(found) if len(found) == len(texts) else None


def sketch(written: Written, language: str) -> Exercise | None:
    """The exercise as far as it goes, to look at: without the prompts that are not sound yet in this language. None
    where no prompt is."""
    data = written.in_language(language)
    for fault in checked(data, written.slug, language)[1]:
        key = re.sub(r"\W.*", "", fault.path)
        if fault.prompt is None and key != "prompts":
            data.pop(key, None)
    data = {**FILLER, **data}
    while data["prompts"]:
        exercise, faults = checked(data, written.slug, language)
        names = {fault.prompt for fault in faults if fault.prompt and fault.path}
        sound = [one.table for one in drafts(data) if names.isdisjoint((one.name, f"prompt {one.position}"))]
        if len(sound) == len(data["prompts"]):
            return exercise
        data["prompts"] = sound
    return None


def _found(written: Written, language: str) -> Iterator[Found]:
    data = written.in_language(language)
    exercise, faults = checked(data, written.slug, language)
    if exercise is not None and language != written.original and not faults:
        original, _ = checked(written.in_language(written.original), written.slug, written.original)
        faults += unlike(exercise, original) if original else ()
    for fault in faults:
        n = _number(data, fault)
        path = re.sub(r"^(starts|practices)\[(\d)\]", r"\1-\2", fault.path)
        path = re.sub(r"\[.*", "", path)
        yield Found(n, FIELDS.get(path, path.replace("openers.", "openers-").replace("show_if.", "")), fault.message)


def _number(data: dict[str, Any], fault: Fault) -> int | None:
    for one in drafts(data):
        if fault.prompt in (one.name, f"prompt {one.position}"):
            return one.position
    return None
