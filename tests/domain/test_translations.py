"""Which words a translation was made from."""

import tomllib

import pytest
from pydantic import ValidationError

from app.domain.translations import BEFORE, parts, read_record, stale, write_record
from tests.makers import make_exercise, make_prompt

ONE = make_exercise(make_prompt("scale"), make_prompt("choice"))


def test_nothing_is_stale_while_the_words_are_the_same() -> None:
    assert stale(ONE, parts(ONE)) == []


def test_other_words_make_their_part_stale_and_no_other() -> None:
    other = make_exercise(make_prompt("scale", ask="How is it now?"), make_prompt("choice"))
    assert stale(other, parts(ONE)) == ["scale"]
    assert stale(make_exercise(*ONE.prompts, purpose="To rest."), parts(ONE)) == [BEFORE]


def test_what_was_never_translated_is_stale() -> None:
    assert stale(ONE, {}) == [BEFORE, "scale", "choice"]


def test_a_record_is_read_as_it_was_written_and_written_the_same() -> None:
    record = {"es": {"try-out": parts(ONE)}, "ar": {"two": {BEFORE: "1"}, "one": {BEFORE: "2"}}}
    text = write_record(record)
    assert read_record(tomllib.loads(text)) == record
    assert text == write_record(dict(reversed(record.items())))
    assert text.index("[ar.one]") < text.index("[ar.two]") < text.index("[es.try-out]")


def test_what_is_no_record_is_refused() -> None:
    with pytest.raises(ValidationError):
        read_record({"es": {"try-out": "all of it"}})
