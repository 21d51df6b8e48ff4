"""The same page in every language. In English somebody goes there as people do; then it is asked for again, just as it
was asked for, in each of the others. What differs in them is what the server writes. `make screens` goes there in every
language."""

from collections.abc import Callable, Sequence
from pathlib import Path

from playwright.sync_api import expect

from app.config import Settings
from tests.browser.gallery import PICTURES, faults, photograph, seen
from tests.browser.people import Someone
from tests.browser.servers import Moved
from tests.navigators import Visitor

LANGUAGES = Settings(instance=Path()).languages
OURS = LANGUAGES[0]


def in_each_language(
    somebody: Someone,
    name: str,
    go: Callable[[], None],
    speak: Callable[[str], None],
    languages: Sequence[str] = LANGUAGES,
) -> None:
    """`go` leads to the page, whatever language somebody reads in; `speak` lets them read in another from now on."""
    for language in languages:
        speak(language)
        if PICTURES or language == OURS or not somebody.can_ask_again:
            go()
            expect(somebody.page.locator("html")).to_have_attribute("lang", language)
            photograph(somebody, name)
        else:
            _look_again(somebody, name, language)
    speak(OURS)


def _look_again(somebody: Someone, name: str, language: str) -> None:
    room = somebody.reading_room
    room.lays(somebody.asks_again())
    expect(room.page.locator("html")).to_have_attribute("lang", language)
    seen(somebody.path, language)
    found = faults(room.page, thorough=False)
    assert not found, f"{name} ({language}): " + "\n".join(["", *found])


def joined(moving: Moved, name: str) -> Visitor:
    """Somebody who has joined and made a place of their own."""
    visitor = Visitor(moving.app)
    visitor.joins(name)
    visitor.begins_partnership("Sofa", name.capitalize())
    return visitor


def speaks(visitor: Visitor) -> Callable[[str], None]:
    """The same person at a plain client, who changes the language."""

    def speak(language: str) -> None:
        if visitor.page.address != "/account":
            visitor.opens("/account")
        answer = visitor.sends("/account", csrf_token=visitor.token, language=language, zone="Europe/Madrid")
        assert answer.status_code == 303

    return speak
