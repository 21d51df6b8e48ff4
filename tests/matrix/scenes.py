"""Scenes: for every state of a round, a whole database and everybody's session in it. Made once, by people at their
browsers, and laid under the app again before whatever could depend on what another request has changed."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import event

from app import create_app
from app.config import Settings
from app.domain.one_question import of_the_day
from app.ports import Ports
from app.services import people
from app.services.people import SecondStep
from app.storage.database import Database
from app.web.exercises import opaque
from tests.clock import Clock
from tests.conftest import COMPILED
from tests.mailboxes import MAIL_FROM, NOBODY
from tests.matrix.reading import CHOOSING, KINDS, ORDINARY
from tests.navigators import Visitor
from tests.phones import Phone
from tests.therapists import TERMS, do, gives, makes_code, show
from tests.web.prompts import BLIND, READY, number_of

SLUGS = {"plain": READY, "blind": BLIND, CHOOSING: READY}
NUMBERS = {kind: number_of(SLUGS[kind], "boundary") for kind in ORDINARY} | {CHOOSING: 1}
PICKS = number_of(BLIND, "mutual")
ITEM = "dancing"
SUBJECT = "problems"

PLAYERS = {
    "stranger": "lee",
    "therapist": "noor",
    "other therapist": "omar",
    "partner": "alex",
    "other partner": "sam",
    "former": "kim",
    "later": "pat",
    "locked": "alex",
    "not fresh": "alex",
    "halfway": "alex",
}
"""Who is halfway comes last: only from then on a code is asked."""
PARTNERS = ("alex", "sam")
PRACTISING = ("noor", "omar")
NAMES = (*PARTNERS, "kim", "pat", "lee", *PRACTISING)
AWAY = {"locked": 11, "not fresh": 6}
"""Minutes since they gave their passphrase."""
COOKIES = ("session", "visitor")
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""Of the app for codes, for whoever has one."""


@dataclass(frozen=True)
class Player:
    """Somebody about to ask: their cookies, the token for their forms, and what they fill into them."""

    cookies: str
    token: str
    typed: dict[str, str]


@dataclass(frozen=True)
class Scene:
    """A database as it lies, the instant, the addresses in it and who is there, by role."""

    database: sqlite3.Connection
    now: datetime
    us: str
    address: str
    players: dict[str, Player]


@dataclass
class Company:
    """The people, where they are in each of their rounds, and what some of them hold."""

    app: Flask
    clock: Clock
    people: dict[str, Visitor]
    ids: dict[str, str] = field(default_factory=dict)
    places: dict[str, set[str]] = field(default_factory=dict)
    us: str = ""
    rounds: dict[str, str] = field(default_factory=dict)
    elsewhere: tuple[str, str] = "", ""
    code: str = ""
    feed: str = ""
    series: str = ""
    agreements: dict[str, str] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    home: str = ""
    home_round: str = ""
    links: dict[str, str] = field(default_factory=dict)
    practice: str = ""
    given: str = ""
    home_shown: str = ""

    @property
    def file(self) -> str:
        return str(self.app.config["SETTINGS"].data / "between-us.db")

    def asks(self, question: str, *values: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.file)) as db:
            return db.execute(question, values).fetchall()

    def snapshot(self) -> sqlite3.Connection:
        kept = sqlite3.connect(":memory:", check_same_thread=False)
        with closing(sqlite3.connect(self.file)) as source:
            source.backup(kept)
        return kept

    def leaving_off(self) -> Callable[[], None]:
        """Returns what leads everything back to how it is now: database, clock and cookies."""
        database, now = self.snapshot(), self.clock.now
        sessions = {name: one.client.get_cookie("session") for name, one in self.people.items()}

        def back() -> None:
            self.clock.now = now
            with closing(sqlite3.connect(self.file)) as target:
                database.backup(target)
            for name, cookie in sessions.items():
                self.people[name].client.set_cookie("session", cookie.value if cookie else "")

        return back

    def each(self, names: tuple[str, ...], kinds: tuple[str, ...] = KINDS) -> Iterator[tuple[Visitor, str]]:
        for kind in kinds:
            for name in names:
                self.people[name].round = self.rounds[kind]
                yield self.people[name], kind

    # -- what they do

    def answer(self, *names: str, kinds: tuple[str, ...] = KINDS) -> None:
        for one, kind in self.each(names, kinds):
            if kind == CHOOSING:
                one.opens(f"{one.round}/choose")
                one.posts(f"{one.round}/choose", picks=SUBJECT)
                continue
            one.answers(NUMBERS[kind], level="ask", share="partners")
            if kind == "blind":
                one.answers(PICKS, picks=ITEM)

    def seal(self, *names: str, kinds: tuple[str, ...] = KINDS) -> None:
        for one, kind in self.each(names, kinds):
            if kind != CHOOSING:  # there, what is picked is put in at once
                one.seals()

    def look(self, *kinds: str) -> None:
        """After the time, which opens what is not open yet."""
        self.clock.passes(minutes=20)
        for one, _ in self.each(("alex",), kinds):
            one.summary()

    def hold_back(self) -> None:
        for one, _ in self.each(PARTNERS):
            one.opens("/help")
            one.posts(f"{one.round}/hold-back")

    def asks_for_a_code(self, name: str) -> None:
        """From now on, when they sign in."""
        with self.app.extensions["workplace"].writing() as ctx:
            settings = people.settings_of(ctx, self.ids[name])
            people.keep_settings(ctx, self.ids[name], replace(settings, second=SecondStep(SECRET, 0)))

    def leave(self, name: str) -> None:
        self.people[name].opens("/help")
        self.people[name].posts(f"{self.us}/place")

    # -- how they come back

    def comes(self, name: str) -> Visitor:
        """Signs in anew."""
        one = Visitor(self.app)
        one.signs_in(name)
        if name in PRACTISING:
            one.posts("/sign-in/code", code=Phone(SECRET, self.clock).code())
        one.round = self.people[name].round
        return one


