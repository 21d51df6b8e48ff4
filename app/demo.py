"""`python -m app.demo`: the same app on a database of its own, with made-up people (demo.toml) and rounds at every
stage. It is made anew each time, by the services and a clock that goes through the past weeks, and then served."""

import argparse
import os
import shutil
import sys
import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any, assert_never
from zoneinfo import ZoneInfo

from app.__main__ import refuse_taken, serve
from app.config import Settings, SettingsRefused, home
from app.domain.agreements import Kind, look_from
from app.domain.answers import (
    Allocation,
    Answer,
    Boundary,
    Choice,
    Choices,
    Guess,
    Ranking,
    Reflection,
    Scale,
    Share,
    Sort,
)
from app.domain.calendar import APPEARS_BEFORE, Every, Plan
from app.domain.exercise import (
    AllocationPrompt,
    AnyPrompt,
    BoundaryPrompt,
    ChoicePrompt,
    ChoicesPrompt,
    GuessPrompt,
    MutualPrompt,
    Opens,
    PausePrompt,
    RankingPrompt,
    ReadingPrompt,
    ReflectionPrompt,
    ScalePrompt,
    SortPrompt,
)
from app.domain.rounds import Schedule
from app.ports import Ports
from app.services import agreements, beginning, partnerships, people, rounds, series, worksheets
from app.services.context import Context
from app.services.person import Unlocked
from app.services.rounds import Address
from app.startup import StartRefused, keep_up_once, prepare

EVENING = time(20)
A_WHILE = timedelta(minutes=25)
"""How long one person takes over a sheet."""
MARK = "made-up-people"
"""A file in the demo's folder: nothing without it is ever deleted."""

Told = Mapping[str, Any]
"""A table of demo.toml."""


