"""Accounts that are deleted while others go too, or while something of theirs begins: nobody waits for ever, and
nothing stays that is nobody's."""

import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
from sqlalchemy import select

from app.services import own_data, partnerships
from app.services.context import Context, Locked, NotFound
from app.services.person import Person
from app.storage import partnerships as rows
from app.storage.tables import GrantRow, MemberRow, PartnershipRow, PersonRow
from tests.services.circle import Circle, Pause, at_once

pytestmark = pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
TABLES = (PersonRow.person, PartnershipRow.partnership, MemberRow.member, GrantRow.reader)


def deletes(circle: Circle, name: str) -> Callable[[], None]:
    me = circle.people[name]
    return lambda: circle.does(name, lambda ctx, _: own_data.delete_account(ctx, me))


def left(circle: Circle) -> list[object]:
    """What is there of people and their places."""
    with circle.workplace.database.reading() as db:
        return [one for column in TABLES for one in db.execute(select(column)).scalars()]


def test_two_with_the_same_places_go_at_once(circle: Circle, monkeypatch: pytest.MonkeyPatch) -> None:
    """They came to them in another order. Each leaves one before either goes on to the next, if nothing is held."""
    for name in ("alex", "sam"):
        circle.join(name)
    places = [circle.does("alex", partnerships.create, label, "Alex", "") for label in ("us", "others")]
    for one in reversed(places):
        circle.accept("sam", circle.does("alex", partnerships.invite, one))
    met, leave = threading.Barrier(2), partnerships.leave

    def leaves(ctx: Context, me: Person, partnership: str) -> None:
        leave(ctx, me, partnership)
        with suppress(threading.BrokenBarrierError):  # the other waits for all of this one's places
            met.wait(0.3)

    monkeypatch.setattr(partnerships, "leave", leaves)
    assert at_once([deletes(circle, name) for name in circle.people]) == [None, None]
    assert left(circle) == []


def test_a_place_that_begins_meanwhile_goes_with_its_person(circle: Circle, monkeypatch: pytest.MonkeyPatch) -> None:
    circle.join("alex")
    pause = Pause()
    monkeypatch.setattr(rows, "add", pause.before(rows.add))
    begun, gone = at_once(
        [
            lambda: circle.does("alex", partnerships.create, "us", "Alex", ""),
            lambda: pause.ends(deletes(circle, "alex")),
        ]
    )
    assert isinstance(begun, str)
    assert gone is None
    assert left(circle) == []


def test_nothing_begins_of_somebody_who_is_gone(circle: Circle) -> None:
    circle.join("alex")
    deletes(circle, "alex")()
    with pytest.raises(Locked):
        circle.does("alex", partnerships.create, "us", "Alex", "")
    with pytest.raises(NotFound):
        deletes(circle, "alex")()
    assert left(circle) == []
