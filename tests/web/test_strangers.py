"""What is somebody else's and what does not exist: one answer, to the byte, for whoever asks."""

from collections.abc import Callable
from itertools import product

import pytest

from app.services.workplace import Workplace
from tests.clock import Clock
from tests.navigators import Visitor
from tests.web.contents import nothing_is_saved
from tests.web.prompts import READY
from tests.web.rehearsal import Couple, Leads
from tests.web.requests import ABOUT_PLACES, Asked

NOWHERE = ("/us/" + "x" * 22, "/rounds/" + "x" * 44)
"""Places that do not exist, as long as those that do."""


def answer(asked: Asked, somebody: Visitor, us: str, round_: str) -> tuple[int, str, bytes]:
    """Status, headers and body. Where the address that was asked for is said back, to come back to, it stands for
    itself; and so does the one above, where there is the form of what asks for the passphrase once more."""
    response = asked.by(somebody, us, round_)
    here = asked.at(us, round_)
    said = {here: "HERE", f"then={here.rpartition('/')[0]}&": "then=ABOVE&"}
    headers, body = str(response.headers), response.data
    for words, instead in said.items():
        headers, body = headers.replace(words, instead), body.replace(words.encode(), instead.encode())
    return response.status_code, headers, body


@pytest.fixture
def parted(in_round: Couple, opening: Callable[[], object], leads: Leads) -> Couple:
    """Sam has left after the opening."""
    _, sam = in_round

    def leave() -> None:
        sam.opens(f"{sam.us}/place")
        sam.posts(f"{sam.us}/place")
        sam.opens("/help")

    opening()
    leads("left", leave)
    return in_round


LED_AWAY = ("practice.", "written.remove")
"""Who has no second step is led to where it is set up, whatever they ask of a practice. Removing what there isn't is
done already."""


@pytest.mark.parametrize("asked", ABOUT_PLACES, ids=str)
def test_a_stranger_learns_nothing_from_asking(
    in_round: Couple, stranger: Visitor, opening: Callable[[], object], workplace: Workplace, asked: Asked
) -> None:
    alex, _ = in_round
    for happens in (lambda: None, opening):
        happens()
        stranger.opens("/help")
        with nothing_is_saved(workplace):
            theirs = answer(asked, stranger, alex.us, alex.round)
            nobodys = answer(asked, stranger, *NOWHERE)
        assert theirs == nobodys
        assert theirs[0] == (303 if asked.endpoint.startswith(LED_AWAY) else 404)


@pytest.mark.parametrize("asked", ABOUT_PLACES, ids=str)
def test_a_stranger_whose_session_is_locked_learns_nothing_either(
    in_round: Couple, stranger: Visitor, clock: Clock, asked: Asked
) -> None:
    alex, _ = in_round
    clock.passes(minutes=10)
    stranger.opens("/help")
    assert answer(asked, stranger, alex.us, alex.round) == answer(asked, stranger, *NOWHERE)


@pytest.mark.parametrize("asked", ABOUT_PLACES, ids=str)
def test_whoever_has_left_is_a_stranger(parted: Couple, workplace: Workplace, asked: Asked) -> None:
    alex, sam = parted
    with nothing_is_saved(workplace):
        assert answer(asked, sam, alex.us, alex.round) == answer(asked, sam, *NOWHERE)


def test_a_member_who_came_later_is_a_stranger_to_earlier_rounds(
    joined: Callable[[str], Visitor], workplace: Workplace
) -> None:
    alex, sam = joined("alex"), joined("sam")
    alex.begins_partnership("us", "Alex")
    alex.starts(READY)
    sam.accepts(alex.invites(), "Sam")
    assert "No round yet" in sam.opens("/").text
    sam.opens("/help")
    for asked in ABOUT_PLACES:
        if "{round}" in asked.path or "{address}" in asked.path:
            with nothing_is_saved(workplace):
                assert answer(asked, sam, alex.us, alex.round) == answer(asked, sam, *NOWHERE), str(asked)


def test_a_round_under_another_partnership_is_not_there(in_round: Couple, stranger: Visitor) -> None:
    """Neither half of an address opens anything in another's company."""
    alex, _ = in_round
    stranger.starts(READY)
    mine, theirs = (one.round.removeprefix("/rounds/") for one in (stranger, alex))
    for first, second in product((mine, theirs), repeat=2):
        address = f"/rounds/{first[:22]}{second[22:]}"
        stranger.opens(address, 200 if first == second == mine else 404)


@pytest.mark.parametrize(
    "address", ["x", "x" * 43, "x" * 45, "%00" * 44, "ü" * 44, "x" * 5000, "%2e%2e%2f" * 20, "%ff" * 44]
)
def test_what_cannot_be_an_address_is_not_there(stranger: Visitor, address: str) -> None:
    for place in (f"/rounds/{address}", f"/rounds/{address}/prompts/1", f"/us/{address}", f"/exercises/{address}"):
        assert stranger.opens(place, 404).heading == "There is nothing here."
