"""What therapists do at a browser, and couples about them: by what stands on the pages, with clicks and keys."""

import re

from playwright.sync_api import Locator

from tests.browser.conftest import Newcomer
from tests.browser.people import Someone
from tests.browser.servers import Moved
from tests.browser.test_second_step import shown_to_app
from tests.navigators import Visitor
from tests.phones import Phone
from tests.therapists import TERMS, agree, client_of, practises
from tests.therapists import do as fill_in
from tests.therapists import gives as hands_over
from tests.therapists import makes_code as hands_out
from tests.therapists import proposes as lays

NO_SECRETS, LIMITED = "I keep no secrets between partners.", "Some things can stay with me."
WORDS = {
    "What you must report": TERMS["duties"],
    "When you answer": TERMS["replies"],
    "How to reach you directly": TERMS["reach"],
    "What you write down, and how long you keep it": TERMS["records"],
}
DONE = "Whether something they gave you is done"
LOOK_AGAIN = "When you look again at what you agreed on"
OPENED = "A round of it has opened."
UNTOLD = "Not whether anything is done: that takes a yes from each of them."

Working = tuple[Someone, Someone, Someone, str, Phone]


def types(somebody: Someone, **words: str) -> None:
    """Into the fields with these labels."""
    for label, text in words.items():
        somebody.page.get_by_label(label, exact=True).fill(text)


def ticks(somebody: Someone, *names: str) -> None:
    """What begins with these words, of one or of several."""
    for name in names:
        box(somebody, name).check()


def box(somebody: Someone, name: str) -> Locator:
    """What can be ticked and begins with these words."""
    page, begins = somebody.page, re.compile(f"^{re.escape(name)}")
    return page.get_by_role("radio", name=begins).or_(page.get_by_role("checkbox", name=begins))


def unfolds(somebody: Someone, name: str) -> None:
    somebody.page.locator("main summary", has_text=name).click()


def comes_back(somebody: Someone, path: str) -> None:
    """To a page, after a while: the passphrase first, if it has locked."""
    somebody.opens(path)
    if somebody.path == "/unlock":
        somebody.unlocks()
        somebody.page.wait_for_url(f"**{path}")


def signs_in_again(somebody: Someone, path: str, phone: Phone | None = None) -> None:
    """On the way to a page, when the session is over."""
    somebody.opens(path)
    somebody.fills(username=somebody.name, passphrase=somebody.passphrase)
    somebody.clicks("Sign in")
    if phone:
        types(somebody, Code=phone.code())
        somebody.clicks("Go on")
    somebody.page.wait_for_url(f"**{path}")


def finds_nothing(somebody: Someone, path: str) -> None:
    with somebody.expecting("status of 404"):
        somebody.opens(path)
    assert somebody.heading == "There is nothing here."


# -- a therapist


def begins_practice(somebody: Someone, moving: Moved, secrets: str, name: str) -> None:
    """From the account to the practice: a second step, and how they work."""
    somebody.opens("/account")
    somebody.follows("Work with couples, as a therapist")
    somebody.follows("Set up the second step")
    somebody.clicks("Set it up")
    types(somebody, **{"The code it shows now": shown_to_app(somebody, moving).code()})
    somebody.clicks("Turn it on")
    somebody.sees("It is on.")
    somebody.opens("/practice")
    somebody.follows("Say how you work")
    types(somebody, **{"Your name and profession": name}, **WORDS)
    ticks(somebody, secrets, "I tell them that printed copies stay", "I ask about safety with each partner apart")
    somebody.clicks("Save")
    somebody.sees("Shown as not verified.")


def makes_code(somebody: Someone, label: str) -> str:
    """For one couple, under the therapist's own word for them."""
    somebody.opens("/practice")
    somebody.follows("A code to hand out")
    types(somebody, **{"Your own word for them": label})
    somebody.clicks("Make a code")
    code = somebody.page.locator("main code").inner_text()
    somebody.clicks("I have passed it on")
    somebody.sees_no(code)
    return code


def gives(somebody: Someone, title: str, note: str, habit: str, day: str = "", weekly: bool = False) -> None:
    """From the page of a couple, and back to it."""
    somebody.follows("Give them an exercise")
    somebody.page.get_by_label("Which one?").select_option(label=title)
    if day:
        ticks(somebody, "Until a day")
        types(somebody, **{"The day, if you want one": day})
    types(somebody, **{"What it is for, in plain words": note, "Tie it to something they do anyway": habit})
    if weekly:
        ticks(somebody, "Once a week until then")
    somebody.clicks("Give it to them")
    somebody.sees("What you gave them")


def meets(somebody: Someone, day: str, rests: bool = False) -> None:
    """On the page of a couple: when they meet next, and whether the exercises rest until then."""
    types(somebody, **{"The day of your next session": day})
    box(somebody, "Let the exercises rest until we meet").set_checked(rests)
    with somebody.page.expect_navigation():
        somebody.clicks("Save")


