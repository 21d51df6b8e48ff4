from dataclasses import fields
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.access import POLICY, Standing, all_of, permitted

FACTS = [field.name for field in fields(Standing)]
STANDINGS = [dict(zip(FACTS, values, strict=True)) for values in product((True, False), repeat=len(FACTS))]

BEFORE = "signed_in unlocked in_circle -closed -open"
NEEDED = {
    "visit": [""],
    "join": [""],
    "sign in": [""],
    "recover": [""],
    "read an exercise": [""],
    "look at an invitation": [""],
    "leave this page": [""],
    "stay": [""],
    "read a calendar feed": [""],
    "unlock": ["signed_in"],
    "sign out": ["signed_in"],
    "see the account": ["signed_in"],
    "change the account": ["signed_in unlocked"],
    "see what is shared": ["signed_in unlocked"],
    "renew what is shown": ["signed_in unlocked"],
    "see the calendar": ["signed_in unlocked"],
    "set up the notices": ["signed_in unlocked fresh"],
    "change the notices": ["signed_in unlocked"],
    "stop the notices": ["signed_in"],
    "change the second step": ["signed_in unlocked fresh"],
    "take a copy along": ["signed_in unlocked fresh"],
    "delete the account": ["signed_in unlocked fresh"],
    "read own answers again": ["signed_in unlocked fresh in_circle"],
    "begin a partnership": ["signed_in unlocked"],
    "accept an invitation": ["signed_in unlocked"],
    "write exercises": ["signed_in unlocked"],
    "see a partnership": ["signed_in unlocked member"],
    "invite": ["signed_in unlocked fresh member"],
    "revoke an invitation": ["signed_in member"],
    "start a round": ["signed_in unlocked member"],
    "add an item": ["signed_in unlocked member"],
    "begin a series": ["signed_in unlocked member"],
    "end a series": ["signed_in member"],
    "see what happened": ["signed_in unlocked member"],
    "see oneself over time": ["signed_in unlocked fresh member"],
    "see an agreement": ["signed_in unlocked member"],
    "draft an agreement": ["signed_in unlocked member"],
    "agree": ["signed_in unlocked member"],
    "end an agreement": ["signed_in member"],
    "begin a practice": ["signed_in unlocked"],
    "work with couples": ["signed_in unlocked second_step"],
    "see a therapist": ["signed_in unlocked member"],
    "link a therapist": ["signed_in unlocked fresh member"],
    "set what a therapist sees": ["signed_in unlocked member"],
    "end a therapist": ["signed_in member"],
    "see what was assigned": ["signed_in unlocked member"],
    "leave": ["signed_in member"],
    "see a round": ["signed_in unlocked in_circle"],
    "read own answers": [f"{BEFORE} -sealed"],
    "answer": [f"{BEFORE} -sealed"],
    "bring answers along": [f"{BEFORE} fresh -sealed"],
    "seal": [f"{BEFORE} -sealed"],
    "choose together": [BEFORE],
    "take away": [f"{BEFORE} sealed"],
    "read the summary": ["signed_in unlocked in_circle open", "signed_in kept_open in_circle open"],
    "keep open": ["signed_in unlocked in_circle open"],
    "withdraw": ["signed_in unlocked in_circle open"],
    "show to a therapist": ["signed_in unlocked in_circle open"],
    "hold back": ["signed_in in_circle"],
}
"""Every action, and what must be so (or with a minus not so), written without the predicates of the policy."""


def _holds(needed: str, facts: dict[str, bool]) -> bool:
    return all(facts[word.removeprefix("-")] != word.startswith("-") for word in needed.split())


@pytest.mark.parametrize("action", POLICY)
def test_the_whole_table(action: str) -> None:
    """Fails with KeyError for an action that is not written down here as well."""
    for facts in STANDINGS:
        assert permitted(action, Standing(**facts)) is any(_holds(needed, facts) for needed in NEEDED[action]), facts


def test_nothing_is_written_down_here_alone() -> None:
    assert set(NEEDED) == set(POLICY)
    assert len(STANDINGS) == 2 ** len(FACTS)


@settings(max_examples=50)
@given(st.text().filter(lambda text: text not in POLICY))
def test_an_unknown_action_is_refused(action: str) -> None:
    assert not permitted(action, Standing(**dict.fromkeys(FACTS, True)))
    assert not permitted(action, Standing())


@pytest.mark.parametrize("action", POLICY)
def test_what_is_not_said_is_not_so(action: str) -> None:
    assert permitted(action, Standing()) is (NEEDED[action] == [""])


@pytest.mark.parametrize("action", ["leave", "hold back", "sign out", "leave this page", "revoke an invitation"])
def test_getting_safer_needs_no_key(action: str) -> None:
    assert permitted(action, Standing(signed_in=True, member=True, in_circle=True))


def test_the_table_can_not_be_changed() -> None:
    with pytest.raises(TypeError):
        POLICY["answer"] = lambda _: True  # type: ignore[index]  # what must not be done


def test_all_of_asks_every_rule_of_the_same_standing() -> None:
    standing = Standing(signed_in=True)
    asked: list[Standing] = []
    # To append gives nothing, and is meant to: each rule is asked, and none says no.
    both = all_of(lambda one: not asked.append(one), lambda one: one.unlocked)  # type: ignore[func-returns-value]
    assert both(standing) is False
    assert all_of(lambda one: one.signed_in)(standing) is True
    assert asked == [standing]
