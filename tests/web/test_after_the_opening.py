"""After the opening: keeping a summary open for a talk, and taking back as easily as giving."""

import pytest

from app.services.workplace import Workplace
from tests.clock import Clock
from tests.navigators import Visitor
from tests.pages import Page
from tests.web.contents import nothing_is_saved
from tests.web.prompts import READY, number_of
from tests.web.rehearsal import Couple

TEXT, SCALE = number_of(READY, "reflection"), number_of(READY, "scale")
MINE, YOURS = "Said by Alex", "Said by Sam"


@pytest.fixture
def opened(in_round: Couple) -> Couple:
    alex, sam = in_round
    for one, words in ((alex, MINE), (sam, YOURS)):
        one.answers(TEXT, text=words, share="partners")
        one.answers(SCALE, point="2", share="partners")
        one.seals()
    return alex, sam


def keeps_open(somebody: Visitor) -> None:
    somebody.summary()
    somebody.posts(f"{somebody.round}/keep-open")


def test_a_summary_kept_open_is_readable_for_45_minutes_and_then_not(opened: Couple, clock: Clock) -> None:
    alex, _ = opened
    keeps_open(alex)
    assert "This page stays readable until" in alex.page.text
    clock.passes(minutes=44, seconds=59)
    page = alex.opens(f"{alex.round}/summary")
    assert MINE in page.text
    assert YOURS in page.text
    clock.passes(seconds=1)
    page = alex.opens(f"{alex.round}/summary")
    assert page.heading == "Locked"


def test_nothing_else_is_readable_meanwhile(opened: Couple, clock: Clock) -> None:
    alex, _ = opened
    keeps_open(alex)
    clock.passes(minutes=11)
    for address in ("/", alex.us, alex.round, f"{alex.round}/review", f"{alex.round}/mine", "/account/data"):
        page = alex.opens(address)
        assert page.heading == "Locked", address
        assert MINE not in page.text
    assert page.html.select_one(f'a[href="{alex.round}/summary"]'), "and the way to what was kept open is shown"


def test_what_is_taken_back_meanwhile_is_gone_from_a_page_kept_open(opened: Couple, clock: Clock) -> None:
    alex, sam = opened
    keeps_open(alex)
    clock.passes(minutes=11)
    sam.opens("/")
    sam.unlocks()
    sam.summary()
    sam.posts(f"{sam.round}/withdraw", prompt=str(TEXT))
    text = alex.opens(f"{alex.round}/summary").text
    assert YOURS not in text
    assert MINE in text


def test_a_locked_page_kept_open_takes_nothing_back_before_unlocking(
    opened: Couple, clock: Clock, workplace: Workplace
) -> None:
    alex, _ = opened
    keeps_open(alex)
    clock.passes(minutes=11)
    alex.opens(f"{alex.round}/summary")
    locked = alex.opens(f"{alex.round}/shown")
    assert locked.heading == "Locked"
    assert locked.form(f"{alex.round}/hold-back"), "all of it needs no key, and the way to it is still there"
    alex.posts(f"{alex.round}/withdraw", prompt=str(TEXT))
    assert alex.page.heading == "Locked"
    alex.unlocks()
    assert alex.address == f"{alex.round}/shown"
    assert MINE not in alex.summary().text


def test_signing_out_ends_it(opened: Couple) -> None:
    alex, _ = opened
    keeps_open(alex)
    alex.posts("/sign-out")
    assert alex.opens(f"{alex.round}/summary").address == "/sign-in"


def steps_to_share(page: Page) -> int:
    """The choice and the button that saves it: a field and a click."""
    fields = list(page.html.select('[name="share"][value="partners"]'))
    buttons = page.html.select('main form button:not([name="skip"])')
    assert (len(fields), len(buttons)) == (1, 1)
    return 2


