"""Every request of the matrix, by every role, in every state of the round, has the outcome that the matrix says."""

from collections.abc import Iterator
from itertools import permutations

import pytest
from flask import Flask

from tests.matrix.reading import KINDS, Entry, matrix
from tests.matrix.scenes import PLAYERS, Company, World
from tests.matrix.stage import Answer, Stage, differing, own_rows

OUTSIDE = ("stranger", "therapist", "other therapist", "former", "later")
THE_DOOR = ("accounts.sign_in", "second_step.code", "second_step.give_code")


@pytest.mark.parametrize("entry", matrix().entries, ids=str)
def test_everybody_gets_what_the_matrix_says(world: World, stage: Stage, entry: Entry) -> None:
    deviations = []
    for asking in entry.askings():
        answer = stage.ask(world.scenes[asking.state, asking.kind], asking.role, entry)
        expected = entry.outcomes[asking.role, asking.state]
        if answer.outcome != expected:
            deviations.append(f"{asking}: {answer.outcome}, not {expected}")
        if ("rounds", "opened_day") not in answer.changed:
            asker = PLAYERS.get(asking.role, "alex")
            deviations += [f"{asking}: {one}" for one in reached_into(world.company, asker, answer)]
    assert not deviations, "\n".join(deviations)


def reached_into(company: Company, asker: str, answer: Answer) -> Iterator[str]:
    """What the asker has changed or removed that is somebody else's own. A new round brings everybody new rows; only an
    opening destroys what belongs to all."""
    if not answer.changed:
        return
    for name, person in company.ids.items():
        if name != asker:
            before, after = (own_rows(rows, person, company.places[name]) for rows in (answer.before, answer.after))
            if found := {one for one in differing(before, after) if one[1] != "new"}:
                yield f"changed {sorted(found)} of {name}"


def test_what_is_kept_open_is_one_summary(world: World, stage: Stage) -> None:
    (entry,) = [one for one in matrix().entries if str(one) == "GET rounds.summary"]
    for kept, other in permutations(KINDS, 2):
        scene = world.scenes["kept open", kept]
        found = stage.ask(scene, "locked", entry, (scene.us, world.scenes["kept open", other].address))
        assert found.outcome == "unlock"


def test_there_are_enough_checks() -> None:
    assert sum(len(list(entry.askings())) for entry in matrix().entries) >= 5000


def test_every_route_is_in_the_matrix_and_nothing_else(app: Flask) -> None:
    routes = {
        (method, rule.endpoint) for rule in app.url_map.iter_rules() for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert routes == {(entry.method, entry.endpoint) for entry in matrix().entries}


@pytest.mark.parametrize("entry", matrix().entries, ids=str)
def test_both_partners_may_do_the_same(entry: Entry) -> None:
    for state in matrix().states:
        assert entry.outcomes["partner", state] == entry.outcomes["other partner", state]


@pytest.mark.parametrize("entry", [one for one in matrix().entries if one.endpoint not in THE_DOOR], ids=str)
def test_halfway_one_is_nobody(entry: Entry) -> None:
    for state in matrix().states:
        assert entry.outcomes["halfway", state] == entry.outcomes["nobody", state]


@pytest.mark.parametrize("entry", matrix().entries, ids=str)
def test_the_first_to_look_is_told_what_everybody_is(entry: Entry) -> None:
    for role in matrix().roles:
        due, opened = entry.outcomes[role, "due"], entry.outcomes[role, "open"]
        assert due == opened or (due, opened) == ("opens", "page")


@pytest.mark.parametrize("entry", [one for one in matrix().entries if one.about_a_round], ids=str)
def test_a_round_is_nobodys_business_but_its_circles(entry: Entry) -> None:
    for state in matrix().states:
        assert entry.outcomes["nobody", state] == entry.outcomes["halfway", state] == "sign-in"
        assert {entry.outcomes[role, state] for role in OUTSIDE} == {"nothing here"}
