"""What people do that goes on: notices, what comes back, agreements, and beginning with earlier answers."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from app.domain.calendar import Every
from app.web.exercises import opaque
from tests.leaks.two_runs.exercises import EXERCISES
from tests.leaks.two_runs.traces import Act

if TYPE_CHECKING:
    from tests.leaks.two_runs.stage import Stage

ZONE = "Europe/Madrid"
"""Where everybody is, unless they have moved."""
FEED = re.compile(rb"(/feeds/\w+\.ics)")
ENDING = re.compile(rb"/calendar/series/([\w-]{44})")


@dataclass(frozen=True)
class As:
    """Somebody does it, and nobody is to learn who: on the other side it may be somebody else."""

    by: str
    act: Act

    def perform(self, stage: "Stage", who: str) -> None:
        stage.guise = "somebody"
        try:
            self.act.perform(stage, self.by)
        finally:
            stage.guise = ""


def comes_home(stage: "Stage", who: str) -> None:
    """Before something that others see is said by the clocks of this person."""
    if who in stage.moved:
        stage.asks(who, "/account", {"zone": ZONE, "language": "en"})
        stage.moved.discard(who)
    stage.wakes(who)


# -- notices


@dataclass(frozen=True)
class AskForMail:
    """`watched`: the same person does so in both runs, so that their mails are the same."""

    watched: bool = True

    def perform(self, stage: "Stage", who: str) -> None:
        assert stage.mailbox
        address = f"{who}@mail.example"
        if not self.watched:
            stage.mailbox.unwatched.add(address)
        stage.wakes(who)
        stage.asks(who, "/calendar/notices/mail", {"mailbox": address})
        reply = stage.asks(who, "/calendar/notices/code", {"code": stage.mailbox.codes[address]})
        assert reply.status == 303, reply.status


@dataclass(frozen=True)
class TakeFeed:
    """A calendar of one's own fetches it. `watched` as above."""

    watched: bool = True

    def perform(self, stage: "Stage", who: str) -> None:
        stage.wakes(who)
        stage.asks(who, "/calendar/notices/feed", {})
        found = FEED.search(stage.asks(who, "/calendar/notices").body)
        assert found
        if self.watched:
            stage.feeds[who] = found[1].decode()


# -- what comes back


@dataclass(frozen=True)
class BeginSeries:
    """For the first time in so many days, at eight in the evening."""

    slug: str
    every: Every
    days: int

    def perform(self, stage: "Stage", who: str) -> None:
        comes_home(stage, who)
        first = (stage.clock() + timedelta(days=self.days)).date()
        fields = {"exercise": opaque(self.slug), "every": self.every.value, "first": first.isoformat(), "at": "20:00"}
        reply = stage.asks(who, "/calendar/series", fields | {"partnership": stage.place})
        assert reply.location == "/calendar", reply.status
        stage.returning = EXERCISES[self.slug]
        page = stage.asks(who, "/calendar")
        found = ENDING.search(page.body)
        assert found, page.status
        stage.series = found[1].decode()
        stage.finds_rounds()


@dataclass(frozen=True)
class EndSeries:
    def perform(self, stage: "Stage", who: str) -> None:
        reply = stage.asks(who, f"/calendar/series/{stage.series}/end", {})
        assert reply.location == "/calendar", reply.status


@dataclass(frozen=True)
class Days:
    """Days go by, and every day the server does what the calendar asks for. At the end, its keys may be turned over: it
    takes long."""

    n: int
    turns_keys: bool = False

    def perform(self, stage: "Stage", who: str) -> None:
        for day in range(self.n):
            stage.clock.passes(days=1)
            stage.keeps_up(whole=self.turns_keys and day == self.n - 1)


@dataclass(frozen=True)
class BringAlong:
    """Begin the sheet with what one answered last time."""

    def perform(self, stage: "Stage", who: str) -> None:
        stage.asks(who, f"{stage.round}/bring", {})
        stage.brought.add((who, stage.round))


# -- agreements


@dataclass(frozen=True)
class Propose:
    """Lay words before everybody, or a moment to keep; `replaces` the last one that there is."""

    words: str
    moment: bool = False
    replaces: bool = False

    def perform(self, stage: "Stage", who: str) -> None:
        comes_home(stage, who)
        fields = {"words": self.words, "opens_at": "20-minutes", "look": "2-weeks", "partnership": stage.place}
        path = f"/moments/{stage.place}" if self.moment else "/agreements/new"
        reply = stage.asks(who, f"{stage.pacts[-1]}/change" if self.replaces else path, fields)
        assert reply.location.startswith("/agreements/"), reply.status
        stage.pacts.append(reply.location)


@dataclass(frozen=True)
class Agree:
    """Say yes, or take it back."""

    yes: bool = True

    def perform(self, stage: "Stage", who: str) -> None:
        reply = stage.asks(who, f"{stage.pacts[-1]}/yes", {} if self.yes else {"back": "1"})
        assert reply.status == 303, reply.status


@dataclass(frozen=True)
class EndPact:
    n: int

    def perform(self, stage: "Stage", who: str) -> None:
        reply = stage.asks(who, f"{stage.pacts[self.n]}/end", {})
        assert reply.status == 303, reply.status


@dataclass(frozen=True)
class ReadPact:
    """Look at an agreement, which is in this state."""

    n: int
    state: str

    def perform(self, stage: "Stage", who: str) -> None:
        stage.reads_pact(who, stage.pacts[self.n], self.state)
