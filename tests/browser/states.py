"""A house full of people for tests of what pages look like in rare states: six with names of every sort, a couple, and
somebody with two hundred rounds. What leads there goes through a plain client, which is quicker than a browser."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from playwright.sync_api import Browser

from app import startup
from app.config import Settings
from app.domain.exercise import Exercise
from app.domain.files import edition
from app.services.workplace import Workplace
from app.storage.library import Library
from app.web.components import every_kind
from app.web.limits import limiter
from tests.browser.people import Someone
from tests.browser.servers import Moved, moved
from tests.clock import Clock
from tests.navigators import Choose, Visitor, nth
from tests.pages import Page
from tests.ports import free_port

EVERY_KIND = every_kind()
NUMBER = {prompt.id: n for n, prompt in enumerate(EVERY_KIND.prompts, 1)}
UNBROKEN = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamten"
SIX = (
    ("Robin", "they/them"),
    (UNBROKEN[:60], "xe/xem/xyr/xyrs/xemself/fae/faer/faers/faerself/ze/hir/hirs"),
    ("نور الهدى بنت عبد الرحمن", "هي"),
    ("Zoë 👩‍👩‍👧‍👦 🏳️‍🌈 🫶🏽", "🌈"),
    ("Z̸̢̛a̵͎͝l̶͖̈g̷̳̕o̴̗̚ Ĵ̊", ""),
    (
        "Maria-Magdalena Josefa von und zu Hohenstein-Wolfeschlegel",
        "she/her or they/them, whichever comes to mind first",
    ),
)
"""Names and pronouns as long as they may be, without a space, from right to left, and of more than letters."""
LABEL = "Thehouseattheendofthelongroadbesidetheriverwithoutanybridges"[:60]
LONG = "Weiterundweiterundweiter" * 200
FROM_RIGHT = (
    "أحبّ المشي على الشاطئ حين يهدأ البحر (وليس في العطلة فقط!).\n\n"
    "وأودّ أن نبقى صامتين قليلًا، ثم نتحدّث عن 3 أشياء: البيت، و the garden، والسفر."
)
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass
class House:
    """The app with its people. Time passes in it; whoever is asked for afterwards signs in anew."""

    moved: Moved
    browser: Browser
    people: dict[str, Visitor] = field(default_factory=dict)
    readers: dict[str, Someone] = field(default_factory=dict)
    seen: dict[str, datetime] = field(default_factory=dict)

    @property
    def clock(self) -> Clock:
        return self.moved.clock

    @property
    def workplace(self) -> Workplace:
        found: Workplace = self.moved.app.extensions["workplace"]
        return found

    @property
    def exercises(self) -> dict[str, Exercise]:
        """All that there are, by slug."""
        return {one.slug: one for one in self.workplace.library.exercises("en")}

    @property
    def database(self) -> str:
        """Its file."""
        return str(self.workplace.database.engine.url.database)

    def joins(self, name: str) -> Visitor:
        visitor = Visitor(self.moved.app)
        visitor.joins(name)
        self.people[name] = visitor
        return visitor

    def here(self, *people: Visitor) -> None:
        """They sign in anew if they have been away for a while."""
        for one in people:
            if self.clock.now - self.seen.get(one.name, LONG_AGO) > timedelta(minutes=4):
                one.signs_in()
                self.seen[one.name] = self.clock.now

    def looks(self, name: str = "", **options: object) -> Someone:
        """Somebody at their browser, going on from where they are at the plain client; nobody: a visitor."""
        key = f"{name} {options}"
        if key not in self.readers:
            self.readers[key] = Someone(self.browser, self.moved.address, **options)
        somebody = self.readers[key]
        if not name:
            return somebody
        self.here(self.people[name])
        return somebody.goes_on_as(self.people[name])

    def together(self, label: str, *people: tuple[Visitor, str, str]) -> None:
        """They make a place and invite each other into it, each with a name and pronouns for it."""
        (first, name, pronouns), *others = people
        here = [first]
        first.begins_partnership(label, name, pronouns)
        for somebody, name, pronouns in others:
            for one in here[1:]:
                one.opens(one.us)
                one.posts(f"{one.us}/invitations")
            somebody.accepts(first.invites(), name, pronouns)
            here.append(somebody)


@contextmanager
def furnished(folder: Path, browser: Browser) -> Iterator[House]:
    """The app as it is served, with its limits and its calm page for faults, and beside its exercises one with every
    kind of prompt."""
    port = free_port()
    settings = Settings(
        instance=folder / "instance",
        port=port,
        public_url=f"http://localhost:{port}",
        argon_memory_kib=32,
        argon_iterations=1,
    )
    shipped = startup.read_exercises()
    one_more = edition({"en": EVERY_KIND})
    library = Library({**shipped.current, EVERY_KIND.slug: one_more}, {**shipped.editions, one_more.hash: one_more})
    with patch.object(startup, "read_exercises", lambda: library), moved(settings, Clock()) as running:
        house = House(running, browser)
        limiter.reset()
        try:
            yield house
        finally:
            for somebody in house.readers.values():
                somebody.goes_home()
            limiter.reset()
            limiter.enabled = False


def person(n: int, text: str = "", at: int = 0) -> Choose:
    """What the n-th of many people answers: like every third of them, and with the same picks as all; `text` is the
    answer to the prompt with the number `at`."""
    usual = nth(n % 3, f"What number {n} wrote for")

    def choose(page: Page) -> Mapping[str, object]:
        fields = dict(usual(page))
        if "picks" in fields:
            fields["picks"] = list(page.labels("picks"))[:2]
        if text and page.address.endswith(f"/{at}"):
            fields["text"] = text
        return fields

    return choose


def begin(somebody: Visitor, slug: str, *others: Visitor, opens: str = "ready") -> str:
    """A round for all of them."""
    address = somebody.starts(slug, opens, "3-days" if opens == "ready" else "20-minutes")
    for one in others:
        one.joins_round(address)
    return address


def seal(*people: Visitor) -> None:
    for one in people:
        one.seals()
