from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.answers import (
    Allocation,
    Answer,
    Boundary,
    Choice,
    Choices,
    Guess,
    Picks,
    Ranking,
    Reflection,
    Scale,
    Sort,
    Worksheet,
)
from app.domain.compared import (
    Allocated,
    Chosen,
    Comparison,
    Guesses,
    Hands,
    Levels,
    Matched,
    Points,
    Relation,
    Row,
    Sorted,
    Texts,
)
from app.domain.comparison import compare
from app.domain.exercise import AnyPrompt, Exercise, Level, Prompt
from app.domain.sharing import Disclosure, Joint, disclose
from tests.domain.strategies import CIRCLE, worksheets
from tests.makers import ANSWERS, make_exercise, make_picks, make_prompt, make_sorts, make_worksheet

EXERCISE = make_exercise()
ANA, BEN, CLEO = CIRCLE[:3]


def one_of(prompt: AnyPrompt, *given: Answer | None, circle: tuple[str, ...] = CIRCLE) -> Any:
    """The one comparison of a prompt to which the circle, in turn, gave and shared these answers."""
    shared = [Disclosure(author, {prompt.id: answer}) for author, answer in zip(circle, given, strict=False) if answer]
    (compared,) = compare(make_exercise(prompt), circle, shared, None)
    return compared


def test_texts_stand_side_by_side() -> None:
    both = one_of(make_prompt("reflection"), Reflection(text="Rain."), Reflection(text="Rain."))
    assert isinstance(both, Texts)
    assert both.texts == ((ANA, "Rain."), (BEN, "Rain."))
    assert both.relation is Relation.BESIDE
    assert one_of(make_prompt("reflection"), None, Reflection(text="Rain.")).relation is Relation.ONE_SIDED


@pytest.mark.parametrize(
    ("steps", "points", "relation"),
    [
        (5, [3, 3], "alike"),
        (5, [3, 4], "close"),
        (5, [3, 5], "different"),
        (3, [1, 2], "close"),
        (3, [1, 3], "different"),
        (7, [1, 2], "close"),
        (7, [1, 3], "different"),
        (9, [9, 7], "close"),
        (9, [9, 6], "different"),
        (5, [2, 2, 2], "alike"),
        (5, [2, 2, 3], "close"),
        (5, [1, 1, 1, 1, 1, 5], "different"),
        (5, [4], "one-sided"),
    ],
)
def test_points_on_a_line(steps: int, points: list[int], relation: str) -> None:
    compared = one_of(make_prompt("scale", points=steps), *(Scale(point=point) for point in points))
    assert isinstance(compared, Points)
    assert compared.points == tuple(zip(CIRCLE, points, strict=False))
    assert compared.relation == relation


@given(st.lists(st.integers(1, 5), min_size=1, max_size=6))
def test_of_desire_nothing_is_said(points: list[int]) -> None:
    compared = one_of(make_prompt("scale", desire=True), *(Scale(point=point) for point in points))
    assert compared.relation == ("beside" if len(points) > 1 else "one-sided")


@pytest.mark.parametrize(
    ("options", "common", "relation"),
    [
        (["tea", "tea"], ("tea",), "alike"),
        (["tea", "water"], (), "different"),
        (["tea", "tea", "water"], (), "different"),
        (["water"], ("water",), "one-sided"),
    ],
)
def test_a_choice(options: list[str], common: tuple[str, ...], relation: str) -> None:
    compared = one_of(make_prompt("choice"), *(Choice(option=option) for option in options))
    assert isinstance(compared, Chosen)
    assert compared.chosen == tuple((author, (option,)) for author, option in zip(CIRCLE, options, strict=False))
    assert (compared.common, compared.relation) == (common, relation)


@pytest.mark.parametrize(
    ("chosen", "common", "relation"),
    [
        (["read walk", "walk read"], ("walk", "read"), "alike"),
        (["dance walk read", "read walk"], ("walk", "read"), "close"),
        (["walk read", "read bake", "read"], ("read",), "close"),
        (["walk", "read"], (), "different"),
        (["walk", "walk", "read"], (), "different"),
        (["dance walk"], ("walk", "dance"), "one-sided"),
    ],
)
def test_choices(chosen: list[str], common: tuple[str, ...], relation: str) -> None:
    compared = one_of(make_prompt("choices"), *(Choices(options=tuple(words.split())) for words in chosen))
    order = ["walk", "read", "bake", "dance"]
    assert [ids for _, ids in compared.chosen] == [tuple(sorted(one.split(), key=order.index)) for one in chosen]
    assert (compared.common, compared.relation) == (common, relation)


