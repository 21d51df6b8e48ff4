"""Choosing together, from the first click to the page of an exercise: alone, for two, for three."""

from collections.abc import Callable

from app.domain.choosing import Topic
from app.domain.choosing_words import WORDS
from app.domain.exercise import Intensity, Practice
from app.startup import read_exercises
from tests.clock import Clock
from tests.navigators import Visitor
from tests.pages import Page

BY_TITLE = {one.title: one for one in read_exercises().exercises("en")}
Couple = tuple[Visitor, Visitor]


def begins(somebody: Visitor, opens_at: str = "5-minutes") -> None:
    somebody.opens("/choose")
    somebody.posts(f"{somebody.us}/choose", opens_at=opens_at)
    somebody.round = somebody.address.removesuffix("/choose")


def picks(somebody: Visitor, address: str, *topics: Topic) -> Page:
    somebody.round = address
    somebody.opens(f"{address}/choose")
    return somebody.posts(f"{address}/choose", picks=[topic.value for topic in topics])


def drawn(somebody: Visitor, address: str) -> list[str]:
    """The titles, read where everybody would come from: the list at home."""
    somebody.opens("/")
    page = somebody.unlocks() if somebody.address == "/unlock" else somebody.page
    assert address in page.links()
    page = somebody.opens(address)
    assert page.heading == "Drawn for you"
    return [title.get_text() for title in page.html.select("article h2")]


def are_light(titles: list[str]) -> bool:
    return all(BY_TITLE[title].intensity is Intensity.LIGHT for title in titles)


def test_two_draw_one_that_both_picked_and_a_light_one(couple: Couple, clock: Clock) -> None:
    alex, sam = couple
    begins(alex)
    picks(alex, alex.round, Topic.LOAD, Topic.PROBLEMS)
    picks(sam, alex.round, Topic.DESIRE, Topic.PROBLEMS)
    clock.passes(minutes=5)
    titles = drawn(sam, alex.round)
    assert drawn(alex, alex.round) == titles
    light, other = sorted(titles, key=lambda title: BY_TITLE[title].intensity is not Intensity.LIGHT)
    assert are_light([light])
    assert BY_TITLE[other].practices[0] == Practice.SHARED_CHALLENGES
    for link in alex.page.html.select("article a"):
        page = alex.opens(str(link["href"]))
        assert page.heading in titles
        (begin,) = page.html.select("#begin ~ p a.primary")
        assert alex.opens(str(begin["href"])).form(f"{alex.us}/rounds")


def test_two_with_nothing_in_common_draw_two_light_ones(couple: Couple, clock: Clock) -> None:
    alex, sam = couple
    begins(alex, "20-minutes")
    picks(alex, alex.round, Topic.LOAD, Topic.DESIRE, Topic.LIMITS)
    picks(sam, alex.round, Topic.MENDING)
    clock.passes(minutes=20)
    titles = drawn(alex, alex.round)
    assert len(titles) == 2
    assert are_light(titles)
    assert drawn(sam, alex.round) == titles


def test_all_three_have_to_pick_it(
    couple: Couple, clock: Clock, visitor: Callable[[], Visitor], joined: Callable[[str], Visitor]
) -> None:
    alex, sam = couple
    kim = joined("kim")
    sam.opens(sam.us)
    sam.posts(f"{sam.us}/invitations")
    kim.accepts(alex.invites(), "Kim")
    everybody = alex, sam, kim
    for light, topics in ((True, Topic.MENDING), (False, Topic.PROBLEMS)):
        begins(kim)
        picks(alex, kim.round, Topic.PROBLEMS)
        picks(sam, kim.round, Topic.PROBLEMS, Topic.ROLES)
        picks(kim, kim.round, topics)
        clock.passes(minutes=5)
        titles = drawn(alex, kim.round)
        assert are_light(titles) is light
        assert [drawn(one, kim.round) for one in everybody] == [titles] * 3
        clock.passes(days=6)
        for one in everybody:
            one.signs_in()


def test_one_alone_draws_from_their_own(joined: Callable[[str], Visitor], clock: Clock) -> None:
    alex = joined("alex")
    alex.begins_partnership("me", "Alex")
    begins(alex)
    picks(alex, alex.round, Topic.PROBLEMS)
    clock.passes(minutes=5)
    assert not are_light(drawn(alex, alex.round))


def test_what_can_be_picked_is_said_in_plain_words(couple: Couple) -> None:
    alex, _ = couple
    begins(alex)
    page = alex.opens(f"{alex.round}/choose")
    for words in WORDS["en"].subjects.values():
        assert words in page.text
    assert "then all of you picked its subject" in page.text
    assert not page.ticked()


def test_it_is_one_for_both_and_the_next_one_waits(couple: Couple, clock: Clock) -> None:
    alex, sam = couple
    begins(alex)
    clock.passes(minutes=2)
    begins(sam)
    assert sam.round == alex.round, "there is one already"
    clock.passes(minutes=3)
    page = alex.opens("/choose")
    assert "again on Monday, 30 November" in page.text
    assert not page.values("opens_at")
    alex.posts(f"{alex.us}/choose", 422, opens_at="5-minutes")
    assert "once in six days" in alex.page.text
    clock.passes(days=6, minutes=-1)
    alex.signs_in()
    alex.opens("/choose")
    alex.posts(f"{alex.us}/choose", 422, opens_at="5-minutes")
    clock.passes(minutes=1)
    before = alex.round
    begins(alex)
    assert alex.round != before