def gather(folder: Path) -> Company:
    """Alex and Sam and three rounds; Kim, who came for the last one; Pat, who came afterwards; Lee, who is elsewhere.
    An invitation is open. Noor works with Alex and Sam, and Omar with Lee."""
    clock = Clock()
    mail = {"smtp_url": NOBODY, "mail_from": MAIL_FROM}
    settings = Settings(instance=folder / "instance", argon_memory_kib=32, argon_iterations=1, testing=True, **mail)
    app = create_app(settings, Ports(clock=clock))
    app.jinja_env.bytecode_cache = COMPILED
    never_wait_for_the_disk(app.extensions["workplace"].database)
    company = Company(app, clock, {name: Visitor(app) for name in NAMES})
    alex, sam, kim, pat, lee, noor, omar = company.people.values()
    for name, one in company.people.items():
        one.joins(name)
        company.written[name] = _writes(company, one)
        (company.ids[name],) = {row[0] for row in company.asks("SELECT person FROM people")} - {*company.ids.values()}
    lee.begins_partnership("elsewhere", "Lee")
    lee.starts(READY, "ready", "20-minutes")
    company.elsewhere = lee.us.removeprefix("/us/"), lee.round.removeprefix("/rounds/")
    for one in (noor, omar):
        company.asks_for_a_code(one.name)
        one.opens("/practice/statement")
        one.posts("/practice/statement", **TERMS)
    company.links["elsewhere"] = _proposed(lee, makes_code(omar))
    _say_yes(company.links["elsewhere"], lee)
    company.links["agreed"] = _at_home(company, alex, sam, noor)
    alex.begins_partnership("us", "Alex")
    company.us = alex.us
    sam.accepts(alex.invites(), "Sam")
    company.agreements["holds"] = _agree(company, alex, sam)
    _give_and_show(company, alex, sam, noor)
    company.rounds["blind"] = alex.starts(BLIND, "at", "20-minutes")
    alex.opens("/choose")
    company.rounds[CHOOSING] = alex.posts(f"{alex.us}/choose", opens_at="20-minutes").address.removesuffix("/choose")
    kim.accepts(_invited_by(alex, sam), "Kim")
    company.rounds["plain"] = alex.starts(READY, "ready", "20-minutes")
    company.agreements["draft"] = _draft(alex, words="Tea before the news.", opens_at="3-days", look="month")
    pat.accepts(_invited_by(alex, sam, kim), "Pat")
    company.links["ended"] = _proposed(alex, makes_code(noor), "2026-11-24T19:02")
    _say_yes(company.links["ended"], alex, sam, kim, pat)
    company.clock.passes(minutes=1)
    company.links["waits"] = _proposed(alex, makes_code(noor), "2026-11-27T19:00")
    company.practice = makes_code(noor)
    company.code = _invited_by(alex, sam, kim, pat)
    company.feed = _feed(alex)
    company.series = _lets_come_back(company, alex)
    for name, id_ in company.ids.items():
        company.places[name] = {row[0] for row in company.asks("SELECT member FROM members WHERE person = ?", id_)}
    return company


