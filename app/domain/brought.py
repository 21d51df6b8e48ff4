"""Exercises that somebody brings along as files, their own or a colleague's: one exercise, a file for each language."""

import re
from collections.abc import Collection, Sequence

from app.domain.exercise import Exercise
from app.domain.files import ExerciseProblems, Problem, edition, parse
from app.domain.written import Written, copy_of

LANGUAGE = re.compile(r"\.([a-z]{2})(?: ?\(\d+\))?\.toml$")
"""As in a-quiet-hour.es.toml; a browser that has saved it before counts in brackets."""
SLUG = "brought"
"""The name is not in the file, and says nothing of what it becomes here."""


def brought(files: Sequence[tuple[str, str]], language: str, offered: Collection[str]) -> Written:
    """What these files (name, text) say together, in the languages `offered`. `language` is that of a file whose name
    doesn't tell one. Raises ExerciseProblems, where they are not one whole exercise."""
    languages: dict[str, Exercise] = {}
    for name, text in files:
        found = LANGUAGE.search(name)
        told = found[1] if found else language
        if told in languages or told not in offered:
            raise ExerciseProblems((Problem(name, None, "", f"is one file too many in {told}"),))
        languages[told] = parse(text, SLUG, told, name)
    if not languages:
        raise ExerciseProblems((Problem("", None, "", "there is no file"),))
    edition(languages)  # it asks whether all of them are the same exercise
    return copy_of(languages, language)
