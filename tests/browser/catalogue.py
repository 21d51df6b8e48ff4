"""The pages of the demo: who goes there, and how. No way depends on the language that somebody reads in."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.web.exercises import opaque
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
    settings: Mapping[str, str] = MappingProxyType({})
    """What the form of the account sends besides the language."""
    again = ""
    """The address of a round in which something rests, and which can begin with what was answered before."""

    def arrives(self, name: str) -> None:
        """Signs in, in English, and takes down what is listed there."""
        self.signs_in(name, PASSPHRASES[name])
        self.us = self.page.locator("main h2 a").first.get_attribute("href") or ""
        self.opens(f"/over-time?place={self.us.removeprefix('/us/')}")
        rounds = self.page.locator("main li:has(a[href^='/rounds/'])").all()
        paths = [one.locator("a").first.get_attribute("href") or "" for one in rounds]
        self.listed = tuple(Listed(path, one.inner_text()) for path, one in zip(paths, rounds, strict=True))
        self.opens("/account")
        form = self.page.locator("form:has([name=zone])")
        self.settings = {field: form.locator(f"[name={field}]").input_value() for field in ("zone", "csrf_token")}

    def opens(self, path: str) -> None:
        """Whoever was away for so long that the session locked gives the passphrase, and is there."""
        super().opens(path)
        if self.name and self.path == "/unlock" and not path.startswith(self.path):
            self.unlocks()

    def unlocks(self) -> None:
        self.fills(passphrase=PASSPHRASES[self.name])
        self.sends("passphrase")

    def speaks(self, language: str) -> None:
        """From now on; a visitor's browser keeps it, and whoever has an account has it there."""
        if language == self.language:
            return
        self.language = language
        if self.name:
            answer = self.context.request.post(
                "/account", form={**self.settings, "language": language}, max_redirects=0
            )
            assert answer.status == 303
        else:
            self.asks_for(language)


Way = Callable[[Reader], None]


def at(path: str) -> Way:
    return lambda somebody: somebody.opens(path)


def to_fresh(somebody: Reader, path: str) -> None:
    """To a page that asks for the passphrase once more. It is given before, or the five minutes could be over between
    one language and the next."""
    form = {"csrf_token": somebody.settings["csrf_token"], "passphrase": PASSPHRASES[somebody.name]}
    assert somebody.context.request.post("/unlock", form=form, max_redirects=0).status == 303
    somebody.opens(path)


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


def saved(path: str, by: str) -> Way:
    """A form that is kept as it was."""

    def go(somebody: Reader) -> None:
        somebody.opens(path)
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
    to_fresh(somebody, somebody.us)
    somebody.presses("form[action$='/invitations'] button")


def invitation_made(somebody: Reader) -> None:
    to_fresh(somebody, somebody.us)
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


def answered_before(page: str = "") -> Way:
    """A second round, after one in which a boundary was put to rest and something else was answered."""

    def go(somebody: Reader) -> None:
        if not somebody.again:
            first, somebody.again = (_begun(somebody, "boundary-check-in", at) for at in ("20-minutes", "3-days"))
            for n, answer in ((RESTS, "level][value=rest"), (RESTS + 1, "level][value=ask")):
                somebody.opens(f"{first}/prompts/{n}")
                somebody.page.locator(f"[name={answer}]").check()
                somebody.sends("version")
        somebody.opens(f"{somebody.again}{page}")

    return go


def _begun(somebody: Reader, slug: str, opens_at: str) -> str:
    somebody.opens(f"/exercises/{slug}/begin")
    somebody.page.locator("[name=opens][value=at]").check()
    somebody.page.locator(f"[name=opens_at][value='{opens_at}']").check()
    somebody.sends("opens_at")
    return somebody.path


def then_and_now(page: str = "") -> Way:
    """The first and the latest opening of an exercise that came back."""

    def go(somebody: Reader) -> None:
        somebody.opens("/over-time")
        row = somebody.page.locator(f"main li:has(a[href$='/{opaque('noticed-this-week')}'])").first
        there = row.locator("a[href*='/then/']").get_attribute("href") or ""
        to_fresh(somebody, f"{there}{page}")

    return go


def over_time(page: str = "") -> Way:
    """The lines of an exercise that came back."""

    def go(somebody: Reader) -> None:
        somebody.opens("/over-time")
        key = opaque("state-of-us")
        there = somebody.page.locator(f"main a[href$='/{key}']").first.get_attribute("href") or ""
        to_fresh(somebody, f"{there}{page}")

    return go