def _writes(company: Company, somebody: Visitor) -> str:
    """A copy of an exercise, on everybody's desk alike: so the marks of its forms are the same for all of them."""
    somebody.opens("/practice/exercises")
    here = somebody.posts("/practice/exercises", like=opaque("good-moments")).address
    for name, page in {"order": here, "head": f"{here}/about", "prompt": f"{here}/prompts/1"}.items():
        company.marks[f"{name}_mark"] = somebody.opens(page).values("mark")[0]
    return here[-22:]


def _at_home(company: Company, alex: Visitor, sam: Visitor, noor: Visitor) -> str:
    """In another place of theirs: a therapist, agreed to from the next minute on, and a round that is never open.
    Nobody leaves it, for that would end what they agreed to."""
    company.home = alex.begins_partnership("home", "Alex").removeprefix("/us/")
    sam.accepts(alex.invites(), "Sam")
    agreed = _proposed(alex, makes_code(noor), "2026-11-24T19:01")
    _say_yes(agreed, alex, sam)
    company.home_round = alex.starts(READY, "ready", "3-days")[-22:]
    return agreed


def _give_and_show(company: Company, alex: Visitor, sam: Visitor, noor: Visitor) -> None:
    """Once Noor is agreed to: an exercise of hers, and a round of it that both want her to see."""
    assigned = gives(noor, f"/practice/{company.links['agreed']}", alex, READY)
    do(assigned, alex, sam)
    show(alex, sam)
    company.given, company.home_shown = assigned[-22:], alex.round[-22:]


def _proposed(somebody: Visitor, code: str, counted: str = "") -> str:
    """A therapist, to everybody in their place; alone there is no time to choose. The address."""
    somebody.opens(f"{somebody.us}/others")
    when = {"opens_at": "date", "opens_on": counted} if counted else {}
    somebody.posts(f"{somebody.us}/others", code=code, **when)
    return somebody.address.removeprefix("/others/")


def _say_yes(link: str, *everybody: Visitor) -> None:
    for one in everybody:
        one.opens(f"/others/{link}")
        one.posts(f"/others/{link}/yes")


def _lets_come_back(company: Company, somebody: Visitor) -> str:
    """An exercise that has no round yet. Its first one is weeks away."""
    somebody.opens("/calendar/series/new")
    plan = {"every": "week", "first": "2027-01-07", "at": "19:00"}
    place = somebody.us.removeprefix("/us/")
    somebody.posts("/calendar/series", partnership=place, exercise=opaque("good-moments"), **plan)
    ((found,),) = company.asks("SELECT series FROM series")
    return str(found)


def _draft(somebody: Visitor, **fields: str) -> str:
    somebody.opens("/agreements/new")
    place = somebody.us.removeprefix("/us/")
    return somebody.posts("/agreements/new", partnership=place, **fields).address[-22:]


def _agree(company: Company, alex: Visitor, sam: Visitor) -> str:
    """Both say yes to it, and a minute later it holds."""
    held = _draft(alex, words="Phones stay in the hall.", opens_at="date", opens_on="2026-11-24T19:01", look="month")
    for one in (alex, sam):
        one.opens("/help")
        one.posts(f"/agreements/{alex.us[-22:]}{held}/yes")
    company.clock.passes(minutes=1)
    return held


def _feed(somebody: Visitor) -> str:
    """The path of a calendar feed."""
    somebody.opens("/calendar/notices")
    page = somebody.posts("/calendar/notices/feed")
    return urlsplit(page.html.select_one("#feed ~ p code").get_text()).path  # type: ignore[union-attr]


def never_wait_for_the_disk(database: Database) -> None:
    """Nothing here is about power cuts, and there are thousands of saves."""
    database.close()
    for engine in database.engines:
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous = OFF"))


def _invited_by(*everybody: Visitor) -> str:
    for one in everybody[:-1]:
        one.opens(everybody[0].us)
        one.posts(f"{one.us}/invitations")
    return everybody[-1].invites()


@dataclass(frozen=True)
class World:
    company: Company
    scenes: dict[tuple[str, str], Scene]


