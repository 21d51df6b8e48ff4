"""The fields of the forms in which an exercise is written: from a draft, and back into it."""

from pathlib import Path
from typing import Any

import pytest

from app.domain.exercise import Exercise
from app.domain.written import Written, copy_of, nothing, with_language, with_prompt
from app.domain.written_fields import (
    condition_of,
    could_depend_on,
    guessable,
    head_fields,
    offered,
    prompt_fields,
    with_head,
    with_prompt_fields,
)
from app.domain.written_lists import from_lines, lines_of, translated
from app.storage.library import read_library
from tests.makers import make_exercise, make_prompt

LIBRARY = read_library(Path(__file__).parents[2] / "exercises")
CARDS = [
    {"id": "tea", "group": {"en": "Hot", "de": "Warm"}, "text": {"en": "Tea", "de": "Tee"}},
    {"id": "ice", "group": {"en": "Cold"}, "text": {"en": "Ice"}},
]


def of(*kinds: str, language: str = "en") -> Written:
    written = nothing(language)
    for kind in kinds:
        written = with_prompt(written, kind)
    return written


def filled(written: Written, n: int, language: str = "en", **given: Any) -> Written:
    names = {name.replace("openers_", "openers-").replace("starts_", "starts-"): text for name, text in given.items()}
    return with_prompt_fields(written, n, language, prompt_fields(written, n, language) | names)


@pytest.mark.parametrize("slug", sorted(LIBRARY.current))
def test_what_stands_in_the_fields_is_what_was_there(slug: str) -> None:
    written = copy_of(LIBRARY.current[slug].languages, "en")
    for language in written.languages:
        assert with_head(written, language, head_fields(written, language)) == written
        for n in range(1, len(written.prompts) + 1):
            assert with_prompt_fields(written, n, language, prompt_fields(written, n, language)) == written


def test_every_kind_is_filled_in_from_nothing() -> None:
    exercise = make_exercise()
    wanted = copy_of({"en": exercise}, "en")
    written = with_head(nothing("en"), "en", head_fields(wanted, "en"))
    for n, prompt in enumerate(wanted.prompts, 1):
        written = with_prompt(written, str(prompt["kind"]))
        written = with_prompt_fields(written, n, "en", prompt_fields(wanted, n, "en"))
    said = Exercise.model_validate(written.in_language("en") | {"slug": "try-out", "language": "en"})
    assert said == exercise


def test_of_the_head_what_is_empty_is_left_out() -> None:
    written = with_head(nothing("en"), "en", {"title": "  Tea \r\n", "sources": "One\r\n\r\n Two", "minutes": "ten"})
    assert written.head == {"title": {"en": "Tea"}, "sources": {"en": ["One", "Two"]}, "minutes": "ten"}
    cleared = with_head(
        written,
        "en",
        head_fields(written, "en") | {"title": "", "minutes": "12", "practices-2": "desire"},
    )
    assert cleared.head == {"sources": {"en": ["One", "Two"]}, "minutes": 12, "practices": ["desire"]}


def test_of_a_translation_only_the_words_are_read() -> None:
    written = with_language(with_head(nothing("en"), "en", {"title": "Tea", "minutes": "5"}), "de")
    after = with_head(written, "de", {"title": "Tee", "minutes": "90", "practices-1": "desire"})
    assert after.head == {"title": {"en": "Tea", "de": "Tee"}, "minutes": 5}
    scale = filled(with_language(of("scale"), "de"), 1, ask="How?", id="how", points="7")
    after = filled(scale, 1, "de", ask="Wie?", id="wie", points="3", short="1", low="leise", openers_say="Ich")
    assert after.prompts[0] == {
        "kind": "scale",
        "id": "how",
        "points": 7,
        "ask": {"en": "How?", "de": "Wie?"},
        "low": {"de": "leise"},
        "openers": {"say": {"de": "Ich"}},
    }


def test_a_prompt_gets_an_id_from_its_words_and_keeps_it() -> None:
    written = filled(of("reading"), 1, ask="Before you begin", text="One.\r\n\r\nTwo.")
    assert written.prompts[0]["id"] == "before-you-begin"
    assert written.prompts[0]["text"] == {"en": "One.\n\nTwo."}
    assert filled(written, 1, ask="Before you start").prompts[0]["id"] == "before-you-begin"
    assert "id" not in filled(of("reading"), 1).prompts[0], "there are no words yet"
    two = filled(with_prompt(written, "pause"), 2, ask="Before you begin", breaths="a few")
    assert (two.prompts[1]["id"], two.prompts[1]["breaths"]) == ("before-you-begin-2", "a few")


def test_what_speaks_of_a_prompt_goes_along_with_its_id() -> None:
    written = filled(of("scale", "guess", "reading"), 1, ask="How loud?", id="loud")
    written = filled(written, 2, ask="And they?", about="loud")
    written = filled(filled(written, 3, ask="Quiet", when="loud"), 3, test="at_most", point="2")
    written = filled(written, 1, id="noise")
    assert written.prompts[1]["about"] == "noise"
    assert written.prompts[2]["show_if"] == {"prompt": "noise", "at_most": 2}


def test_nothing_goes_along_with_an_id_that_stands_there_twice() -> None:
    written = filled(filled(of("scale", "scale", "guess"), 1, ask="A", id="a"), 2, ask="B", id="a")
    written = filled(filled(written, 3, ask="C", about="a"), 2, id="b")
    assert written.prompts[2]["about"] == "a"


