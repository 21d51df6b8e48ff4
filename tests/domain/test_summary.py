from typing import Any

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
    Ranking,
    Reflection,
    Scale,
    Sort,
    Worksheet,
)
from app.domain.compared import Relation, Shown
from app.domain.comparison import compare
from app.domain.exercise import PLACEHOLDER, AnyPrompt, Hand, Level, Pile
from app.domain.sharing import Disclosure, Joint, disclose
from app.domain.summary import LEVEL_WORDS, QUOTED, Point, Summary, in_words, summarise
from tests.domain.strategies import CIRCLE, worksheets
from tests.makers import OPENERS, make_exercise, make_prompt, make_sorts, make_worksheet

EXERCISE = make_exercise()
ANA, BEN, CLEO = CIRCLE[:3]


def summary_of(*rows: tuple[AnyPrompt, list[Answer | None]], joint: Joint | None = None, reader: str = ANA) -> Summary:
    """The summary of these prompts; beside each what the circle, in turn, answered and shared."""
    circle = CIRCLE[: max(len(given) for _, given in rows)]
    shared = [
        Disclosure(author, {prompt.id: answer for prompt, given in rows if (answer := given[place])})
        for place, author in enumerate(circle)
    ]
    return summarise(make_exercise(*(prompt for prompt, _ in rows)), circle, shared, joint, reader)


def scale(id: str, *points: int | None, **changes: Any) -> tuple[AnyPrompt, list[Answer | None]]:
    return make_prompt("scale", id, **changes), [Scale(point=one) if one else None for one in points]


def choice(id: str, *options: str | None, **changes: Any) -> tuple[AnyPrompt, list[Answer | None]]:
    return make_prompt("choice", id, **changes), [Choice(option=one) if one else None for one in options]


def boundary(id: str, *levels: str | None) -> tuple[AnyPrompt, list[Answer | None]]:
    return make_prompt("boundary", id), [Boundary(level=Level(one)) if one else None for one in levels]


def reflection(id: str, *texts: str | None) -> tuple[AnyPrompt, list[Answer | None]]:
    return make_prompt("reflection", id), [Reflection(text=one) if one else None for one in texts]


def sort(id: str, *piles: str) -> tuple[AnyPrompt, list[Answer | None]]:
    return make_prompt("sort", id), list(make_sorts(*piles))


MUTUAL: tuple[AnyPrompt, list[Answer | None]] = (make_prompt("mutual"), [None, None])


@pytest.mark.parametrize(
    ("rows", "first"),
    [
        ([scale("a", 1, 5), scale("b", 2, 3), scale("c", 4, 4), scale("d", 4, 4)], "c b a"),
        ([scale("a", 1, 1), reflection("b", "x", "y"), MUTUAL], "mutual"),
        ([reflection("a", "x", "y"), scale("b", 1, 1)], "b"),
        ([reflection("a", "x", "y"), scale("b", 1, 2)], "a b"),
        ([sort("a", "fct", "fff"), scale("b", 1, 1)], "a"),
        ([scale("b", 1, 1), sort("a", "fct", "fff")], "b a"),
        ([scale("b", 1, 1), scale("c", 1, 2), sort("a", "fct", "fff")], "b c a"),
        ([sort("a", "ff", "ff"), sort("b", "cf", "fc"), sort("c", "u", "f")], "a b"),
        ([scale("a", None, 2), scale("b", 1, 5), scale("c", 1, 1)], "c b"),
        ([scale("a", None, 2), scale("b", 1, 1)], "b a"),
        ([reflection("a", "x", None)], "a"),
        ([reflection("a", "x", None), reflection("b", "x", None)], "a b"),
        ([boundary("a", "welcome", "no"), boundary("b", "no", None)], ""),
        ([boundary("a", "ask", "ask"), boundary("b", "ask", "welcome")], "a b"),
        ([boundary("a", "no", "no"), boundary("b", "not-now", "not-now"), boundary("c", "no", "not-now")], ""),
        ([boundary("a", "no", "no"), boundary("b", "welcome", "welcome"), boundary("c", "ask", "welcome")], "b c"),
        ([choice("a", "tea", "cocoa"), choice("b", "tea", None)], "a"),
        ([choice("a", "tea", None)], "a"),
        ([choice("a", "tea", "cocoa", tender=True), choice("b", "tea", None, tender=True)], ""),
        ([choice("a", "tea", "tea", tender=True)], ""),
        ([scale("a", 1, 5, desire=True), scale("b", None, 5, desire=True)], ""),
    ],
)
def test_three_come_first(rows: list[tuple[AnyPrompt, list[Answer | None]]], first: str) -> None:
    summary = summary_of(*rows, joint=Joint({"mutual": ("bath",)}))
    assert [point.comparison.prompt.id for point in summary.first] == first.split()
    limits = [point.comparison.prompt.id for point in summary.limits]
    rest = {prompt.id for prompt, _ in rows} - {*first.split(), *limits}
    assert {point.comparison.prompt.id for point in summary.rest} == rest


