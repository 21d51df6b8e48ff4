"""People who have been somewhere already when something goes wrong: an instance with them on it, at the time it is."""

from dataclasses import dataclass

from app import create_app
from app.config import Settings
from tests.navigators import Visitor, nth

TALK = "open-conversation"
WORDS = "Words of {name}"


@dataclass(frozen=True)
class Scene:
    """`cookies` hold a session for everybody, `passphrases` what opens it again. Alex and Sam share everything in
    `opened` and have sealed nothing in `begun`; Kim is alone."""

    us: str
    opened: str
    begun: str
    cookies: dict[str, str]
    passphrases: dict[str, str]

    def enter(self, name: str, somebody: Visitor) -> Visitor:
        """Somebody who has just arrived in a browser is this person."""
        somebody.name, somebody.us, somebody.round = name, self.us, self.opened
        return somebody


def words(name: str) -> str:
    return WORDS.format(name=name)


def lay_scene(settings: Settings) -> Scene:
    app = create_app(settings)
    try:
        alex, sam, kim = (Visitor(app) for _ in range(3))
        for one, name in ((alex, "alex"), (sam, "sam"), (kim, "kim")):
            one.joins(name)
        us = alex.begins_partnership("us", "Alex")
        sam.accepts(alex.invites(), "Sam")
        opened = alex.starts(TALK)
        sam.joins_round(opened)
        for one in (alex, sam):
            one.fills_in(nth(0, words(one.name)))
            one.seals()
        begun = alex.starts(TALK)
        cookies = {}
        for one in (alex, sam, kim):
            cookie = one.client.get_cookie("session")
            assert cookie
            cookies[one.name] = cookie.value
        return Scene(us, opened, begun, cookies, {one.name: one.passphrase for one in (alex, sam, kim)})
    finally:
        app.extensions["workplace"].database.close()
