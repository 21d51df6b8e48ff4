"""People with a round of their own who save one text after the other, and know which of them were acknowledged."""

import hashlib
import random
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from app.config import Settings
from app.domain.exercise import Opens
from app.domain.rounds import Schedule
from app.services import beginning, partnerships, people, sessions
from app.services.people import Joining
from app.services.workplace import Workplace
from app.startup import prepare, read_exercises
from app.web.sessions import cookie_value
from tests.faults.servers import Caller, Unanswered

EXERCISE = "open-conversation"
TEXTS = tuple(
    n
    for exercise in read_exercises().exercises("en")
    for n, prompt in enumerate(exercise.prompts, 1)
    if exercise.slug == EXERCISE and prompt.kind == "reflection"
)
"""Its prompts that take a text."""
LONGEST = 3000


def text(writer: int, number: int) -> str:
    """A text that shows by itself whether it is whole: its number, some filling, and a digest of both."""
    filling = hashlib.shake_128(f"{writer}/{number}".encode()).hexdigest(1 + (number * 397) % (LONGEST // 2))
    body = f"{writer} {number} {filling}"
    return f"{body} {hashlib.sha256(body.encode()).hexdigest()}"


def number_of(found: str) -> int:
    """The number of a whole text; 0 for an empty one. AssertionError for one that is not whole."""
    if not found:
        return 0
    body, _, digest = found.rpartition(" ")
    assert hashlib.sha256(body.encode()).hexdigest() == digest, f"half a text: {found[:60]}"
    return int(body.split()[1])


@dataclass
class Writer:
    """`acknowledged` and `sent` hold the last number by prompt; the first is what the app said it has."""

    number: int
    cookie: str
    round: str
    acknowledged: dict[int, int] = field(default_factory=dict)
    sent: dict[int, int] = field(default_factory=dict)
    counter: int = 0
    saves: int = 0
    refused: list[int] = field(default_factory=list)

    def at(self, port: int) -> Caller:
        """Their browser, with the session that it has already."""
        caller = Caller(port)
        caller.browser.set_cookie("session", self.cookie)
        caller.round = self.round
        return caller

    def writes(self, port: int, stop: threading.Event, most: int = 10**9) -> None:
        """Save after save, until told to stop or nobody answers."""
        here = self.at(port)
        chance = random.Random(self.counter)
        versions: dict[int, str] = {}
        try:
            while not stop.is_set() and most:
                most -= 1
                n = chance.choice(TEXTS)
                if n not in versions:
                    page = here.browser.get(f"{self.round}/prompts/{n}").get_data(as_text=True)
                    token, versions[n] = _hidden(page, "csrf_token"), _hidden(page, "version")
                self.counter += 1
                self.sent[n] = self.counter
                answer = here.sends(
                    f"{self.round}/prompts/{n}",
                    csrf_token=token,
                    version=versions[n],
                    text=text(self.number, self.counter),
                    autosave="1",
                )
                if answer.status_code == 200:
                    versions[n] = str(answer.get_json()["version"])
                    self.acknowledged[n] = self.sent[n]
                    self.saves += 1
                else:
                    self.refused.append(answer.status_code)
                    versions.pop(n)
        except Unanswered:
            return
        finally:
            here.browser.close()

    def lost(self, port: int) -> list[str]:
        """What was acknowledged and is not there, read through the app; from here on it counts as what there is."""
        here = self.at(port)
        page = here.browser.get(f"{self.round}/review").get_data(as_text=True)
        here.browser.close()
        row = r"<h2 id=q(\d+)><a [^>]*>[^<]*</a></h2>\s*<p class=voice[^>]*>([^<]*)</p>"
        found = dict(re.findall(row, page))
        assert "Before you seal" in page, page
        missing = []
        for n in TEXTS:
            there = number_of(found.get(str(n), ""))
            if not self.acknowledged.get(n, 0) <= there <= self.sent.get(n, 0):
                missing.append(f"{self.number}/{n}: {there}, acknowledged {self.acknowledged.get(n)}")
            self.acknowledged[n] = self.sent[n] = there
        return missing


def _hidden(page: str, name: str) -> str:
    """The value of a hidden field. Parsing twenty pages at once would keep the savers from saving."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, page
    return found[1]


def cheap(instance: Path) -> Settings:
    """An instance on which a passphrase costs next to nothing; a server that starts on it takes that from the rows."""
    return Settings(instance=instance, argon_memory_kib=32, argon_iterations=1, testing=True)


@contextmanager
def prepared(settings: Settings) -> Iterator[Workplace]:
    """The workplace of an instance, at the time it really is."""
    workplace = prepare(settings)
    try:
        yield workplace
    finally:
        workplace.database.close()


def writers(settings: Settings, many: int) -> list[Writer]:
    """So many people, each alone in a partnership with a round that is open for answers, signed in."""
    found = []
    with prepared(settings) as workplace:
        for number in range(many):
            with workplace.writing() as ctx:
                joining = Joining(f"writer-{number}", f"writer {number} keeps quiet lamps", True, "en", ZoneInfo("UTC"))
                me, _ = people.join(ctx, joining)
                us = partnerships.create(ctx, me, "us", f"Writer {number}", "")
                schedule = Schedule(Opens.READY, ctx.now + timedelta(days=3))
                here = beginning.start(ctx, me, us, EXERCISE, schedule)
                found.append(Writer(number, cookie_value(sessions.begin(ctx, me)), f"/rounds/{here}"))
    return found


def all_write(those: list[Writer], port: int, stop: threading.Event, most: int = 10**9) -> list[threading.Thread]:
    """Everybody in a thread of their own, from now on."""
    threads = [threading.Thread(target=one.writes, args=(port, stop, most)) for one in those]
    for thread in threads:
        thread.start()
    return threads
