"""Somebody else's and what does not exist are one answer: the same status, headers and bytes."""

import pytest

from tests.matrix.reading import Entry, matrix
from tests.matrix.scenes import Scene, World
from tests.matrix.stage import Stage

ABOUT_PLACES = [entry for entry in matrix().entries if entry.about_a_place]
STATES = ("due", "open")
NOWHERE = "AbCdEfGhIjKlMnOpQrStUv", "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdEf"
Place = tuple[str, str]
"""A partnership, and the address of a round in it."""


def told(stage: Stage, scene: Scene, role: str, entry: Entry, place: Place) -> tuple[int, str, bytes]:
    """All that comes back, without the address itself: a form that comes back holds what was typed."""
    answer = stage.ask(scene, role, entry, place)
    assert not answer.changed - {("sessions", "held")}
    response = answer.response
    headers = str(sorted(response.headers))
    body = response.get_data()
    for word in sorted(place, key=len, reverse=True):
        headers, body = headers.replace(word, "?"), body.replace(word.encode(), b"?")
    return response.status_code, headers, body


def others(world: World, scene: Scene, role: str, entry: Entry) -> list[Place]:
    """Where this role has no business."""
    ours, elsewhere = (scene.us, scene.address), world.company.elsewhere
    if role in ("nobody", "halfway", "stranger"):
        return [ours]
    if role in ("former", "therapist", "other therapist") or (role == "later" and entry.about_a_round):
        return [ours, elsewhere]
    return [elsewhere]


@pytest.mark.parametrize("entry", ABOUT_PLACES, ids=str)
def test_somebody_elses_is_as_nothing_at_all(world: World, stage: Stage, entry: Entry) -> None:
    for kind in entry.kinds:
        for state in STATES:
            scene = world.scenes[state, kind]
            for role in matrix().roles:
                nothing = told(stage, scene, role, entry, NOWHERE)
                for place in others(world, scene, role, entry):
                    assert told(stage, scene, role, entry, place) == nothing, (role, state, kind, place)


@pytest.mark.parametrize("entry", ABOUT_PLACES, ids=str)
def test_half_an_address_finds_nothing(world: World, stage: Stage, entry: Entry) -> None:
    """A round under another partnership's name, the letters in the other case, or backwards."""
    scene = world.scenes["open", entry.kinds[0]]
    us, round_ = scene.us, scene.address[22:]
    elsewhere, their_round = world.company.elsewhere[0], world.company.elsewhere[1][22:]
    halves = [
        (us.swapcase(), us + their_round),
        (us[::-1], elsewhere + round_),
        (us[1:] + us[0], scene.address.swapcase()),
    ]
    for role in ("nobody", "stranger", "partner", "locked"):
        nothing = told(stage, scene, role, entry, NOWHERE)
        for place in halves:
            assert told(stage, scene, role, entry, place) == nothing, (role, place)


@pytest.mark.parametrize("entry", ABOUT_PLACES, ids=str)
def test_what_cannot_be_an_address_finds_nothing(world: World, stage: Stage, entry: Entry) -> None:
    scene = world.scenes["open", entry.kinds[0]]
    status, _, body = told(stage, scene, "partner", entry, NOWHERE)
    for place in ((scene.us[:-1], scene.address[:-1]), (f"{scene.us}0", f"{scene.address}0"), ("joint", "joint")):
        found = told(stage, scene, "partner", entry, place)
        assert (found[0], found[2]) == (status, body) == (404, body)
