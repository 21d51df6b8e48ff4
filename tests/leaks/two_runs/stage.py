"""One run of a trace: the app on a database of its own, its people at their browsers, and all that is seen of it."""

import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from app.domain.exercise import Exercise
from app.services.workplace import Workplace
from app.startup import keep_up_once
from tests.clock import Clock
from tests.leaks.two_runs.acts import Theft
from tests.leaks.two_runs.browser import Browser, Fields, Reply, Wsgi
from tests.leaks.two_runs.observers import Host, Observer, Person, all_of
from tests.leaks.two_runs.scenes import NAMES, Scene
from tests.leaks.two_runs.streams import Streams
from tests.leaks.two_runs.traces import NEWCOMER, NOBODY, STRANGER, Trace

MARK = re.compile(rb"\bq(\w)x\d+z\b")
"""Stands in every text that somebody writes, with its author: q0x17z."""
MATCH = re.compile(r'<li class="match">(?:<[^>]+>)?([^<]+)<')
ITEM = re.compile(rb'<bdi>(\w+)</bdi></p>\s*<p><button[^>]* name="remove" value="([^"]+)"')
CODE = re.compile(rb"[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}-[0-9A-Z]{6}")


class Seen(NamedTuple):
    """Something that an observer got hold of at a step."""

    step: int
    observer: str
    what: str
    bytes: bytes


class Overheard(AssertionError):
    """Somebody read what was not for them, or did not get what was."""


