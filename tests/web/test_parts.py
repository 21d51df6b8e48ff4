"""Long prompts come in parts: each is saved by itself, and none takes out what another part holds."""

from collections.abc import Callable

import pytest

from tests.navigators import Visitor
from tests.pages import Page
from tests.web.rehearsal import Couple

SORT = 3
"""Fourteen cards in “Flexible, or core to me”."""


@pytest.fixture
def alex(couple: Couple) -> Visitor:
    somebody, _ = couple
    somebody.starts("flexible-and-core")
    return somebody


def cards(page: Page) -> list[str]:
    return [name for name in page.names() if name.startswith("pile-")]


def saves(somebody: Visitor, page: Page, status: int = 200, **fields: str) -> Page:
    given = {"part": page.values("part")[0], "version": page.values("version")[0], **fields}
    return somebody.posts(f"{somebody.round}/prompts/{SORT}", status, **given)


Sorted = Callable[[], tuple[Page, Page]]


@pytest.fixture
def both_parts(alex: Visitor) -> Sorted:
    """Opens both parts."""
    path = f"{alex.round}/prompts/{SORT}"
    return lambda: (alex.opens(path), alex.opens(f"{path}?part=2"))


def test_each_part_holds_its_half_and_the_choice_comes_last(both_parts: Sorted) -> None:
    first, second = both_parts()
    assert "Part 1 of 2" in first.text
    assert "Part 2 of 2" in second.text
    assert len(cards(first)) == len(cards(second)) == 7
    assert not set(cards(first)) & set(cards(second))
    assert "share" not in first.names()
    assert "share" in second.names()


def test_a_part_goes_on_to_the_next_and_the_last_one_to_the_next_prompt(alex: Visitor, both_parts: Sorted) -> None:
    first, second = both_parts()
    page = saves(alex, first, **{cards(first)[0]: "core"})
    assert page.full_address.endswith(f"/prompts/{SORT}?part=2")
    page = saves(alex, page, **{cards(second)[0]: "talk", "share": "partners"})
    assert page.address.endswith(f"/prompts/{SORT + 1}")
    first, second = both_parts()
    assert first.ticked() == {cards(first)[0]: ["core"]}
    assert second.ticked() == {cards(second)[0]: ["talk"], "share": ["partners"]}


def test_saving_a_part_again_leaves_the_other_and_the_choice(alex: Visitor, both_parts: Sorted) -> None:
    first, second = both_parts()
    saves(alex, first, **{cards(first)[0]: "core"})
    saves(alex, both_parts()[1], **{cards(second)[0]: "talk", "share": "partners"})
    saves(alex, both_parts()[0], **{cards(first)[1]: "unsure"})
    first, second = both_parts()
    assert first.ticked() == {cards(first)[1]: ["unsure"]}
    assert second.ticked() == {cards(second)[0]: ["talk"], "share": ["partners"]}


def test_a_part_can_be_left_empty(alex: Visitor, both_parts: Sorted) -> None:
    first, second = both_parts()
    page = saves(alex, first)
    assert page.full_address.endswith("?part=2")
    page = saves(alex, page, **{cards(second)[0]: "talk"})
    assert page.address.endswith(f"/prompts/{SORT + 1}")


def test_all_of_it_left_empty_is_said_on_the_last_part(alex: Visitor, both_parts: Sorted) -> None:
    _, second = both_parts()
    page = saves(alex, second, 422)
    assert "Part 2 of 2" in page.text
    assert page.html.select('[role="alert"]')


def test_skipping_takes_all_of_it_out(alex: Visitor, both_parts: Sorted) -> None:
    first, _ = both_parts()
    saves(alex, first, **{cards(first)[0]: "core"})
    page = saves(alex, both_parts()[0], skip="1")
    assert page.address.endswith(f"/prompts/{SORT + 1}")
    assert [part.ticked() for part in both_parts()] == [{}, {}]


def test_a_form_without_a_part_is_about_all_of_it(alex: Visitor, both_parts: Sorted) -> None:
    first, second = both_parts()
    alex.answers(SORT, **{cards(first)[0]: "core", cards(second)[0]: "talk"})
    alex.answers(SORT, **{cards(second)[1]: "core"})
    assert [part.ticked() for part in both_parts()] == [{}, {cards(second)[1]: ["core"]}]


def test_a_part_says_nothing_of_cards_that_lie_elsewhere(alex: Visitor, both_parts: Sorted) -> None:
    first, second = both_parts()
    saves(alex, first, **{cards(second)[0]: "core", cards(first)[0]: "core"})
    assert both_parts()[1].ticked() == {}
    saves(alex, both_parts()[0], 422, **{"pile-no-such-card": "core"})


@pytest.mark.parametrize("part", ["0", "3", "-1", "x", "٢", "02", "9" * 400, ""])
def test_a_part_that_is_not_there_is_the_first(alex: Visitor, part: str) -> None:
    page = alex.opens(f"{alex.round}/prompts/{SORT}", query_string={"part": part})
    assert "Part 1 of 2" in page.text
