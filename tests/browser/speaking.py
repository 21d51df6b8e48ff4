"""The same page in one language after the other, for somebody who is at a plain client and at a browser."""

from collections.abc import Callable
from typing import ClassVar

from playwright.sync_api import expect

from tests.browser.gallery import photograph
from tests.browser.people import Someone
from tests.browser.servers import Moved
from tests.navigators import Visitor


class InEachLanguage:
    """For a class of tests that names the languages."""

    LANGUAGES: ClassVar[tuple[str, ...]] = ()

    def in_each_language(self, visitor: Visitor, somebody: Someone, name: str, go: Callable[[], None]) -> None:
        """The same person at a plain client, who changes the language, and at a browser, who looks."""
        for language in self.LANGUAGES:
            speaks(visitor, language)
            go()
            expect(somebody.page.locator("html")).to_have_attribute("lang", language)
            photograph(somebody, name)


def joined(moving: Moved, name: str) -> Visitor:
    """Somebody who has joined and made a place of their own."""
    visitor = Visitor(moving.app)
    visitor.joins(name)
    visitor.begins_partnership("Sofa", name.capitalize())
    return visitor


def speaks(visitor: Visitor, language: str) -> None:
    if visitor.page.address != "/account":
        visitor.opens("/account")
    answer = visitor.sends("/account", csrf_token=visitor.token, language=language, zone="Europe/Madrid")
    assert answer.status_code == 303
