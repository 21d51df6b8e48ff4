"""What compares the times of answers notices a difference, and none where there is none. The large numbers are those of
`make sweep-timing`."""

import random
import time
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest

from tests.leaks.timing import DOORS, Outcome, at_a_door, both_sides, comparisons, prepared, take_turns
from tests.leaks.two_runs.browser import Reply
from tests.leaks.two_runs.pages import PAGES, PRACTICE
from tests.leaks.two_runs.scenes import Scenes
from tests.leaks.two_runs.traces import SIDES
from tests.leaks.worlds import WORLDS, World


@pytest.fixture(scope="module")
def scenes() -> Iterator[Scenes]:
    with prepared() as scenes:
        yield scenes


def rows(slower: int, jitter: Callable[[random.Random], int]) -> Outcome:
    """Two rows of times, one of them slower by so many nanoseconds."""
    chance = random.Random(7)
    return Outcome.of({side: [n * slower + jitter(chance) for _ in range(2000)] for n, side in enumerate(SIDES)})


def like_a_machine(chance: random.Random) -> int:
    """Three milliseconds, or now and then something else that takes far longer."""
    return chance.randint(30_000_000, 90_000_000) if chance.random() < 0.05 else 3_000_000 + chance.randint(0, 200_000)


@pytest.mark.parametrize(("slower", "tells"), [(0, False), (20_000, True), (-20_000, True), (2_000_000, True)])
def test_a_hundredth_is_enough(slower: int, tells: bool) -> None:
    assert rows(slower, like_a_machine).tells is tells


def test_a_millisecond_is_too_much_however_much_the_times_vary() -> None:
    """Where Welch's t says nothing."""
    outcome = rows(1_500_000, lambda chance: chance.choice((0, 400_000_000)))
    assert abs(outcome.t) < 4.5
    assert outcome.tells


def test_the_two_are_asked_in_turns_and_answered_alike() -> None:
    asked: list[str] = []
    times = {side: list[int]() for side in SIDES}

    def ask(side: str, status: int = 200) -> Callable[[], Reply]:
        def asks() -> Reply:
            asked.append(side)
            time.sleep(0.0001)
            return Reply(status, (), b"")

        return asks

    take_turns({side: ask(side) for side in SIDES}, 100, times, random.Random(1))
    assert [len(times[side]) for side in SIDES] == [100, 100]
    assert 60 < sum(one != other for one, other in pairwise(asked)) < 140
    assert min(times["left"]) >= 100_000
    with pytest.raises(AssertionError, match="404"):
        take_turns({"left": ask("left"), "right": ask("right", 404)}, 1, times, random.Random(1))


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_every_page_can_be_asked_again_and_again(scenes: Scenes, world: World) -> None:
    with both_sides(scenes, world, swapped=True) as asked_by:
        for page in world.asked:
            times = {side: list[int]() for side in SIDES}
            take_turns({side: asked_by(side, page) for side in SIDES}, 2, times, random.Random(1))


@pytest.mark.parametrize("name", DOORS)
def test_every_door_can_be_knocked_at_again_and_again(scenes: Scenes, name: str) -> None:
    at_a_door(scenes, DOORS[name], 4)


NOT_ASKED = {
    "exercises": "public text, made once for each language",
    "exercise": "public text",
    "account": "one's own name, language and time zone",
    "unlock": "a form, the same for everybody",
    "statement": "the therapist's own words",
    "codes": "the therapist's own codes",
    "assign": "public text, and what the therapist calls them and wrote",
}
"""Pages whose times are not compared, and why."""


def test_every_page_that_pairs_open_is_compared_or_says_why_not(scenes: Scenes) -> None:
    compared = {name for name, _ in comparisons(scenes)}
    asked = {name.rpartition(": ")[2] for name in compared - set(DOORS)}
    assert {*PAGES, *PRACTICE} - asked == set(NOT_ASKED)
    assert set(DOORS) <= compared
