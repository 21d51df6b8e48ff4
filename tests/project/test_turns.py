"""What takes turns in `make test` has its turn, in every language."""

import pytest

from tests.browser.speaking import LANGUAGES, TURNS
from tests.turns import has_its_turn, todays

OTHERS = LANGUAGES[1:]
NAMES = ("home-empty", "join-refused", "summary-three", "review-empty", "practice-closed", "locked")


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_seen_in_every_language_in_as_many_days(name: str) -> None:
    assert {todays(name, OTHERS, 739_000 + day) for day in range(len(OTHERS))} == set(OTHERS)


@pytest.mark.parametrize("name", NAMES)
def test_a_state_is_seen_in_every_language_before_long(name: str) -> None:
    days = [day for day in range(739_000, 739_000 + TURNS * len(OTHERS)) if has_its_turn(name, TURNS, day)]
    assert len(days) == len(OTHERS)
    assert {todays(name, OTHERS, day) for day in days} == set(OTHERS)


def test_not_all_have_the_same_turn() -> None:
    assert {has_its_turn(name, TURNS, 739_000) for name in NAMES} == {True, False}
    assert len({todays(name, OTHERS, 739_000) for name in NAMES}) > 1
