"""Every page, looked at in both themes and in three widths (gallery.py): in English, and in another language
each day. `make screens` looks at all of them. Two files share them, so that two processes can share the work."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect

from app.config import Settings
from app.domain.exercise import Exercise
from tests.browser.catalogue import ENGLISH, PAGES, Reader
from tests.browser.conftest import Newcomer
from tests.browser.gallery import PICTURES, SEEN, photograph
from tests.browser.practice_pages import PracticePages
from tests.browser.servers import Moved
from tests.browser.speaking import joined
from tests.clock import Clock
from tests.navigators import Visitor
from tests.phones import SETTING, sets_up
from tests.web.test_agreements import agree, comes_back

OFFERED = Settings(instance=Path()).languages
OURS, *OTHERS = OFFERED
OF_TODAY = OTHERS[datetime.now(UTC).toordinal() % len(OTHERS)]
LANGUAGES, LANGUAGES_TOO = (OFFERED[::2], OFFERED[1::2]) if PICTURES else ((OURS,), (OF_TODAY,))
"""What each of the two files looks at."""
ELSEWHERE = ("ranking", "allocation", "guess", "pause")
"""Kinds of prompts that no round of the demo has."""
NO_PAGES = {"static", "front.healthz", "staying.left", "accounts.leave_page", "notices.feed"}
NO_PAGES |= {"agreements.look_day", "written.export"}


class EveryPage(PracticePages):
    """For a class of tests that names the languages."""

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Language by language, so that somebody changes theirs once."""
        languages = metafunc.cls.LANGUAGES
        if "name" in metafunc.fixturenames:
            pages = [
                (language, name) for language in languages for name in PAGES if language == "en" or name not in ENGLISH
            ]
            metafunc.parametrize(("language", "name"), pages)
        elif "language" in metafunc.fixturenames:
            metafunc.parametrize("language", languages)

    def test_page(self, language: str, name: str, readers: dict[str, Reader]) -> None:
        who, go = PAGES[name]
        somebody = readers[who]
        somebody.speaks(language)
        go(somebody)
        expect(somebody.page).to_have_title("Between Us")
        expect(somebody.page.locator("html")).to_have_attribute("lang", language)
        photograph(somebody, name)

    def test_pages_of_somebody_new(self, moving: Moved, newcomer: Newcomer) -> None:
        visitor = Visitor(moving.app)
        visitor.name = "sam"
        visitor.opens("/join")
        visitor.posts("/join", username="sam", passphrase=visitor.passphrase, adult="1", zone="Europe/Madrid")
        sam = newcomer(moving.address).goes_on_as(visitor)
        self.in_each_language(visitor, sam, "recovery-code", lambda: sam.opens("/recovery-code"))
        visitor.opens("/recovery-code")
        visitor.posts("/recovery-code", kept="1")
        self.in_each_language(visitor, sam, "recovery-code-away", lambda: sam.opens("/recovery-code"))
        self.in_each_language(visitor, sam, "home-empty", lambda: sam.opens("/"))

    def test_pages_of_a_locked_session(self, moving: Moved, newcomer: Newcomer) -> None:
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

        for language in self.LANGUAGES:
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

    def test_pages_of_a_second_step(self, moving: Moved, newcomer: Newcomer) -> None:
        visitor = joined(moving, "sam")
        sets_up(visitor, moving.clock)
        sam = newcomer(moving.address).goes_on_as(visitor)
        self.in_each_language(visitor, sam, "second-step-on", lambda: sam.opens(SETTING))
        halfway = newcomer(moving.address)
        halfway.opens("/sign-in")
        halfway.fills(username="sam", passphrase=sam.passphrase)
        halfway.sends("passphrase")
        for language in self.LANGUAGES:
            halfway.opens("/lang")
            halfway.presses(f"button[value={language}]")
            halfway.opens("/sign-in/code")
            photograph(halfway, "code")
            halfway.fills(code="000000")
            with halfway.expecting("status of 422"):
                halfway.sends("code")
            photograph(halfway, "code-refused")

    def test_pages_of_choosing_together(self, moving: Moved, newcomer: Newcomer) -> None:
        other, visitor = joined(moving, "alex"), Visitor(moving.app)
        visitor.joins("sam")
        visitor.accepts(other.invites(), "Sam")
        sam = newcomer(moving.address).goes_on_as(visitor)
        self.in_each_language(visitor, sam, "choose", lambda: sam.opens("/choose"))

        def begins_without_a_time() -> None:
            sam.opens("/choose")
            with sam.expecting("status of 422"):
                sam.sends("opens_at")

        self.in_each_language(visitor, sam, "choose-refused", begins_without_a_time)
        other.opens("/choose")
        other.posts(f"{other.us}/choose", opens_at="5-minutes")
        here = other.address
        self.in_each_language(visitor, sam, "choose-going-on", lambda: sam.opens("/choose"))
        self.in_each_language(visitor, sam, "choose-pick", lambda: sam.opens(here))

        def picks_too_many() -> None:
            sam.opens(here)
            for pick in sam.page.locator("[name=picks]").all():
                pick.check()
            with sam.expecting("status of 422"):
                sam.sends("picks")

        self.in_each_language(visitor, sam, "choose-pick-refused", picks_too_many)
        for one in (other, visitor):
            one.opens(here)
            one.posts(here, picks=one.page.values("picks")[:1])
        self.in_each_language(visitor, sam, "choose-done", lambda: sam.opens(here))
        moving.clock.passes(minutes=5)
        self.in_each_language(visitor, sam, "choose-drawn", lambda: sam.opens(here))
        self.in_each_language(visitor, sam, "choose-waits", lambda: sam.opens("/choose"))

    def test_pages_of_looking_again(
        self, moving: Moved, newcomer: Newcomer, clock: Clock, pair: tuple[Visitor, Visitor]
    ) -> None:
        other, visitor = pair
        here = agree(clock, other, visitor)
        comes_back(clock, other, visitor, days=30)
        sam = newcomer(moving.address).goes_on_as(visitor)
        self.in_each_language(visitor, sam, "agreements-due", lambda: sam.opens("/agreements"))
        self.in_each_language(visitor, sam, "agreement-due", lambda: sam.opens(here))
        other.opens(here)
        other.posts(f"{here}/look")
        self.in_each_language(visitor, sam, "agreement-looked", lambda: sam.opens(here))
        visitor.opens(here)
        assert other.address in visitor.page.links(), "the same round for whoever comes later"

    @pytest.mark.parametrize("kind", ELSEWHERE)
    def test_prompt(self, kind: str, moving: Moved, newcomer: Newcomer) -> None:
        exercise, n = shortest_with(kind, moving.app.extensions["workplace"].library.exercises("en"))
        visitor = joined(moving, "sam")
        visitor.starts(exercise.slug, opens=exercise.opens.value)
        sam = newcomer(moving.address).goes_on_as(visitor)
        self.in_each_language(visitor, sam, f"prompt-{kind}", lambda: sam.opens(f"{sam.round}/prompts/{n}"))

    def test_no_page_was_left_out(self, app: Flask) -> None:
        """Runs last, and asks the app itself which pages there are."""
        addresses = app.url_map.bind("localhost")
        pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())} - NO_PAGES
        for language in self.LANGUAGES:
            seen = {addresses.match(path)[0] for path in SEEN.get(language, ()) if addresses.test(path)}
            assert pages - seen == set(), f"not seen in {language}: {pages - seen}"


def shortest_with(kind: str, exercises: list[Exercise]) -> tuple[Exercise, int]:
    """An exercise, and the number of its first prompt of a kind, shown whatever was answered before."""
    found = [
        (exercise, n)
        for exercise in exercises
        for n, prompt in enumerate(exercise.prompts, 1)
        if prompt.kind == kind and not prompt.show_if
    ]
    return min(found, key=lambda one: len(one[0].prompts))
