"""What has been: one list for everybody who was there; then and now from what is still shown; and one's own alone."""

from collections.abc import Callable
from typing import Any

import pytest

from app.domain.exercise import Practice
from app.services.workplace import Workplace
from app.web.exercises import opaque
from app.web.history import AT_ONCE, practice_key
from tests.clock import Clock
from tests.navigators import Visitor
from tests.pages import Page
from tests.statements import statement_counter
from tests.web.prompts import number_of
from tests.web.rehearsal import Couple

WEEKLY, LIMITS = "noticed-this-week", "boundary-check-in"
TEXT, CHOICE = number_of(WEEKLY, "reflection"), number_of(WEEKLY, "choice")
OWN = number_of(WEEKLY, "reflection", private=True)
LEVEL = number_of(LIMITS, "boundary")
LIST = "/over-time"


def week(
    couple: Couple, words: dict[str, str], exercise: str = WEEKLY, number: int = TEXT, share: str = "partners"
) -> str:
    """A round in which whoever is named says this, and both are done."""
    alex, sam = couple
    alex.starts(exercise)
    for one in (alex, sam):
        one.joins_round(alex.round)
        if one.name in words:
            said: dict[str, Any] = {"level" if exercise == LIMITS else "text": words[one.name]}
            one.answers(number, share=share, **said)
        one.seals()
    return alex.round.removeprefix("/rounds/")


@pytest.fixture
def two_weeks(couple: Couple, clock: Clock) -> tuple[Couple, str]:
    """Two openings of the same, half an hour apart, and the way to both."""
    first = week(couple, {"alex": "A lamp left on", "sam": "Soup on the step"})
    clock.passes(minutes=30)
    for one in couple:
        one.signs_in()
    second = week(couple, {"alex": "The gate oiled", "sam": "Soup on the step"})
    return couple, f"{LIST}/then/{first}/{second}"


def rows(page: Page) -> list[str]:
    return [" ".join(one.get_text(" ").split()) for one in page.html.select("section[aria-labelledby^=month] li")]


# -- the list


def test_there_is_nothing_yet(joined: Callable[[str], Visitor]) -> None:
    page = joined("kim").opens(LIST)
    assert "Nothing yet." in page.text
    assert "/exercises" in page.links()


def test_rounds_lie_under_their_month_with_the_words_that_lists_use(couple: Couple, clock: Clock) -> None:
    alex, _ = couple
    opened = week(couple, {"alex": "A lamp"})
    clock.passes(days=10)
    alex.signs_in()
    alex.starts("comfort-me", "ready", "3-days")
    alex.starts("desire-check-in", "at", "3-days")
    page = alex.opens(LIST)
    assert [one.get_text() for one in page.html.select("h2.chapter")] == ["December 2026", "November 2026"]
    waiting, november = sorted(rows(page)[:2], reverse=True), rows(page)[2:]
    assert [row.split(" Opens ")[1].split(",")[0] for row in waiting] == ["when everyone is done", "on Monday"]
    assert november == ["Noticed this week Open, to be read when you like. Begun on 24 November 2026. Begin it again"]
    links = page.links()
    assert f"/rounds/{opened}" in links
    assert f"/exercises/{opaque(WEEKLY)}/begin" in links


def test_who_is_alone_waits_for_nobody(joined: Callable[[str], Visitor]) -> None:
    kim = joined("kim")
    kim.begins_partnership("Sofa", "Kim")
    kim.starts("comfort-me", "ready", "3-days")
    for path in ("/", kim.us, LIST):
        assert "Opens when you are done, and at the latest on" in " ".join(kim.opens(path).text.split()), path


def test_who_stays_behind_is_not_told_so(couple: Couple) -> None:
    """A round was begun by two, and one has left: it waits for everyone, as before."""
    alex, sam = couple
    alex.starts("comfort-me", "ready", "3-days")
    before = alex.opens(LIST).for_all
    sam.posts(f"{sam.us}/place")
    assert alex.opens(LIST).for_all == before
    assert "Opens when everyone is done" in alex.page.text