@pytest.mark.parametrize(
    ("rows", "rest"),
    [
        (
            [scale("a", 1, 5), scale("b", 1, 2), scale("c", None, 2), reflection("d", "x", "y"), scale("e", 4, 4)],
            "d e b c a",
        ),
        ([scale("a", 1, 5, desire=True), scale("b", 1, 5), scale("c", 3, 3, desire=True), scale("d", 1, 2)], "d a c b"),
        (
            [choice("a", "tea", "cocoa", tender=True), choice("b", "tea", "tea", tender=True), sort("c", "u", "u")],
            "a b c",
        ),
        ([sort("a", "f", "c"), sort("b", "fu", "fc"), boundary("c", "ask", "welcome"), scale("d", 2, None)], "b c d a"),
    ],
)
def test_the_rest_goes_from_warm_to_what_is_worth_a_talk(
    rows: list[tuple[AnyPrompt, list[Answer | None]]], rest: str
) -> None:
    """Desire and what is tender stand in the same place, whatever was answered."""
    begin = [scale("first", 1, 1), scale("second", 1, 2), scale("third", 1, 5)]
    summary = summary_of(*begin, *rows)
    assert [point.comparison.prompt.id for point in summary.first] == ["first", "second", "third"]
    assert [point.comparison.prompt.id for point in summary.rest] == rest.split()


@pytest.mark.parametrize(
    ("rows", "limits"),
    [
        ([scale("a", 1, 1), MUTUAL, boundary("b", "no", "welcome")], "b"),
        ([boundary("a", "welcome", "ask"), boundary("b", None, "not-now"), boundary("c", "rest", "rest")], "b c"),
        ([boundary("a", "ask", None), scale("b", 1, 5)], ""),
    ],
)
def test_a_boundary_that_somebody_closed_is_known_first(
    rows: list[tuple[AnyPrompt, list[Answer | None]]], limits: str
) -> None:
    summary = summary_of(*rows, joint=Joint({"mutual": ("bath",)}))
    assert [point.comparison.prompt.id for point in summary.limits] == limits.split()


@given(st.lists(worksheets(EXERCISE, sealed=True), min_size=1, max_size=6), st.sets(st.sampled_from(["bath", "stars"])))
@settings(max_examples=60)
def test_every_comparison_is_in_the_summary_once(sheets: list[Worksheet], matched: set[str]) -> None:
    circle, joint = CIRCLE[: len(sheets)], Joint({"mutual": tuple(matched)})
    disclosures = [disclose(EXERCISE, one, author) for author, one in zip(circle, sheets, strict=True)]
    summary = summarise(EXERCISE, circle, disclosures, joint, ANA)
    points = sorted(summary.limits + summary.first + summary.rest, key=lambda point: point.n)
    assert tuple(point.comparison for point in points) == compare(EXERCISE, circle, disclosures, joint)
    assert len(summary.first) <= 3
    assert list(summary.limits) == [point for point in points if point in summary.limits]
    assert all(EXERCISE.prompts[point.n - 1] == point.comparison.prompt for point in points)


@given(st.lists(worksheets(EXERCISE, sealed=True), min_size=2, max_size=6))
@settings(max_examples=40)
def test_all_readers_see_the_same_comparisons_in_the_same_places(sheets: list[Worksheet]) -> None:
    circle = CIRCLE[: len(sheets)]
    disclosures = [disclose(EXERCISE, one, author) for author, one in zip(circle, sheets, strict=True)]
    seen = []
    for reader in circle:
        summary = summarise(EXERCISE, circle, disclosures, None, reader)
        seen.append([[one.comparison for one in part] for part in (summary.limits, summary.first, summary.rest)])
    assert all(one == seen[0] for one in seen)


def _spoken(point: Point) -> str | None:
    """The sentence to say as it is printed."""
    return point.say and point.say.replace(PLACEHOLDER, ", ".join(point.said))


def _only_point(*rows: tuple[AnyPrompt, list[Answer | None]], reader: str = ANA, joint: Joint | None = None) -> Point:
    summary = summary_of(*rows, reader=reader, joint=joint)
    (point,) = summary.limits + summary.first + summary.rest
    return point


@pytest.mark.parametrize(
    ("reader", "say", "ask"), [(ANA, "I said 2/5.", None), (BEN, None, OPENERS["ask"])], ids=["shared", "kept"]
)
def test_nobody_is_asked_about_what_they_kept(reader: str, say: str | None, ask: str | None) -> None:
    point = _only_point(scale("a", 2, None), reader=reader)
    assert (point.n, _spoken(point), point.ask, point.try_) == (1, say, ask, OPENERS["try"])


def test_who_shared_both_speaks_and_asks() -> None:
    point = _only_point(scale("a", 2, 3), reader=BEN)
    assert (_spoken(point), point.ask) == ("I said 3/5.", OPENERS["ask"])


