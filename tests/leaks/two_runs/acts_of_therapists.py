"""What people do about a therapist, and what a therapist does."""

import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.exercise import Opens
from tests.leaks.two_runs.acts_over_time import comes_home
from tests.leaks.two_runs.exercises import EXERCISES, with_items
from tests.leaks.two_runs.observers import Overheard

if TYPE_CHECKING:
    from tests.leaks.two_runs.stage import Stage

ASSIGNED = re.compile(rb"(/assigned/[\w-]{44})")


# -- from one to the other


@dataclass(frozen=True)
class HandOut:
    """The therapist makes a code, and tells it to one of them."""

    def perform(self, stage: "Stage", who: str) -> None:
        stage.wakes(who)
        stage.asks(who, "/practice/codes", {"label": "Tuesdays"})
        stage.reads_practice_code(stage.asks(who, "/practice/codes"))


@dataclass(frozen=True)
class LayTherapist:
    """The code is typed: everybody there reads how the therapist works. It is counted in twenty minutes."""

    def perform(self, stage: "Stage", who: str) -> None:
        comes_home(stage, who)
        fields = {"code": stage.practice_code, "opens_at": "20-minutes"}
        reply = stage.asks(who, f"{stage.us}/others", fields)
        assert reply.location.startswith("/others/"), (reply.status, reply.location)
        stage.links.append(reply.location)


@dataclass(frozen=True)
class AgreeTo:
    """Say yes, or take it back. Where it was counted too early it is refused, as with agreements."""

    yes: bool = True

    def perform(self, stage: "Stage", who: str) -> None:
        reply = stage.asks(who, f"{stage.link}/yes", {} if self.yes else {"back": "1"})
        assert reply.status in (303, 409), reply.status


@dataclass(frozen=True)
class ReadLink:
    """Look at the page of the therapist, whose link is in this state."""

    state: str

    def perform(self, stage: "Stage", who: str) -> None:
        reply = stage.asks(who, stage.link)
        has_yes, has_end = (f'"{stage.link}/{do}"'.encode() in reply.body for do in ("yes", "end"))
        there = "waiting" if has_yes else "in-force" if has_end else "ended"
        found = {200: there, 404: "gone"}.get(reply.status, str(reply.status))
        if found != self.state:
            raise Overheard(f"step {stage.step}: {who} sees that a therapist's link is {found}, not {self.state}")


@dataclass(frozen=True)
class EndLink:
    def perform(self, stage: "Stage", who: str) -> None:
        reply = stage.asks(who, f"{stage.link}/end", {})
        assert reply.status == 303, reply.status


@dataclass(frozen=True)
class EndPractice:
    """The therapist ends it."""

    def perform(self, stage: "Stage", who: str) -> None:
        reply = stage.asks(who, f"{stage.client}/end", {})
        assert reply.location == "/practice", reply.status


# -- what the therapist may see


@dataclass(frozen=True)
class LetSee:
    """Let them see something besides answers (`completion`: that something is done; `agreements`: on which days what
    was agreed on is looked at again), as far as it depends on one; or not."""

    seen: bool
    what: str = "completion"

    def perform(self, stage: "Stage", who: str) -> None:
        reply = stage.asks(who, f"{stage.link}/sees", {"sees": self.what} if self.seen else {})
        assert reply.status == 303, reply.status


@dataclass(frozen=True)
class Tick:
    """Want these prompts of a round to be seen, and no others."""

    numbers: tuple[int, ...]
    round: int = -1

    def perform(self, stage: "Stage", who: str) -> None:
        fields = {"link": stage.link[-22:], "shown": tuple(map(str, self.numbers))}
        reply = stage.asks(who, f"{stage.rounds[self.round][0]}/showing", fields)
        assert reply.status == 303, reply.status


@dataclass(frozen=True)
class ReadShown:
    """The therapist reads what they are shown of a round: it has the texts with these marks, the picks in common, and
    nothing else. None: it looks like a round that does not exist."""

    marks: frozenset[str] | None
    matched: frozenset[str] = frozenset()
    round: int = -1

    def perform(self, stage: "Stage", who: str) -> None:
        round_ = stage.rounds[self.round][0]
        id_ = round_[-22:]
        path = f"{stage.client}/rounds/{id_}"
        if self.marks is not None:
            stage.reads_exactly(who, path, round_, self.marks, self.matched)
            return
        made_up = urlsafe_b64encode(stage.streams(33)).decode()[:22]
        real, unreal = stage.asks(who, path), stage.asks(who, f"{stage.client}/rounds/{made_up}")
        if real.whole.replace(id_.encode(), b"") != unreal.whole.replace(made_up.encode(), b""):
            raise Overheard(f"step {stage.step}: {who} can tell that there is a round of which nothing is shown")


@dataclass(frozen=True)
class ReadClient:
    """The therapist opens the page before the session, which says whether they are told what is done."""

    done: bool

    def perform(self, stage: "Stage", who: str) -> None:
        reply = stage.asks(who, stage.client)
        found = b"has opened: all of them have switched it on" in reply.body
        if (reply.status, found) != (200, self.done):
            raise Overheard(f"step {stage.step}: what is done is told: {found} ({reply.status}), not {self.done}")


# -- what the therapist gives


@dataclass(frozen=True)
class Give:
    slug: str

    def perform(self, stage: "Stage", who: str) -> None:
        stage.wakes(who)
        fields = {"exercise": self.slug, "due": "meeting", "note": "To hear each other out.", "habit": "On Sunday"}
        reply = stage.asks(who, f"{stage.client}/assign", fields)
        assert reply.location == stage.client, reply.status


@dataclass(frozen=True)
class BeginAssigned:
    """Begin a round of what was given."""

    slug: str
    opens: Opens
    at: str

    def perform(self, stage: "Stage", who: str) -> None:
        found = ASSIGNED.search(stage.asks(who, stage.link).body)
        assert found
        stage.assigned = found[1].decode()
        stage.wakes(who)
        reply = stage.asks(who, stage.assigned, {"opens": self.opens, "opens_at": self.at})
        assert reply.location.startswith("/rounds/"), (reply.status, reply.location)
        stage.begins(reply.location, with_items(EXERCISES[self.slug], stage.own, stage.own_ids))
