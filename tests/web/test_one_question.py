"""An evening with one question: three of the day, and a round that asks nothing else."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.domain.one_question import of_the_day
from app.startup import read_exercises
from tests.clock import Clock
from tests.navigators import Visitor, nth
from tests.web.rehearsal import Couple

PAGE = "/one-question"


def begins(somebody: Visitor, question: str, opens_at: str = "5-minutes", status: int = 200) -> None:
    somebody.opens(PAGE)
    somebody.posts(f"{somebody.us}{PAGE}", status, question=question, opens_at=opens_at)
    somebody.round = somebody.address


def test_the_three_are_the_same_for_both_all_day_and_others_tomorrow(couple: Couple, clock: Clock) -> None:
    alex, sam = couple
    today = alex.opens(PAGE).labels("question")
    assert len(today) == 3
    assert sam.opens(PAGE).labels("question") == today
    clock.passes(hours=24)
    alex.signs_in()
    assert alex.opens(PAGE).labels("question") != today


def test_a_round_begins_that_asks_this_one_alone(couple: Couple, clock: Clock) -> None:
    alex, sam = couple
    key, asked = next(iter(alex.opens(PAGE).labels("question").items()))
    begins(alex, key)
    assert alex.page.heading == asked
    assert [one.get_text() for one in alex.page.html.select("main ol a")] == [asked]
    assert "Tired?" not in alex.page.text
    assert "Opens on Tuesday, 24 November, 19:05" in alex.page.text
    for n, one in enumerate((alex, sam)):
        one.joins_round(alex.round)
        one.fills_in(nth(n))
        one.seals()
    clock.passes(minutes=5)
    for one in (alex, sam):
        page = one.opens(f"{alex.round}/summary")
        assert len(page.html.select("article.point")) == 1
        assert asked in page.text


def test_pressed_twice_it_is_one_round(couple: Couple) -> None:
    alex, sam = couple
    key = alex.opens(PAGE).values("question")[0]
    begins(alex, key)
    first = alex.round
    begins(sam, key)
    assert sam.round == first


def test_what_was_answered_before_goes_on_with_it(couple: Couple, clock: Clock) -> None:
    """The whole exercise, and later one question of it: then and now holds that one."""
    alex, _ = couple
    key, asked = next(iter(alex.opens(PAGE).labels("question").items()))
    library = read_exercises()
    partnership = alex.us.removeprefix("/us/")
    chosen = next(one for one in of_the_day(library.exercises("en"), partnership, clock.now.date()) if one.key == key)
    alex.starts(chosen.exercise.slug, "at", "20-minutes")
    alex.fills_in(nth(0))
    alex.seals()
    first = alex.round.removeprefix("/rounds/")
    begins(alex, key)
    alex.fills_in(nth(1, "Other words"))
    alex.seals()
    clock.passes(minutes=20)
    alex.signs_in()
    for round_ in (f"/rounds/{first}", alex.round):
        alex.opens(f"{round_}/summary")
    page = alex.opens("/over-time")
    (link,) = [one for one in page.links() if "/then/" in one]
    page = alex.opens(link)
    assert [one.get_text() for one in page.html.select("main h2")] == [asked]


@pytest.mark.parametrize(
    ("question", "opens_at", "said"),
    [
        ("", "5-minutes", "Please choose one of the three."),
        ("0" * 22, "5-minutes", "Please choose from what is offered."),
        (None, "", "Please choose a time for the opening."),
        (None, "date", "Please choose a time for the opening."),
    ],
)
def test_what_is_missing_is_said_and_the_rest_is_kept(
    couple: Couple, question: str | None, opens_at: str, said: str
) -> None:
    alex, _ = couple
    key = alex.opens(PAGE).values("question")[1]
    begins(alex, key if question is None else question, opens_at, 422)
    assert said in alex.page.text
    kept = alex.page.ticked()
    assert kept.get("question", [""]) == [key if question is None else ""]
    assert kept.get("opens_at", [""]) == [opens_at if opens_at == "5-minutes" else ""]


def test_a_page_that_lay_open_over_midnight_is_taken_and_an_older_one_is_not(couple: Couple, clock: Clock) -> None:
    alex, _ = couple
    key = alex.opens(PAGE).values("question")[0]
    clock.passes(hours=24)
    alex.signs_in()
    begins(alex, key)
    exercises, here = read_exercises().exercises("en"), alex.us.removeprefix("/us/")
    lately = [key]
    while key in lately:  # until two days have passed that don't happen to offer it again
        clock.passes(hours=24)
        days = (clock.now.date(), clock.now.date() - timedelta(days=1))
        lately = [one.key for day in days for one in of_the_day(exercises, here, day)]
    alex.signs_in()
    begins(alex, key, status=422)
    assert "Please choose from what is offered." in alex.page.text


def test_each_place_has_its_own_and_nobody_elses_can_be_begun_in(couple: Couple, stranger: Visitor) -> None:
    alex, _ = couple
    us = alex.us
    alex.begins_partnership("My own pages", "Alex")
    page = alex.opens(f"{PAGE}?place={us.removeprefix('/us/')}")
    assert page.form(f"{us}{PAGE}")
    assert f"{PAGE}?place={alex.us.removeprefix('/us/')}" in page.links()
    stranger.opens(f"{PAGE}?place={us.removeprefix('/us/')}")
    assert stranger.page.form(f"{stranger.us}{PAGE}"), "one of one's own, as if nothing had been named"
    key = stranger.page.values("question")[0]
    stranger.posts(f"{us}{PAGE}", 404, question=key, opens_at="5-minutes")


def test_without_a_place_there_is_the_way_to_make_one(joined: Callable[[str], Visitor]) -> None:
    page = joined("kim").opens(PAGE)
    assert "/us/new" in page.links()
    assert not page.html.select("main form")
