"""The pages of the demo: who goes there, and how. No way depends on the language that somebody reads in."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.browser.people import Someone

PASSPHRASES = {
    "robin": "slow tea on the balcony",
    "quinn": "four socks and no pair",
    "kim": "the tram sings at night",
    "sasha": "a lantern for the shed",
    "rowan": "rain first and then bread",
}


@dataclass(frozen=True)
class Listed:
    """A round as the home page lists it in English."""

    path: str
    text: str


class Reader(Someone):
    """Somebody of the demo, or a visitor, who can read in any of its languages."""

    language = "en"
    listed: tuple[Listed, ...] = ()

    def arrives(self, name: str) -> None:
        """Signs in, in English, and takes down what is listed there."""
        self.signs_in(name, PASSPHRASES[name])
        self.us = self.page.locator("main h2 a").first.get_attribute("href") or ""
        rounds = self.page.locator("main li:has(a[href^='/rounds/'])").all()
        paths = [one.locator("a").first.get_attribute("href") or "" for one in rounds]
        self.listed = tuple(Listed(path, one.inner_text()) for path, one in zip(paths, rounds, strict=True))

    def speaks(self, language: str) -> None:
        """From now on; a visitor's browser keeps it, and whoever has an account has it there."""
        if language == self.language:
            return
        self.language = language
        if self.name:
            self.chooses_language(language)
        else:
            self.opens("/lang")
            self.presses(f"button[value={language}]")


Way = Callable[[Reader], None]


def at(path: str) -> Way:
    return lambda somebody: somebody.opens(path)


def at_place(page: str = "") -> Way:
    return lambda somebody: somebody.opens(f"{somebody.us}{page}")


def at_round(title: str, state: str, page: str = "") -> Way:
    """A round by its title and by what is said of its state, both in English."""

    def go(somebody: Reader) -> None:
        here = [one for one in somebody.listed if title in one.text and re.search(state, one.text)]
        assert here, f"{somebody.name} has no {title} that {state}"
        somebody.opens(f"{here[-1].path}{page}")

    return go


def at_prompt(title: str, state: str, n: int, field: str) -> Way:
    """A prompt of a round, which asks for this field."""
    there = at_round(title, state, f"/prompts/{n}")

    def go(somebody: Reader) -> None:
        there(somebody)
        assert somebody.page.locator(f"main [name^={field}]").count(), f"prompt {n} of {title} asks for no {field}"

    return go


def refused(path: str, by: str, **fields: str) -> Way:
    """A form that comes back with something to look at. `by`: the field that tells it from other forms of the page."""

    def go(somebody: Reader) -> None:
        somebody.opens(path)
        somebody.fills(**fields)
        with somebody.expecting("status of 422"):
            somebody.sends(by)

    return go


def looks_for(words: str) -> Way:
    def go(somebody: Reader) -> None:
        somebody.opens("/exercises/find")
        somebody.fills(words=words)
        somebody.page.locator("[name=intensity]").select_option("light")
        somebody.sends("words")

    return go


def missing(somebody: Reader) -> None:
    with somebody.expecting("status of 404"):
        somebody.opens("/nothing-here")


def card_tried(somebody: Reader) -> None:
    somebody.opens("/")
    somebody.page.locator("[name=pile][value=core]").check()
    somebody.sends("pile")


def begin_refused(somebody: Reader) -> None:
    somebody.opens("/exercises/consent-check-in/begin")
    somebody.page.locator("[name=opens][value=at]").check()
    somebody.page.locator("[name=opens_at][value=date]").check()
    with somebody.expecting("status of 422"):
        somebody.sends("opens_at")


def place_with_a_yes(somebody: Reader) -> None:
    at_place()(somebody)
    somebody.presses("form[action$='/invitations'] button")


def invitation_made(somebody: Reader) -> None:
    at_place()(somebody)
    if somebody.page.locator("form[action$='/revoke']").count():
        somebody.presses("form[action$='/revoke'] button")
    somebody.presses("form[action$='/invitations'] button")


def place_with_an_invitation(somebody: Reader) -> None:
    invitation_made(somebody)
    at_place()(somebody)


