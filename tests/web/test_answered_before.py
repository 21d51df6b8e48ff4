"""What somebody answered before: a boundary at rest is not asked again, and answers of last time can be the beginning.
Everything works with links and forms alone."""

from urllib.parse import urljoin

import pytest

from app.services.workplace import Workplace
from tests.clock import Clock
from tests.navigators import Visitor
from tests.pages import Page
from tests.web.contents import nothing_is_saved
from tests.web.prompts import number_of
from tests.web.rehearsal import Couple

LIMITS = "boundary-check-in"
TOUCH, SCALE = number_of(LIMITS, "boundary"), number_of(LIMITS, "scale")
AT_REST = "At rest: everyday touch."
SOMETHING_RESTS = "What you put to rest isn’t asked."
AGAIN = "Start from last time"
WORDS = "About being tired"
OWN = number_of(LIMITS, "reflection", private=True)


@pytest.fixture
def again(couple: Couple, clock: Clock) -> Couple:
    """They begin a second round of an exercise. In the first, Alex has put touch to rest and Sam has kept all open."""
    alex, sam = couple
    alex.starts(LIMITS)
    alex.answers(TOUCH, level="rest", share="partners")
    alex.answers(SCALE, point="2")
    alex.answers(OWN, text=WORDS)
    sam.joins_round(alex.round)
    for one in couple:
        one.seals()
    clock.passes(minutes=2)
    sam.joins_round(alex.starts(LIMITS))
    return couple


def reopening(visitor: Visitor) -> str:
    """Where "Ask me this again" leads: on the page of one's own answers, which asks for the passphrase again."""
    visitor.signs_in()
    page = visitor.opens(f"{visitor.round}/mine")
    (link,) = [one for one in page.html.select("main a") if one.get_text() == "Ask me this again"]
    said = page.html.select_one(f"#{link['aria-describedby']}")
    assert said
    assert said.get_text() == AT_REST
    return urljoin(page.address, str(link["href"]))


def questions(page: Page) -> list[str]:
    return [str(one["href"]).rpartition("/")[2] for one in page.html.select("section li a, h2 a[href*='prompts/']")]


def test_what_rests_is_left_out_of_the_way_and_said_quietly(again: Couple) -> None:
    alex, sam = again
    page = alex.opens(alex.round)
    assert SOMETHING_RESTS in page.text
    assert "everyday touch" not in page.text, "an unlocked screen does not say what somebody once said no to"
    assert str(TOUCH) not in questions(page)
    assert reopening(alex) == f"{alex.round}/prompts/{TOUCH}"
    assert len(questions(page)) == len(questions(sam.opens(sam.round))) - 1
    assert SOMETHING_RESTS not in sam.page.text
    asked = []
    page = alex.prompt(1)
    while page.address.startswith(f"{alex.round}/prompts/"):
        asked.append(int(page.address.rpartition("/")[2]))
        page = alex.posts(page.address, version=page.values("version")[0], skip="1")
    assert asked == [n for n in range(1, max(asked) + 1) if n != TOUCH]
    assert page.address == f"{alex.round}/review"
    assert SOMETHING_RESTS in page.text
    assert str(TOUCH) not in questions(page)


def test_it_is_left_out_of_the_short_way_too(again: Couple) -> None:
    alex, _ = again
    page = alex.opens(alex.round)
    (short,) = page.html.select('a[href*="short=1"]')
    assert not str(short["href"]).partition("?")[0].endswith(f"/{TOUCH}")
    assert f"/prompts/{TOUCH}?" not in alex.opens(f"{alex.round}/prompts/1?short=1").html.decode()


def test_its_page_opens_and_an_answer_brings_it_back(again: Couple) -> None:
    alex, _ = again
    alex.opens(reopening(alex))
    alex.answers(TOUCH, skip="1")
    assert SOMETHING_RESTS in alex.opens(alex.round).text, "skipped, it rests"
    alex.answers(TOUCH, level="ask", share="keep")
    page = alex.opens(alex.round)
    assert SOMETHING_RESTS not in page.text
    assert str(TOUCH) in questions(page)
    assert "Ask me first" in alex.opens(f"{alex.round}/review").text