def test_it_is_the_same_for_everybody_whatever_they_did(couple: Couple, clock: Clock) -> None:
    """To the byte: answering, sealing, missing it and taking back leave no trace in it."""
    alex, sam = couple
    alex.starts(WEEKLY, "at", "20-minutes")
    before = sam.opens(LIST).for_all
    assert before == alex.opens(LIST).for_all
    alex.answers(TEXT, text="A lamp", share="partners")
    alex.seals()
    assert sam.opens(LIST).for_all == before == alex.opens(LIST).for_all
    clock.passes(minutes=20)
    for one in (alex, sam):
        one.signs_in()
    alex.summary()
    after = alex.opens(LIST).for_all
    assert after != before
    assert sam.opens(LIST).for_all == after
    alex.posts(f"{alex.round}/hold-back")
    assert sam.opens(LIST).for_all == after == alex.opens(LIST).for_all


def test_only_those_are_listed_who_can_open_them(couple: Couple, stranger: Visitor) -> None:
    alex, _ = couple
    round_ = week(couple, {})
    stranger.starts("comfort-me")
    assert round_ not in str(stranger.opens(LIST).links())
    assert stranger.round not in alex.opens(LIST).links()


def test_it_can_be_narrowed_to_a_practice_and_no_address_tells_which(couple: Couple) -> None:
    alex, _ = couple
    week(couple, {})
    alex.starts("comfort-me")
    page = alex.opens(LIST)
    offered = {one["value"]: one.get_text() for one in page.html.select("#about option")}
    assert offered == {
        "": "Anything",
        practice_key(Practice.REFLECTIVE_TALK): "Talking and listening",
        practice_key(Practice.CLOSENESS): "Closeness and comfort",
        practice_key(Practice.SHARED_LOAD): "Who does what",
        practice_key(Practice.GOOD_THINGS): "What is good",
    }
    narrowed = alex.opens(f"{LIST}?about={practice_key(Practice.GOOD_THINGS)}")
    assert len(rows(narrowed)) == 1
    assert rows(narrowed)[0].startswith("Noticed this week")
    assert narrowed.ticked() == {"about": [practice_key(Practice.GOOD_THINGS)]}
    assert "Nothing of that kind" in alex.opens(f"{LIST}?about={practice_key(Practice.DESIRE)}").text
    assert len(rows(alex.opens(f"{LIST}?about=desire&place=nowhere&page=x"))) == 2, "what is unknown is no wish"


def test_who_is_in_several_places_sees_which_is_where(couple: Couple) -> None:
    alex, _ = couple
    week(couple, {})
    week(couple, {})
    us = alex.us
    alone = alex.opens(LIST)
    alex.begins_partnership("My own pages", "Alex")
    alex.starts("comfort-me")
    page = alex.opens(LIST)
    assert sorted(row.split(" · ")[1].split(" O")[0] for row in rows(page)) == ["My own pages", "us", "us"]
    assert "More than once" not in page.text
    here = f"{LIST}?place={us.removeprefix('/us/')}"
    assert here in page.links()
    narrowed = alex.opens(here)
    assert rows(narrowed) == rows(alone)
    assert "More than once" in narrowed.text
    assert "My own pages" not in narrowed.text, "of one place, the page holds nothing of any other"
    assert "Closeness and comfort" not in narrowed.text
    narrowed = alex.opens(f"{here}&about={practice_key(Practice.CLOSENESS)}")
    assert not rows(narrowed)


def test_the_list_of_several_places_is_not_compressed(couple: Couple) -> None:
    """Its length would tell those of one place of the other."""
    alex, _ = couple
    week(couple, {})
    bare = {"Accept-Encoding": "br"}
    assert alex.client.get(LIST, headers=bare).content_encoding == "br"
    alex.begins_partnership("My own pages", "Alex")
    assert alex.client.get(LIST, headers=bare).content_encoding is None


def test_a_long_list_has_pages(couple: Couple, clock: Clock) -> None:
    alex, _ = couple
    for _ in range(AT_ONCE + 2):
        alex.starts(WEEKLY)
        clock.passes(minutes=2)
        alex.opens("/")
    page = alex.opens(LIST)
    assert len(rows(page)) == AT_ONCE
    (further,) = [link for link in page.links() if "page=2" in link]
    page = alex.opens(further)
    assert len(rows(page)) == 2
    assert LIST in page.links()
    assert len(rows(alex.opens(f"{LIST}?page=99"))) == 2
    assert len(rows(alex.opens(f"{LIST}?page=0"))) == AT_ONCE