def main() -> int:
    """Makes the demo and serves it until it is stopped. 1 when the start was refused, as for the app itself."""
    argparse.ArgumentParser(
        prog="python -m app.demo",
        description="Serves a demo of Between Us with made-up people, on a database of its own.",
    ).parse_args()
    try:
        settings = Settings.from_environ(demo_environ(), home())
        refuse_taken(settings)
        story = read_story()
        make(settings, story)
    except (SettingsRefused, StartRefused) as refused:
        print("The demo of Between Us can't start:", *refused.reasons, sep="\n- ", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print(greeting(settings, story), flush=True)
    serve(settings)
    return 0


def demo_environ() -> dict[str, str]:
    """The environment with an instance beside the real one, and with the page of components. The process that serves
    reads it again."""
    os.environ["INSTANCE"] = os.path.join(os.environ.get("INSTANCE", "").strip() or "instance", "demo")
    os.environ["DEVELOPMENT"] = "1"
    os.environ.pop("DATABASE_URL", None)  # made-up people have no place in a real database
    return dict(os.environ)


def read_story() -> Told:
    """The people, and what they have written."""
    return tomllib.loads(files("app").joinpath("demo.toml").read_text("utf-8"))


def greeting(settings: Settings, story: Told) -> str:
    """What is printed before it is served."""
    return f"{how_to_sign_in(story)}\nEvery component of the pages: {settings.public_url}/components\n"


def how_to_sign_in(story: Told) -> str:
    """A small table of who there is."""
    lines = ["Sign in as one of these made-up people:", "", f"  {'username':<12}{'passphrase':<30}with"]
    for person in story["people"]:
        me = person["username"]
        circle = next(
            place["members"] for place in story["places"] if me in [one["username"] for one in place["members"]]
        )
        others = ", ".join(member["name"] for member in circle if member["username"] != me)
        lines.append(f"  {me:<12}{person['passphrase']:<30}{others or 'nobody'}")
    return "\n".join([*lines, ""])


def make(settings: Settings, story: Told) -> None:
    """Empty the demo's folder and live through the story, one place after the other. Raises StartRefused."""
    empty(settings.instance)
    demo = Demo(settings, story, begin=max(place["founded"] for place in story["places"]))
    for place in story["places"]:
        demo.live_through(place)
    demo.come_to_today()


def empty(folder: Path) -> None:
    """Delete the last demo, and mark the folder as one. Raises StartRefused where somebody else's files are."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise StartRefused([f"{folder} would be deleted, and it was not made by the demo. INSTANCE names another."])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / MARK).touch()


class Demo:
    """The services on the demo's database, at the time its clock shows."""

    def __init__(self, settings: Settings, story: Told, begin: int) -> None:
        self.zone = ZoneInfo(settings.zone)
        self.language = settings.languages[0]
        self.today: date = datetime.now(self.zone).date()
        self.now = self.evening(begin)
        self.workplace = prepare(settings, Ports(clock=lambda: self.now))
        self.passphrases = {person["username"]: person["passphrase"] for person in story["people"]}
        self.people: dict[str, Unlocked] = {}

    def evening(self, days_ago: int) -> datetime:
        """Eight in the evening, so many days ago."""
        return datetime.combine(self.today - timedelta(days=days_ago), EVENING, tzinfo=self.zone).astimezone(UTC)

    def come_to_today(self) -> None:
        """Do what a running server would have done meanwhile, and close."""
        self.now = datetime.now(UTC)
        keep_up_once(self.workplace)
        self.workplace.database.close()

    def live_through(self, place: Told) -> None:
        """Everybody comes in; then one round follows the other, and after them what comes back and what is agreed."""
        self.now = self.evening(place["founded"])
        first, *others = place["members"]
        with self.workplace.writing() as ctx:
            partnership = partnerships.create(ctx, self.join(ctx, first), place["label"], *names(first))
        here = [first]
        for member in others:
            with self.workplace.writing() as ctx:
                said = [partnerships.invite(ctx, self.people[one["username"]], partnership) for one in here]
                partnerships.accept(ctx, self.join(ctx, member), said[-1] or "", *names(member))
            here.append(member)
        starter = self.people[first["username"]]
        for told in place["rounds"]:
            self.play(partnership, starter, told)
        for told in place.get("series", ()):
            self.come_back(partnership, starter, told)
        for told in place.get("agreements", ()):
            self.agree(partnership, starter, told)

    def join(self, ctx: Context, member: Told) -> Unlocked:
        """A new person, as demo.toml has them."""
        username = member["username"]
        joining = people.Joining(username, self.passphrases[username], True, self.language, self.zone)
        self.people[username], _ = people.join(ctx, joining)
        return self.people[username]

    def play(self, partnership: str, starter: Unlocked, told: Told) -> None:
        """A round begins, and then they fill it in."""
        self.now = self.evening(told["begun"])
        opens_at = self.evening(told["begun"] - told["waits"])
        with self.workplace.writing() as ctx:
            schedule = Schedule(Opens(told["opens"]), opens_at)
            address = beginning.start(ctx, starter, partnership, told["exercise"], schedule)
        self.fill_in(starter, address, opens_at, told)

    def come_back(self, partnership: str, starter: Unlocked, told: Told) -> None:
        """A series begins, and its rounds appear, are answered and open, one after the other."""
        self.now, times = self.evening(told["begun"]), told["openings"]
        first = self.evening(times[0]["opens"]).astimezone(self.zone).date()
        with self.workplace.writing() as ctx:
            plan = Plan(Every(told["every"]), first, EVENING, self.zone)
            series.begin(ctx, starter, partnership, told["exercise"], plan)
        for each in times:
            opens_at = self.evening(each["opens"])
            self.now = opens_at - APPEARS_BEFORE
            with self.workplace.writing() as ctx:
                series.begin_due(ctx, partnership)
                here = [one for one in rounds.of_person(ctx, starter) if one.exercise.slug == told["exercise"]]
            (address,) = [one.address for one in here if one.schedule.opens_at == opens_at]
            self.fill_in(starter, address, opens_at, each)

    def agree(self, partnership: str, starter: Unlocked, told: Told) -> None:
        """Somebody puts something into words, and some say yes to it."""
        self.now = self.evening(told["drafted"])
        kind, counts_at = Kind(told.get("kind", Kind.AGREEMENT)), self.evening(told["counted"])
        look_at = look_from(self.today - timedelta(days=told["look"])) if "look" in told else None
        with self.workplace.writing() as ctx:
            found = agreements.draft(ctx, starter, partnership, told["words"], counts_at, kind=kind, look_at=look_at)
            for username in told["yes"]:
                agreements.say(ctx, self.people[username], found, True)

    def fill_in(self, starter: Unlocked, address: Address, opens_at: datetime, told: Told) -> None:
        """One after the other writes a sheet, and somebody looks once the time has come."""
        for username, sheet in told.get("sheets", {}).items():
            self.now += A_WHILE
            with self.workplace.writing() as ctx:
                write(ctx, self.people[username], address, sheet)
        if opens_at <= datetime.now(UTC):
            self.now = opens_at
            with self.workplace.writing(shred=True) as ctx:
                rounds.open_due(ctx, starter, address)


def names(member: Told) -> tuple[str, str]:
    """The name and the pronouns that somebody chose for a place."""
    return member["name"], member.get("pronouns", "")


def write(ctx: Context, me: Unlocked, address: Address, told: Told) -> None:
    """Fill in a sheet prompt by prompt and, as a rule, seal it. ValueError for an answer no prompt asks for: the story
    is to be mended then."""
    answers, kept = dict(told["answers"]), told.get("keep", [])
    sheet = worksheets.find(ctx, me, address, to_change=True)
    for prompt in sheet.exercise.prompts:
        if prompt.id in answers:
            share = Share.KEEP if prompt.id in kept else Share.PARTNERS
            worksheets.save(ctx, me, sheet, prompt, answer(prompt, answers.pop(prompt.id)), share)
            sheet = worksheets.find(ctx, me, address, to_change=True)
    if answers:
        raise ValueError(f"{sheet.exercise.slug} does not ask for {', '.join(answers)}")
    if told.get("sealed", True):
        worksheets.seal(ctx, me, sheet, dict(sheet.worksheet.choices))


def answer(prompt: AnyPrompt, told: Any) -> Answer | tuple[str, ...]:
    """An answer, or blind picks, as demo.toml writes them."""
    match prompt:
        case ReflectionPrompt():
            return Reflection(text=told)
        case ScalePrompt():
            return Scale(point=told)
        case ChoicePrompt():
            return Choice(option=told)
        case ChoicesPrompt():
            return Choices(options=told)
        case SortPrompt():
            return Sort(piles=told)
        case BoundaryPrompt():
            return Boundary(level=told)
        case MutualPrompt():
            return tuple(told)
        case RankingPrompt():
            return Ranking(order=told)
        case AllocationPrompt():
            return Allocation(**told)
        case GuessPrompt():
            return Guess(answer=told)
        case ReadingPrompt() | PausePrompt():
            raise ValueError(f"{prompt.id} has nothing to answer")
        case _:
            assert_never(prompt)


if __name__ == "__main__":
    sys.exit(main())
