"""Blind picks rest between two rounds of the same people; who came later is told of no wait from before their time."""

from datetime import datetime, timedelta

import pytest

from app.domain.rounds import AGAIN_AFTER
from app.services import partnerships, rounds
from app.services.context import NotFound, Refused
from tests.services.circle import Circle

both_engines = pytest.mark.parametrize("engine", ["sqlite", "postgresql"])

HOUR = timedelta(hours=1)


def again(circle: Circle, *names: str) -> datetime | None:
    """From when they can begin, the same for everybody."""
    found = {circle.asks(name, rounds.again_at, circle.us, "try-out") for name in names or circle.people}
    assert len(found) == 1
    return found.pop()


def refused(circle: Circle, name: str) -> None:
    with pytest.raises(Refused, match="too-soon"):
        circle.start(name)


def kit_comes(circle: Circle) -> None:
    circle.join("kit")
    circle.accept("kit", circle.invite("alex", "sam"))


@both_engines
@pytest.mark.parametrize("hours", [0, 2])
def test_who_comes_later_can_not_tell_that_there_was_a_round(couple: Circle, hours: int) -> None:
    here = couple.start("alex")
    couple.clock.passes(hours=hours)
    kit_comes(couple)
    assert couple.asks("kit", rounds.of_person) == []
    assert again(couple) is None
    opens_at = couple.clock() + HOUR
    assert couple.start("kit") != here
    assert again(couple) == opens_at + AGAIN_AFTER
    couple.clock.passes(hours=1)
    for name in couple.people:
        refused(couple, name)


@both_engines
def test_an_open_invitation_is_no_way_round_it(couple: Circle) -> None:
    until = couple.clock() + HOUR + AGAIN_AFTER
    couple.start("alex")
    couple.clock.passes(hours=2)
    couple.invite("alex", "sam")
    assert again(couple) == until
    refused(couple, "alex")
    couple.does("sam", partnerships.revoke, couple.us)
    assert again(couple) == until
    refused(couple, "alex")


@pytest.mark.parametrize("taken", [True, False])
def test_a_round_that_an_open_place_was_in_counts_for_everybody(couple: Circle, taken: bool) -> None:
    code = couple.invite("alex", "sam")
    couple.join("kit")
    until = couple.clock() + HOUR + AGAIN_AFTER
    here = couple.start("alex")
    if taken:
        couple.accept("kit", code)
        assert [one.address for one in couple.asks("kit", rounds.of_person)] == [here]
    else:
        couple.does("alex", partnerships.revoke, couple.us)
        del couple.people["kit"]
    couple.clock.passes(hours=2)
    assert again(couple) == until
    for name in couple.people:
        refused(couple, name)


def test_leaving_changes_nothing_about_it(trio: Circle) -> None:
    """Or the others would be told."""
    until = trio.clock() + HOUR + AGAIN_AFTER
    trio.start("alex")
    trio.clock.passes(hours=2)
    trio.does("kit", partnerships.leave, trio.us)
    assert again(trio, "alex", "sam") == until
    refused(trio, "alex")
    with pytest.raises(NotFound):
        again(trio, "kit")


def test_leaving_changes_nothing_about_a_round_from_before_they_came(couple: Circle) -> None:
    couple.start("alex")
    couple.clock.passes(hours=2)
    kit_comes(couple)
    couple.does("kit", partnerships.leave, couple.us)
    assert again(couple, "alex", "sam") is None


def test_who_leaves_and_comes_back_is_somebody_new_and_nothing_is_learned_by_it(couple: Circle) -> None:
    """The place that they left stays in the circle, and nothing is picked there."""
    before = couple.start("alex")
    for name in couple.people:
        couple.fill_in(name, before, "massage")
    couple.clock.passes(hours=1)
    assert couple.reads("alex", before).matches == ("massage",)
    couple.does("sam", partnerships.invite, couple.us)
    couple.does("sam", partnerships.leave, couple.us)
    couple.accept("sam", couple.invite("alex"))
    assert again(couple) is None
    here = couple.start("sam")
    assert [one.address for one in couple.asks("sam", rounds.of_person)] == [here]
    for name in couple.people:
        couple.fill_in(name, here, "massage")
    couple.clock.passes(hours=1)
    assert couple.reads("alex", here).matches == ()
    refused(couple, "alex")


def test_what_one_did_alone_is_nothing_to_who_comes(circle: Circle) -> None:
    circle.found("alex")
    until = circle.clock() + HOUR + AGAIN_AFTER
    circle.start("alex")
    circle.clock.passes(hours=2)
    assert again(circle) == until
    refused(circle, "alex")
    circle.join("sam")
    circle.accept("sam", circle.invite("alex"))
    assert again(circle) is None
    circle.start("sam")
    circle.clock.passes(hours=2)
    refused(circle, "alex")
