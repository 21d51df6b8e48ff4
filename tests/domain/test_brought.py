"""Exercises brought along as files: one exercise, in a file for each language."""

import pytest

from app.domain.brought import brought
from app.domain.files import ExerciseProblems, parse
from app.domain.written import copy_of
from app.exchange.toml import exercise_toml
from tests.domain.test_files import GOOD

OFFERED = ("en", "es")
ENGLISH = parse(GOOD, "brought", "en", "")
SPANISH = ENGLISH.model_copy(update={"language": "es", "title": "Una tarde"})
OTHER = SPANISH.model_copy(update={"minutes": 85})
IN_ENGLISH, IN_SPANISH = ("evening.en.toml", exercise_toml(ENGLISH)), ("evening.es.toml", exercise_toml(SPANISH))


def test_the_files_of_one_exercise_are_that_exercise() -> None:
    expected = copy_of({"en": ENGLISH, "es": SPANISH}, "es")
    assert brought([IN_ENGLISH, IN_SPANISH], "es", OFFERED) == expected
    assert brought([IN_SPANISH, IN_ENGLISH], "es", OFFERED) == expected


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("evening.en.toml", "en"),
        ("evening.en (1).toml", "en"),
        ("evening.en(12).toml", "en"),
        ("evening.toml", "es"),
        ("", "es"),
    ],
)
def test_the_name_tells_the_language_or_else_it_is_the_readers(name: str, language: str) -> None:
    assert brought([(name, IN_ENGLISH[1])], "es", OFFERED).languages == (language,)


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ([], "no file"),
        ([IN_ENGLISH, ("other.en.toml", IN_ENGLISH[1])], "too many in en"),
        ([("evening.de.toml", IN_ENGLISH[1])], "too many in de"),
        ([IN_ENGLISH, ("evening.es.toml", exercise_toml(OTHER))], "differs from en"),
        ([("evening.en.toml", "title = 'Half of one'")], "is missing"),
        ([("evening.en.toml", "not = [ this")], "is not TOML"),
    ],
)
def test_what_is_not_one_whole_exercise_is_refused(files: list[tuple[str, str]], why: str) -> None:
    with pytest.raises(ExerciseProblems, match=why):
        brought(files, "en", OFFERED)
