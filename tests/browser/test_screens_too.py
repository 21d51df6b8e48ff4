"""Pages that the demo does not have: of somebody new, of a locked session, of a second step, and others."""

import pytest
from flask import Flask

from app.domain.exercise import Exercise
from tests.browser.conftest import Newcomer
from tests.browser.every_page import left_out
from tests.browser.gallery import photograph
from tests.browser.servers import Moved
from tests.browser.speaking import in_each_language, joined, languages_for, speaks
from tests.clock import Clock
from tests.navigators import Visitor
from tests.phones import SETTING, sets_up
from tests.web.test_agreements import agree, comes_back

ELSEWHERE = ("ranking", "allocation", "guess", "pause")
"""Kinds of prompts that no round of the demo has."""
ONLY_HERE = {"accounts.recovery", "accounts.unlock", "choosing.index", "choosing.show", "second_step.code"}
"""What no page of the demo leads to without changing more than a look may."""


def test_pages_of_somebody_new(moving: Moved, newcomer: Newcomer) -> None:
    visitor = Visitor(moving.app)
    visitor.name = "sam"
    visitor.opens("/join")
    visitor.posts("/join", username="sam", passphrase=visitor.passphrase, adult="1", zone="Europe/Madrid")
    sam = newcomer(moving.address).goes_on_as(visitor)
    in_each_language(sam, "recovery-code", lambda: sam.opens("/recovery-code"), speaks(visitor))
    visitor.opens("/recovery-code")
    visitor.posts("/recovery-code", kept="1")
    in_each_language(sam, "recovery-code-away", lambda: sam.opens("/recovery-code"), speaks(visitor))
    in_each_language(sam, "home-empty", lambda: sam.opens("/"), speaks(visitor))


def test_pages_of_a_locked_session(moving: Moved, newcomer: Newcomer) -> None:
    visitor = joined(moving, "sam")
    visitor.starts("open-conversation")
    sam = newcomer(moving.address).goes_on_as(visitor)

    def locks() -> None:
        sam.opens(f"{sam.round}/prompts/2")
        moving.clock.passes(minutes=11)
        sam.fills(text="For now I’ll keep to myself the rest of it.")
        sam.sends("version")

    def unlocks_in_vain() -> None:
        sam.fills(passphrase="wrong words here")
        with sam.expecting("status of 422"):
            sam.sends("passphrase")

    for language in languages_for("locked"):
        sam.chooses_language(language)
        locks()
        photograph(sam, "locked-with-something-typed")
        sam.opens("/calendar/notices")
        photograph(sam, "notices-locked")
        sam.opens("/unlock?again=1")
        unlocks_in_vain()
        photograph(sam, "locked-refused")
        sam.fills(passphrase=sam.passphrase)
        sam.sends("passphrase")


def test_pages_of_a_second_step(moving: Moved, newcomer: Newcomer) -> None:
    visitor = joined(moving, "sam")
    sets_up(visitor, moving.clock)
    sam = newcomer(moving.address).goes_on_as(visitor)
    in_each_language(sam, "second-step-on", lambda: sam.opens(SETTING), speaks(visitor))
    halfway = newcomer(moving.address)
    halfway.opens("/sign-in")
    halfway.fills(username="sam", passphrase=sam.passphrase)
    halfway.sends("passphrase")
    in_each_language(halfway, "code", lambda: halfway.opens("/sign-in/code"), halfway.asks_for)

    def mistypes() -> None:
        halfway.opens("/sign-in/code")
        halfway.fills(code="000000")
        with halfway.expecting("status of 422"):
            halfway.sends("code")

    in_each_language(halfway, "code-refused", mistypes, halfway.asks_for)


def test_pages_of_choosing_together(moving: Moved, newcomer: Newcomer) -> None:
    other, visitor = joined(moving, "alex"), Visitor(moving.app)
    visitor.joins("sam")
    visitor.accepts(other.invites(), "Sam")
    sam = newcomer(moving.address).goes_on_as(visitor)
    in_each_language(sam, "choose", lambda: sam.opens("/choose"), speaks(visitor))

    def begins_without_a_time() -> None:
        sam.opens("/choose")
        with sam.expecting("status of 422"):
            sam.sends("opens_at")

    in_each_language(sam, "choose-refused", begins_without_a_time, speaks(visitor))
    other.opens("/choose")
    other.posts(f"{other.us}/choose", opens_at="5-minutes")
    here = other.address
    in_each_language(sam, "choose-going-on", lambda: sam.opens("/choose"), speaks(visitor))
    in_each_language(sam, "choose-pick", lambda: sam.opens(here), speaks(visitor))

    def picks_too_many() -> None:
        sam.opens(here)
        for pick in sam.page.locator("[name=picks]").all():
            pick.check()
        with sam.expecting("status of 422"):
            sam.sends("picks")

    in_each_language(sam, "choose-pick-refused", picks_too_many, speaks(visitor))
    for one in (other, visitor):
        one.opens(here)
        one.posts(here, picks=one.page.values("picks")[:1])
    in_each_language(sam, "choose-done", lambda: sam.opens(here), speaks(visitor))
    moving.clock.passes(minutes=5)
    in_each_language(sam, "choose-drawn", lambda: sam.opens(here), speaks(visitor))
    in_each_language(sam, "choose-waits", lambda: sam.opens("/choose"), speaks(visitor))


def test_pages_of_looking_again(moving: Moved, newcomer: Newcomer, clock: Clock, pair: tuple[Visitor, Visitor]) -> None:
    other, visitor = pair
    here = agree(clock, other, visitor)
    comes_back(clock, other, visitor, days=30)
    sam = newcomer(moving.address).goes_on_as(visitor)
    in_each_language(sam, "agreements-due", lambda: sam.opens("/agreements"), speaks(visitor))
    in_each_language(sam, "agreement-due", lambda: sam.opens(here), speaks(visitor))
    other.opens(here)
    other.posts(f"{here}/look")
    in_each_language(sam, "agreement-looked", lambda: sam.opens(here), speaks(visitor))
    visitor.opens(here)
    assert other.address in visitor.page.links(), "the same round for whoever comes later"


@pytest.mark.parametrize("kind", ELSEWHERE)
def test_prompt(kind: str, moving: Moved, newcomer: Newcomer) -> None:
    exercise, n = shortest_with(kind, moving.app.extensions["workplace"].library.exercises("en"))
    visitor = joined(moving, "sam")
    visitor.starts(exercise.slug, opens=exercise.opens.value)
    sam = newcomer(moving.address).goes_on_as(visitor)
    in_each_language(sam, f"prompt-{kind}", lambda: sam.opens(f"{sam.round}/prompts/{n}"), speaks(visitor))


def test_no_page_was_left_out(app: Flask) -> None:
    """Runs last."""
    assert not left_out(app, ONLY_HERE)


def shortest_with(kind: str, exercises: list[Exercise]) -> tuple[Exercise, int]:
    """An exercise, and the number of its first prompt of a kind, shown whatever was answered before."""
    found = [
        (exercise, n)
        for exercise in exercises
        for n, prompt in enumerate(exercise.prompts, 1)
        if prompt.kind == kind and not prompt.show_if
    ]
    return min(found, key=lambda one: len(one[0].prompts))