def test_once_sealed_it_is_not_listed(again: Couple) -> None:
    """Sealed answers are closed to their author's screen too."""
    alex, _ = again
    alex.seals()
    alex.signs_in()
    for address in (alex.round, f"{alex.round}/review", f"{alex.round}/mine"):
        page = alex.opens(address)
        assert SOMETHING_RESTS not in page.text
        assert AT_REST not in page.text


def test_a_new_round_can_begin_with_the_answers_of_last_time(again: Couple) -> None:
    alex, sam = again
    alex.signs_in()
    page = alex.opens(alex.round)
    (form,) = [one for one in page.html.select("main form") if AGAIN in one.get_text()]
    assert "You have answered this before. Start from last time, and change what has changed." in page.text
    page = alex.posts(str(form["action"]))
    assert page.address == f"{alex.round}/review"
    assert WORDS in page.text
    assert not page.html.select("input[checked]"), "nothing is ticked by that"
    assert SOMETHING_RESTS in page.text
    assert AGAIN not in alex.opens(alex.round).text
    assert AGAIN not in sam.opens(sam.round).text, "who answered nothing is not asked"


def test_it_needs_a_fresh_passphrase_and_leads_back(again: Couple, clock: Clock, workplace: Workplace) -> None:
    alex, _ = again
    clock.passes(minutes=6)
    page = alex.opens(alex.round)
    page = alex.posts(f"{alex.round}/bring")
    assert page.address == "/unlock"
    assert WORDS not in page.text
    assert alex.unlocks().address == alex.round, "where it can be pressed again"
    page = alex.posts(f"{alex.round}/bring")
    assert page.address == f"{alex.round}/review"
    assert WORDS in page.text


def test_pressed_again_it_changes_nothing(again: Couple, workplace: Workplace) -> None:
    alex, sam = again
    alex.signs_in()
    alex.posts(f"{alex.round}/bring")
    alex.answers(OWN, text="Today’s words")
    with nothing_is_saved(workplace):
        page = alex.posts(f"{alex.round}/bring")
    assert "Today’s words" in page.text
    sam.signs_in()
    with nothing_is_saved(workplace):
        assert sam.posts(f"{sam.round}/bring").address == sam.round


def test_the_others_pages_are_the_same_whatever_rests_and_whatever_was_brought(again: Couple) -> None:
    alex, sam = again
    pages = (sam.round, f"{sam.round}/review", sam.us, "/", "/calendar")
    before = [sam.client.get(address).get_data() for address in pages]
    alex.signs_in()
    alex.posts(f"{alex.round}/bring")
    alex.answers(TOUCH, level="welcome", share="partners")
    assert [sam.client.get(address).get_data() for address in pages] == before


def test_in_the_last_month_of_a_year_renewing_is_offered_and_the_end_is_named(again: Couple, clock: Clock) -> None:
    alex, _ = again
    for one in again:
        one.answers(TOUCH, level="ask", share="partners")
        one.answers(number_of(LIMITS, "choice"), option="ask-first", share="partners")
        one.seals()
    clock.passes(days=334)
    alex.signs_in()
    assert "It ends by itself on" not in alex.opens("/account/data").text
    clock.passes(days=20)
    alex.signs_in()
    page = alex.opens("/account/data")
    forms = [one for one in page.html.select("article form") if "It ends by itself on" in one.get_text()]
    assert all("on 24 November 2027" in one.get_text() for one in forms)
    address = alex.round.removeprefix("/rounds/")
    notes = {"Of limits only a no goes on" in one.get_text(): one.select("[name=round]")[0]["value"] for one in forms}
    assert len(forms) == 2
    assert notes[True] == address, "in the other round a no is all there is, and it can go on"
    page = alex.posts(str(forms[0]["action"]), round=address)
    assert page.address == "/account/data"
    assert page.text.count("It ends by itself on") == 1
    assert "A year has passed" not in alex.opens(f"{alex.round}/summary").text
    clock.passes(days=11)
    for one in again:
        one.signs_in()
        page = one.opens(f"{one.round}/summary")
        assert "A year has passed since this opened." in page.text
        assert not page.html.select(".who-where"), "no level is left"
        assert not [line for line in page.html.select("article") if "everyday touch" in line.get_text()]
