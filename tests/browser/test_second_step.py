"""A code after the passphrase: set up and given by the keyboard, and without a script."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Joined, Newcomer
from tests.browser.keyboard import Keyboard
from tests.browser.people import Someone
from tests.browser.servers import Moved
from tests.phones import SETTING, Phone

WRONG = re.compile("^This isn’t the code of this moment")


def shown_to_app(somebody: Someone, moving: Moved) -> Phone:
    """What is typed into it, for there is no camera here; the square code is there too."""
    expect(somebody.page.get_by_role("img", name="The secret as a square code for your app")).to_be_visible()
    return Phone(somebody.page.locator("main code").inner_text(), moving.clock)


def test_it_is_set_up_and_given_by_the_keyboard(joined: Joined, moving: Moved) -> None:
    alex = joined("alex")
    keys = Keyboard(alex)
    keys.opens("/account")
    keys.follows("A second step when you sign in")
    keys.sends("Set it up")
    phone = shown_to_app(alex, moving)
    keys.types("The code it shows now", "000000")
    with alex.expecting("status of 422"):
        keys.sends("Turn it on")
    keys.mends(WRONG, "The code it shows now")
    keys.page.keyboard.type(phone.code())
    keys.sends("Turn it on")
    keys.sees("It is on.")
    moving.clock.passes(seconds=30)

    keys.follows("Sign out, or hand over")
    keys.sends("Sign out")
    gives_passphrase(keys)
    keys.types("Code", "000000")
    with alex.expecting("status of 422"):
        keys.sends("Go on")
    keys.mends(WRONG, "Code")
    keys.sends("Start again")
    assert alex.path == "/sign-in"
    gives_passphrase(keys)
    keys.types("Code", f"{phone.code()[:3]} {phone.code()[3:]}")
    with keys.page.expect_navigation():
        keys.page.keyboard.press("Enter")
    keys.arrives()
    assert alex.heading == "Home"


def gives_passphrase(keys: Keyboard) -> None:
    keys.opens("/sign-in")
    keys.types("Username", "alex")
    keys.types_secret("Passphrase", keys.somebody.passphrase)
    keys.sends("Sign in")
    assert keys.somebody.heading == "One more step"


def test_without_javascript(joined: Joined, moving: Moved, newcomer: Newcomer) -> None:
    passphrase = joined("alex").passphrase
    alex, later = (newcomer(moving.address, java_script_enabled=False) for _ in range(2))
    alex.signs_in("alex")
    alex.opens(SETTING)
    alex.clicks("Set it up")
    phone = shown_to_app(alex, moving)
    alex.fills(code=phone.code())
    alex.clicks("Turn it on")
    alex.sees("It is on.")
    moving.clock.passes(seconds=30)
    later.opens("/account")
    later.fills(username="alex", passphrase=passphrase)
    later.clicks("Sign in")
    later.fills(code=phone.code())
    later.clicks("Go on")
    assert later.path == "/account", "where one was going"
