"""What people do about their place and their accounts."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.web.exercises import opaque
from tests.leaks.two_runs.exercises import BLIND

if TYPE_CHECKING:
    from tests.leaks.two_runs.stage import Stage


@dataclass(frozen=True)
class AddItem:
    """Add an item of one's own, for everybody."""

    word: str

    def perform(self, stage: "Stage", who: str) -> None:
        stage.wakes(who)
        address = f"{stage.us}/items/{opaque(BLIND.slug)}"
        reply = stage.asks(who, address, {"prompt": "3", "words": self.word})
        assert reply.status == 303, reply.status
        stage.reads_items(stage.asks(who, address))


@dataclass(frozen=True)
class RemoveItem:
    """Take an item out, whoever added it."""

    word: str

    def perform(self, stage: "Stage", who: str) -> None:
        stage.wakes(who)
        address = f"{stage.us}/items/{opaque(BLIND.slug)}"
        reply = stage.asks(who, address, {"prompt": "3", "remove": stage.own_ids[self.word]})
        assert reply.status == 303, reply.status
        stage.reads_items(stage.asks(who, address))


@dataclass(frozen=True)
class SayYes:
    """To one more partner. The last one to say so gets the code."""

    def perform(self, stage: "Stage", who: str) -> None:
        stage.wakes(who)
        reply = stage.asks(who, f"{stage.us}/invitations", {})
        if reply.location:
            stage.reads_code(stage.asks(who, reply.location))


@dataclass(frozen=True)
class Accept:
    def perform(self, stage: "Stage", who: str) -> None:
        reply = stage.asks(who, "/invitation", {"code": stage.code, "display_name": "Nell"})
        assert reply.location == stage.us, reply.status


@dataclass(frozen=True)
class Leave:
    def perform(self, stage: "Stage", who: str) -> None:
        reply = stage.asks(who, f"{stage.us}/place", {})
        assert reply.location == "/", reply.status


@dataclass(frozen=True)
class Delete:
    def perform(self, stage: "Stage", who: str) -> None:
        reply = stage.asks(who, "/account/whole", {})
        assert reply.location == "/", reply.status


@dataclass(frozen=True)
class BeginAlone:
    """In a place for one: none of the rounds that are told of here."""

    def perform(self, stage: "Stage", who: str) -> None:
        stage.wakes(who)
        reply = stage.asks(who, "/first", {})
        assert reply.location.startswith("/rounds/"), (reply.status, reply.location)
        stage.asks(who, reply.location)
        stage.asks(who, "/")


@dataclass(frozen=True)
class SignOut:
    def perform(self, stage: "Stage", who: str) -> None:
        stage.asks(who, "/sign-out", {})
        stage.awake[who] = None


@dataclass(frozen=True)
class MoveTo:
    """Another time zone in the account."""

    zone: str

    def perform(self, stage: "Stage", who: str) -> None:
        stage.asks(who, "/account", {"zone": self.zone, "language": "en"})
        stage.moved.add(who)


@dataclass(frozen=True)
class Mistype:
    def perform(self, stage: "Stage", who: str) -> None:
        reply = stage.asks(who, "/unlock", {"passphrase": "not the right one"})
        assert reply.status == 422


@dataclass(frozen=True)
class NewPassphrase:
    def perform(self, stage: "Stage", who: str) -> None:
        stage.changes_passphrase(who, "seven slow herons cross the bay")
