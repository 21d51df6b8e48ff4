"""The main job, from joining to the summary and back out of it."""

from collections.abc import Callable

import pytest

from tests.clock import Clock
from tests.navigators import Visitor, nth
from tests.pages import Page

CLOSING_LINE = "What isn’t here stays with the person it belongs to."
Joined = Callable[[str], Visitor]


def test_two_partners_answer_in_private_and_compare(couple: tuple[Visitor, Visitor]) -> None:
    alex, sam = couple
    sam.joins_round(alex.starts("flexible-and-core"))
    alex.fills_in(nth(0, "A quiet word from Alex"))
    alex.seals()
    assert "Alex" in sam.opens(sam.round).text
    assert "A quiet word" not in sam.opens(sam.round).text
    sam.fills_in(nth(1, "A quiet word from Sam"))
    sam.seals()
    for one in (alex, sam):
        text = one.summary().text
        assert "A quiet word from Alex" in text
        assert "A quiet word from Sam" in text
        assert CLOSING_LINE in text
        assert "A match is not consent" in text


def test_what_is_kept_never_shows(couple: tuple[Visitor, Visitor]) -> None:
    alex, sam = couple
    sam.joins_round(alex.starts("flexible-and-core"))
    alex.fills_in(nth(0, "A quiet word from Alex"), share="keep")
    alex.seals()
    sam.seals()
    assert "A quiet word" not in sam.summary().text
    assert "Nothing is shared here" in sam.summary().text


@pytest.mark.parametrize(
    ("alex_picks", "sam_picks", "shown"),
    [([0, 1], [1, 2], [1]), ([0, 1], [2, 3], []), ([], [0], []), ([4], [4], [4])],
)
def test_blind_picks_show_only_what_both_picked(
    couple: tuple[Visitor, Visitor], clock: Clock, alex_picks: list[int], sam_picks: list[int], shown: list[int]
) -> None:
    alex, sam = couple
    sam.joins_round(alex.starts("desire-check-in", "at", "20-minutes"))
    items: list[str] = []
    for one, picks in ((alex, alex_picks), (sam, sam_picks)):

        def choose(page: Page, picks: list[int] = picks) -> dict[str, list[str]]:
            offered = page.labels("picks")
            items.extend(offered.values())
            return {"picks": [list(offered)[n] for n in picks]} if offered else {}

        one.fills_in(choose, share=None)
        one.seals()
    clock.passes(minutes=21)
    for one in (alex, sam):
        text = one.summary().text
        assert [n for n, item in enumerate(items[: len(items) // 2]) if item in text] == shown
