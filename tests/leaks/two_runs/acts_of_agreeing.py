"""What people do about what they agree on, and the moments that they keep."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.leaks.two_runs.acts_over_time import comes_home
from tests.leaks.two_runs.exercises import AGAIN

if TYPE_CHECKING:
    from tests.leaks.two_runs.stage import Stage

KEEPABLE = re.compile(rb'name="moment" value="([^"]+)"[^>]*><span><span[^>]*><span[^>]*>([^<]+)<')


@dataclass(frozen=True)
class Propose:
    """Lay words before everybody, or a moment to keep; `replaces` the last one that there is. `grew`: from these
    prompts of a round, by its number."""

    words: str
    moment: bool = False
    replaces: bool = False
    grew: tuple[int, tuple[int, ...]] | None = None

    def perform(self, stage: "Stage", who: str) -> None:
        comes_home(stage, who)
        fields: dict[str, str | tuple[str, ...]] = {"words": self.words, "opens_at": "20-minutes", "look": "2-weeks"}
        fields["partnership"] = stage.place
        if self.grew:
            number, prompts = self.grew
            fields["round"], fields["sources"] = stage.round_id(number), tuple(map(str, prompts))
        path = f"/moments/{stage.place}" if self.moment else "/agreements/new"
        reply = stage.asks(who, f"{stage.pacts[-1]}/change" if self.replaces else path, fields)
        assert reply.location.startswith("/agreements/"), reply.status
        stage.pacts.append(reply.location)


@dataclass(frozen=True)
class KeepMoment:
    """Choose the text with this mark among what is shown in a round, to keep it."""

    mark: str
    round: int = -1

    def perform(self, stage: "Stage", who: str) -> None:
        comes_home(stage, who)
        path = f"{stage.rounds[self.round][0]}/keep"
        found = KEEPABLE.findall(stage.asks(who, path).body)
        (key,) = [key.decode() for key, text in found if text.split()[0] == self.mark.encode()]
        reply = stage.asks(who, path, {"moment": key})
        assert reply.location.startswith("/agreements/"), reply.status
        stage.pacts.append(reply.location)


@dataclass(frozen=True)
class LookAgain:
    """Begin the round in which an agreement is looked at again; or come into the one that there is."""

    n: int

    def perform(self, stage: "Stage", who: str) -> None:
        comes_home(stage, who)
        reply = stage.asks(who, f"{stage.pacts[self.n]}/look", {})
        assert reply.location.startswith("/rounds/"), (reply.status, reply.location)
        if reply.location not in dict(stage.rounds):
            stage.begins(reply.location, AGAIN)


@dataclass(frozen=True)
class Agree:
    """Say yes, or take it back. Where it was counted too early the word is refused: whoever looks sees what came of
    it, and that says more than a run that ends here."""

    yes: bool = True

    def perform(self, stage: "Stage", who: str) -> None:
        reply = stage.asks(who, f"{stage.pacts[-1]}/yes", {} if self.yes else {"back": "1"})
        assert reply.status in (303, 409), reply.status


@dataclass(frozen=True)
class EndPact:
    n: int

    def perform(self, stage: "Stage", who: str) -> None:
        reply = stage.asks(who, f"{stage.pacts[self.n]}/end", {})
        assert reply.status == 303, reply.status


@dataclass(frozen=True)
class ReadPact:
    """Look at an agreement, which is in this state, and says that it grew from these prompts of rounds, by number."""

    n: int
    state: str
    grew: frozenset[tuple[int, int]] = frozenset()

    def perform(self, stage: "Stage", who: str) -> None:
        stage.reads_pact(who, stage.pacts[self.n], self.state, self.grew)
