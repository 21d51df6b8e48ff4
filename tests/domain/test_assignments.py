"""What a therapist can give: words and days within their limits, and sequences of exercises that there are."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from app.domain.assignments import LENGTHS, SEQUENCES, WITHIN, Assignment, Unfit, refusals

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
EXERCISES = Path(__file__).parents[2] / "exercises" / "en"


@pytest.mark.parametrize("field", LENGTHS)
def test_words_may_be_left_out_and_have_a_longest(field: str) -> None:
    for text in ("", "First line\nsecond line", "x" * LENGTHS[field]):
        assert refusals({field: text}, None, TODAY) == {}
    assert refusals({field: "x" * (LENGTHS[field] + 1)}, None, TODAY) == {field: Unfit.TOO_LONG}
    for text in ("a bell \x07", "zero \0", "\ufffd"):
        assert refusals({field: text}, None, TODAY) == {field: Unfit.NOT_TEXT}


def test_a_day_is_today_or_later_within_a_year() -> None:
    for day in (TODAY, TODAY + WITHIN):
        assert refusals({}, day, TODAY) == {}
    for day in (TODAY - DAY, TODAY + WITHIN + DAY):
        assert refusals({}, day, TODAY) == {"due": Unfit.DAY}


def test_a_sequence_names_exercises_that_there_are_each_once() -> None:
    for slugs in SEQUENCES.values():
        assert len(set(slugs)) == len(slugs) >= 3
        for slug in slugs:
            assert (EXERCISES / f"{slug}.toml").is_file(), slug


def test_what_was_given_is_hidden_in_logs() -> None:
    assert "tea" not in repr(Assignment(edition="0" * 64, note="tea with her mother"))