def written_down(words: str, page: str = "") -> Way:
    """Something to agree on; what the demo does not have is written down the first time."""

    def go(somebody: Reader) -> None:
        somebody.opens("/agreements")
        listed = somebody.page.locator("main li a", has_text=words)
        if listed.count():
            somebody.opens(listed.first.get_attribute("href") or "")
        else:
            somebody.opens("/agreements/new")
            somebody.fills(words=words)
            somebody.sends("words")
        if page:
            somebody.opens(f"{somebody.path}{page}")

    return go


def let_go(somebody: Reader) -> None:
    written_down(NEWS)(somebody)
    if somebody.page.locator("form[action$='/end']").count():
        somebody.page.locator("details:has(form[action$='/end']) summary").click()
        somebody.presses("form[action$='/end'] button")


def from_a_round(somebody: Reader) -> None:
    at_round(FLEXIBLE, "Open,", "/summary")(somebody)
    somebody.presses("a[href^='/agreements/new']")


def moments(somebody: Reader) -> None:
    somebody.opens(somebody.us.replace("/us/", "/moments/"))


def moment_refused(somebody: Reader) -> None:
    moments(somebody)
    with somebody.expecting("status of 422"):
        somebody.sends("words")


def question_refused(somebody: Reader) -> None:
    somebody.opens("/one-question")
    with somebody.expecting("status of 422"):
        somebody.sends("question")


def own_answers(somebody: Reader) -> None:
    to_fresh(somebody, "/")
    at_round(FLEXIBLE, "Open,", "/mine")(somebody)


def cards_of_our_own(somebody: Reader) -> None:
    somebody.opens("/exercises/desire-check-in/begin")
    somebody.presses("a[href*='/items/']")
    if not somebody.page.get_by_text(CARD).count():
        somebody.fills(words=CARD)
        somebody.sends("words")


def series_to_end(somebody: Reader) -> None:
    somebody.opens("/calendar")
    somebody.presses("a[href^='/calendar/series/']:not([href*=new])")


def card_refused(somebody: Reader) -> None:
    cards_of_our_own(somebody)
    with somebody.expecting("status of 422"):
        somebody.sends("words")


def second_step(somebody: Reader) -> None:
    to_fresh(somebody, "/account/second-step")


def second_step_begun(somebody: Reader) -> None:
    second_step(somebody)
    if not somebody.page.locator("[name=code]").count():
        somebody.presses("button[value=begin]")


def second_step_refused(somebody: Reader) -> None:
    second_step_begun(somebody)
    somebody.fills(code="000000")
    with somebody.expecting("status of 422"):
        somebody.sends("code")


def address_given(somebody: Reader) -> None:
    to_fresh(somebody, "/calendar/notices")
    if not somebody.page.locator("[name=code]").count():
        somebody.fills(mailbox="kim@example.org")
        somebody.sends("mailbox")


def feed_made(somebody: Reader) -> None:
    to_fresh(somebody, "/calendar/notices")
    if not somebody.page.locator("form[action$='/put-away']").count():
        somebody.presses("form[action$='/notices/feed'] button")


def written(slug: str = "", page: str = "") -> Way:
    """On one's desk, a copy of an exercise, or one that is begun with nothing."""

    def go(somebody: Reader) -> None:
        somebody.opens("/practice/exercises")
        somebody.page.locator("[name=like]").select_option(opaque(slug) if slug else "")
        somebody.sends("like")
        if page:
            somebody.opens(f"{somebody.path}{page}")

    return go


def written_to_mend(slug: str, page: str, **fields: str) -> Way:
    """A form that is kept, and comes back with what is to be mended."""
    there = written(slug, page)

    def go(somebody: Reader) -> None:
        there(somebody)
        somebody.fills(**fields)
        somebody.sends(next(iter(fields)))

    return go


def written_in_spanish(somebody: Reader) -> None:
    written("how-am-i")(somebody)
    somebody.opens(f"{somebody.path}/prompts/1?language=es")