def rows(somebody: Someone, heading: str) -> list[str]:
    """The lines of the list under this heading."""
    section = somebody.page.locator("section", has=somebody.page.get_by_role("heading", name=heading, exact=True))
    return [" ".join(one.split()) for one in section.locator("ul.list > li").all_inner_texts()]


# -- partners


def proposes(somebody: Someone, code: str) -> str:
    """Lays a therapist before everybody in the place, to be counted in 20 minutes; where that is."""
    somebody.opens(somebody.us)
    somebody.follows("Therapists")
    types(somebody, **{"The code": code})
    ticks(somebody, "In 20 minutes")
    somebody.clicks("Show it to everyone here")
    return somebody.path


def agrees(somebody: Someone, name: str) -> None:
    """Finds a therapist in the place, and says yes."""
    somebody.opens(somebody.us)
    somebody.follows("Therapists")
    somebody.follows(name)
    somebody.clicks("Yes, I agree to them")
    somebody.sees("Your yes is noted.")


def begins(somebody: Someone, title: str, *others: Someone) -> None:
    """A round of what a therapist gave, from the page at home, for all of them."""
    comes_back(somebody, "/")
    somebody.follows(title)
    somebody.page.get_by_role("button", name=re.compile("^Begin a")).click()
    somebody.page.wait_for_url("**/rounds/*")
    somebody.round = somebody.path
    for one in others:
        one.round = somebody.round


def shares_all(somebody: Someone, nth: int) -> None:
    """Answers, shares all that can be shared, and seals."""
    somebody.answers_everything(nth, f"{somebody.name.capitalize()} wrote", share="partners")
    somebody.seals()


def shows(somebody: Someone, but: str = "") -> None:
    """Lets the therapist see what is shared, but for the answer to one question."""
    somebody.opens(f"{somebody.round}/showing")
    for one in somebody.page.get_by_role("checkbox").all():
        one.check()
    if but:
        box(somebody, but).uncheck()
    somebody.clicks("Save")


def lets_see(somebody: Someone, here: str, *names: str) -> None:
    """Lets a therapist see these things besides answers, and no others."""
    somebody.opens(here)
    for name in (DONE, LOOK_AGAIN):
        box(somebody, name).set_checked(name in names)
    somebody.clicks("Save")


def ends_it(somebody: Someone) -> None:
    """At once and alone, with nothing asked."""
    unfolds(somebody, "End it")
    somebody.clicks("End it now")


# -- who is there already, by the quicker way


def living_together(moving: Moved, label: str, *names: str) -> list[Visitor]:
    """Two or three in a place, at plain clients."""
    everybody = [Visitor(moving.app) for _ in names]
    for one, name in zip(everybody, names, strict=True):
        one.joins(name)
    first, *others = everybody
    first.begins_partnership(label, names[0].capitalize())
    for n, one in enumerate(others, 1):
        for before in everybody[1:n]:
            before.opens(first.us)
            before.posts(f"{first.us}/invitations")
        one.accepts(first.invites(), one.name.capitalize())
    return everybody


def working(moving: Moved, newcomer: Newcomer, done: str = "", **options: object) -> Working:
    """A therapist and two partners who agreed to them, each at a browser with these options; the page of the one for
    the others; and the therapist's phone. `done`: the exercise (its slug) that was given and filled in already."""
    therapist = Visitor(moving.app)
    therapist.joins("noor")
    phone = practises(therapist, moving.clock)
    pair = living_together(moving, "Sofa", "alex", "sam")
    here = agree(therapist, moving.clock, *pair)
    if done:
        fill_in(hands_over(therapist, client_of(here), pair[0], done), *pair)
    noor, alex, sam = (newcomer(moving.address, **options).goes_on_as(one) for one in (therapist, *pair))
    return noor, alex, sam, here, phone


def two_therapists(moving: Moved) -> list[Visitor]:
    """Noor and Omar, who practise, at plain clients."""
    both = [Visitor(moving.app) for _ in range(2)]
    for one, name in zip(both, ("noor", "omar"), strict=True):
        one.joins(name)
        practises(one, moving.clock, name=f"{name.capitalize()}, therapist")
    return both


def works_with(moving: Moved, therapists: list[Visitor], *links: tuple[Visitor, str, list[Visitor]]) -> list[str]:
    """Each therapist under a label with everybody in a place; all are counted at once, and unlock afterwards. Returns
    where partners find each."""
    found = []
    for therapist, label, partners in links:
        here = lays(partners[0], hands_out(therapist, label))
        for one in partners:
            one.opens(here)
            one.posts(f"{here}/yes")
        found.append(here)
    moving.clock.passes(minutes=20)
    for one in {id(one): one for one in (*therapists, *(each for _, _, some in links for each in some))}.values():
        one.opens("/unlock")
        one.unlocks()
    return found
