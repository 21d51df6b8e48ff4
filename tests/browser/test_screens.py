"""Every page, photographed in both widths and themes into screens/ (git-ignored), to be looked at. On each: axe finds
nothing in either theme, and at 320 px nothing has to be scrolled sideways."""

import re
import shutil
from base64 import b64decode
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Joined, Newcomer
from tests.browser.people import OVERFLOW, Someone
from tests.browser.servers import Moved

SCREENS = Path(__file__).parents[2] / "screens"
HEIGHTS = {390: 844, 1280: 900}
NARROW = {"width": 320, "height": 640}
WHOLE_PAGE = {"captureBeyondViewport": True, "optimizeForSpeed": True}
AXE = Axe()
ASKED = {
    (390, "light"): {"resultTypes": ["violations"]},
    (1280, "dark"): {"resultTypes": ["violations"], "runOnly": ["color-contrast"]},
}
"""What axe is asked: everything once, and in the other theme what the theme can change."""
PICTURED: set[str] = set()
NO_PAGES = {"static", "front.healthz", "accounts.leave_page_now"}

Way = Callable[[Someone], None]
PASSPHRASES = {
    "robin": "slow tea on the balcony",
    "quinn": "four socks and no pair",
    "kim": "the tram sings at night",
    "sasha": "a lantern for the shed",
    "rowan": "rain first and then bread",
}


def photograph(somebody: Someone, name: str) -> None:
    """The page at hand, checked and kept as <name>-<width>-<theme>.png."""
    page = somebody.page
    page.wait_for_load_state()
    PICTURED.add(somebody.path)
    page.set_viewport_size(NARROW)
    assert page.evaluate(OVERFLOW) == 0, f"{name} is wider than 320 px"
    browser = somebody.context.new_cdp_session(page)
    for width, height in HEIGHTS.items():
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(OVERFLOW) == 0, f"{name} is wider than {width} px"
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            if options := ASKED.get((width, theme)):
                found = AXE.run(page, options=options)
                assert found.violations_count == 0, f"{name} {theme}: {found.generate_report()}"
            picture = browser.send("Page.captureScreenshot", WHOLE_PAGE)
            (SCREENS / f"{name}-{width}-{theme}.png").write_bytes(b64decode(picture["data"]))
    browser.detach()


@pytest.fixture(scope="module", autouse=True)
def folder() -> None:
    """An empty folder for the pictures."""
    shutil.rmtree(SCREENS, ignore_errors=True)
    SCREENS.mkdir()


@pytest.fixture(scope="module")
def readers(demo: str, chromium: Browser) -> Iterator[dict[str, Someone]]:
    """The people of the demo, signed in, and a visitor who is not."""
    everybody = {"visitor": Someone(chromium, demo)}
    for name, passphrase in PASSPHRASES.items():
        everybody[name] = Someone(chromium, demo)
        everybody[name].signs_in(name, passphrase)
    yield everybody
    for one in everybody.values():
        one.goes_home()


def at(path: str) -> Way:
    return lambda somebody: somebody.opens(path)


def at_round(title: str, state: str, page: str = "") -> Way:
    """A round of the home page, by its title and by what is said of its state."""

    def go(somebody: Someone) -> None:
        somebody.opens("/")
        listed = somebody.page.locator("main li").filter(has_text=title).filter(has_text=re.compile(state))
        somebody.opens(f"{listed.last.get_by_role('link').get_attribute('href')}{page}")

    return go


def refused(path: str, button: str, **fields: str) -> Way:
    """A form that comes back with something to look at."""

    def go(somebody: Someone) -> None:
        somebody.opens(path)
        somebody.fills(**fields)
        with somebody.expecting("status of 422"):
            somebody.clicks(button)

    return go


def looks_for(words: str) -> Way:
    def go(somebody: Someone) -> None:
        somebody.opens("/exercises")
        somebody.fills(words=words)
        somebody.page.locator("[name=intensity]").select_option("light")
        somebody.clicks("Look for it")

    return go