@pytest.mark.parametrize(
    ("piles", "verdict"),
    [
        ("ff", "flexible-for-all"),
        ("fff", "flexible-for-all"),
        ("cc", "core-for-all"),
        ("tt", "talk"),
        ("ft", "talk"),
        ("cct", "talk"),
        ("ut", "talk"),
        ("cf", "core-for-one"),
        ("ccf", "core-for-one"),
        ("cu", "core-for-one"),
        ("uf", "unsure"),
        ("uu", "unsure"),
        ("t", "one-sided"),
    ],
)
def test_the_verdict_on_a_card(piles: str, verdict: str) -> None:
    compared = one_of(make_prompt("sort"), *make_sorts(*piles))
    assert isinstance(compared, Sorted)
    (row,) = compared.rows
    assert row.verdict == verdict
    assert [pile[0] for _, pile in row.piles] == list(piles)


@pytest.mark.parametrize(
    ("piles", "cards", "relation"),
    [
        (["ffc", "ffc"], 3, "alike"),
        (["f.c", "f.."], 2, "alike"),
        (["ft", "ff"], 2, "close"),
        (["fu", "fu"], 2, "close"),
        (["cf", "fc"], 2, "different"),
        (["t..", "t.."], 1, "different"),
        (["u", "f"], 1, "beside"),
        (["f..", ".c."], 2, "one-sided"),
        (["fct"], 3, "one-sided"),
    ],
)
def test_cards_in_piles(piles: list[str], cards: int, relation: str) -> None:
    compared = one_of(make_prompt("sort"), *make_sorts(*piles))
    assert len(compared.rows) == cards
    assert compared.relation == relation


@pytest.mark.parametrize(
    ("levels", "leading", "relation", "first"),
    [
        (["welcome", "welcome"], "welcome", "alike", None),
        (["welcome", "ask"], "ask", "close", ANA),
        (["no", "not-now"], "no", "close", None),
        (["no", "ask"], "no", "different", BEN),
        (["welcome", "not-now"], "not-now", "different", ANA),
        (["ask", "ask", "no"], "no", "different", None),
        (["ask", "welcome", "no"], "no", "different", BEN),
        (["ask"], "ask", "one-sided", None),
    ],
)
def test_the_most_careful_level_leads(levels: list[str], leading: str, relation: str, first: str | None) -> None:
    compared = one_of(make_prompt("boundary"), *(Boundary(level=Level(level)) for level in levels))
    assert isinstance(compared, Levels)
    assert compared.levels == tuple(zip(CIRCLE, levels, strict=False))
    assert (compared.leading, compared.relation, compared.first_to_speak) == (leading, relation, first)


def test_matches_are_shown_and_their_absence_is_not() -> None:
    (compared,) = compare(EXERCISE, CIRCLE, [], Joint({"mutual": ("stars", "bath", "wine")}))
    assert isinstance(compared, Matched)
    assert [item.id for item in compared.items] == ["bath", "stars"]
    assert compared.relation is Relation.ALIKE
    assert compare(EXERCISE, CIRCLE, [], Joint({"mutual": ()})) == ()
    assert compare(EXERCISE, CIRCLE, [], None) == ()


def _compared(circle: tuple[str, ...], disclosures: list[Disclosure]) -> tuple[Comparison, ...]:
    return compare(EXERCISE, circle, disclosures, None)


