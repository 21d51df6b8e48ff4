"""Exercises that come with the code, made from nothing by filling in the forms: to the byte the files they are in."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.files import parse
from tests.navigators import Visitor
from tests.writing import writes

FOLDER = Path(__file__).parents[2] / "exercises"
THREE = ("how-am-i", "noticed-this-week", "desire-check-in")
"""A pulse with a condition; a check-in; one with groups, blind picks, limits and a text of several paragraphs."""


@pytest.mark.parametrize("slug", THREE)
def test_made_from_nothing_it_is_the_file(slug: str, joined: Callable[[str], Visitor]) -> None:
    text = (FOLDER / "en" / f"{slug}.toml").read_bytes()
    kim = joined("kim")
    here = writes(kim, parse(text.decode(), slug, "en", ""))
    answer = kim.client.get(f"{here}/en.toml")
    assert answer.get_data() == text
    assert answer.mimetype == "application/toml"
