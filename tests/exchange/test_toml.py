"""Exercises as the text of their files: one layout, and nothing lost on the way."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.files import parse
from app.exchange.toml import exercise_toml
from tests.makers import make_exercise, make_prompt

FOLDER = Path(__file__).parents[2] / "exercises"
SHIPPED = sorted(FOLDER.glob("*/*.toml"))
anything = st.text(min_size=1, max_size=40).filter(lambda text: text.strip() == text)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_file_that_comes_with_the_code_is_in_the_one_layout(path: Path) -> None:
    text = path.read_bytes().decode()
    assert exercise_toml(parse(text, path.stem, path.parent.name, path.name)) == text


def test_there_are_files_to_look_at() -> None:
    assert len(SHIPPED) > 80


def test_every_kind_of_prompt_is_read_back_as_it_was() -> None:
    exercise = make_exercise(rhythm="weekly")
    shown = make_prompt("pause", "after", show_if={"prompt": "scale", "at_least": 4})
    exercise = exercise.model_copy(update={"prompts": (*exercise.prompts, shown)})
    data = tomllib.loads(exercise_toml(exercise))
    assert type(exercise).model_validate({**data, "slug": exercise.slug, "language": "en"}) == exercise


@given(anything)
def test_whatever_is_written_is_read_back(text: str) -> None:
    line = "".join(text.split("\n")).strip() or "x"
    reading = make_prompt("reading").model_copy(update={"text": text})
    option = make_prompt("choice", options=[{"id": "one", "text": line}, {"id": "two", "text": "Two"}])
    exercise = make_exercise(reading, option).model_copy(update={"sources": (text,)})
    data = tomllib.loads(exercise_toml(exercise))
    assert data["prompts"][0]["text"] == text
    assert data["prompts"][1]["options"][0]["text"] == line
    assert data["sources"] == [text]


@pytest.mark.parametrize("text", ['""\n""""', 'a\n\\"', '"\n"', "tab\tand\x7f\nmore", '\\\n"""'])
def test_quotes_and_lines_that_could_be_taken_for_an_end(text: str) -> None:
    reading = make_prompt("reading").model_copy(update={"text": text})
    assert tomllib.loads(exercise_toml(make_exercise(reading)))["prompts"][0]["text"] == text