def too_many_picks(somebody: Reader) -> None:
    at_round(CURIOUS, "Opens on", "/prompts/10")(somebody)
    offered = somebody.page.locator("[name=picks]").all()
    for pick in offered[: len(offered) // 3 + 1]:
        pick.check()
    with somebody.expecting("status of 422"):
        somebody.sends("picks")


def two_versions(somebody: Reader) -> None:
    at_round(CONVERSATION, "Opens when", "/prompts/2")(somebody)
    text = somebody.page.locator("[name=text]")
    words = ("I’m not ready to talk about the garden.", "Nothing about the garden today, please.")
    newer = next(one for one in words if one != text.input_value())
    other = somebody.context.new_page()
    other.goto(somebody.page.url)
    other.locator("[name=text]").fill(newer)
    other.locator("form:has([name=text]) button").first.click()
    other.wait_for_load_state()
    other.close()
    text.fill("Today I’d like a rest from the news.")
    with somebody.expecting("status of 409"):
        somebody.sends("version")


def kept_open(somebody: Reader) -> None:
    at_round(FLEXIBLE, "Open,", "/keep-open")(somebody)
    somebody.presses("form button")


def own_answers(somebody: Reader) -> None:
    at_round(FLEXIBLE, "Open,", "/mine")(somebody)
    if somebody.path == "/unlock":
        somebody.fills(passphrase=PASSPHRASES[somebody.name])
        somebody.sends("passphrase")


def cards_of_our_own(somebody: Reader) -> None:
    somebody.opens("/exercises/desire-check-in/begin")
    somebody.presses("a[href*='/items/']")
    if not somebody.page.get_by_text(CARD).count():
        somebody.fills(words=CARD)
        somebody.sends("words")


def card_refused(somebody: Reader) -> None:
    cards_of_our_own(somebody)
    with somebody.expecting("status of 422"):
        somebody.sends("words")


FLEXIBLE, CURIOUS, CONSENT = "Flexible, or core to me", "What are we curious about?", "Asking, pausing"
LIMITS, CONVERSATION = "Where are our limits", "An open conversation"
CODE = "AAAAA-BBBBB-CCCCC-DDDDD-EEEEEE"
CARD = "Swimming in the lake at night"

PAGES: dict[str, tuple[str, Way]] = {
    "front": ("visitor", at("/")),
    "front-card-tried": ("visitor", card_tried),
    "join": ("visitor", at("/join")),
    "join-refused": ("visitor", refused("/join", "username", username="a", passphrase="short")),
    "sign-in": ("visitor", at("/sign-in")),
    "sign-in-refused": ("visitor", refused("/sign-in", "username", username="nobody", passphrase="wrong words here")),
    "recover": ("visitor", at("/recover")),
    "recover-refused": ("visitor", refused("/recover", "code", username="no-one", code=CODE)),
    "language": ("visitor", at("/lang")),
    "invitation-visitor": ("visitor", at("/invitation")),
    "invitation-refused": ("visitor", refused("/invitation", "code", code=CODE)),
    "exercises-visitor": ("visitor", at("/exercises")),
    "exercises-find": ("visitor", at("/exercises/find")),
    "exercises-found": ("visitor", looks_for("a")),
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
    "account-refused": ("robin", refused("/account", "current", current="wrong words here", passphrase="short")),
    "account-zone-refused": ("robin", refused("/account", "zone", zone="Mount Doom")),
    "account-shown": ("robin", at("/account/data")),
    "account-copy": ("robin", at("/account/copy")),
    "account-delete": ("robin", at("/account/delete")),
    "signing-out": ("robin", at("/sign-out")),
    "place": ("kim", at_place()),
    "place-yes": ("robin", place_with_a_yes),
    "place-invitation": ("rowan", place_with_an_invitation),
    "place-invited": ("rowan", invitation_made),
    "place-leave": ("robin", at_place("/leave")),
    "place-new": ("robin", at("/us/new")),
    "place-new-refused": ("robin", refused("/us/new", "display_name", name="us", display_name="")),
    "invitation": ("robin", at("/invitation")),
    "exercises": ("robin", at("/exercises")),
    "exercise": ("robin", at("/exercises/consent-check-in")),
    "exercise-begin": ("robin", at("/exercises/consent-check-in/begin")),
    "exercise-begin-refused": ("robin", begin_refused),
    "exercise-begin-waits": ("robin", at("/exercises/desire-check-in/begin")),
    "round-begun": ("robin", at_round(CONSENT, "Opens when")),
    "round-sealed": ("robin", at_round(LIMITS, "Opens when")),
    "round-waiting": ("quinn", at_round(CURIOUS, "Opens on")),
    "round-open": ("robin", at_round(FLEXIBLE, "Open,")),
    "prompt-reading": ("robin", at_round(CONSENT, "Opens when", "/prompts/1")),
    "prompt-private": ("robin", at_prompt(CONSENT, "Opens when", 2, "point")),
    "prompt-boundary": ("robin", at_prompt(CONSENT, "Opens when", 4, "level")),
    "prompt-choices": ("robin", at_prompt(CONSENT, "Opens when", 6, "options")),
    "prompt-choice": ("robin", at_prompt(CONSENT, "Opens when", 7, "option")),
    "prompt-scale": ("robin", at_prompt(CONSENT, "Opens when", 8, "point")),
    "prompt-sort": ("kim", at_prompt(FLEXIBLE, "Opens when", 3, "pile-")),
    "prompt-reflection": ("kim", at_prompt(FLEXIBLE, "Opens when", 4, "text")),
    "prompt-mutual": ("quinn", at_prompt(CURIOUS, "Opens on", 10, "picks")),
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
    "summary-shown": ("robin", at_round(CURIOUS, "Open,", "/shown")),
    "summary-shown-nothing": ("robin", at_round(LIMITS, "Open,", "/shown")),
    "summary-keep-open": ("robin", at_round(FLEXIBLE, "Open,", "/keep-open")),
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
    "components": ("visitor", at("/components")),
}
ENGLISH = {"components"}
"""Pages that are in no other language."""
