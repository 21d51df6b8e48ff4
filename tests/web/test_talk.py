"""The talk: an opened summary one point at a time, for two, for three and for one alone; nothing of it is written."""

from collections.abc import Callable

import pytest

from app.services.workplace import Workplace
from tests.clock import Clock
from tests.navigators import Visitor, nth
from tests.pages import Page
from tests.statements import statement_counter
from tests.web.prompts import BLIND, READY, number_of
from tests.web.rehearsal import Leads

Gathering = Callable[[int], list[Visitor]]
TEXT, SCALE = number_of(READY, "reflection"), number_of(READY, "scale")
PICKS = number_of(BLIND, "mutual")
EVERYWHERE = ("", "/1/1", "/1/1/pause", "/1/enough", "/1/closing")


@pytest.fixture
def shared(gathering: Gathering, leads: Leads) -> Gathering:
    """A round in which everybody shared a text, and points that are far apart: two points to begin with."""

    def share(circle: list[Visitor]) -> None:
        circle[0].starts(READY)
        for n, one in enumerate(circle):
            one.joins_round(circle[0].round)
            one.answers(TEXT, text=f"Said by {one.name}", share="partners")
            one.answers(SCALE, point=str(1 + 4 * n // max(1, len(circle) - 1)), share="partners")
            one.seals()

    def gather(people: int) -> list[Visitor]:
        circle = gathering(people)
        leads("all share", lambda: share(circle))
        return circle

    return gather


def begins(somebody: Visitor) -> Page:
    somebody.summary()
    return somebody.opens(str(somebody.page.html.select_one('main a[href$="/talk"]')["href"]))  # type: ignore[index]


def links(page: Page) -> list[str]:
    return [str(link["href"]) for link in page.html.select("nav.row a")]


def whole_talk(somebody: Visitor) -> list[Page]:
    """Every step up to the close, by the way on."""
    begins(somebody)
    page = somebody.opens(f"{somebody.round}/talk/1/1")
    pages = [page]
    while not links(page)[0].endswith("/closing"):
        page = somebody.opens(links(page)[0])
        pages.append(page)
    return pages


def speeches(pages: list[Page]) -> list[Page]:
    return [page for page in pages if page.heading.endswith(" speaks")]


@pytest.mark.parametrize("people", [2, 3])
def test_everybody_speaks_on_every_point_and_begins_in_turn(shared: Gathering, people: int) -> None:
    circle = shared(people)
    steps = {tuple(page.heading for page in whole_talk(one)) for one in circle}
    (headings,) = steps
    assert len(headings) == 2 * (1 + 2 * people)
    begin = []
    for at in (0, len(headings) // 2):
        _, *point = headings[at : at + len(headings) // 2]
        speakers = [heading.removesuffix(" speaks") for heading in point[::2]]
        listeners = [heading.removesuffix(" says it back") for heading in point[1::2]]
        assert sorted(speakers) == sorted(listeners) == sorted({*speakers})
        assert listeners == [*speakers[1:], speakers[0]]
        begin.append(speakers[0])
    assert begin[0] != begin[1]


def test_the_third_keeps_the_time_and_all_take_turns_at_it(shared: Gathering) -> None:
    people = shared(3)
    keepers = [line.get_text() for page in speeches(whole_talk(people[0])) for line in page.html.select(".listening p")]
    keepers = [line.partition(": ")[2] for line in keepers if "an eye on the time" in line]
    assert sorted(keepers[:3]) == ["Person 0", "Person 1", "Person 2"]


def test_the_speaker_has_their_own_words_on_every_screen(shared: Gathering) -> None:
    for one in shared(2):
        texts = [page for page in speeches(whole_talk(one)) if "Said by person-0" in page.text]
        assert len(texts) == 2
        for page in texts:
            speaker = page.heading.removesuffix(" speaks").lower().replace(" ", "-")
            assert f"Said by {speaker}" in page.html.select(".opener")[0].get_text()


def test_who_shared_nothing_is_asked_nothing_and_may_say_what_they_like(gathering: Gathering) -> None:
    alex, sam = gathering(2)
    alex.starts(READY)
    sam.joins_round(alex.round)
    alex.answers(TEXT, text="Said by alex", share="partners")
    alex.seals()
    sam.seals()
    pages = {page.heading: page for page in speeches(whole_talk(alex))}
    assert "One question, if it helps" in pages["Person 0 speaks"].text
    assert "Say what you like about this, or pass." in pages["Person 1 speaks"].text
    assert "One question, if it helps" not in pages["Person 1 speaks"].text


def test_pause_and_enough_weigh_as_much_as_going_on(shared: Gathering) -> None:
    alex, _ = shared(2)
    for page in whole_talk(alex):
        ways = page.html.select("nav.row a")
        assert {" ".join(way["class"]) for way in ways} == {"button"}
        assert [way.get_text() for way in ways][1:] == ["Pause", "Enough for tonight"]
    page = alex.opens(f"{alex.round}/talk/1/2")
    pause = alex.opens(links(page)[1])
    assert pause.heading == "A pause"
    assert pause.html.select('main a[href="/help/moment"]')
    assert alex.opens(links(pause)[0]).address == page.address
    assert alex.opens(links(pause)[1]).heading == "Enough for tonight"


def test_the_close_offers_small_things_and_keeps_nothing(shared: Gathering) -> None:
    alex, _ = shared(2)
    tries = {line.get_text() for line in alex.summary().html.select(".ways-in > div:last-child dd")}
    page = alex.opens(links(whole_talk(alex)[-1])[0])
    assert {line.get_text() for line in page.html.select(".tries li")} == tries
    assert not page.html.select("main form"), "there is nothing to send"
    assert "A match is not consent" in page.text
    assert len(alex.opens(f"{alex.round}/talk/1/closing").html.select(".tries li")) == 1, "only of what was reached"


def test_after_the_points_to_begin_with_come_the_others_if_they_like(gathering: Gathering) -> None:
    alex, sam = gathering(2)
    alex.starts(READY)
    sam.joins_round(alex.round)
    for one in (alex, sam):
        one.fills_in(nth(0))
        one.seals()
    first = len(alex.summary().html.select("section[aria-labelledby=first] .point"))
    every = len(alex.summary().html.select(".point"))
    assert first < every
    closing = alex.opens(links(whole_talk(alex)[-1])[0])
    assert closing.address == f"{alex.round}/talk/{first}/closing"
    assert links(closing)[1] == f"{alex.round}/talk/{first + 1}/1"
    assert len(links(alex.opens(f"{alex.round}/talk/{every}/closing"))) == 1, "there is no more"


def test_what_is_taken_back_is_gone_from_the_next_page_on(shared: Gathering) -> None:
    alex, sam = shared(2)
    pages = [page.address for page in whole_talk(sam) if "Said by person-0" in page.text]
    assert len(pages) == 3
    alex.summary()
    alex.posts(f"{alex.round}/withdraw", prompt=str(TEXT))
    for page in pages:
        assert "Said by person-0" not in sam.opens(page).text
    for one in (alex, sam):
        one.posts(f"{one.round}/hold-back")
    assert sam.opens(f"{sam.round}/talk/1/1").heading == "Before you get up"
    assert sam.opens(f"{sam.round}/talk").address == f"{sam.round}/summary"


def test_alone_nobody_listens(shared: Gathering) -> None:
    (alex,) = shared(1)
    for page in whole_talk(alex):
        assert "speaks" not in page.text
        assert "Said by person-0" in page.text or page.html.select(".thread")
        assert not page.html.select("[data-minutes]")
    assert "each other" not in alex.opens(f"{alex.round}/talk/1/enough").text
    assert "all of you" not in alex.opens(f"{alex.round}/talk/1/closing").text


def test_a_match_is_not_consent_wherever_a_match_is_talked_about(gathering: Gathering, clock: Clock) -> None:
    alex, sam = gathering(2)
    alex.starts(BLIND, opens="at", opens_at="20-minutes")
    sam.joins_round(alex.round)
    for one in (alex, sam):
        picks = one.opens(f"{one.round}/prompts/{PICKS}").html.select("input[name=picks]")
        one.answers(PICKS, picks=str(sorted(pick["value"] for pick in picks)[0]))
        one.seals()
    clock.passes(minutes=21)
    pages = whole_talk(alex)
    assert len(pages) == 5
    for page in pages:
        assert "A match is not consent." in page.text
        assert not page.html.select("main button:not([type=button])"), "nothing is sent from here"


@pytest.mark.parametrize("at", EVERYWHERE)
def test_before_the_opening_there_is_no_talk(gathering: Gathering, at: str) -> None:
    alex, _ = gathering(2)
    alex.starts(READY)
    assert alex.opens(f"{alex.round}/talk{at}").address == alex.round


@pytest.mark.parametrize("at", ["/0/1", "/1/0", "/1/6", "/99/1"])
def test_a_step_that_is_not_there_is_the_end(shared: Gathering, at: str) -> None:
    alex, _ = shared(2)
    alex.summary()
    assert alex.opens(f"{alex.round}/talk{at}").heading == "Before you get up"


def test_a_talk_kept_open_outlasts_the_lock(shared: Gathering, clock: Clock) -> None:
    alex, _ = shared(2)
    begins(alex)
    alex.posts(f"{alex.round}/keep-open", talk="1")
    assert alex.page.address == f"{alex.round}/talk"
    clock.passes(minutes=44)
    assert alex.opens(f"{alex.round}/talk/1/2").heading.endswith("speaks")
    clock.passes(minutes=1)
    assert alex.opens(f"{alex.round}/talk/1/1").heading == "Locked"


def test_a_step_takes_no_more_statements_than_the_summary(shared: Gathering, workplace: Workplace) -> None:
    alex, _ = shared(2)
    alex.summary()
    counts = []
    for path in (
        "summary",
        "talk",
        "talk/1/1",
        "talk/1/2",
        "talk/1/3",
        "talk/1/1/pause",
        "talk/1/enough",
        "talk/1/closing",
    ):
        with statement_counter(workplace.database) as statements:
            alex.client.get(f"{alex.round}{path}")
        counts.append(len(statements))
    assert set(counts) == {counts[0]}
