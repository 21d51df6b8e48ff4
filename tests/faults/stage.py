"""Requests that people send every day, each from a database laid out for it, and what everybody sees afterwards."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from app import create_app
from app.config import Settings
from app.domain.exercise import Opens
from app.ports import Ports
from app.services import partnerships, people, sessions, worksheets
from app.services.context import Locked, NotFound, Refused
from app.services.rounds import Address
from app.services.workplace import Workplace
from app.startup import prepare
from app.web.limits import limiter
from app.web.sessions import cookie_value
from tests.conftest import COMPILED
from tests.faults.injection import FaultyClock
from tests.navigators import Visitor
from tests.services.circle import ITEMS, TEXTS, Circle, make_library, words

NAMES = ("alex", "sam")
TALK, BLIND = "talk", "try-out"
LATE = "Written a little later"
MARKS = [LATE, *(words(name, text) for name in NAMES for text in TEXTS), *map(str.capitalize, ITEMS.split())]
"""What may stand on a page only where it is allowed."""


@dataclass(frozen=True)
class Sent:
    """A request: who sends it (nobody, if empty), how, where, and with which form."""

    who: str
    path: str
    form: dict[str, str] | None = None


@dataclass
class Case:
    """A request with the database it meets. `cookies` are of everybody who is signed in; `held` is what the request
    brings back that was typed before."""

    circle: Circle
    sent: Sent
    here: Address | None = None
    held: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    now: Any = None
    database: sqlite3.Connection = None  # type: ignore[assignment]  # it is laid before it is used


class Stage:
    """One app for all cases, as it runs for people: errors become pages."""

    def __init__(self, instance: Path) -> None:
        self.settings = Settings(instance=instance, argon_memory_kib=32, argon_iterations=1)
        self.clock = FaultyClock()
        self.workplace: Workplace = replace(prepare(self.settings, Ports(clock=self.clock)), library=make_library())
        self.empty = self._snapshot()
        self.app: Flask = create_app(self.settings, workplace=self.workplace)
        self.app.jinja_env.bytecode_cache = COMPILED
        limiter.enabled = False

    def _file(self) -> Path:
        return self.settings.data / "between-us.db"

    def _snapshot(self) -> sqlite3.Connection:
        copied = sqlite3.connect(":memory:")
        with closing(sqlite3.connect(self._file())) as source:
            source.backup(copied)
        return copied

    def _restore(self, copied: sqlite3.Connection) -> None:
        with closing(sqlite3.connect(self._file())) as target:
            copied.backup(target)

    def lay(self, scene: "Scene") -> Case:
        """The case of a scene."""
        self._restore(self.empty)
        circle = Circle(self.workplace, self.clock)
        circle.found(*NAMES)
        case = scene(self, circle)
        case.now, case.database = self.clock.now, self._snapshot()
        return case

    @contextmanager
    def played(self, case: Case) -> Iterator[Visitor]:
        """The browser from which the request comes, in the database as it was laid."""
        self._restore(case.database)
        self.clock.now = case.now
        yield self.browser(case, case.sent.who)

    def browser(self, case: Case, who: str) -> Visitor:
        somebody = Visitor(self.app)
        somebody.name = who
        for name, cookie in (("session", case.cookies.get(who)), ("visitor", "5" * 32)):
            if cookie:
                somebody.client.set_cookie(name, cookie)
        return somebody

    def send(self, case: Case, somebody: Visitor) -> TestResponse:
        sent = case.sent
        return somebody.client.get(sent.path) if sent.form is None else somebody.sends(sent.path, **sent.form)

    def signed_in(self, circle: Circle, *names: str) -> dict[str, str]:
        with self.workplace.writing() as ctx:
            return {name: cookie_value(sessions.begin(ctx, circle.people[name])) for name in names}

    def token(self, cookies: dict[str, str], who: str) -> str:
        """The form token that belongs to somebody's session, or to nobody's."""
        case = Case(None, Sent(who, ""), cookies=cookies)  # type: ignore[arg-type]  # only cookies are asked of it
        somebody = self.browser(case, who)
        somebody.opens("/help")
        return somebody.token

    # -- what there is to see

    def seen(self, case: Case) -> dict[str, Any]:
        """What Sam finds on pages, and what Alex has: everything that the request could have changed."""
        self.clock.now = case.now
        sam = self.browser(replace(case, cookies=self.signed_in(case.circle, "sam")), "sam")
        pages = [f"/us/{case.circle.us}"] if case.circle.us else ["/"]
        pages += [f"/rounds/{case.here}/summary"] if case.here else []
        return {page: marks(sam.client.get(page, follow_redirects=True)) for page in pages} | {
            "alex": self._own(case),
            "people": self._people(),
        }

    def _own(self, case: Case) -> Any:
        for passphrase in (case.circle.passphrases["alex"], NEW_PASSPHRASE):
            try:
                with self.workplace.reading() as ctx:
                    me = people.sign_in(ctx, "alex", passphrase)
                    places = [one.label for one in partnerships.of_person(ctx, me)]
                    if case.here is None:
                        return passphrase, places
                    sheet = worksheets.find(ctx, me, case.here)
                    return (
                        passphrase,
                        places,
                        dict(sheet.worksheet.answers),
                        dict(sheet.worksheet.choices),
                        sheet.sealed,
                    )
            except NotFound:
                return passphrase, places
            except (Refused, Locked):
                continue
        return "gone"

    def _people(self) -> int:
        with closing(sqlite3.connect(self._file())) as connection:
            return int(connection.execute("SELECT count(*) FROM people").fetchone()[0])


Scene = Callable[[Stage, Circle], Case]
NEW_PASSPHRASE = "alex waters seven tall ferns"


def marks(answer: TestResponse) -> tuple[int, frozenset[str]]:
    """The status of a page, and what of the marks stands on it."""
    return answer.status_code, marks_in(answer.get_data(as_text=True))


def marks_in(text: str) -> frozenset[str]:
    return frozenset(mark for mark in MARKS if mark in text)


# -- the scenes


def _talking(circle: Circle, *sealed: str) -> Address:
    here = circle.start("alex", TALK, Opens.READY)
    for name in NAMES:
        circle.answer(name, here)
    for name in sealed:
        circle.seal(name, here)
    return here


def _posts(stage: Stage, circle: Circle, who: str, path: str, here: Address | None = None, **form: str) -> Case:
    cookies = stage.signed_in(circle, *([who] if who else []))
    sent = Sent(who, path, {"csrf_token": stage.token(cookies, who), **form})
    return Case(circle, sent, here, cookies=cookies)


def saving(stage: Stage, circle: Circle) -> Case:
    here = _talking(circle)
    case = _posts(stage, circle, "alex", f"/rounds/{here}/prompts/2", here, text=LATE, share="keep")
    version = stage.browser(case, "alex").opens(case.sent.path).values("version")[0]
    return replace(case, sent=replace(case.sent, form={**(case.sent.form or {}), "version": version}))


def sealing(stage: Stage, circle: Circle) -> Case:
    """The last one to seal: it opens."""
    here = _talking(circle, "sam")
    return _posts(stage, circle, "alex", f"/rounds/{here}/review", here, **{"share-1": "partners", "share-2": "keep"})


def keeping_after_all(stage: Stage, circle: Circle) -> Case:
    here = _talking(circle, "alex")
    return _posts(stage, circle, "alex", f"/rounds/{here}/review", here, keep="1")


def clearing(stage: Stage, circle: Circle) -> Case:
    here = _talking(circle, "alex")
    return _posts(stage, circle, "alex", f"/rounds/{here}/review", here, clear="1")


def _picked(circle: Circle) -> Address:
    here = circle.start("alex", BLIND, hours=1)
    circle.fill_in("alex", here, "dancing", "picnic")
    circle.fill_in("sam", here, "dancing", "bath")
    circle.clock.passes(hours=1)
    return here


def opening(stage: Stage, circle: Circle) -> Case:
    """A look at a round whose time has come, with blind picks in it."""
    here = _picked(circle)
    cookies = stage.signed_in(circle, "alex")
    return Case(circle, Sent("alex", f"/rounds/{here}/summary"), here, cookies=cookies)


def reading(stage: Stage, circle: Circle) -> Case:
    here = _talking(circle, *NAMES)
    return Case(circle, Sent("alex", f"/rounds/{here}/summary"), here, cookies=stage.signed_in(circle, "alex"))


def withdrawing(stage: Stage, circle: Circle) -> Case:
    here = _talking(circle, *NAMES)
    return _posts(stage, circle, "alex", f"/rounds/{here}/withdraw", here, prompt="1")


def withdrawing_a_match(stage: Stage, circle: Circle) -> Case:
    here = _picked(circle)
    circle.reads("sam", here)
    return _posts(stage, circle, "alex", f"/rounds/{here}/withdraw", here, prompt="4", item="dancing")


def holding_back(stage: Stage, circle: Circle) -> Case:
    here = _talking(circle, *NAMES)
    return _posts(stage, circle, "alex", f"/rounds/{here}/hold-back", here)


def leaving(stage: Stage, circle: Circle) -> Case:
    here = _talking(circle, *NAMES)
    return _posts(stage, circle, "alex", f"/us/{circle.us}/place", here)


def deleting(stage: Stage, circle: Circle) -> Case:
    here = _talking(circle, *NAMES)
    return _posts(stage, circle, "alex", "/account/whole", here)


def inviting(stage: Stage, circle: Circle) -> Case:
    circle.does("sam", partnerships.leave, circle.us)
    us, circle.us = circle.us, ""
    return _posts(stage, circle, "alex", f"/us/{us}/invitations")


def accepting(stage: Stage, circle: Circle) -> Case:
    """Alex comes to a place that Sam has made."""
    circle.us = circle.does("sam", partnerships.create, "elsewhere", "Sam", "")
    code = circle.invite("sam")
    return _posts(stage, circle, "alex", "/invitation", code=code, display_name="Alex")


def signing_in(stage: Stage, circle: Circle) -> Case:
    return _posts(stage, circle, "", "/sign-in", username="alex", passphrase=circle.passphrases["alex"])


def unlocking(stage: Stage, circle: Circle) -> Case:
    """With a text that was sent while it was locked."""
    case = saving(stage, circle)
    stage.clock.passes(minutes=11)
    stage.send(case, stage.browser(case, "alex"))
    form = {"csrf_token": str((case.sent.form or {})["csrf_token"]), "passphrase": circle.passphrases["alex"]}
    return replace(case, sent=Sent("alex", "/unlock", form), held=LATE)


def joining(stage: Stage, circle: Circle) -> Case:
    return _posts(stage, circle, "", "/join", username="noa", passphrase=NEW_PASSPHRASE, adult="1", zone="UTC")


def changing_the_passphrase(stage: Stage, circle: Circle) -> Case:
    here = _talking(circle, "alex")
    old = circle.passphrases["alex"]
    return _posts(stage, circle, "alex", "/account", here, current=old, passphrase=NEW_PASSPHRASE)


SCENES: tuple[Scene, ...] = (
    saving,
    sealing,
    keeping_after_all,
    clearing,
    opening,
    reading,
    withdrawing,
    withdrawing_a_match,
    holding_back,
    leaving,
    deleting,
    inviting,
    accepting,
    signing_in,
    unlocking,
    joining,
    changing_the_passphrase,
)