@dataclass
class Stage:
    """`rounds` are addresses with their exercises; `own` the items that were added and `own_ids` the ids of all that
    ever were; `saved` what each worksheet has; `inboxes` replies not yet seen."""

    app: Wsgi
    workplace: Workplace
    clock: Clock
    streams: Streams
    scene: Scene
    trace: Trace
    host: Host
    rounds: list[tuple[str, Exercise]] = field(default_factory=list)
    own: tuple[str, ...] = ()
    own_ids: dict[str, str] = field(default_factory=dict)
    saved: dict[tuple[str, str, int], tuple[dict[str, Any], str]] = field(default_factory=dict)
    inboxes: dict[str, list[tuple[str, Reply]]] = field(default_factory=dict)
    theft: Theft | None = None
    code: str = ""
    step: int = 0

    def __post_init__(self) -> None:
        self.people = dict(self.scene.people)
        self.browsers = {
            who: Browser(self.app, dict(one.cookies), one.token) for who, one in self.scene.people.items()
        } | {NOBODY: Browser(self.app)}
        self.passphrases = {who: one.passphrase for who, one in self.people.items()}
        found = all_of(self.trace.size, self.trace.secret)
        self.observers: list[Observer] = [self.host if isinstance(one, Host) else one for one in found]
        self.watched = {one.name for one in self.observers if isinstance(one, Person)}

    @property
    def us(self) -> str:
        return self.scene.us

    @property
    def round(self) -> str:
        return self.rounds[-1][0]

    def plays(self, side: str) -> list[Seen]:
        """Play all of it, and return what was seen."""
        seen = []
        for number, step in enumerate(self.trace.steps):
            self.step = number
            for act in step.acts(side):
                self.streams.turn_to(step.who, self.step)
                act.perform(self, step.who)
            for observer in self.observers:
                seen += [Seen(self.step, observer.name, *one) for one in observer.sees(self)]
        return seen

    # -- requests

    def asks(self, who: str, path: str, fields: Fields | None = None) -> Reply:
        """What a person gets in the end: unlocking and signing in on the way, as often as it is asked for."""
        reply = self._asks_once(who, path, fields)
        is_out = who in self.passphrases and "session" not in self.browsers[who].cookies
        if is_out and (reply.status == 400 or reply.location.startswith("/sign-in")):
            self._signs_in(who)
            reply = self._asks_once(who, path, fields)
        if reply.location.startswith("/unlock"):
            reply = self._asks_once(who, reply.location, {"passphrase": self.passphrases[who]})
            if fields is None:
                reply = self._asks_once(who, path)
        return reply

    def wakes(self, who: str) -> None:
        """Signs in and unlocks, if need be, before something that others see the ids of: they are then drawn from the
        beginning of a stream, whether or not that was needed."""
        self.asks(who, "/us/new")
        self.streams.turn_to(f"{who}, awake,", self.step)

    def _asks_once(self, who: str, path: str, fields: Fields | None = None) -> Reply:
        browser = self.browsers[who]
        reply = browser.get(path) if fields is None else browser.post(path, fields)
        if who in self.watched:
            self.inboxes.setdefault(who, []).append((f"{'GET' if fields is None else 'POST'} {path}", reply))
            self._refuses_marks(who, path, reply)
        return reply

    def _signs_in(self, who: str) -> None:
        browser = self.browsers[who]
        browser.reads_token(self._asks_once(who, "/sign-in"))
        self._asks_once(who, "/sign-in", {"username": self.people[who].name, "passphrase": self.passphrases[who]})
        browser.reads_token(self._asks_once(who, "/us/new"))

    def changes_passphrase(self, who: str, passphrase: str) -> None:
        self.asks(who, "/account", {"current": self.passphrases[who], "passphrase": passphrase})
        self.passphrases[who] = passphrase
        self.browsers[who].reads_token(self._asks_once(who, "/recovery-code"))

    def reads_code(self, reply: Reply) -> None:
        """The code of an invitation, from the page that shows it."""
        found = CODE.search(reply.body)
        assert found, reply.status
        self.code = found[0].decode()

    def begins(self, round_: str, exercise: Exercise) -> None:
        self.rounds.append((round_, exercise))

    def reads_items(self, reply: Reply) -> None:
        """What there is now of their own, from the page that lists it."""
        found = {word.decode(): id_.decode() for word, id_ in ITEM.findall(reply.body)}
        self.own, self.own_ids = tuple(found), self.own_ids | found

    # -- what is for whom

    def _refuses_marks(self, who: str, path: str, reply: Reply) -> None:
        """No text of anybody else's is on any page, but for what is shown in a round of one's own."""
        own = b"" if who == NOBODY else who[:1].encode()
        marks = {found[0] for found in MARK.finditer(reply.whole) if found[1] != own}
        shown = self.trace.steps[self.step].shown
        circles = zip(shown, self.trace.circles, strict=False)
        mine = {mark.encode() for marks_, circle in circles if who in circle for mark in marks_}
        if marks - mine:
            raise Overheard(f"step {self.step}: {who} reads {marks - mine} on {path}")
        for (round_, _), circle in zip(self.rounds, self.trace.circles, strict=False):
            id_ = round_[-22:]
            if who not in circle and id_ not in path and id_.encode() in reply.whole:
                raise Overheard(f"step {self.step}: {who} reads of a round that is not theirs on {path}")
        if who in (STRANGER, NOBODY) or (who == NEWCOMER and not self.code):
            names = [name for name in NAMES if name.title().encode() in reply.whole]
            if names:
                raise Overheard(f"step {self.step}: {who} reads {names} on {path}")

    def reads_summary(self, who: str, round_: str, marks: frozenset[str], matched: frozenset[str]) -> None:
        """Raises Overheard if it is not exactly this."""
        reply = self.asks(who, f"{round_}/summary")
        found = {one[0].decode() for one in MARK.finditer(reply.body)}
        ids = {one.text: one.id for asked in dict(self.rounds)[round_].prompts if asked.blind for one in asked.items}
        together = {ids[one] for one in MATCH.findall(reply.body.decode())}
        wanted = {self.own_ids.get(one, one) for one in matched}
        if (reply.status, found, together) != (200, set(marks), wanted):
            raise Overheard(
                f"step {self.step}: {who} reads {sorted(found)} and {sorted(together)} ({reply.status}), "
                f"not {sorted(marks)} and {sorted(wanted)}"
            )

    def pries(self, who: str, path: str, fields: Fields | None) -> None:
        """What belongs to others looks like what does not exist, to the byte."""
        if who == NOBODY:
            self.browsers[who].reads_token(self._asks_once(who, "/sign-in"))
        else:
            self.asks(who, "/us/new")
        made_up = urlsafe_b64encode(self.streams(33)).decode()
        real = {"round": self.round, "us": self.us}
        unreal = {"round": f"/rounds/{made_up}", "us": f"/us/{made_up[:22]}"}
        seen = []
        for places in (real, unreal):
            whole = self._asks_once(who, path.format(**places), fields).whole
            for place in places.values():
                whole = whole.replace(place.rpartition("/")[2].encode(), b"")
            seen.append(whole)
        if seen[0] != seen[1]:
            raise Overheard(f"step {self.step}: {path} is not answered as what does not exist")

    def keeps_up(self) -> None:
        keep_up_once(self.workplace)
