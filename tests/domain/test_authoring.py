"""The rules of a good exercise: each broken by one file, and kept by all others."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.authoring import faults
from app.domain.drafts import located
from tests.makers import OPENERS

Table = dict[str, Any]


def scale(id: str, **changes: Any) -> Table:
    table = {"id": id, "kind": "scale", "ask": "How?", "low": "a", "high": "b", "short": True, "openers": OPENERS}
    return {key: one for key, one in (table | changes).items() if one is not None}


def alone(id: str, **changes: Any) -> Table:
    return scale(id, private=True, openers=None) | changes


def mutual(**changes: Any) -> Table:
    items = [{"id": word, "text": word} for word in ("walk", "dance", "nap")]
    return {"id": "together", "kind": "mutual", "ask": "What?", "items": items} | changes


def boundary(**changes: Any) -> Table:
    return {"id": "hands", "kind": "boundary", "ask": "Hands?", "subject": "hands", "openers": OPENERS} | changes


def closing(**changes: Any) -> Table:
    starts = ["I could…", "We could…", "It helps…"]
    return {
        "id": "end", "kind": "reflection", "ask": "What next?", "starts": starts, "short": True, "openers": OPENERS
    } | changes  # fmt: skip


KEYS = ["id", "kind", "openers", "items", "options", "private", "short", "desire", "say", "ask", "try", "text", "group"]
KEYS += ["show_if", "prompt", "any", "at_least", "at_most", "about", "points"]
READING: Table = {"id": "begin", "kind": "reading", "ask": "Before", "text": "Take your time."}
PRIVATE = [alone("own-a"), alone("own-b")]


PAUSE = READING | {"id": "breathe", "kind": "pause", "breaths": 3}


def found(*prompts: Table, language: str = "en", **whole: Any) -> list[tuple[str | None, str]]:
    """Where the rules find a fault in an exercise of these prompts: a pulse, which has the fewest rules."""
    data = {"form": "pulse", **whole, "prompts": list(prompts)}
    return [(fault.prompt, fault.path) for fault in faults(data, language)]


@pytest.mark.parametrize(
    "prompts",
    [
        [scale("a"), *PRIVATE],
        [alone("a"), alone("b"), alone("c")],
        [READING, READING | {"id": "end"}, alone("a")],
        [boundary(), scale("a", desire=True), mutual(), *PRIVATE],
        [mutual(openers=OPENERS | {"say": "I’d like to talk about it."}), scale("a"), *PRIVATE],
        [scale("a"), READING, PAUSE],
        [scale("a"), scale("b"), scale("c", short=False)],
    ],
    ids=range(7),
)
def test_good_pulses(prompts: list[Table]) -> None:
    assert found(*prompts, opens="at") == []


def of_the_form(prompts: int, short: int, private: int) -> list[Table]:
    """So many prompts, and of those that are answered so many short ones, the closing step included, and private
    ones."""
    made = [alone(f"own-{n}", short=False) for n in range(private)]
    made += [scale(f"s-{n}") for n in range(short - 1)]
    made += [READING | {"id": f"read-{n}", "short": True} for n in range(prompts - len(made) - 1)]
    return [*made, closing()]


@pytest.mark.parametrize(
    ("form", "prompts", "short", "private", "good"),
    [
        ("exercise", 6, 3, 2, True),
        ("exercise", 12, 5, 2, True),
        ("exercise", 5, 3, 2, False),
        ("exercise", 13, 5, 2, False),
        ("exercise", 8, 2, 2, False),
        ("exercise", 9, 6, 2, False),
        ("exercise", 8, 3, 1, False),
        ("exercise", 8, 3, 3, False),
        ("check-in", 4, 2, 2, True),
        ("check-in", 6, 4, 2, True),
        ("check-in", 7, 4, 2, False),
        ("check-in", 6, 1, 2, False),
        ("check-in", 5, 2, 0, False),
        ("pulse", 3, 1, 0, True),
        ("pulse", 5, 3, 2, True),
        ("pulse", 2, 1, 0, False),
        ("pulse", 6, 3, 2, False),
        (3, 40, 9, 9, True),
        ("retreat", 40, 9, 9, True),
    ],
)
def test_the_lengths_of_the_forms(form: Any, prompts: int, short: int, private: int, good: bool) -> None:
    """Of a form that there is none of, its own fault is enough."""
    expected = [] if good else [(None, "prompts")]
    assert found(*of_the_form(prompts, short, private), form=form) == expected


def test_an_exercise_is_of_the_longest_form_if_it_does_not_say() -> None:
    assert next(faults({"prompts": of_the_form(5, 3, 2)}, "en")).message == (
        "has 5 prompts; for the form exercise it is 6 to 12"
    )
    assert list(faults({"prompts": of_the_form(6, 3, 2)}, "en")) == []


def test_a_pulse_needs_something_in_its_five_minute_version() -> None:
    (fault,) = faults({"form": "pulse", "prompts": [scale(f"s-{n}", short=False) for n in range(3)]}, "en")
    assert "five-minute version; for the form pulse it is 1 to 5" in fault.message


@pytest.mark.parametrize(
    ("last", "good"),
    [
        (closing(), True),
        (scale("end", kind="choice"), True),
        (scale("end"), False),
        (closing(short=False), False),
        (closing(show_if={"prompt": "own-0", "at_least": 2}, private=True, openers=None), False),
        (READING | {"id": "end"}, False),
    ],
    ids=range(6),
)
@pytest.mark.parametrize("form", ["exercise", "check-in", "pulse"])
def test_the_closing_step_comes_last(last: Table, good: bool, form: str) -> None:
    before = of_the_form(5, 4, 2)[:-1]
    assert (("end", "") in found(*before, last, form=form)) == (not good and form != "pulse")


@pytest.mark.parametrize(
    ("practices", "places"),
    [
        (["safety"], []),
        (["safety", "consent", "closeness"], []),
        (["safety", "consent", "closeness", "desire"], ["practices"]),
        (["safe-to-say", "consent"], ["practices[1]"]),
        (["consent", "consent"], ["practices[2]"]),
        ([3, ["consent"]], []),
        ("consent", []),
    ],
    ids=range(7),
)
def test_practices_are_from_the_list(practices: Any, places: list[str]) -> None:
    assert found(*PRIVATE, scale("a"), practices=practices) == [(None, place) for place in places]


def test_the_nearest_practice_is_named() -> None:
    (fault,) = faults({"practices": ["boundary"]}, "en")
    assert fault.message == "is not a practice; did you mean `boundaries`?"


BROKEN: list[tuple[list[Table], tuple[str | None, str]]] = [
    ([scale("a"), *PRIVATE][1:], (None, "prompts")),
    ([scale("a", short=False), *(one | {"short": False} for one in PRIVATE)], (None, "prompts")),
    ([READING | {"short": True}, alone("a", short=False), alone("b", short=False)], (None, "prompts")),
    ([scale("a"), scale("a"), *PRIVATE], ("prompt 2", "id")),
    ([mutual(), boundary(), *PRIVATE], ("hands", "")),
    ([scale("a", desire=True), boundary(), *PRIVATE], ("hands", "")),
    ([scale("a", openers=None), *PRIVATE], ("a", "openers")),
    ([scale("a"), alone("b", openers=OPENERS), alone("c")], ("b", "openers")),
    ([READING | {"openers": OPENERS}, scale("a"), *PRIVATE], ("begin", "openers")),
    ([READING | {"private": True}, scale("a"), *PRIVATE], ("begin", "private")),
    ([PAUSE | {"private": True}, scale("a"), *PRIVATE], ("breathe", "private")),
    ([PAUSE | {"openers": OPENERS}, scale("a"), *PRIVATE], ("breathe", "openers")),
    ([scale("a", kind="ranking", openers=None), *PRIVATE], ("a", "openers")),
    ([scale("a", kind="allocation", openers=None), *PRIVATE], ("a", "openers")),
    ([scale("a", kind="allocation"), *PRIVATE], ("a", "openers.say")),
    ([scale("a", kind="ranking", items=[{"id": "a", "text": word} for word in "ab"]), *PRIVATE], ("a", "items")),
    ([mutual(private=True), scale("a"), *PRIVATE], ("together", "private")),
    (
        [mutual(items=[{"id": "a", "text": "a"}, {"id": "b", "text": "b", "group": "x"}]), *PRIVATE],
        ("together", "items"),
    ),
    ([mutual(items=[{"id": "a", "text": "a"}, {"id": "a", "text": "b"}]), *PRIVATE], ("together", "items")),
    ([mutual(items=[{"id": "a", "text": "a"}, {"id": "b", "text": "a"}]), *PRIVATE], ("together", "items")),
]


@pytest.mark.parametrize(("prompts", "place"), BROKEN, ids=range(len(BROKEN)))
def test_what_breaks_a_rule(prompts: list[Table], place: tuple[str | None, str]) -> None:
    assert found(*prompts, opens="at") == [place]


def test_a_late_boundary_is_told_what_it_stands_after() -> None:
    prompts = [alone("wish", desire=True), mutual(), boundary(), alone("b")]
    (fault,) = faults({"prompts": prompts, "opens": "at", "form": "pulse"}, "en")
    assert fault.message == "stands after `wish`: boundaries come before blind picks and desire"


@pytest.mark.parametrize("opens", ["ready", None])
def test_blind_picks_need_a_set_time(opens: str | None) -> None:
    assert found(scale("a"), mutual(), *PRIVATE, opens=opens) == [(None, "opens")]


@pytest.mark.parametrize(
    ("key", "text", "language", "good"),
    [
        ("say", "I’d like {answer}.", "en", True),
        ("say", "I'd like that.", "en", True),
        ("say", " I like {answer} and {answer}.", "en", True),
        ("say", "You never do.", "en", False),
        ("say", "Ice is cold.", "en", False),
        ("say", "Me gusta {answer}.", "es", True),
        ("say", "I like {name}.", "en", False),
        ("say", "Me gusta {nombre}.", "es", False),
        ("say", "I like {answer.", "en", False),
        ("say", "I like {{answer}}.", "en", False),
        ("ask", "What is it like?", "en", True),
        ("ask", "Why is that?", "en", False),
        ("ask", "Tell me why.", "en", False),
        ("ask", "Whyever?", "en", True),
        ("ask", "Was {answer}?", "de", False),
        ("ask", "Why not, Mr Why?", "es", True),
        ("try", "Have {answer}.", "en", False),
    ],
    ids=range(17),
)
def test_openers(key: str, text: str, language: str, good: bool) -> None:
    expected = [] if good else [("a", f"openers.{key}")]
    assert found(scale("a", openers=OPENERS | {key: text}), *PRIVATE, language=language) == expected


def test_all_that_is_wrong_with_one_sentence_is_told() -> None:
    openers = {"say": "You {name} {answer}", "ask": "Why {answer}?", "try": "{"}
    sort = {"id": "cards", "kind": "sort", "items": [{"id": "a", "text": "a"}], "openers": openers}
    assert found(sort, scale("a"), *PRIVATE) == [
        ("cards", "openers.say"),
        ("cards", "openers.say"),
        ("cards", "openers.say"),
        ("cards", "openers.ask"),
        ("cards", "openers.try"),
        ("cards", "openers.ask"),
    ]


@pytest.mark.parametrize(
    "letter", ["\u202e", "\u2066", "\u200b", "\u00ad", "\ufeff", "\x07", "\t", "\r", "\u2028", "\ue000"]
)
def test_letters_that_cannot_be_seen_are_refused(letter: str) -> None:
    hidden = f"a{letter}b{letter}"
    options = [{"id": "x", "text": "x"}, {"id": "y", "text": hidden}]
    choice = {"id": "tea", "kind": "choice", "ask": "Tea?", "short": True, "options": options, "openers": OPENERS}
    places = found(choice, *PRIVATE, title=hidden, sources=["x", hidden])
    assert places == [(None, "title"), (None, "sources[2]"), ("tea", "options[2].text")]


@pytest.mark.parametrize(
    "text", ["two\nlines", "می\u200cخواهم", "👩\u200d👩\u200d👧 ❤️", "עברית", "e\u0301"], ids=range(5)
)
def test_letters_that_languages_need_are_fine(text: str) -> None:
    assert found(scale("a", hint=text), *PRIVATE) == []


def test_a_fault_names_the_letter() -> None:
    (fault,) = faults({"title": "a\u202eb"}, "en")
    assert fault.message == "holds U+202E (RIGHT-TO-LEFT OVERRIDE), which can't be seen"


@pytest.mark.parametrize(
    ("location", "place"),
    [
        ((), (None, "")),
        (("title",), (None, "title")),
        (("prompts",), (None, "prompts")),
        (("prompts", 0), ("a", "")),
        (("prompts", 1, "items", 2, "text"), ("prompt 2", "items[3].text")),
        (("sources", 0), (None, "sources[1]")),
        (("two words",), (None, "'two words'")),
    ],
    ids=range(7),
)
def test_places_are_told_in_words(location: tuple[str | int, ...], place: tuple[str | None, str]) -> None:
    assert located({"prompts": [{"id": "a"}, {"id": "not an id"}]}, location) == place


things = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.sampled_from(["mutual", "boundary", "a"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(st.sampled_from(KEYS), things, max_size=6) | things, max_size=4), things, things)
@settings(max_examples=200)
def test_rules_can_be_asked_of_anything(prompts: list[Any], opens: Any, practices: Any) -> None:
    """Whatever somebody wrote where a table, a text or a list belongs, the rules do not break on it."""
    for fault in faults({"prompts": prompts, "opens": opens, "practices": practices, "form": practices}, "en"):
        assert fault.message