@given(st.lists(worksheets(EXERCISE, sealed=True), min_size=1, max_size=6), st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_the_order_of_disclosures_does_not_matter(sheets: list[Worksheet], random: Any) -> None:
    disclosures = [disclose(EXERCISE, one, author) for author, one in zip(CIRCLE, sheets, strict=False)]
    shuffled = random.sample(disclosures, len(disclosures))
    assert _compared(CIRCLE, shuffled) == _compared(CIRCLE, disclosures)


def _without_order(compared: Comparison) -> Comparison:
    """The comparison with everything by author in the order of the authors' names."""
    changes: dict[str, Any] = {}
    for key in ("texts", "points", "chosen", "levels", "orders"):
        if hasattr(compared, key):
            changes[key] = tuple(sorted(getattr(compared, key)))
    if isinstance(compared, Sorted):
        changes["rows"] = tuple(Row(row.item, tuple(sorted(row.piles)), row.verdict) for row in compared.rows)
    if isinstance(compared, Allocated):
        changes["tasks"] = tuple(
            replace(task, now=_sorted_hands(task.now), wish=_sorted_hands(task.wish)) for task in compared.tasks
        )
    if isinstance(compared, Guesses):
        guesses = [replace(one, beside=tuple(sorted(one.beside, key=_author))) for one in compared.guesses]
        changes["guesses"] = tuple(sorted(guesses, key=lambda one: one.author))
    return replace(compared, **changes)


def _sorted_hands(hands: Hands) -> Hands:
    return replace(hands, hands=tuple(sorted(hands.hands)))


def _author(pair: tuple[str, Answer]) -> str:
    return pair[0]


@given(st.lists(worksheets(EXERCISE, sealed=True), min_size=1, max_size=6), st.permutations(CIRCLE))
@settings(max_examples=50)
def test_nobody_is_treated_otherwise_for_their_place(sheets: list[Worksheet], order: list[str]) -> None:
    """Another order of the circle gives another order of the same values, and the same words about them."""
    disclosures = [disclose(EXERCISE, one, author) for author, one in zip(CIRCLE, sheets, strict=False)]
    first, other = _compared(CIRCLE, disclosures), _compared(tuple(order), disclosures)
    assert [_without_order(one) for one in first] == [_without_order(one) for one in other]
    for compared in other:
        if isinstance(compared, Texts):
            assert [author for author, _ in compared.texts] == [a for a in order if a in dict(compared.texts)]


@given(st.lists(worksheets(EXERCISE), min_size=1, max_size=6))
@settings(max_examples=50)
def test_only_who_shared_appears(sheets: list[Worksheet]) -> None:
    disclosures = [disclose(EXERCISE, one, author) for author, one in zip(CIRCLE, sheets, strict=False)]
    silent = [one for one in disclosures if one.answers]
    assert _compared(CIRCLE, disclosures) == _compared(CIRCLE, silent)
    shown = {one.prompt.id for one in _compared(CIRCLE, disclosures)}
    assert shown - {"guess"} == {key for one in disclosures for key in one.answers} - {"guess"}


def test_prompts_come_in_the_order_of_the_exercise() -> None:
    backwards = dict(reversed(list(make_worksheet(EXERCISE).answers.items())))
    compared = compare(EXERCISE, (ANA,), [Disclosure(ANA, backwards)], Joint({"mutual": ("bath",)}))
    alone = [kind for kind in ANSWERS if kind != "guess"]
    assert [one.prompt.id for one in compared] == [*alone, "desire", "mutual"]
    assert {one.relation for one in compared[:-1]} == {Relation.ONE_SIDED}


@pytest.mark.parametrize(
    "answers",
    [
        {"own-words": Reflection(text="mine")},
        {"scale": Scale(point=9)},
        {"reflection": Reflection(text=" ")},
        {"sort": Sort(piles={})},
        {"choices": Choices(options=())},
        {"mutual": Choices(options=("bath",))},
        {"reading": Reflection(text="hello")},
        {"ranking": Ranking(order=("sleep", "sleep"))},
        {"allocation": Allocation()},
        {"guess": Guess(answer=Scale(point=9))},
        {"unknown": Reflection(text="hello")},
    ],
    ids=lambda answers: next(iter(answers)),
)
def test_what_a_prompt_could_not_have_taken_counts_as_not_shared(answers: dict[str, Answer]) -> None:
    assert compare(EXERCISE, CIRCLE, [Disclosure(ANA, answers)], None) == ()


def test_who_is_not_in_the_circle_does_not_appear() -> None:
    assert compare(EXERCISE, (ANA,), [Disclosure(BEN, {"scale": Scale(point=1)})], None) == ()


@pytest.mark.parametrize("private", [make_worksheet(EXERCISE), make_picks("bath"), None, {}], ids=repr)
def test_only_disclosures_are_compared(private: Any) -> None:
    with pytest.raises(TypeError):
        compare(EXERCISE, CIRCLE, [Disclosure(ANA), private], None)


@pytest.mark.parametrize("private", [make_worksheet(EXERCISE), Picks(), Disclosure(ANA), {}], ids=repr)
def test_only_a_joint_disclosure_is_read(private: Any) -> None:
    with pytest.raises(TypeError):
        compare(EXERCISE, CIRCLE, [], private)


def test_nobody_discloses_twice() -> None:
    with pytest.raises(ValueError, match="two disclosures"):
        compare(EXERCISE, CIRCLE, [Disclosure(ANA), Disclosure(ANA)], None)


def test_a_kind_without_a_rule_is_loud() -> None:
    unknown = Exercise.model_construct(prompts=(Prompt(id="new", ask="New?"),))
    with pytest.raises(AssertionError, match="unreachable"):
        compare(unknown, CIRCLE, [], None)


def test_nothing_printed_shows_content() -> None:
    disclosures = [disclose(EXERCISE, make_worksheet(EXERCISE), author) for author in (ANA, BEN)]
    compared = compare(EXERCISE, CIRCLE, disclosures, Joint({"mutual": ("bath",)}))
    assert {repr(one) for one in compared} == {f"<{kind.__name__}>" for kind in get_args(Comparison)}
    assert repr(one_of(make_prompt("sort"), *make_sorts("f")).rows) == "(<Row>,)"
