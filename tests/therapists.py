"""People who also work as therapists, and what couples do about them, at their browsers."""

from tests.clock import Clock
from tests.navigators import Visitor, nth
from tests.phones import Phone, sets_up

TERMS = {
    "name": "Noor, couples therapist",
    "secrets": "limited",
    "duties": "If a child or one of you is in danger, I must tell someone, and I tell you first.",
    "replies": "Within two working days. Not in an emergency.",
    "reach": "+00 5550 1234, for each of you alone as well.",
    "records": "Dates and what you asked me to keep, for ten years.",
    "copies": "1",
    "apart": "1",
}


def practises(somebody: Visitor, clock: Clock, **terms: str) -> Phone:
    """Sets up the second step and says how they work."""
    phone = sets_up(somebody, clock)
    somebody.opens("/practice/statement")
    somebody.posts("/practice/statement", **{**TERMS, **terms})
    return phone


def makes_code(therapist: Visitor, label: str = "Tuesdays at four") -> str:
    """A code to hand out."""
    therapist.opens("/practice/codes")
    if "label" not in therapist.page.names():
        therapist.posts("/practice/codes", over="1")
    therapist.posts("/practice/codes", label=label)
    return therapist.page.first("code")


def proposes(somebody: Visitor, code: str, opens_at: str = "20-minutes") -> str:
    """Lays the therapist before everybody in the place; returns the address of it."""
    somebody.opens(f"{somebody.us}/others")
    somebody.posts(f"{somebody.us}/others", code=code, opens_at=opens_at)
    return somebody.address


def agree(therapist: Visitor, clock: Clock, *partners: Visitor, label: str = "Tuesdays at four") -> str:
    """All of them say yes, and it is counted. It takes so long that all of them have to unlock again."""
    here = proposes(partners[0], makes_code(therapist, label))
    for one in partners:
        one.opens(here)
        one.posts(f"{here}/yes")
    clock.passes(minutes=20)
    for one in (therapist, *partners):
        one.opens("/unlock")
        one.unlocks()
    return here


def client_of(here: str) -> str:
    """The therapist's page of a partnership, from the partners' page of the therapist."""
    return "/practice/" + here.rpartition("/")[2]


def gives(therapist: Visitor, client: str, somebody: Visitor, slug: str = "open-conversation", **more: str) -> str:
    """Gives an exercise; returns where a partner finds it."""
    therapist.opens(f"{client}/assign")
    words = {"note": "To hear each other out.", "habit": "Sunday, with the first coffee"}
    therapist.posts(f"{client}/assign", exercise=slug, due="meeting", **{**words, **more})
    somebody.opens(client.replace("/practice/", "/others/"))
    return next(one for one in somebody.page.links() if one.startswith("/assigned/"))


def do(assigned: str, *partners: Visitor, opens: str = "ready", opens_at: str = "3-days") -> None:
    """All of them fill in a round of it and seal, which opens it unless it opens at a time."""
    first = partners[0]
    first.opens(assigned)
    first.posts(assigned, opens=opens, opens_at=opens_at)
    for one in partners:
        one.round = first.address
    for n, one in enumerate(partners):
        one.fills_in(nth(n))
        one.seals()


def agrees_on(words: str, *partners: Visitor) -> str:
    """All of them say yes to it, and in twenty minutes it is counted; returns the address of it."""
    first = partners[0]
    first.opens("/agreements/new")
    first.posts("/agreements/new", words=words, partnership=first.us[-22:], opens_at="20-minutes", look="2-weeks")
    here = first.address
    for one in partners:
        one.opens(here)
        one.posts(f"{here}/yes")
    return here


def let_see_all(here: str, *partners: Visitor) -> None:
    """All of them let their therapist see all that there is besides answers."""
    for one in partners:
        one.opens(here)
        one.posts(f"{here}/sees", sees=["completion", "agreements"])


def show(*partners: Visitor) -> None:
    """All of them want their therapist to see all of it."""
    for one in partners:
        one.opens(f"{one.round}/showing")
        link = one.page.values("link")[0]
        one.posts(f"{one.round}/showing", link=link, shown=one.page.values("shown"))
