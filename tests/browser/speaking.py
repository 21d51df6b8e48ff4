"""The same page in other languages. In English somebody goes there as people do; then it is asked for again, just as it
was asked for, in another language. What differs there is what the server writes.

`make screens` looks at every page and state in every language. `make test` does so in turns (turns.py): each day at
every page and each kind of prompt, in English and one other language, and at a third of a page's other states (refused,
empty, three people), while it goes to all of them.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from app.config import Settings
from tests.browser.every_page import sort_of
from tests.browser.gallery import PICTURES, faults, photograph, seen, spoken
from tests.browser.people import Someone
from tests.browser.servers import Moved
from tests.navigators import Visitor
from tests.turns import has_its_turn, todays

LANGUAGES = Settings(instance=Path()).languages
OURS = LANGUAGES[0]
TURNS = 3
"""Days until a state is looked at again. It has no divisor in common with the number of other languages, or a state
would never meet some of them."""
STATES: dict[str, str] = {}
"""For each sort of page the state in which it was seen first."""


def languages_for(name: str) -> Sequence[str]:
    return LANGUAGES if PICTURES else (OURS, todays(name, LANGUAGES[1:]))


def in_each_language(
    somebody: Someone,
    name: str,
    go: Callable[[], None],
    speak: Callable[[str], None],
    only_ours: bool = False,
) -> None:
    """`go` leads to the page, whatever language somebody reads in; `speak` lets them read in another from now on."""
    for language in (OURS,) if only_ours else languages_for(name):
        speak(language)
        if PICTURES or language == OURS or not somebody.can_ask_again:
            go()
            assert spoken(somebody.page) == language
            if not _is_looked_at(somebody, name):
                return
            photograph(somebody, name)
        else:
            _look_again(somebody, name, language)
    speak(OURS)


def _is_looked_at(somebody: Someone, name: str) -> bool:
    sort = sort_of(somebody.path)
    is_a_page = "/prompts/" in sort or STATES.setdefault(sort, name) == name
    return is_a_page or PICTURES or has_its_turn(name, TURNS)


def _look_again(somebody: Someone, name: str, language: str) -> None:
    room = somebody.reading_room
    room.lays(somebody.asks_again())
    assert spoken(room.page) == language
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
