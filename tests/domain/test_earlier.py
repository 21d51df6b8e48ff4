"""Prompts that speak of earlier ones: each rule broken once, and kept by all others."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.drafts import drafts
from app.domain.earlier import GUESSABLE, TESTS, UNTESTABLE, about_earlier
from app.domain.files import KINDS

Table = dict[str, Any]
OPTIONS = [{"id": "tea", "text": "tea"}, {"id": "water", "text": "water"}]


def earlier(kind: str, **changes: Any) -> Table:
    """The prompt that the next one is about."""
    keys = {"choice": {"options": OPTIONS}, "choices": {"options": OPTIONS}, "scale": {"points": 7}}.get(kind, {})
    return {"id": "before", "kind": kind, "short": True, **keys, **changes}


def found(*prompts: Any) -> list[tuple[str | None, str]]:
    return [(fault.prompt, fault.path) for fault in about_earlier(drafts({"prompts": list(prompts)}))]


def hanging(target: Table, condition: Any, **changes: Any) -> list[tuple[str | None, str]]:
    """The faults of a private prompt that hangs on `target`."""
    table = {"prompt": "before", **condition} if isinstance(condition, dict) else condition
    return found(target, {"id": "it", "kind": "scale", "private": True, "show_if": table} | changes)


@pytest.mark.parametrize(
    ("kind", "condition"),
    [
        ("choice", {"any": ["tea"]}),
        ("choices", {"any": ["tea", "water"]}),
        ("boundary", {"any": ["welcome", "ask", "not-now", "no", "rest"]}),
        ("scale", {"at_least": 7}),
        ("scale", {"at_most": 1}),
    ],
)
def test_good_conditions(kind: str, condition: Table) -> None:
    assert hanging(earlier(kind), condition) == []
    assert hanging(earlier(kind), condition, short=True) == []
    for unseen in ("reading", "pause"):
        assert hanging(earlier(kind), condition, kind=unseen, private=False) == []


@pytest.mark.parametrize(
    ("kind", "condition", "path"),
    [
        ("choice", {"prompt": "later", "any": ["tea"]}, "show_if.prompt"),
        ("choice", {"prompt": "it", "any": ["tea"]}, "show_if.prompt"),
        ("choice", {}, "show_if"),
        ("choice", {"any": ["tea"], "at_most": 2}, "show_if"),
        ("scale", {"at_least": 2, "at_most": 3}, "show_if"),
        ("choice", {"any": ["wine"]}, "show_if.any"),
        ("choices", {"any": ["tea", "wine"]}, "show_if.any"),
        ("boundary", {"any": ["maybe"]}, "show_if.any"),
        ("choice", {"at_least": 1}, "show_if.at_least"),
        ("boundary", {"at_most": 1}, "show_if.at_most"),
        ("scale", {"any": ["tea"]}, "show_if.any"),
        ("scale", {"at_least": 8}, "show_if.at_least"),
        ("scale", {"at_most": 8}, "show_if.at_most"),
        *((kind, {"any": ["tea"]}, "show_if.prompt") for kind in sorted(UNTESTABLE)),
    ],
)
def test_broken_conditions(kind: str, condition: Table, path: str) -> None:
    assert hanging(earlier(kind), condition) == [("it", path)]


def test_a_scale_has_five_points_if_it_does_not_say() -> None:
    target = {"id": "before", "kind": "scale"}
    assert hanging(target, {"at_least": 5}) == []
    assert hanging(target, {"at_least": 6}) == [("it", "show_if.at_least")]


@pytest.mark.parametrize("kind", ["reflection", "scale", "choice", "guess", "mutual"])
def test_what_others_may_see_hangs_on_nothing(kind: str) -> None:
    """An answer to it would tell of the answer it depends on."""
    faults = hanging(earlier("scale"), {"at_least": 2}, kind=kind, private=False)
    assert faults == [("it", "show_if")]


def test_what_is_short_hangs_on_what_is_short() -> None:
    assert hanging(earlier("scale", short=False), {"at_least": 2}, short=True) == [("it", "show_if.prompt")]
    assert hanging(earlier("scale", short=False), {"at_least": 2}) == []


def test_a_later_prompt_is_nothing_to_hang_on() -> None:
    table = {"id": "it", "kind": "reading", "show_if": {"prompt": "before", "at_least": 2}}
    assert found(table, earlier("scale")) == [("it", "show_if.prompt")]


def guessing(target: Table, **changes: Any) -> list[tuple[str | None, str]]:
    return found(target, {"id": "it", "kind": "guess", "about": "before"} | changes)


@pytest.mark.parametrize("kind", sorted(GUESSABLE))
def test_good_guesses(kind: str) -> None:
    assert guessing(earlier(kind)) == guessing(earlier(kind), short=True) == []


@pytest.mark.parametrize(
    ("target", "changes"),
    [
        (earlier("scale"), {"about": "later"}),
        (earlier("scale"), {"about": "it"}),
        (earlier("scale", private=True), {}),
        (earlier("scale", desire=True), {}),
        (earlier("sort", short=False), {"short": True}),
        *((earlier(kind), {}) for kind in sorted(KINDS.keys() - GUESSABLE)),
    ],
    ids=lambda value: str(value.get("kind", value)),
)
def test_broken_guesses(target: Table, changes: Table) -> None:
    assert guessing(target, **changes) == [("it", "about")]


def test_every_kind_has_its_place_here() -> None:
    assert TESTS.keys() | UNTESTABLE | GUESSABLE == KINDS.keys()
    assert not TESTS.keys() & UNTESTABLE


@pytest.mark.parametrize("condition", [3, [], {"any": 3}, {"any": [3]}, {"prompt": 3}, {"prompt": None, "any": ["x"]}])
def test_what_cannot_be_read_has_its_own_fault_of_form(condition: Any) -> None:
    assert hanging(earlier("choice"), condition) == []
    assert hanging(earlier("choice", options=3), {"any": ["wine"]}) == []
    assert hanging(earlier("scale", points="7"), {"at_least": 8}) == []
    assert hanging(earlier("scale"), {"at_least": "8"}) == []
    assert hanging(earlier("dance"), {"any": ["wine"]}) == []
    assert guessing(earlier("dance")) == guessing(earlier("scale"), about=3) == []


KEYS = [
    "id",
    "kind",
    "short",
    "private",
    "desire",
    "show_if",
    "about",
    "points",
    "options",
    "prompt",
    "any",
    "at_least",
]
things = st.recursive(
    st.none() | st.integers() | st.sampled_from(["scale", "choice", "guess", "reading", "a", "b"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(st.sampled_from(KEYS), things, max_size=6), max_size=4))
@settings(max_examples=200)
def test_rules_can_be_asked_of_anything(prompts: list[Any]) -> None:
    for fault in about_earlier(drafts({"prompts": prompts})):
        assert fault.message
