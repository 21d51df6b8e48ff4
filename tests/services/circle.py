"""People who do things through the services, by name, and the partnership they are in."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.answers import Reflection, Share
from app.domain.compared import Texts
from app.domain.exercise import Opens
from app.domain.files import edition
from app.domain.rounds import Schedule
from app.services import beginning, partnerships, people, rounds, summaries, worksheets
from app.services.context import Refused
from app.services.people import Joining
from app.services.person import Unlocked
from app.services.rounds import Address
from app.services.summaries import Opened
from app.services.workplace import Workplace
from app.storage.library import Library
from tests.clock import Clock
from tests.makers import make_exercise, make_prompt

ZONE = ZoneInfo("Europe/Madrid")
ITEMS = "massage dancing picnic bath singing stars"
TEXTS = ("shown", "kept", "own")


@cache
def make_library() -> Library:
    """`talk` has three texts, one of them private; `try-out` has blind picks besides."""
    texts = [make_prompt("reflection", name, private=name == "own") for name in TEXTS]
    talk = edition({"en": make_exercise(*texts, slug="talk")})
    blind = edition({"en": make_exercise(*texts, make_prompt("mutual", items=ITEMS))})
    return Library({"talk": talk, "try-out": blind}, {one.hash: one for one in (talk, blind)})


def words(name: str, prompt: str) -> str:
    """What somebody answers to a prompt."""
    return f"The {prompt} words of {name}"


@dataclass(frozen=True)
class Seen:
    """What a summary showed: texts, and items that everybody picked."""

    texts: set[str]
    matches: tuple[str, ...]


class Circle:
    """`us` is the partnership they are in, `people` has everybody with their key at hand."""

    def __init__(self, workplace: Workplace, clock: Clock) -> None:
        self.workplace = workplace
        self.clock = clock
        self.people: dict[str, Unlocked] = {}
        self.passphrases: dict[str, str] = {}
        self.recovery: dict[str, str] = {}
        self.us = ""

    def does(self, name: str, service: Callable[..., Any], *given: Any, **more: Any) -> Any:
        """One service in a transaction of its own, which shreds."""
        with self.workplace.writing(shred=True) as ctx:
            return service(ctx, self.people[name], *given, **more)

    def asks(self, name: str, service: Callable[..., Any], *given: Any) -> Any:
        """One service that only reads."""
        with self.workplace.reading() as ctx:
            return service(ctx, self.people[name], *given)

    # -- people

    def join(self, name: str) -> None:
        self.passphrases[name] = f"{name} keeps five quiet lamps lit"
        joining = Joining(name, self.passphrases[name], adult=True, language="en", zone=ZONE)
        with self.workplace.writing() as ctx:
            self.people[name], self.recovery[name] = people.join(ctx, joining)

    def signs_in(self, name: str) -> Unlocked:
        with self.workplace.reading() as ctx:
            return people.sign_in(ctx, name, self.passphrases[name])

    def changes_passphrase(self, name: str) -> Unlocked:
        """Returns the person with the pair they had before."""
        before, new = self.people[name], f"{name} plants {len(self.passphrases[name])} new trees"
        after, code = self.does(name, people.change_passphrase, self.passphrases[name], new)
        self.people[name], self.recovery[name], self.passphrases[name] = after, code, new
        return before

    def recovers(self, name: str) -> Unlocked:
        """Returns the person with the pair they had before."""
        before, new = self.people[name], f"{name} found {len(self.passphrases[name])} old maps"
        with self.workplace.writing(shred=True) as ctx:
            after, code = people.recover(ctx, name, self.recovery[name], new)
        self.people[name], self.recovery[name], self.passphrases[name] = after, code, new
        return before

    # -- a partnership

    def found(self, *names: str) -> None:
        """Everybody joins and comes into one partnership, the first of them first."""
        for name in names:
            self.join(name)
        self.us = self.does(names[0], partnerships.create, "us", names[0].capitalize(), "")
        for n, name in enumerate(names[1:], 1):
            self.accept(name, self.invite(*names[:n]))

    def invite(self, *names: str) -> str:
        """The code that the last of them gets, when all of them want somebody more."""
        return [self.does(name, partnerships.invite, self.us) for name in names][-1]

    def accept(self, name: str, code: str) -> None:
        self.does(name, partnerships.accept, code, name.capitalize(), "")

    def member(self, name: str) -> str:
        found = self.asks(name, partnerships.find, self.us)
        return next(one.id for one in found.members if one.me)

    # -- a round

    def start(self, name: str, slug: str = "try-out", opens: Opens = Opens.AT, **later: float) -> Address:
        """Opens (at the latest) after so long, or in an hour."""
        opens_at = self.clock() + timedelta(**(later or {"hours": 1}))
        return self.does(name, beginning.start, self.us, slug, Schedule(opens, opens_at))

    def save(self, name: str, here: Address, prompt_id: str, answer: Any, share: Share | None = None) -> None:
        with self.workplace.writing() as ctx:
            sheet = worksheets.find(ctx, self.people[name], here, to_change=True)
            worksheets.save(ctx, self.people[name], sheet, sheet.exercise.prompt(prompt_id), answer, share)

    def answer(self, name: str, here: Address, *picks: str) -> None:
        """All three texts, of which the first is to be shown, and blind picks."""
        for prompt in TEXTS:
            share = {"shown": Share.PARTNERS, "kept": Share.KEEP}.get(prompt)
            self.save(name, here, prompt, Reflection(text=words(name, prompt)), share)
        if picks:
            self.save(name, here, "mutual", picks)

    def seal(self, name: str, here: Address) -> None:
        with self.workplace.writing(shred=True) as ctx:
            sheet = worksheets.find(ctx, self.people[name], here, to_change=True)
            worksheets.seal(ctx, self.people[name], sheet, dict(sheet.worksheet.choices))

    def fill_in(self, name: str, here: Address, *picks: str) -> None:
        self.answer(name, here, *picks)
        self.seal(name, here)

    def sheet(self, name: str, here: Address) -> worksheets.Sheet:
        return self.asks(name, worksheets.find, here)

    def own_texts(self, name: str, here: Address) -> set[str]:
        """What they find in their worksheet."""
        answers = self.sheet(name, here).worksheet.answers.values()
        return {answer.text for answer in answers if isinstance(answer, Reflection)}

    def reads(self, name: str, here: Address) -> Seen:
        """The summary, opened first if its time has come. Refused("not-open") before."""
        try:
            return seen(self.asks(name, summaries.read, here))
        except Refused as refused:
            if refused.reason != "due":
                raise
        self.does(name, rounds.open_due, here)
        return seen(self.asks(name, summaries.read, here))


def seen(opened: Opened) -> Seen:
    points = [*opened.summary.limits, *opened.summary.first, *opened.summary.rest]
    texts = [text for point in points if isinstance(point.comparison, Texts) for _, text in point.comparison.texts]
    return Seen(set(texts), opened.matched.get("mutual", ()))


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """Everything in threads of its own, in the same moment. What each returned, or the error it raised."""
    ready = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        ready.wait()
        try:
            return call()
        except Exception as error:
            return error

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


class Pause:
    """Holds one thread inside its transaction until another is done with what it does, or waits for the first."""

    def __init__(self) -> None:
        self.reached, self.over = threading.Event(), threading.Event()

    def before(self, call: Callable[..., Any], where: Callable[..., bool] = lambda *_: True) -> Callable[..., Any]:
        def held(*given: Any) -> Any:
            if where(*given):
                self.reached.set()
                self.over.wait(0.3)
            return call(*given)

        return held

    def ends(self, call: Callable[[], Any]) -> None:
        assert self.reached.wait(5)
        try:
            call()
        finally:
            self.over.set()
