"""Which prompts somebody is shown, and in which order things lie for them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers import Answer, Boundary, Choice, Choices, Reflection, Scale, Share, Worksheet
from app.domain.exercise import AllocationPrompt, Exercise, Item, Level, MutualPrompt, SortPrompt
from app.domain.sharing import disclose
from app.domain.showing import Group, arranged, in_parts, shown
from tests.domain.strategies import worksheets
from tests.makers import make_exercise, make_prompt

MORE: dict[str, Any] = {"id": "more", "private": True}


def hanging(kind: str, **condition: Any) -> Exercise:
    """A reflection that hangs on a prompt of this kind."""
    return make_exercise(
        make_prompt(kind, "it"), make_prompt("reflection", show_if={"prompt": "it", **condition}, **MORE)
    )


def names(exercise: Exercise, answers: dict[str, Answer], circle: int = 2) -> list[str]:
    return [prompt.id for _, prompt in shown(exercise, answers, circle)]


@pytest.mark.parametrize(
    ("kind", "condition", "answer", "is_shown"),
    [
        ("scale", {"at_least": 4}, Scale(point=4), True),
        ("scale", {"at_least": 4}, Scale(point=3), False),
        ("scale", {"at_most": 2}, Scale(point=2), True),
        ("scale", {"at_most": 2}, Scale(point=3), False),
        ("scale", {"at_least": 2, "at_most": 3}, Scale(point=4), False),
        ("scale", {"any": ["tea"]}, Scale(point=4), False),
        ("choice", {"any": ["tea", "water"]}, Choice(option="water"), True),
        ("choice", {"any": ["tea", "water"]}, Choice(option="cocoa"), False),
        ("choice", {"at_least": 1}, Choice(option="tea"), False),
        ("choices", {"any": ["walk"]}, Choices(options=("read", "walk")), True),
        ("choices", {"any": ["walk"]}, Choices(options=("read",)), False),
        ("choices", {"at_most": 1}, Choices(options=("read",)), False),
        ("boundary", {"any": ["no", "rest"]}, Boundary(level=Level.REST), True),
        ("boundary", {"any": ["no", "rest"]}, Boundary(level=Level.NOT_NOW), False),
        ("boundary", {"at_most": 1}, Boundary(level=Level.NO), False),
        ("reflection", {"any": ["tea"]}, Reflection(text="tea"), False),
    ],
)
def test_a_prompt_hangs_on_an_earlier_answer(
    kind: str, condition: dict[str, Any], answer: Answer, is_shown: bool
) -> None:
    exercise = hanging(kind, **condition)
    assert names(exercise, {"it": answer}) == (["it", "more"] if is_shown else ["it"])
    assert names(exercise, {}) == ["it"], "unanswered is never enough"


def test_numbers_are_the_places_in_the_exercise() -> None:
    exercise = make_exercise(*hanging("scale", at_least=4).prompts, make_prompt("choice"))
    assert [n for n, _ in shown(exercise, {}, 2)] == [1, 3]
    assert [n for n, _ in shown(exercise, {"it": Scale(point=5)}, 2)] == [1, 2, 3]


def test_what_hangs_on_something_that_is_not_shown_is_not_shown_either() -> None:
    """Its answer is there still, and does not count."""
    exercise = make_exercise(
        make_prompt("scale", "first"),
        make_prompt("scale", "second", private=True, show_if={"prompt": "first", "at_least": 4}),
        make_prompt("reading", "third", show_if={"prompt": "second", "at_least": 4}),
    )
    high, low = Scale(point=5), Scale(point=1)
    assert names(exercise, {"first": high, "second": high}) == ["first", "second", "third"]
    assert names(exercise, {"first": low, "second": high}) == ["first"]


def test_who_is_alone_has_nobody_to_guess_about() -> None:
    exercise = make_exercise(make_prompt("scale"), make_prompt("guess"))
    assert names(exercise, {}, circle=1) == ["scale"]
    assert names(exercise, {}, circle=2) == names(exercise, {}, circle=6) == ["scale", "guess"]


def test_without_conditions_everything_is_shown() -> None:
    exercise = make_exercise()
    assert [prompt for _, prompt in shown(exercise, {}, 2)] == list(exercise.prompts)


CONDITIONAL = make_exercise(
    *make_exercise().prompts,
    make_prompt("reflection", show_if={"prompt": "scale", "at_least": 3}, **MORE),
    make_prompt("scale", "open", show_if={"prompt": "choice", "any": ["tea"]}),
)
"""With a prompt that the rules for files would refuse: shown to some only, and not private."""


@given(worksheets(CONDITIONAL, sealed=True), worksheets(CONDITIONAL))
def test_what_is_shown_to_some_only_never_reaches_others(one: Worksheet, other: Worksheet) -> None:
    """Not even the answer to a prompt that nobody made private: it would tell of the answer it depends on."""
    told = disclose(CONDITIONAL, one, "ana").answers
    assert not {"more", "open"} & told.keys()
    hidden = {key: answer for key, answer in other.answers.items() if key in ("more", "open")}
    kept = {key: answer for key, answer in one.answers.items() if key not in ("more", "open")}
    choices = {**one.choices, "more": Share.PARTNERS, "open": Share.PARTNERS}
    third = one.model_copy(update={"answers": kept | hidden, "choices": choices})
    assert disclose(CONDITIONAL, third, "ana").answers == told


def sort(*groups: str | None) -> SortPrompt:
    """A sort whose cards are in these groups, in turn: a, b, c and so on."""
    items = [
        {"id": letter, "text": letter, "group": group} for letter, group in zip("abcdefghij", groups, strict=False)
    ]
    prompt = make_prompt("sort", items=items)
    assert isinstance(prompt, SortPrompt)
    return prompt


def order(prompt: SortPrompt | MutualPrompt, seed: str) -> list[tuple[str | None, str]]:
    return [(group.name, "".join(item.id for item in group.items)) for group in arranged(prompt, seed)]


def test_groups_keep_their_order_and_every_item_is_in_its_group() -> None:
    prompt = sort("Words", "Deeds", "Words", "Deeds", "Rest")
    for seed in "uvwxyz":
        assert [(name, "".join(sorted(items))) for name, items in order(prompt, seed)] == [
            ("Words", "ac"),
            ("Deeds", "bd"),
            ("Rest", "e"),
        ]


def test_without_groups_there_is_one_without_a_name() -> None:
    ((name, items),) = order(sort(*[None] * 6), "ana")
    assert name is None
    assert sorted(items) == list("abcdef")


def test_everybody_finds_an_order_of_their_own_the_same_every_time() -> None:
    prompt = sort(*[None] * 6)
    orders = {seed: order(prompt, seed)[0][1] for seed in ("ana", "ben", "cleo", "dee")}
    assert orders == {"ana": "fbdeca", "ben": "edbafc", "cleo": "fedbca", "dee": "cbfade"}, "for ever"


def test_every_item_is_first_for_somebody() -> None:
    prompt = sort(*[None] * 6)
    assert {order(prompt, f"member-{n}")[0][1][0] for n in range(100)} == set("abcdef")


def test_two_prompts_with_the_same_items_lie_in_different_orders() -> None:
    prompt = sort(*[None] * 6)
    other = prompt.model_copy(update={"id": "other"})
    assert order(prompt, "ana") != order(other, "ana")


@given(st.text(max_size=8))
def test_nothing_is_lost_and_nothing_is_added(seed: str) -> None:
    prompt = make_prompt("mutual")
    assert isinstance(prompt, MutualPrompt)
    (group,) = arranged(prompt, seed)
    assert sorted(item.id for item in group.items) == sorted(item.id for item in prompt.items)


def test_tasks_keep_the_order_of_the_exercise() -> None:
    tasks = make_prompt("allocation", "hands")
    prompt = make_exercise(tasks).prompts[0]
    assert isinstance(prompt, AllocationPrompt)
    assert arranged(prompt, "a") == arranged(prompt, "b") == (Group(None, prompt.items),)


def groups_of(*sizes: int) -> list[Group]:
    """Groups of so many items each."""
    return [
        Group(f"group {g}", tuple(Item(id=f"item-{g}-{n}", text=f"{g} {n}") for n in range(size)))
        for g, size in enumerate(sizes)
    ]


@given(st.lists(st.integers(1, 30), max_size=4))
def test_parts_hold_everything_once_and_in_order(sizes: list[int]) -> None:
    groups = groups_of(*sizes)
    parts = in_parts(groups, 8)
    assert [item for part in parts for group in part for item in group.items] == [
        item for group in groups for item in group.items
    ]
    lengths = [sum(len(group.items) for group in part) for part in parts]
    assert max(lengths) <= 8
    assert max(lengths[:-1], default=lengths[-1]) - lengths[-1] <= len(parts), "no part is much shorter than the others"
    for part in parts:
        assert len({group.name for group in part}) == len(part), "a group stands once on a page"


@pytest.mark.parametrize(
    ("size", "parts"), [(1, [1]), (8, [8]), (9, [5, 4]), (14, [7, 7]), (16, [8, 8]), (17, [6, 6, 5])]
)
def test_parts_are_of_one_length(size: int, parts: list[int]) -> None:
    assert [sum(len(group.items) for group in part) for part in in_parts(groups_of(size), 8)] == parts