FLEXIBLE, CURIOUS, CONSENT = "Flexible, or core to me", "What are we curious about?", "Asking, pausing"
LIMITS, CONVERSATION = "Where are our limits", "An open conversation"
RESTS = 2
CODE = "AAAAA-BBBBB-CCCCC-DDDDD-EEEEEE"
CARD = "Swimming in the lake at night"
NEWS, WALK = "Tea before the news.", "A walk on the way home."

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
    "account-saved": ("quinn", saved("/account", "zone")),
    "account-refused": ("robin", refused("/account", "current", current="wrong words here", passphrase="short")),
    "account-zone-refused": ("sasha", refused("/account", "zone", zone="Mount Doom")),
    "account-shown": ("robin", at("/account/data")),
    "account-copy": ("robin", at("/account/copy")),
    "account-delete": ("robin", at("/account/whole")),
    "second-step": ("robin", second_step),
    "second-step-begun": ("kim", second_step_begun),
    "second-step-refused": ("kim", second_step_refused),
    "signing-out": ("robin", at("/sign-out")),
    "place": ("kim", at_place()),
    "place-yes": ("robin", place_with_a_yes),
    "place-invitation": ("rowan", place_with_an_invitation),
    "place-invited": ("rowan", invitation_made),
    "place-leave": ("robin", at_place("/place")),
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
    "round-again": ("rowan", answered_before()),
    "review-at-rest": ("rowan", answered_before("/review")),
    "prompt-at-rest": ("rowan", answered_before(f"/prompts/{RESTS}")),
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
    "calendar": ("robin", at("/calendar")),
    "calendar-end": ("robin", series_to_end),
    "calendar-empty": ("rowan", at("/calendar")),
    "calendar-new": ("robin", at("/calendar/series/new")),
    "calendar-new-refused": ("robin", refused("/calendar/series/new", "first", first="2020-01-02")),
    "agreements": ("robin", at("/agreements")),
    "agreements-alone": ("rowan", at("/agreements")),
    "agreement-new": ("robin", at("/agreements/new")),
    "agreement-new-refused": ("robin", refused("/agreements/new", "words", look_on="2020-01-02")),
    "agreement-from-a-round": ("robin", from_a_round),
    "agreement-waiting": ("quinn", written_down("Quinn keeps the calendar")),
    "agreement-yes": ("robin", written_down("Quinn keeps the calendar")),
    "agreement-holds": ("robin", written_down("Phones stay in the hall")),
    "agreement-moment": ("quinn", written_down("The evening when the power went")),
    "agreement-in-three": ("kim", written_down(WALK)),
    "agreement-alone": ("rowan", written_down(WALK)),
    "agreement-change": ("robin", written_down("Phones stay in the hall", "/change")),
    "agreement-longer": ("robin", written_down("Phones stay in the hall", "/change?keep=1")),
    "agreement-ended": ("rowan", let_go),
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
    "over-time": ("robin", at("/over-time")),
    "over-time-alone": ("rowan", at("/over-time")),
    "then-and-now": ("robin", then_and_now()),
    "then-and-now-mine": ("robin", then_and_now("/mine")),
    "over-time-lines": ("robin", over_time()),
    "over-time-mine": ("robin", over_time("/mine")),
    "over-time-figures": ("robin", over_time("/mine?figures=1")),
    "after-a-misstep": ("visitor", at("/afterwards")),
    "moments": ("robin", moments),
    "moments-refused": ("robin", moment_refused),
    "moments-alone": ("rowan", moments),
    "moment-to-keep": ("quinn", at_round("Noticed this week", "Open,", "/keep")),
    "one-question": ("quinn", at("/one-question")),
    "one-question-refused": ("quinn", question_refused),
    "notices": ("robin", at("/calendar/notices")),
    "notices-refused": ("robin", refused("/calendar/notices", "mailbox", mailbox=".robin@example.org")),
    "notices-code": ("kim", address_given),
    "notices-feed": ("rowan", feed_made),
    "components": ("visitor", at("/components")),
    "written-nothing": ("quinn", written()),
    "written": ("quinn", written("desire-check-in")),
    "written-list": ("quinn", at("/practice/exercises")),
    "written-none-brought": ("quinn", refused("/practice/exercises", "files")),
    "written-about-to-mend": ("quinn", written_to_mend("", "/about", title="Tea", minutes="many")),
    "written-cards": ("quinn", written("desire-check-in", "/prompts/10")),
    "written-condition": ("quinn", written("how-am-i", "/prompts/5")),
    "written-translated": ("quinn", written_in_spanish),
    "written-limit-to-mend": ("quinn", written_to_mend("boundary-check-in", "/prompts/3", ask="How?", subject="")),
    "written-look": ("quinn", written("desire-check-in", "/look/a?at=5")),
    "written-look-therapist": ("quinn", written("boundary-check-in", "/look/therapist")),
    "written-remove": ("quinn", written("desire-check-in", "/remove")),
}
ENGLISH = {"components"}
"""Pages that are in no other language."""