@pytest.mark.parametrize(
    ("row", "say"),
    [
        (reflection("a", " Rain,\n and\ttea "), "I said Rain, and tea."),
        (scale("a", 4, points=7), "I said 4/7."),
        ((make_prompt("choice"), [Choice(option="cocoa")]), "I said Cocoa."),
        ((make_prompt("choices"), [Choices(options=("bake", "walk"))]), "I said Walk, Bake."),
        (boundary("a", "not-now"), "I said not now."),
        (sort("a", "fc"), "I placed a card with ease."),
        ((make_prompt("ranking"), [Ranking(order=("quiet", "sleep"))]), "I said Quiet, Sleep."),
        ((make_prompt("allocation"), [Allocation(now={"dishes": Hand.ME})]), "I water the garden."),
        (reflection("a", "{answer}"), "I said {answer}."),
    ],
)
def test_the_sentence_uses_the_real_answer(row: tuple[AnyPrompt, list[Answer | None]], say: str) -> None:
    """One person alone has nobody to ask."""
    point = _only_point(row)
    assert (_spoken(point), point.ask) == (say, None)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("word " * 24, ("word " * 24).strip()),
        ("word " * 25, "word " * 23 + "word…"),
        ("x" * QUOTED, "x" * QUOTED),
        ("语" * (QUOTED + 1), "语" * QUOTED + "…"),
    ],
    ids=["fits", "cut", "fits in one word", "cut in a language without spaces"],
)
def test_a_long_text_is_quoted_in_part(text: str, quoted: str) -> None:
    assert _only_point(reflection("a", text)).said == (quoted,)


@pytest.mark.parametrize(
    ("about", "answer", "say"),
    [
        ("scale", Scale(point=2), "I said 2/5."),
        ("choice", Choice(option="tea"), "I said Tea."),
        ("sort", Sort(piles={"plans": Pile.TALK}), "I said ."),
    ],
)
def test_a_guess_is_said_by_who_guessed_and_asked_about_by_everybody(about: str, answer: Answer, say: str) -> None:
    """Beside a guess there is always something that somebody else shared."""
    guess = Guess.model_validate({"answer": answer})
    rows = [(make_prompt(about), [answer, None]), (make_prompt("guess", about=about), [None, guess])]
    for reader, said in ((ANA, None), (BEN, say)):
        summary = summary_of(*rows, reader=reader)
        point = next(one for one in summary.first + summary.rest if one.comparison.prompt.kind == "guess")
        assert (_spoken(point), point.ask, point.try_) == (said, OPENERS["ask"], OPENERS["try"])
        assert point in summary.rest, "a guess never comes first: nothing is said of it"


def test_levels_are_in_the_words_of_the_reader() -> None:
    exercise = make_exercise(make_prompt("boundary"))
    shared = [Disclosure(ANA, {"boundary": Boundary(level=Level.ASK)})]
    summary = summarise(exercise, (ANA,), shared, None, ANA, words={Level.ASK: "pregúntame antes"})
    assert summary.first + summary.rest == summary.rest
    assert summary.rest[0].said == ("pregúntame antes",)
    assert set(LEVEL_WORDS) == set(Level)


def test_a_match_has_openers_where_the_exercise_gives_some() -> None:
    joint = Joint({"mutual": ("bath",)})
    bare = _only_point(MUTUAL, joint=joint)
    assert (bare.say, bare.ask, bare.try_) == (None, None, None)
    openers = OPENERS | {"say": "I’d like to talk about this."}
    point = _only_point((make_prompt("mutual", openers=openers), [None, None]), joint=joint)
    assert (point.say, point.ask, point.try_) == ("I’d like to talk about this.", OPENERS["ask"], OPENERS["try"])
    alone = _only_point((make_prompt("mutual", openers=openers), [None]), joint=joint)
    assert (alone.say, alone.ask) == ("I’d like to talk about this.", None)


def test_nothing_shared_is_an_empty_summary() -> None:
    assert summarise(EXERCISE, CIRCLE, [Disclosure(ANA)], Joint({"mutual": ()}), ANA) == Summary((), (), ())


def test_a_worksheet_has_no_summary() -> None:
    worksheet: Any = make_worksheet(EXERCISE)
    with pytest.raises(TypeError):
        summarise(EXERCISE, CIRCLE, [worksheet], None, ANA)


def test_a_kind_without_words_is_loud() -> None:
    unknown: Any = Shown(Relation.ALIKE)
    with pytest.raises(AssertionError, match="unreachable"):
        in_words(unknown, CIRCLE)


def test_nothing_printed_shows_content() -> None:
    summary = summary_of(reflection("a", "secret", "secret"))
    assert repr(summary) == "<Summary>"
    assert repr(summary.first) == "(<Point>,)"


@pytest.mark.parametrize(
    ("text", "quoted"),
    [("Yes.", "Yes"), ("Yes", "Yes"), ("Well..", "Well.."), ("Really?", "Really?"), ("Two\n lines. ", "Two lines")],
)
def test_a_quote_leaves_out_the_full_stop_of_its_own_sentence(text: str, quoted: str) -> None:
    exercise = make_exercise(make_prompt("reflection"))
    one = compare(exercise, ("a",), [Disclosure("a", {"reflection": Reflection(text=text)})], None)[0]
    assert in_words(one, ("a",)) == {"a": (quoted,)}