def test_a_choosing_is_begun_again_where_one_chooses(couple: Couple) -> None:
    alex, _ = couple
    alex.posts(f"{alex.us}/choose", opens_at="5-minutes")
    page = alex.opens(LIST)
    assert len(rows(page)) == 1
    assert page.html.select_one("main li a[href='/choose']")


# -- what came back


def test_what_opened_once_has_no_then_and_now(couple: Couple) -> None:
    week(couple, {})
    couple[0].starts(WEEKLY)
    assert "More than once" not in couple[0].opens(LIST).text


def test_what_opened_twice_leads_to_its_first_and_its_latest(two_weeks: tuple[Couple, str], clock: Clock) -> None:
    couple, address = two_weeks
    page = couple[0].opens(LIST)
    assert address in page.links()
    assert f"{LIST}/{couple[0].us.removeprefix('/us/')}/{opaque(WEEKLY)}" in page.links()
    clock.passes(minutes=30)
    for one in couple:
        one.signs_in()
    third = week(couple, {})
    assert f"{address[:-44]}{third}" in couple[0].opens(LIST).links()


def test_of_limits_everyone_sees_only_their_own(couple: Couple, clock: Clock) -> None:
    rounds = []
    for level in ("no", "ask"):
        rounds.append(week(couple, {"alex": level, "sam": level}, LIMITS, LEVEL))
        clock.passes(minutes=4)
    alex, sam = couple
    address = f"{LIST}/then/{rounds[0]}/{rounds[1]}"
    alex.signs_in()
    page = alex.opens(LIST)
    assert "Then and now, only for you" in page.text
    assert f"{address}/mine" in page.links()
    assert address not in page.links()
    page = alex.opens(address)
    assert page.address == f"{address}/mine"
    assert "Back then How about" not in page.text
    assert "No Now" in page.text.replace("Everyday touch:", "")
    assert "Sam" not in page.html.select_one("main").get_text()  # type: ignore[union-attr]
    sam.signs_in()
    assert "Alex" not in sam.opens(address).html.select_one("main").get_text()  # type: ignore[union-attr]


# -- then and now


def test_then_and_now_shows_what_both_still_show(two_weeks: tuple[Couple, str]) -> None:
    (alex, sam), address = two_weeks
    page = alex.opens(address)
    assert page.heading == "Then and now"
    assert "Alex Back then A lamp left on Now The gate oiled" in page.text
    assert "Sam Both times Soup on the step" in page.text
    assert "Nobody is held to what they once liked, said or wanted." in page.text
    assert sam.opens(address).for_all == page.for_all, "the same for both"
    first, second = address.split("/")[-2:]
    swapped = alex.opens(f"{LIST}/then/{second}/{first}")
    assert "Alex Back then A lamp left on Now The gate oiled" in swapped.text, "whichever is named first"


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("way", ["withdraw", "hold-back"])
def test_what_is_taken_back_of_either_is_gone_from_both(two_weeks: tuple[Couple, str], which: int, way: str) -> None:
    (alex, sam), address = two_weeks
    at = f"/rounds/{address.split('/')[-2:][which]}"
    alex.opens(f"{at}/shown")
    alex.posts(f"{at}/{way}", prompt=str(TEXT))
    for one in (alex, sam):
        page = one.opens(address)
        assert "Sam Both times Soup on the step" in page.text
        for gone in ("Alex", "A lamp left on", "The gate oiled"):
            assert gone not in page.html.select_one("main").get_text()  # type: ignore[union-attr]


