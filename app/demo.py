"""`python -m app.demo`: the same app on a database of its own, with made-up people (demo.toml) and rounds at every
stage. It is made anew each time, by the services and a clock that goes through the past weeks, and then served."""

import argparse
import os
import shutil
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any, assert_never
from zoneinfo import ZoneInfo

from app.__main__ import refuse_taken, serve
from app.config import Settings, SettingsRefused, home
from app.domain.answers import Answer, Boundary, Choice, Choices, Reflection, Scale, Share, Sort, picks_refusal, refusal
from app.domain.exercise import (
    AnyPrompt,
    BoundaryPrompt,
    ChoicePrompt,
    ChoicesPrompt,
    MutualPrompt,
    Opens,
    ReadingPrompt,
    ReflectionPrompt,
    ScalePrompt,
    SortPrompt,
)
from app.domain.rounds import Schedule
from app.ports import Ports
from app.services import partnerships, people, rounds, worksheets
from app.services.person import Unlocked
from app.services.rounds import Address
from app.services.workplace import Workplace
from app.startup import StartRefused, keep_up_once, prepare

EVENING = time(20)
A_WHILE = timedelta(minutes=25)
"""How long one person takes for a round."""

Moment = tuple[datetime, Callable[[], None]]


@dataclass
class Demo:
    """The demo while it is being made. `now` is what its clock shows."""

    settings: Settings
    story: Mapping[str, Any]
    today: datetime
    now: datetime = field(init=False)
    workplace: Workplace = field(init=False)
    people: dict[str, Unlocked] = field(default_factory=dict)

    def make(self) -> None:
        """Live through the story, each moment at its time. Raises StartRefused."""
        moments = sorted(self._moments(), key=lambda moment: moment[0])
        self.now = moments[0][0]
        self.workplace = prepare(self.settings, Ports(clock=lambda: self.now))
        for self.now, happens in moments:
            happens()
        self.now = datetime.now(UTC)
        keep_up_once(self.workplace)
        self.workplace.database.close()

    def _moments(self) -> Iterator[Moment]:
        for place in self.story["places"]:
            founded = self._evening(place["founded"])
            partnership: dict[str, str] = {}
            yield founded, lambda place=place, here=partnership: self._found(place, here)
            for told in place["rounds"]:
                yield from self._moments_of_round(told, partnership)

    def _moments_of_round(self, told: Mapping[str, Any], partnership: dict[str, str]) -> Iterator[Moment]:
        """It begins, one after the other fills in a sheet, and who was first looks once its time has come."""
        begun = self._evening(told["begun"])
        schedule = Schedule(Opens(told["opens"]), begun + timedelta(days=told["waits"]))
        sheets = told.get("sheets", {})
        address: list[Address] = []
        yield begun, lambda: address.append(self._begin(partnership, told["exercise"], schedule))
        for n, (username, sheet) in enumerate(sheets.items(), 1):
            yield begun + n * A_WHILE, lambda who=username, sheet=sheet: self._fill_in(address[0], who, sheet)
        if schedule.opens is Opens.AT and schedule.opens_at < self.today:
            yield schedule.opens_at + A_WHILE, lambda: self._look(address[0], next(iter(sheets)))

    def _evening(self, days_ago: int) -> datetime:
        zone = ZoneInfo(self.settings.zone)
        day = self.today.astimezone(zone).date() - timedelta(days=days_ago)
        return datetime.combine(day, EVENING, tzinfo=zone).astimezone(UTC)

    def _found(self, place: Mapping[str, Any], partnership: dict[str, str]) -> None:
        """Everybody of a place joins; the first makes it, and the others come in by invitation."""
        first, *others = place["members"]
        with self.workplace.writing() as ctx:
            me = self._join(first["username"])
            partnership["id"] = partnerships.create(ctx, me, place["label"], first["name"], first.get("pronouns", ""))
        here = [me]
        for member in others:
            somebody = self._join(member["username"])
            with self.workplace.writing() as ctx:
                said = [partnerships.invite(ctx, one, partnership["id"]) for one in here]
                partnerships.accept(ctx, somebody, said[-1] or "", member["name"], member.get("pronouns", ""))
            here.append(somebody)

    def _join(self, username: str) -> Unlocked:
        passphrase = next(one["passphrase"] for one in self.story["people"] if one["username"] == username)
        joining = people.Joining(
            username, passphrase, True, self.settings.languages[0], ZoneInfo(self.settings.zone)
        )
        with self.workplace.writing() as ctx:
            self.people[username], _ = people.join(ctx, joining)
        return self.people[username]

    def _begin(self, partnership: Mapping[str, str], slug: str, schedule: Schedule) -> Address:
        with self.workplace.writing() as ctx:
            place = partnerships.rows.members(ctx.db, partnership["id"])
            return rounds.start(ctx, self.people[place], partnership["id"], slug, schedule)

    def _fill_in(self, address: Address, username: str, sheet: Mapping[str, Any]) -> None:
        pass

    def _look(self, address: Address, username: str) -> None:
        with self.workplace.writing(shred=True) as ctx:
            rounds.open_due(ctx, self.people[username], address)
