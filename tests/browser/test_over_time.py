"""What goes on from one evening to the next, by the keyboard alone and with scripts switched off."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from app.config import Settings
from tests.browser.conftest import Newcomer
from tests.browser.keyboard import Keyboard
from tests.browser.people import Someone
from tests.browser.servers import Moved
from tests.mailboxes import MAIL_FROM, NOBODY
from tests.navigators import Visitor
from tests.web.test_agreements import FIRST_LINE
from tests.web.test_moments import WORDS, place, says_yes
from tests.web.test_notices import HERE
from tests.web.test_over_time import Weeks, over_time

Pair = tuple[Visitor, Visitor]
Couple = tuple[Someone, Someone]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Of a server that offers mail."""
    return replace(settings, smtp_url=NOBODY, mail_from=MAIL_FROM)


def is_refused(keys: Keyboard, button: str, label: str) -> None:
    """Sent too early: the page comes back with the focus on its summary, which leads to the field."""
    with keys.somebody.expecting("status of 422"):
        keys.sends(button)
    keys.mends(re.compile("a few words|one of the three"), label)


def test_an_agreement_by_the_keyboard(moving: Moved, couple: Couple) -> None:
    keys = Keyboard(couple[0])
    keys.opens("/agreements")
    keys.follows("Write something down")
    is_refused(keys, "Write it down", "The words")
    keys.page.keyboard.type(FIRST_LINE)
    keys.picks(keys.radio("In 20 minutes"))
    keys.sends("Write it down")
    for each in map(Keyboard, couple):
        each.opens("/agreements")
        each.follows(FIRST_LINE)
        each.sends("Yes, I want this")
    moving.clock.passes(minutes=20)
    keys.opens(keys.somebody.path)
    keys.types_secret("Passphrase", keys.somebody.passphrase)
    keys.sends("Unlock")
    keys.sees("It holds.")
    keys.tabs_to(keys.page.locator("main summary"))
    keys.presses("Enter")
    keys.sends("End it now")
    keys.sees("It has ended.")


def test_a_moment_and_a_question_by_the_keyboard(moving: Moved, couple: Couple, pair: Pair) -> None:
    keys = Keyboard(couple[0])
    keys.opens(place(pair[0]))
    is_refused(keys, "Lay it before everyone", "In your own words")
    keys.page.keyboard.type(WORDS)
    keys.sends("Lay it before everyone")
    keys.sends("Yes, I want this")
    says_yes(pair[1], at=keys.somebody.path)
    moving.clock.passes(hours=27)
    pair[0].signs_in()
    keys.somebody.goes_on_as(pair[0])
    keys.opens(place(pair[0]))
    keys.sees("Kept since 25 November 2026")
    keys.opens("/")
    keys.follows("One question for tonight")
    is_refused(keys, "Begin with this one", "The three of today")
    keys.picks(keys.page.locator("[name=question]").nth(1), keys.radio(re.compile("^In 5 minutes")))
    keys.sends("Begin with this one")
    keys.follows("Answer in private")
    keys.sees("1 of 1")


def test_an_agreement_without_a_script(moving: Moved, newcomer: Newcomer, pair: Pair) -> None:
    plain = newcomer(moving.address, java_script_enabled=False).goes_on_as(pair[0])
    plain.opens("/agreements/new")
    plain.fills(words=FIRST_LINE)
    plain.page.locator("[name=opens_at][value='20-minutes']").check()
    plain.clicks("Write it down")
    plain.clicks("Yes, I want this")
    says_yes(pair[1], at=plain.path)
    moving.clock.passes(minutes=20)
    plain.opens(plain.path)
    plain.unlocks()
    plain.sees("It holds.")
    plain.presses("summary")
    plain.clicks("End it now")
    plain.sees("It has ended.")


def test_lines_and_notices_without_a_script(moving: Moved, newcomer: Newcomer, pair: Pair) -> None:
    weeks = Weeks(moving.app.extensions["workplace"], moving.clock, pair)
    weeks.go_by(1, 5)
    weeks.go_by(2, 4)
    weeks.end()
    plain = newcomer(moving.address, java_script_enabled=False).goes_on_as(pair[0])
    plain.opens(over_time(pair[0]))
    table = plain.page.locator("table.figures")
    expect(table).not_to_be_visible()
    plain.presses("summary")
    expect(table).to_be_visible()
    plain.opens(HERE)
    plain.fills(mailbox="alex@example.org")
    plain.clicks("Send me the digits")
    plain.sees("A mail with six digits is on its way to alex@example.org.")
    plain.clicks("Make an address")
    feed = plain.page.locator("#feed ~ p code").inner_text()
    assert plain.page.request.get(feed).ok
    plain.clicks("End this address")
    expect(plain.page.get_by_role("button", name="Make an address")).to_be_visible()
    assert plain.page.request.get(feed).status == 404
