"""What people do that goes on: notices, what comes back, and beginning with earlier answers."""

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
        stage.streams.turn_to(f"somebody, {stage.act},", stage.step)  # or they would draw what was drawn in this step
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
        stage.mailbox.stopped.discard(address)
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
            stage.feeds_over.discard(who)


@dataclass(frozen=True)
class StopNotices:
    """`what`: `mail`, `address` or `feed`; all of it if it is none of these."""

    what: str

    def perform(self, stage: "Stage", who: str) -> None:
        assert stage.mailbox
        reply = stage.asks(who, "/calendar/notices/stop", {"what": self.what})
        assert reply.status == 303, reply.status
        if self.what != "feed":
            stage.mailbox.stopped.add(f"{who}@mail.example")
        if self.what not in ("mail", "address"):
            stage.feeds_over.add(who)


@dataclass(frozen=True)
class MailAgain:
    """To the address that was confirmed before."""

    def perform(self, stage: "Stage", who: str) -> None:
        assert stage.mailbox
        stage.wakes(who)
        reply = stage.asks(who, "/calendar/notices/begin", {})
        assert reply.status == 303, reply.status
        stage.mailbox.stopped.discard(f"{who}@mail.example")


@dataclass(frozen=True)
class MailAway:
    """From now on the mail server can't be reached; or it can, but takes nothing to somebody, for now."""

    to: str = ""

    def perform(self, stage: "Stage", who: str) -> None:
        assert stage.mailbox
        stage.mailbox.away, stage.mailbox.full = not self.to, f"{self.to}@mail.example"


@dataclass(frozen=True)
class MailBack:
    """It takes everything again, and is given what could not leave."""

    def perform(self, stage: "Stage", who: str) -> None:
        assert stage.mailbox
        stage.mailbox.away, stage.mailbox.full = False, ""
        stage.tells()


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
class LookAtEnd:
    """Open the page with the button that ends the series; `there` while it goes on."""

    there: bool = True

    def perform(self, stage: "Stage", who: str) -> None:
        reply = stage.asks(who, f"/calendar/series/{stage.series}")
        if reply.location.endswith("?locked=1"):
            reply = stage.asks(who, reply.location)  # it says less while it is locked, at another address
        assert reply.status == (200 if self.there else 303), reply.status


@dataclass(frozen=True)
class EndSeries:
    """Asked for on a page of its own, and then done."""

    def perform(self, stage: "Stage", who: str) -> None:
        LookAtEnd().perform(stage, who)
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
