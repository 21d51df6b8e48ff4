"""The same page in every language. In English somebody goes there as people do; then it is asked for again, just as it
was asked for, in each of the others. What differs in them is what the server writes. `make screens` goes there in every
language."""

from collections.abc import Callable, Sequence
from pathlib import Path
from zlib import crc32

from playwright.sync_api import expect

from app.config import Settings
from tests.browser.every_page import sort_of
from tests.browser.gallery import PICTURES, faults, photograph, seen
from tests.browser.people import Someone
from tests.browser.servers import Moved
from tests.navigators import Visitor

LANGUAGES = Settings(instance=Path()).languages
OURS = LANGUAGES[0]
STATES: dict[str, str] = {}
"""For each sort of page the state in which it was seen first."""


def in_each_language(
    somebody: Someone,
    name: str,
    go: Callable[[], None],
    speak: Callable[[str], None],
    languages: Sequence[str] = LANGUAGES,
) -> None:
    """`go` leads to the page, whatever language somebody reads in; `speak` lets them read in another from now on."""
    for language in languages:
        if language != OURS and not (PICTURES or _has_its_turn(somebody, name, language)):
            continue
        speak(language)
        if PICTURES or language == OURS or not somebody.can_ask_again:
            go()
            expect(somebody.page.locator("html")).to_have_attribute("lang", language)
            photograph(somebody, name)
        else:
            _look_again(somebody, name, language)
    speak(OURS)


def _has_its_turn(somebody: Someone, name: str, language: str) -> bool:
    """Each page in every language, and each kind of prompt; other states of a page in English and in one more, which
    follows from the state's name. `make screens` has every state in all of them."""
    sort = sort_of(somebody.path)
    if "/prompts/" in sort or STATES.setdefault(sort, name) == name:
        return True
    others = LANGUAGES[1:]
    return language == others[crc32(name.encode()) % len(others)]


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