def test_taking_one_answer_back_takes_no_more_steps_than_sharing_it_took(in_round: Couple) -> None:
    alex, sam = in_round
    sharing = steps_to_share(alex.prompt(TEXT))
    alex.answers(TEXT, text=MINE, share="partners")
    alex.seals()
    review = alex.opens(f"{alex.round}/review")
    before = review.html.select(f'button[name="keep"][value="{TEXT}"]')
    sam.seals()
    (link,) = alex.summary().html.select(f'a[href$="/shown#ask-{TEXT}"]')
    shown = alex.opens(str(link["href"]))
    after = shown.html.select(f'button[name="prompt"][value="{TEXT}"]')
    for buttons, page, steps in ((before, review, 1), (after, shown, 2)):
        assert len(buttons) == 1
        assert steps <= sharing
        assert page.html.select_one(f"#ask-{TEXT}"), "the link leads to the button"
        form = buttons[0].find_parent("form")
        assert form
        assert not form.select("input:not([type=hidden]), textarea, select"), "and nothing to fill in"
    alex.posts(f"{alex.round}/withdraw", prompt=str(TEXT))
    assert MINE not in alex.summary().text + sam.summary().text


def test_taking_everything_back_is_one_button_on_the_next_page(opened: Couple) -> None:
    alex, sam = opened
    (link,) = alex.summary().html.select('a[href$="/shown"]')
    page = alex.opens(str(link["href"]))
    form = page.form(f"{alex.round}/hold-back")
    assert len(form.select("button")) == 1
    assert not form.select("input:not([type=hidden])")
    alex.posts(f"{alex.round}/hold-back")
    assert MINE not in sam.summary().text
    assert YOURS in sam.page.text


def test_only_ones_own_can_be_taken_back(opened: Couple) -> None:
    alex, sam = opened
    sam.summary()
    sam.posts(f"{sam.round}/withdraw", prompt=str(TEXT))
    assert MINE in sam.summary().text
    assert YOURS not in sam.page.text
    offered = {button["value"] for button in alex.opens(f"{alex.round}/shown").html.select('button[name="prompt"]')}
    assert offered == {str(TEXT), str(SCALE)}, "Alex's two, whatever Sam does"


@pytest.mark.parametrize("number", ["", "0", "99", "x", "-1", "1" * 40, "٤"])
def test_taking_back_what_is_not_there(opened: Couple, workplace: Workplace, number: str) -> None:
    alex, _ = opened
    alex.summary()
    with nothing_is_saved(workplace):
        alex.posts(f"{alex.round}/withdraw", 404, prompt=number)


def test_nothing_tells_others_that_something_was_taken_back(in_round: Couple) -> None:
    """The page after it is the page as it would be had it never been shared, to the byte."""
    alex, sam = in_round
    alex.answers(SCALE, point="2", share="partners")
    alex.answers(TEXT, text=MINE, share="partners")
    alex.seals()
    sam.seals()
    alex.summary()
    alex.posts(f"{alex.round}/withdraw", prompt=str(TEXT))
    taken_back = sam.summary().html.main
    alex.starts(READY, "ready", "evening")
    sam.joins_round(alex.round)
    alex.answers(SCALE, point="2", share="partners")
    alex.answers(TEXT, text=MINE, share="keep")
    alex.seals()
    sam.seals()
    assert sam.summary().html.main.get_text() == taken_back.get_text()  # type: ignore[union-attr]


def test_leaving_takes_everything_along_and_leaves_the_name(opened: Couple, clock: Clock) -> None:
    alex, sam = opened
    alex.opens(f"{alex.us}/place")
    assert alex.posts(f"{alex.us}/place").heading == "Home"
    alex.opens(alex.us, 404)
    alex.opens(f"{alex.round}/summary", 404)
    text = sam.summary().text
    assert MINE not in text
    assert YOURS in text
    assert "Alex" in sam.opens(sam.us).text
    sam.starts(READY, "ready", "20-minutes")
    assert "Alex" in sam.page.text, "a round without Alex would tell that Alex has left"
    sam.seals()
    assert sam.summary().address == sam.round, "it waits as it would for somebody who doesn't come"
    clock.passes(minutes=20)
    assert "Nothing is shared here" in sam.summary().text
