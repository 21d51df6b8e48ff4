"""The pages of a therapist, and those that partners see of one, in each language."""

from flask import Flask

from app.web.exercises import opaque
from tests.browser.conftest import Newcomer
from tests.browser.every_page import left_out
from tests.browser.servers import Moved
from tests.browser.speaking import in_each_language, joined, speaks
from tests.navigators import Visitor
from tests.phones import sets_up
from tests.therapists import (
    TERMS,
    agree,
    agrees_on,
    client_of,
    do,
    gives,
    let_see_all,
    makes_code,
    practises,
    proposes,
    show,
)

ONLY_HERE = {
    *("practice.assign", "practice.codes", "practice.index", "practice.lines", "practice.round_shown"),
    *("practice.show", "practice.statement"),
    *("therapists.assigned", "therapists.index", "therapists.show", "therapists.showing"),
}
"""Nobody in the demo is a therapist yet."""


def test_pages_of_who_begins_a_practice(moving: Moved, newcomer: Newcomer) -> None:
    visitor = Visitor(moving.app)
    visitor.joins("noor")
    noor = newcomer(moving.address).goes_on_as(visitor)
    in_each_language(noor, "practice-closed", lambda: noor.opens("/practice"), speaks(visitor))
    sets_up(visitor, moving.clock)
    in_each_language(noor, "practice-begun", lambda: noor.opens("/practice"), speaks(visitor))

    def states_nothing() -> None:
        noor.opens("/practice/statement")
        with noor.expecting("status of 422"):
            noor.sends("duties")

    in_each_language(noor, "practice-statement-refused", states_nothing, speaks(visitor))
    visitor.opens("/practice/statement")
    visitor.posts("/practice/statement", **TERMS)
    in_each_language(noor, "practice-empty", lambda: noor.opens("/practice"), speaks(visitor))
    in_each_language(noor, "practice-statement", lambda: noor.opens("/practice/statement"), speaks(visitor))
    in_each_language(noor, "practice-codes", lambda: noor.opens("/practice/codes"), speaks(visitor))
    makes_code(visitor)
    in_each_language(noor, "practice-code-made", lambda: noor.opens("/practice/codes"), speaks(visitor))


def test_pages_of_a_therapist_and_somebody_alone(moving: Moved, newcomer: Newcomer) -> None:
    therapist, rowan = Visitor(moving.app), joined(moving, "rowan")
    therapist.joins("noor")
    practises(therapist, moving.clock)
    reader = newcomer(moving.address).goes_on_as(rowan)
    in_each_language(reader, "therapists-alone-none", lambda: reader.opens(f"{rowan.us}/others"), speaks(rowan))
    waits = proposes(rowan, makes_code(therapist))
    in_each_language(reader, "therapist-alone-waiting", lambda: reader.opens(waits), speaks(rowan))
    in_each_language(reader, "therapists-alone", lambda: reader.opens(f"{rowan.us}/others"), speaks(rowan))
    reader.opens(waits)
    reader.clicks("Yes, I agree to them")
    reader.sees("Agreed to since")


def test_pages_of_a_therapist_and_a_couple(moving: Moved, newcomer: Newcomer) -> None:
    therapist, alex, kim = Visitor(moving.app), joined(moving, "alex"), Visitor(moving.app)
    therapist.joins("noor")
    practises(therapist, moving.clock)
    kim.joins("kim")
    kim.accepts(alex.invites(), "Kim")
    noor, reader = newcomer(moving.address).goes_on_as(therapist), newcomer(moving.address).goes_on_as(alex)
    in_each_language(reader, "therapists-none", lambda: reader.opens(f"{alex.us}/others"), speaks(alex))

    def types_a_wrong_code() -> None:
        reader.opens(f"{alex.us}/others")
        reader.fills(code="AAAAA-BBBBB")
        with reader.expecting("status of 422"):
            reader.sends("code")

    in_each_language(reader, "therapists-refused", types_a_wrong_code, speaks(alex))
    waits = proposes(alex, makes_code(therapist))
    in_each_language(reader, "therapist-waiting", lambda: reader.opens(waits), speaks(alex))
    agrees_on("Phones stay in the hall on Sundays.", alex, kim)
    here = agree(therapist, moving.clock, alex, kim)
    reader.goes_on_as(alex)
    noor.goes_on_as(therapist)
    in_each_language(reader, "therapist-agreed", lambda: reader.opens(here), speaks(alex))
    in_each_language(reader, "therapists", lambda: reader.opens(f"{alex.us}/others"), speaks(alex))
    in_each_language(noor, "practice", lambda: noor.opens("/practice"), speaks(therapist))
    client = client_of(here)
    in_each_language(noor, "practice-couple", lambda: noor.opens(client), speaks(therapist))
    in_each_language(noor, "practice-assign", lambda: noor.opens(f"{client}/assign"), speaks(therapist))

    def gives_nothing() -> None:
        noor.opens(f"{client}/assign")
        with noor.expecting("status of 422"):
            noor.sends("note")

    in_each_language(noor, "practice-assign-refused", gives_nothing, speaks(therapist))
    assigned = gives(therapist, client, alex)
    in_each_language(reader, "assigned", lambda: reader.opens(assigned), speaks(alex))
    in_each_language(reader, "therapist-gave", lambda: reader.opens(here), speaks(alex))
    in_each_language(reader, "home-assigned", lambda: reader.opens("/"), speaks(alex))
    do(assigned, alex, kim)
    alex.opens(f"{alex.round}/summary")
    showing = f"{alex.round}/showing"
    in_each_language(reader, "therapist-showing", lambda: reader.opens(showing), speaks(alex))
    show(alex, kim)
    let_see_all(here, alex, kim)
    in_each_language(reader, "therapist-shown", lambda: reader.opens(showing), speaks(alex))
    in_each_language(noor, "practice-before", lambda: noor.opens(client), speaks(therapist))
    seen = f"{client}/rounds/{alex.round[-22:]}"
    in_each_language(noor, "practice-round", lambda: noor.opens(seen), speaks(therapist))
    in_each_language(reader, "therapist-looked", lambda: reader.opens(here), speaks(alex))
    do(gives(therapist, client, alex, note="Once more."), alex, kim)
    show(alex, kim)
    lines = f"{client}/over-time/{opaque('open-conversation')}"
    in_each_language(noor, "practice-lines", lambda: noor.opens(lines), speaks(therapist))

    def meets_on_no_day() -> None:
        noor.opens(client)
        noor.fills(meets_on="1999-01-01")
        with noor.expecting("status of 422"):
            noor.sends("meets_on")

    in_each_language(noor, "practice-meeting-refused", meets_on_no_day, speaks(therapist))
    alex.opens(here)
    alex.posts(f"{here}/end")
    in_each_language(reader, "therapist-ended", lambda: reader.opens(here), speaks(alex))
    in_each_language(noor, "practice-ended", lambda: noor.opens("/practice"), speaks(therapist))


def test_no_page_was_left_out(app: Flask) -> None:
    """Runs last."""
    assert not left_out(app, ONLY_HERE)
