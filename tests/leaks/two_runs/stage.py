"""One run of a trace: the app on a database of its own, its people at their browsers, and all that is seen of it."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from app.domain.exercise import Exercise
from app.services import upkeep
from app.services.workplace import Workplace
from app.startup import begin_what_comes_back, keep_up_once, tell_once
from app.storage.tables import RoundRow
from tests.clock import Clock
from tests.leaks.two_runs.acts import Theft
from tests.leaks.two_runs.browser import CODE, Browser, Fields, Reply, Wsgi
from tests.leaks.two_runs.observers import Host, Mailbox, Observer, Overheard, Person, all_of
from tests.leaks.two_runs.scenes import Scene
from tests.leaks.two_runs.streams import Streams
from tests.leaks.two_runs.traces import NOBODY, Trace
from tests.leaks.two_runs.whose import MARK, refuse_what_is_not_theirs

MATCH = re.compile(r'<li class="match">(?:<[^>]+>)?([^<]+)<')
SOURCE = re.compile(rb'<li><a href="(/rounds/[^"]+)/summary">([^<]+)</a></li>')
ITEM = re.compile(rb'<bdi>(\w+)</bdi></p>\s*<p><button[^>]* name="remove" value="([^"]+)"')


class Seen(NamedTuple):
    """Something that an observer got hold of at a step."""

    step: int
    observer: str
    what: str
    bytes: bytes


@dataclass
class Stage:
    """`rounds` are addresses with their exercises, and `pacts` those of agreements; `series` is the address of the last
    one, and `returning` what comes back by it; `links` are those of a therapist, whose last code is `practice_code`,
    and `assigned` is where what they gave is; `own` the items that were added and `own_ids` the ids of all that ever
    were; `feeds` whose are fetched, also when they are over; `saved` what each worksheet has, but for those of
    `brought`, which began with earlier answers; `moved` who may be in another zone; `inboxes` replies not yet seen.
    `guise`: whoever acts now, nobody is to learn who it is; `act` is the number of what is done within a step."""

    app: Wsgi
    workplace: Workplace
    clock: Clock
    streams: Streams
    scene: Scene
    trace: Trace
    host: Host
    mailbox: Mailbox | None = None
    rounds: list[tuple[str, Exercise]] = field(default_factory=list)
    pacts: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    practice_code: str = ""
    assigned: str = "/assigned/none"
    series: str = ""
    returning: Exercise | None = None
    feeds: dict[str, str] = field(default_factory=dict)
    feeds_over: set[str] = field(default_factory=set)
    brought: set[tuple[str, str]] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    guise: str = ""
    own: tuple[str, ...] = ()
    own_ids: dict[str, str] = field(default_factory=dict)
    saved: dict[tuple[str, str, int], tuple[dict[str, Any], str]] = field(default_factory=dict)
    inboxes: dict[str, list[tuple[str, Reply]]] = field(default_factory=dict)
    theft: Theft | None = None
    code: str = ""
    step: int = 0
    act: int = 0

    def __post_init__(self) -> None:
        self.people = dict(self.scene.people)
        self.browsers = {
            who: Browser(self.app, dict(one.cookies), one.token) for who, one in self.scene.people.items()
        } | {NOBODY: Browser(self.app)}
        self.began = self.clock()
        self.awake: dict[str, datetime | None] = {}
        self.passphrases = {who: one.passphrase for who, one in self.people.items()}
        at_work: list[Observer] = [self.host, *([self.mailbox] if self.mailbox else ())]
        self.observers = all_of(self.trace.size, self.trace.secret, *at_work)
        self.watched = {one.name for one in self.observers if isinstance(one, Person)}

    @property
    def us(self) -> str:
        return self.scene.us

    @property
    def place(self) -> str:
        """The partnership's id."""
        return self.us.rpartition("/")[2]

    @property
    def round(self) -> str:
        return self.rounds[-1][0]

    @property
    def link(self) -> str:
        """The partners' page of their therapist."""
        return self.links[-1] if self.links else "/others/none"

    @property
    def client(self) -> str:
        """The therapist's page of the partnership."""
        return self.link.replace("/others/", "/practice/")

    def round_id(self, number: int) -> str:
        """A round's address, as forms have it."""
        return self.rounds[number][0].removeprefix("/rounds/")

    def plays(self, side: str) -> list[Seen]:
        """Play all of it, and return what was seen."""
        seen = []
        for number, step in enumerate(self.trace.steps):
            self.step = number
            for self.act, act in enumerate(step.acts(side)):
                self.streams.turn_to(step.who, self.step)
                act.perform(self, step.who)
            for observer in self.observers:
                seen += [Seen(self.step, observer.name, *one) for one in observer.sees(self)]
        if self.trace.steps and len(self.rounds) != len(self.trace.circles):
            raise Overheard(f"there are {len(self.rounds)} rounds, not {len(self.trace.circles)}")
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
            # A form waits for it, but for one that asks for the passphrase once more: that is led back to, like a page.
            waits = fields is not None and "then=" not in reply.location
            reply = self._asks_once(who, reply.location, {"passphrase": self.passphrases[who]})
            if not waits:
                reply = self._asks_once(who, path, fields)
        return reply

    def wakes(self, who: str) -> None:
        """Signs in, unlocks and gives the passphrase once more, if need be, before something that others see the ids
        of: they are then drawn from the beginning of a stream, whether or not that was needed. Who has just done so
        still is awake."""
        if self.awake.get(who, self.began) != self.clock():
            self.asks(who, "/account/whole")  # a page that asks for all of it
        self.awake[who] = self.clock()
        self.streams.turn_to(f"{self.guise or who}, awake,", self.step)

    def _asks_once(self, who: str, path: str, fields: Fields | None = None) -> Reply:
        browser = self.browsers[who]
        reply = browser.get(path) if fields is None else browser.post(path, fields)
        if who in self.watched:
            self.inboxes.setdefault(who, []).append((f"{'GET' if fields is None else 'POST'} {path}", reply))
            refuse_what_is_not_theirs(self, who, path, reply)
        return reply

    def _signs_in(self, who: str) -> None:
        browser = self.browsers[who]
        browser.reads_token(self._asks_once(who, "/sign-in"))
        given = {"username": self.people[who].name, "passphrase": self.passphrases[who]}
        reply = self._asks_once(who, "/sign-in", given)
        if reply.location.startswith("/sign-in/code"):
            browser.reads_token(self._asks_once(who, reply.location))
            self._asks_once(who, reply.location, {"code": self.people[who].code(self.clock())})
        browser.reads_token(self._asks_once(who, "/us/new"))

    def changes_passphrase(self, who: str, passphrase: str) -> None:
        self.asks(who, "/account", {"current": self.passphrases[who], "passphrase": passphrase})
        self.passphrases[who], self.awake[who] = passphrase, None
        self.browsers[who].reads_token(self._asks_once(who, "/recovery-code"))

    def reads_code(self, reply: Reply) -> None:
        """The code of an invitation, from the page that shows it."""
        found = CODE.search(reply.body)
        assert found, reply.status
        self.code = found[0].decode()

    def reads_practice_code(self, reply: Reply) -> None:
        """A therapist's, likewise."""
        found = CODE.search(reply.body)
        assert found, reply.status
        self.practice_code = found[0].decode()

    def begins(self, round_: str, exercise: Exercise) -> None:
        self.rounds.append((round_, exercise))

    def reads_items(self, reply: Reply) -> None:
        """What there is now of their own, from the page that lists it."""
        found = {word.decode(): id_.decode() for word, id_ in ITEM.findall(reply.body)}
        self.own, self.own_ids = tuple(found), self.own_ids | found

    # -- what is for whom

    def reads_summary(self, who: str, round_: str, marks: frozenset[str], matched: frozenset[str]) -> None:
        """Raises Overheard if it is not exactly this."""
        self.reads_exactly(who, f"{round_}/summary", round_, marks, matched)

    def reads_exactly(self, who: str, path: str, round_: str, marks: frozenset[str], matched: frozenset[str]) -> None:
        """A page with what is shown in a round. Raises Overheard if it is not exactly this."""
        reply = self.asks(who, path)
        found = {one[0].decode() for one in MARK.finditer(reply.body)}
        ids = {one.text: one.id for asked in dict(self.rounds)[round_].prompts if asked.blind for one in asked.items}
        together = {ids[one] for one in MATCH.findall(reply.body.decode())}
        wanted = {self.own_ids.get(one, one) for one in matched}
        if (reply.status, found, together) != (200, set(marks), wanted):
            raise Overheard(
                f"step {self.step}: {who} reads {sorted(found)} and {sorted(together)} ({reply.status}), "
                f"not {sorted(marks)} and {sorted(wanted)}"
            )

    def pries(self, who: str, path: str, fields: Mapping[str, str] | None) -> None:
        """What belongs to others looks like what does not exist, to the byte."""
        if who == NOBODY:
            self.browsers[who].reads_token(self._asks_once(who, "/sign-in"))
        else:
            self.asks(who, "/us/new")
        made_up = urlsafe_b64encode(self.streams(33)).decode()
        unreal = {"round": f"/rounds/{made_up}", "us": f"/us/{made_up[:22]}"}
        unreal |= {"pact": f"/agreements/{made_up}", "series": f"/calendar/series/{made_up}"}
        unreal |= {"link": f"/others/{made_up}"}
        pact, series = (self.pacts or [unreal["pact"]])[-1], self.series or made_up
        real = {"round": self.round, "us": self.us, "pact": pact, "series": f"/calendar/series/{series}"}
        real |= {"link": (self.links or [unreal["link"]])[-1]}
        for places in (real, unreal):
            places |= {f"{name}_id": place.rpartition("/")[2] for name, place in places.items()}
        seen = []
        for places in (real, unreal):
            sent = fields and {name: value.format(**places) for name, value in fields.items()}
            whole = self._asks_once(who, path.format(**places), sent).whole
            for id_ in sorted({place.rpartition("/")[2] for place in places.values()}, key=len, reverse=True):
                whole = whole.replace(id_.encode(), b"")
            seen.append(whole)
        if seen[0] != seen[1]:
            raise Overheard(f"step {self.step}: {path} is not answered as what does not exist")

    def reads_pact(self, who: str, pact: str, state: str, grew: Iterable[tuple[int, int]]) -> None:
        """An agreement is `waiting`, `in-force`, to be looked at (`look`), `ended`, or `gone`, and grew from this.
        Raises Overheard if it looks otherwise."""
        reply = self.asks(who, pact)
        has_yes, has_end = (f'"{pact}/{do}"'.encode() in reply.body for do in ("yes", "end"))
        holds = "look" if b"It is time to look at it again" in reply.body else "in-force"
        there = "waiting" if has_yes else holds if has_end else "ended"
        found = {200: there, 404: "gone"}.get(reply.status, str(reply.status))
        if found != state:
            raise Overheard(f"step {self.step}: {who} sees that an agreement is {found}, not {state}")
        asked = {(self.rounds[number][0], self.rounds[number][1].prompts[n - 1].ask) for number, n in grew}
        sources = {(round_.decode(), ask.decode()) for round_, ask in SOURCE.findall(reply.body)}
        if sources != asked:
            raise Overheard(f"step {self.step}: {who} sees that an agreement grew from {sources}, not {asked}")

    # -- what happens by itself

    def keeps_up(self, whole: bool = True) -> None:
        """What upkeep does; if not the `whole` of it, all but turning the keys over. What begins has a stream of its
        own: how much there is to put under other keys follows from secrets."""
        self.streams.turn_to(f"the calendar, {self.clock()},", self.step)
        begin_what_comes_back(self.workplace)
        if whole:
            keep_up_once(self.workplace)
        else:
            upkeep.sweep(self.workplace)
        self.tells()
        self.finds_rounds()

    def tells(self) -> None:
        """The mails that are due go out."""
        tell_once(self.workplace)

    def finds_rounds(self) -> None:
        """The round that the calendar has begun, if it has."""
        if self.returning is None:
            return
        with self.workplace.reading() as ctx:
            found = set(ctx.db.execute(select(RoundRow.round).where(RoundRow.partnership == self.place)).scalars())
        for id_ in sorted(found - {round_[-22:] for round_, _ in self.rounds}):
            self.begins(f"/rounds/{self.place}{id_}", self.returning)