def test_taking_back_looks_like_keeping_it_and_like_never_having_answered(couple: Couple, clock: Clock) -> None:
    alex, sam = couple
    pages = []
    for answers, share in (({"sam": "Soup"}, "partners"), ({"sam": "Soup"}, "keep"), ({}, "keep")):
        first = week(couple, answers, share=share)
        clock.passes(minutes=4)
        second = week(couple, {"alex": "A gate", "sam": "Bread"})
        if share == "partners":
            assert "Sam Back then Soup Now Bread" in alex.opens(f"{LIST}/then/{first}/{second}").text
            sam.opens("/help")
            sam.posts(f"/rounds/{first}/hold-back")
        page = alex.opens(f"{LIST}/then/{first}/{second}")
        pages.append(page.raw.decode().replace(first, "FIRST").replace(second, "SECOND"))
        clock.passes(minutes=4)
        for one in couple:
            one.signs_in()
    assert pages[0] == pages[1] == pages[2]
    assert "Nothing lies side by side here." in pages[0]


def test_what_is_not_open_or_not_the_same_has_no_then_and_now(two_weeks: tuple[Couple, str]) -> None:
    (alex, _), address = two_weeks
    first = address.split("/")[-2]
    alex.starts(WEEKLY)
    waiting = alex.round.removeprefix("/rounds/")
    for end in ("", "/mine"):
        assert alex.opens(f"{LIST}/then/{first}/{waiting}{end}").address == LIST
    alex.starts("comfort-me")
    other = alex.round.removeprefix("/rounds/")
    for end in ("", "/mine"):
        for pair in (f"{first}/{other}", f"{first}/{'x' * 44}", f"{first}/x"):
            assert alex.opens(f"{LIST}/then/{pair}{end}", 404)


def test_a_stranger_finds_nothing_there(two_weeks: tuple[Couple, str], stranger: Visitor, workplace: Workplace) -> None:
    _, address = two_weeks
    stranger.starts(WEEKLY)
    own = stranger.round.removeprefix("/rounds/")
    first, second = address.split("/")[-2:]
    for end in ("", "/mine"):
        answers = {
            stranger.client.get(f"{LIST}/then/{pair}{end}").data
            for pair in (f"{first}/{second}", f"{first}/{own}", f"{own}/{second}", f"{'x' * 44}/{'y' * 44}")
        }
        assert len(answers) == 1
        assert stranger.opens(f"{LIST}/then/{first}/{second}{end}", 404)


# -- one's own


def test_ones_own_hold_what_is_kept_too_and_ask_for_a_fresh_passphrase(couple: Couple, clock: Clock) -> None:
    alex, sam = couple
    rounds = []
    for words in ("I left early", "I stayed"):
        alex.starts(WEEKLY)
        alex.answers(OWN, text=words)
        alex.answers(TEXT, text="Kept to myself", share="keep")
        alex.seals()
        sam.joins_round(alex.round)
        sam.answers(TEXT, text="Words of Sam", share="partners")
        sam.seals()
        rounds.append(alex.round.removeprefix("/rounds/"))
        clock.passes(minutes=2)
    clock.passes(minutes=2)
    address = f"{LIST}/then/{rounds[0]}/{rounds[1]}/mine"
    assert alex.opens(address).heading != "Only for you: then and now"
    page = alex.unlocks()
    assert page.heading == "Only for you: then and now"
    assert "Back then I left early Now I stayed" in page.text
    assert "Both times Kept to myself" in page.text
    assert "Words of Sam" not in page.text
    sam.opens(address)
    mine = sam.unlocks()
    assert "Both times Words of Sam" in mine.text
    assert "I left early" not in mine.text


# -- how much it takes


def counted(workplace: Workplace, somebody: Visitor, address: str) -> int:
    with statement_counter(workplace.database) as statements:
        assert somebody.client.get(address).status_code == 200
    return len(statements)


def test_the_list_takes_as_many_statements_for_many_rounds_as_for_one(couple: Couple, workplace: Workplace) -> None:
    alex, _ = couple
    week(couple, {})
    alex.opens(LIST)
    one = counted(workplace, alex, LIST)
    for _ in range(4):
        week(couple, {})
        alex.starts("comfort-me", "at", "20-minutes")
    assert counted(workplace, alex, LIST) == one <= 5


def test_then_and_now_takes_seven(two_weeks: tuple[Couple, str], workplace: Workplace) -> None:
    """Who may, and twice what a summary takes, of which the session is the third."""
    (alex, _), address = two_weeks
    alex.opens(address)
    assert counted(workplace, alex, address) <= 7