def test_a_condition_is_chosen_first_and_its_answers_then() -> None:
    written = filled(of("choice", "reading", "reading"), 1, ask="Which?", id="which", listed="a: A\nb: B\nc: C")
    once = filled(written, 2, ask="After", when="which", any=["b"])
    assert once.prompts[1]["show_if"] == {"prompt": "which"}, "the answers that were ticked were those of another"
    then = filled(once, 2, any=["c", "a", "elsewhere"])
    assert then.prompts[1]["show_if"] == {"prompt": "which", "any": ["a", "c"]}
    assert condition_of(then, 2) is then.prompts[0]
    assert offered(then.prompts[0]) == ["a", "b", "c"]
    assert "show_if" not in filled(then, 2, when="").prompts[1]
    assert filled(then, 2, any=[]).prompts[1]["show_if"] == {"prompt": "which"}
    assert condition_of(then, 3) is None
    assert filled(then, 3, ask="C", when="nowhere").prompts[2]["show_if"] == {"prompt": "nowhere"}


@pytest.mark.parametrize(("test", "point"), [("at_least", ""), ("above", "3")])
def test_a_condition_on_a_scale_that_says_nothing(test: str, point: str) -> None:
    written = filled(filled(of("scale", "pause"), 1, ask="How?", id="how"), 2, when="how")
    assert filled(written, 2, test=test, point=point).prompts[1]["show_if"] == {"prompt": "how"}
    assert filled(written, 2, test="at_least", point="four").prompts[1]["show_if"] == {
        "prompt": "how",
        "at_least": "four",
    }


def test_what_could_be_depended_on_or_guessed() -> None:
    written = of("reading", "boundary", "scale", "sort", "guess")
    for n, ask in enumerate(("A", "B", "C", "D"), 1):
        written = filled(written, n, ask=ask)
    assert [one["id"] for one in could_depend_on(written, 5)] == ["b", "c"]
    assert [one["id"] for one in guessable(written, 5)] == ["c", "d"]
    assert offered(written.prompts[1]) == ["welcome", "ask", "not-now", "no", "rest"]
    assert offered(written.prompts[2]) == []
    assert could_depend_on(of("scale", "scale"), 2) == [], "what has no id yet"


def test_three_starts_are_three_fields() -> None:
    written = filled(of("reflection"), 1, ask="What?", starts_1="I…", starts_3="We…")
    assert written.prompts[0]["starts"] == {"en": ["I…", "", "We…"]}
    assert "starts" not in filled(written, 1, starts_1="", starts_3="").prompts[0]


def test_switches_are_there_or_not() -> None:
    written = filled(of("scale", "mutual"), 1, ask="A", short="1", private="1", desire="1")
    assert written.prompts[0] == {
        "kind": "scale",
        "ask": {"en": "A"},
        "id": "a",
        "short": True,
        "private": True,
        "desire": True,
    }
    assert filled(written, 1, short="", private="", desire="").prompts[0] == {
        "kind": "scale",
        "ask": {"en": "A"},
        "id": "a",
    }
    assert "private" not in filled(written, 2, private="1").prompts[1]


def test_cards_are_lines() -> None:
    assert lines_of(CARDS, "en") == "# Hot\ntea: Tea\n# Cold\nice: Ice"
    assert lines_of(CARDS, "de") == "# Warm\ntea: Tee\n#\nice:"
    assert lines_of(CARDS, "fr") == "#\ntea:\nice:"
    assert lines_of([{"id": "tea", "text": {"en": "Tea"}}], "en") == "tea: Tea"


def test_lines_are_cards() -> None:
    assert from_lines("# Hot\ntea: Tea\n# Cold\nice: Ice", CARDS, "en") == CARDS
    assert from_lines("", CARDS, "en") == []
    found = from_lines("#Hot\n\n Green tea \nNote: tea\nkept:  words: more\nnone:\n#\nLast", (), "en")
    assert found == [
        {"id": "green-tea", "text": {"en": "Green tea"}, "group": {"en": "Hot"}},
        {"id": "note-tea", "text": {"en": "Note: tea"}, "group": {"en": "Hot"}},
        {"id": "kept", "text": {"en": "words: more"}, "group": {"en": "Hot"}},
        {"id": "none", "text": {}, "group": {"en": "Hot"}},
        {"id": "last", "text": {"en": "Last"}},
    ]


def test_a_new_card_takes_no_id_that_stands_further_down() -> None:
    assert [one["id"] for one in from_lines("Tea\ntea: Black tea", (), "en")] == ["tea-2", "tea"]


def test_a_card_keeps_its_other_languages_and_so_does_its_heading() -> None:
    changed = from_lines("# Hot\ntea: Black tea\nMilk\n# Warmer\nice: Ice", CARDS, "en")
    assert changed[0] == {"id": "tea", "group": {"en": "Hot", "de": "Warm"}, "text": {"en": "Black tea", "de": "Tee"}}
    assert changed[1]["group"] == {"en": "Hot", "de": "Warm"}
    assert changed[2]["group"] == {"en": "Warmer"}


def test_a_translation_is_by_id_or_by_place() -> None:
    said = translated("# Warm\ntea: Grüntee\n# Kalt\nEis", CARDS, "de")
    assert [one["text"] for one in said] == [{"en": "Tea", "de": "Grüntee"}, {"en": "Ice", "de": "Eis"}]
    assert [one["group"] for one in said] == [{"en": "Hot", "de": "Warm"}, {"en": "Cold", "de": "Kalt"}]
    assert translated("note: Tee\nice: Eis\nzu viel", CARDS, "de")[0]["text"] == {"en": "Tea", "de": "note: Tee"}
    assert len(translated("a\nb\nc", CARDS, "de")) == 2
    cleared = translated("", CARDS, "de")
    assert cleared[0]["text"] == {"en": "Tea"}
    assert translated("Tee", [{"id": "tea", "text": {"en": "Tea"}}], "de") == [
        {"id": "tea", "text": {"en": "Tea", "de": "Tee"}}
    ]
    assert make_prompt("sort").kind == "sort"