def missing(somebody: Someone) -> None:
    with somebody.expecting("status of 404"):
        somebody.opens("/nothing-here")


def card_tried(somebody: Someone) -> None:
    somebody.opens("/")
    somebody.page.locator("[name=pile][value=core]").check()
    somebody.clicks("Put it there")


def place(somebody: Someone) -> None:
    somebody.opens("/")
    somebody.page.locator("main h2 a").first.click()


def place_with_a_yes(somebody: Someone) -> None:
    place(somebody)
    somebody.clicks("Say yes to one more")


def invitation_made(somebody: Someone) -> None:
    place(somebody)
    if somebody.page.get_by_role("button", name="Take it back").count():
        somebody.clicks("Take it back")
    somebody.clicks("Make an invitation")


def place_with_an_invitation(somebody: Someone) -> None:
    invitation_made(somebody)
    place(somebody)


def leaving(somebody: Someone) -> None:
    place(somebody)
    somebody.follows("Leave this place")


def too_many_picks(somebody: Someone) -> None:
    at_round("What are we curious about?", "Opens on", "/prompts/10")(somebody)
    offered = somebody.page.locator("[name=picks]").all()
    for pick in offered[: len(offered) // 3 + 1]:
        pick.check()
    with somebody.expecting("status of 422"):
        somebody.clicks("Save and go on")


def two_versions(somebody: Someone) -> None:
    at_round("An open conversation", "Opens when", "/prompts/2")(somebody)
    other = somebody.context.new_page()
    other.goto(somebody.page.url)
    other.locator("[name=text]").fill("I’m not ready to talk about the garden.")
    other.get_by_role("button", name="Save and go on").click()
    other.close()
    somebody.fills(text="Today I’d like a rest from the news.")
    with somebody.expecting("status of 409"):
        somebody.clicks("Save and go on")


def kept_open(somebody: Someone) -> None:
    at_round("Flexible, or core to me", "Open,", "/summary")(somebody)
    somebody.clicks("Keep open while we talk")


def own_answers(somebody: Someone) -> None:
    at_round(FLEXIBLE, "Open,", "/mine")(somebody)
    if somebody.heading == "Locked":
        somebody.fills(passphrase=PASSPHRASES[somebody.name])
        somebody.clicks("Unlock")


def cards_of_our_own(somebody: Someone) -> None:
    somebody.opens("/exercises/desire-check-in")
    somebody.page.get_by_role("link", name="Cards of your own in").first.click()
    somebody.fills(words="Swimming in the lake at night")
    somebody.clicks("Add it for everyone here")


def card_refused(somebody: Someone) -> None:
    cards_of_our_own(somebody)
    with somebody.expecting("status of 422"):
        somebody.clicks("Add it for everyone here")


FLEXIBLE, CURIOUS, CONSENT = "Flexible, or core to me", "What are we curious about?", "Asking, pausing"
LIMITS, CONVERSATION = "Where are our limits", "An open conversation"
CODE = "AAAAA-BBBBB-CCCCC-DDDDD-EEEEEE"

PAGES: dict[str, tuple[str, Way]] = {
    "front": ("visitor", at("/")),
    "front-card-tried": ("visitor", card_tried),
    "join": ("visitor", at("/join")),
    "join-refused": ("visitor", refused("/join", "Make my account", username="a", passphrase="short")),
    "sign-in": ("visitor", at("/sign-in")),
    "sign-in-refused": ("visitor", refused("/sign-in", "Sign in", username="nobody", passphrase="wrong words here")),
    "recover": ("visitor", at("/recover")),
    "recover-refused": ("visitor", refused("/recover", "Open with the code", username="nobody", code=CODE)),
    "invitation-visitor": ("visitor", at("/invitation")),
    "invitation-refused": ("visitor", refused("/invitation", "Go on", code=CODE)),
    "exercises-visitor": ("visitor", at("/exercises")),
    "exercises-found": ("visitor", looks_for("tea")),
    "exercises-not-found": ("visitor", looks_for("xylophone")),
    "exercise-visitor": ("visitor", at("/exercises/flexible-and-core")),
    "help": ("visitor", at("/help")),
    "help-moment": ("visitor", at("/help/moment")),
    "help-places": ("visitor", at("/help/places")),
    "help-place": ("robin", at("/help/places/fr")),
    "missing": ("visitor", missing),
    "home": ("robin", at("/")),
    "home-alone": ("rowan", at("/")),
    "account": ("robin", at("/account")),
    "account-refused": ("robin", refused("/account", "Change it", current="wrong words here", passphrase="short")),
    "account-shown": ("robin", at("/account/data")),
    "account-copy": ("robin", at("/account/copy")),
    "account-delete": ("robin", at("/account/delete")),
    "place": ("kim", place),
    "place-yes": ("robin", place_with_a_yes),
    "place-invitation": ("rowan", place_with_an_invitation),
    "place-invited": ("rowan", invitation_made),
    "place-leave": ("robin", leaving),
    "place-new": ("robin", at("/us/new")),
    "place-new-refused": ("robin", refused("/us/new", "Make it", name="us", display_name="")),
    "invitation": ("robin", at("/invitation")),
    "exercises": ("robin", at("/exercises")),
    "exercise-start": ("robin", at("/exercises/consent-check-in")),
    "exercise-start-waits": ("robin", at("/exercises/desire-check-in")),
    "round-begun": ("robin", at_round(CONSENT, "Opens when")),
    "round-sealed": ("robin", at_round(LIMITS, "Opens when")),
    "round-waiting": ("quinn", at_round(CURIOUS, "Opens on")),
    "round-open": ("robin", at_round(FLEXIBLE, "Open,")),
    "prompt-reading": ("robin", at_round(CONSENT, "Opens when", "/prompts/1")),
    "prompt-private": ("robin", at_round(CONSENT, "Opens when", "/prompts/2")),
    "prompt-boundary": ("robin", at_round(CONSENT, "Opens when", "/prompts/3")),
    "prompt-choices": ("robin", at_round(CONSENT, "Opens when", "/prompts/5")),
    "prompt-choice": ("robin", at_round(CONSENT, "Opens when", "/prompts/6")),
    "prompt-scale": ("robin", at_round(CONSENT, "Opens when", "/prompts/7")),
    "prompt-sort": ("kim", at_round(FLEXIBLE, "Opens when", "/prompts/3")),
    "prompt-reflection": ("kim", at_round(FLEXIBLE, "Opens when", "/prompts/4")),
    "prompt-mutual": ("quinn", at_round(CURIOUS, "Opens on", "/prompts/10")),
    "prompt-mutual-refused": ("quinn", too_many_picks),
    "prompt-two-versions": ("rowan", two_versions),
    "review-empty": ("kim", at_round(FLEXIBLE, "Opens when", "/review")),
    "review": ("rowan", at_round(CONVERSATION, "Opens when", "/review")),
    "review-cards": ("sasha", at_round(FLEXIBLE, "Opens when", "/review")),
    "review-blind": ("quinn", at_round(CURIOUS, "Opens on", "/review")),
    "review-sealed": ("robin", at_round(LIMITS, "Opens when", "/review")),
    "own-answers": ("robin", own_answers),
    "summary-rich": ("robin", at_round(FLEXIBLE, "Open,", "/summary")),
    "summary-conversation": ("quinn", at_round(CONVERSATION, "Open,", "/summary")),
    "summary-matches": ("robin", at_round(CURIOUS, "Open,", "/summary")),
    "summary-nothing": ("robin", at_round(LIMITS, "Open,", "/summary")),
    "summary-three": ("kim", at_round(CONVERSATION, "Open,", "/summary")),
    "summary-three-matches": ("kim", at_round(CURIOUS, "Open,", "/summary")),
    "summary-alone": ("rowan", at_round(FLEXIBLE, "Open,", "/summary")),
    "summary-alone-nothing": ("rowan", at_round("Safe to say", "Open,", "/summary")),
    "summary-kept-open": ("quinn", kept_open),
    "items": ("robin", cards_of_our_own),
    "items-refused": ("robin", card_refused),
    "talk": ("robin", at_round(FLEXIBLE, "Open,", "/talk")),
    "talk-look": ("robin", at_round(FLEXIBLE, "Open,", "/talk/1/1")),
    "talk-speak": ("robin", at_round(FLEXIBLE, "Open,", "/talk/2/2")),
    "talk-hear": ("robin", at_round(FLEXIBLE, "Open,", "/talk/2/3")),
    "talk-pause": ("robin", at_round(FLEXIBLE, "Open,", "/talk/2/3/pause")),
    "talk-enough": ("robin", at_round(FLEXIBLE, "Open,", "/talk/2/enough")),
    "talk-closing": ("robin", at_round(FLEXIBLE, "Open,", "/talk/3/closing")),
    "talk-match": ("robin", at_round(CURIOUS, "Open,", "/talk/1/2")),
    "talk-three": ("kim", at_round(CONVERSATION, "Open,", "/talk")),
    "talk-three-speak": ("kim", at_round(CONVERSATION, "Open,", "/talk/1/2")),
    "talk-alone": ("rowan", at_round(FLEXIBLE, "Open,", "/talk")),
    "talk-alone-look": ("rowan", at_round(FLEXIBLE, "Open,", "/talk/1/1")),
    "talk-alone-closing": ("rowan", at_round(FLEXIBLE, "Open,", "/talk/3/closing")),
}


@pytest.mark.parametrize("name", PAGES)
def test_page(name: str, readers: dict[str, Someone]) -> None:
    who, go = PAGES[name]
    somebody = readers[who]
    go(somebody)
    somebody.page.wait_for_load_state()
    expect(somebody.page).to_have_title("Between Us")
    photograph(somebody, name)


def test_pages_of_somebody_new(moving: Moved, newcomer: Newcomer) -> None:
    sam = newcomer(moving.address)
    sam.name = "sam"
    sam.opens("/join")
    sam.fills(username="sam", passphrase=sam.passphrase)
    sam.page.locator("[name=adult]").check()
    sam.clicks("Make my account")
    photograph(sam, "recovery-code")
    sam.clicks("I have put it somewhere safe")
    photograph(sam, "home-empty")
    sam.opens("/recovery-code")
    photograph(sam, "recovery-code-away")


def test_pages_of_a_locked_session(moving: Moved, joined: Joined) -> None:
    sam = joined("sam")
    sam.starts("open-conversation", opens="ready")
    sam.opens(f"{sam.round}/prompts/2")
    moving.clock.passes(minutes=11)
    sam.fills(text="For now I’ll keep to myself the rest of it.")
    sam.clicks("Save and go on")
    photograph(sam, "locked-with-something-typed")
    sam.fills(passphrase="wrong words here")
    with sam.expecting("status of 422"):
        sam.clicks("Unlock")
    photograph(sam, "locked-refused")


def test_pages_of_choosing_together(moving: Moved, couple: tuple[Someone, Someone]) -> None:
    alex, sam = couple
    alex.opens("/choose")
    photograph(alex, "choose")
    alex.page.get_by_label("In 5 minutes").check()
    alex.clicks("Begin in “Sofa”")
    photograph(alex, "choose-pick")
    alex.opens("/choose")
    photograph(alex, "choose-going-on")
    sam.opens("/")
    sam.follows("Choosing together")
    for one in (alex, sam):
        one.opens(sam.path)
        one.page.get_by_label("Who does what").check()
        one.clicks("Put it away")
        one.sees("It is put away.")
    photograph(sam, "choose-done")
    moving.clock.passes(minutes=5)
    sam.follows("Look whether it is drawn")
    photograph(sam, "choose-drawn")
    sam.opens("/choose")
    photograph(sam, "choose-waits")


def test_no_page_was_left_out(app: Flask) -> None:
    """Runs last, and asks the app itself which pages there are."""
    addresses = app.url_map.bind("localhost")
    pictured = {addresses.match(path)[0] for path in PICTURED if addresses.test(path)}
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())} - NO_PAGES
    assert pages - pictured == set()