def rehearse(folder: Path) -> World:
    company = gather(folder)
    begun = company.clock.now
    # Each from the one that it grows out of.
    states: dict[str, tuple[str, Callable[[], Any]]] = {
        "begun": ("", lambda: None),
        "answered": ("begun", lambda: (company.answer(*PARTNERS), company.answer("kim", kinds=("plain",)))),
        "sealed": ("answered", lambda: company.seal(*PARTNERS)),
        "due": ("sealed", lambda: None),
        # Those with blind picks by their time, the other one because everybody has sealed.
        "open": ("sealed", lambda: (company.seal("kim", kinds=("plain",)), company.look("blind", CHOOSING))),
        "missed": ("answered", lambda: company.look(*KINDS)),
        "held back": ("open", company.hold_back),
        "kept open": ("open", lambda: None),
    }
    back_to = {"": company.leaving_off()}
    scenes = {}
    for state, (before, lead_there) in states.items():
        back_to[before]()
        lead_there()
        back_to[state] = company.leaving_off()
        for kind in KINDS:
            if kind == KINDS[0] or state == "kept open":  # a session keeps one summary open, so each kind has its own
                back_to[state]()
                company.leave("kim")
                now = begun + timedelta(minutes=12 if state in ("begun", "answered", "sealed") else 32)
                there = come_in(company, now, tuple(PLAYERS), kind if state == "kept open" else None)
                database = company.snapshot()
            scenes[state, kind] = scene_of(company, database, kind, there)
    return World(company, scenes)


def come_in(company: Company, now: datetime, roles: tuple[str, ...], kept: str | None = None) -> dict[str, Visitor]:
    """Everybody at their browsers, the longest there first. Who is locked has clicked once more and found it so."""
    there = {}
    for role in sorted(roles, key=lambda role: AWAY.get(role, 0), reverse=True):
        company.clock.now = now - timedelta(minutes=AWAY.get(role, 0))
        if role == "halfway":
            for name in PARTNERS:  # both, for there is nothing that only one of them may do
                company.asks_for_a_code(name)
        there[role] = company.comes(PLAYERS[role])
        if kept and PLAYERS[role] in PARTNERS:
            there[role].posts(f"{company.rounds[kept]}/keep-open")
    company.clock.now = now
    there["nobody"] = Visitor(company.app)
    there["nobody"].opens("/sign-in")
    for role in roles:
        there[role].opens("/help")
    return there


def scene_of(company: Company, database: sqlite3.Connection, kind: str, there: dict[str, Visitor]) -> Scene:
    address = company.rounds[kind].removeprefix("/rounds/")
    return Scene(
        database,
        company.clock.now,
        company.us.removeprefix("/us/"),
        address,
        {role: player(company, one, kind) for role, one in there.items()},
    )


def player(company: Company, visitor: Visitor, kind: str) -> Player:
    """Somebody as they are now. Who has no account tries to be Alex."""
    name = visitor.name or "alex"
    person = company.people[name]
    found = {cookie: visitor.client.get_cookie(cookie) for cookie in COOKIES}
    typed = {
        "username": name,
        "passphrase": person.passphrase,
        "another": "sam" if name != "sam" else "alex",
        "recovery": person.recovery_code,
        "new": "nine green boats at rest",
        "code": company.code,
        "second": Phone(SECRET, company.clock).code(),
        "series": company.series,
        **company.agreements,
        **_links(company),
        "feed": company.feed,
        "written": company.written[name],
        "theirs": company.written["sam" if name != "sam" else "alex"],
        **company.marks,
        "country": "es",
        "exercise": SLUGS[kind],
        "opaque": opaque(SLUGS[kind]),
        "n": str(NUMBERS[kind]),
        "picks": str(PICKS),
        "item": ITEM,
        "subject": SUBJECT,
        "question": _question(company),
        "version": _version(company, visitor, kind, NUMBERS[kind]),
        "picks_version": _version(company, visitor, kind, PICKS),
    }
    cookies = "; ".join(f"{cookie}={one.value}" for cookie, one in found.items() if one)
    return Player(cookies, visitor.token, typed)


def _links(company: Company) -> dict[str, str]:
    """By what they are to this couple: whole addresses, and those in their places without the place."""
    links = company.links
    within = {name: links[name][-22:] for name in ("agreed", "waits", "ended")}
    whole = {"elsewhere": links["elsewhere"], "waiting": links["waits"], "past": links["ended"]}
    here = {"home": company.home, "home_round": company.home_round, "practice": company.practice}
    here |= {"given": company.given, "home_shown": company.home_shown}
    return within | whole | here


def _question(company: Company) -> str:
    """One of those that are offered for this evening."""
    exercises = company.app.extensions["workplace"].library.exercises("en")
    return of_the_day(exercises, company.us.removeprefix("/us/"), company.clock.now.date())[0].key


def _version(company: Company, visitor: Visitor, kind: str, n: int) -> str:
    """The version in the form of this prompt, if they get to see it."""
    page = visitor.client.get(f"{company.rounds[kind]}/prompts/{n}").get_data(as_text=True)
    found = re.search(r'name="version" value="(\w+)"', page)
    return found[1] if found else ""
