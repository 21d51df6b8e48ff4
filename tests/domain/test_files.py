import json
import re
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.exercise import Exercise, Practice
from app.domain.files import (
    KINDS,
    LONGEST,
    MOST_PARTS,
    Edition,
    ExerciseProblems,
    Problem,
    edition,
    json_schema,
    parse,
    read_edition,
)
from tests.makers import make_exercise, make_prompt

SHIPPED = sorted((Path(__file__).parents[2] / "exercises").glob("*/*.toml"))
WHERE = "exercises/en/try-out.toml"
GOOD = '''
title = "A quiet evening"
purpose = "To find out what an evening could be."
not_for = "Not for a hurry."
minutes = 10
intensity = "light"
form = "check-in"
practices = ["reflective-talk"]
opens = "at"
sources = ["Made up for a test."]

[[prompts]]
id = "begin"
kind = "reading"
ask = "Before you begin"
text = """
Take your time.

Nothing here is urgent."""

[[prompts]]
id = "hands"
kind = "boundary"
short = true
ask = "Holding hands?"
subject = "holding hands"
openers = { say = "I chose “{answer}”.", ask = "What is that like?", try = "Have tea." }

[[prompts]]
id = "pace"
kind = "scale"
private = true
ask = "How fast is today?"
low = "slow"
high = "fast"

[[prompts]]
id = "alone"
kind = "choice"
private = true
ask = "What is good alone?"
options = [{ id = "tea", text = "tea" }, { id = "book", text = "a book" }]

[[prompts]]
id = "together"
kind = "mutual"
ask = "What are you open to talking about?"
items = [
    { id = "walk", text = "a walk" },
    { id = "dance", text = "a dance" },
    { id = "nap", text = "a nap" },
]

[[prompts]]
id = "rain"
kind = "reflection"
ask = "What does rain sound like?"
short = true
starts = ["It sounds…", "I hear…", "I like…"]

[prompts.openers]
say = "I wrote “{answer}”."
ask = "Where would you like to hear it?"
try = "Listen together."
'''


def problems_of(text: str, slug: str = "try-out", language: str = "en") -> tuple[Problem, ...]:
    with pytest.raises(ExerciseProblems) as refused:
        parse(text, slug, language, WHERE)
    return refused.value.problems


def test_a_good_file_is_an_exercise() -> None:
    exercise = parse(GOOD, "try-out", "en", WHERE)
    assert isinstance(exercise, Exercise)
    assert (exercise.slug, exercise.language) == ("try-out", "en")
    assert [prompt.kind for prompt in exercise.prompts] == [
        "reading", "boundary", "scale", "choice", "mutual", "reflection"
    ]  # fmt: skip


def test_every_problem_is_reported_at_once() -> None:
    faulty = GOOD
    for right, wrong in {
        "title = ": "tittle = ",
        "minutes = 10": "minutes = 200",
        'intensity = "light"': 'intensity = "gentle"',
        'opens = "at"': 'opens = "ready"',
        'kind = "reading"': 'kind = "readnig"',
        'subject = "holding hands"': "",
        "I wrote": "You wrote",
        'low = "slow"': "low = 3",
        'private = true\nask = "What': 'ask = "What',
        'id = "book", text = "a book"': 'id = "tea", text = "a book"',
    }.items():
        assert faulty.count(right) == 1
        faulty = faulty.replace(right, wrong)
    problems = problems_of(faulty)
    assert {(one.prompt, one.path) for one in problems} == {
        (None, "tittle"),
        (None, "title"),
        (None, "minutes"),
        (None, "intensity"),
        (None, "opens"),
        ("begin", "kind"),
        ("hands", "subject"),
        ("rain", "openers.say"),
        ("pace", "low"),
        (None, "prompts"),
        ("alone", "openers"),
        ("alone", "options"),
    }
    assert len(problems) == 12, "a misspelt key is unknown, and missing; a prompt made public needs openers"
    assert {one.file for one in problems} == {WHERE}


@pytest.mark.parametrize(
    ("right", "wrong", "problem"),
    [
        ("title =", "tittle =", "tittle: is not known here; did you mean `title`?"),
        ("low =", "lwo =", "pace: lwo: is not known here; did you mean `low`?"),
        ('try = "Listen', 'tri = "Listen', "rain: openers.tri: is not known here; did you mean `try`?"),
        ('text = "a book"', 'texts = "a book"', "alone: options[2].texts: is not known here; did you mean `text`?"),
        ("title =", "qqq =", "qqq: is not known here; known are title, purpose, not_for, minutes"),
        ("title =", '"a\\u202eb" =', "'a\\u202eb': is not known here"),
        ('kind = "scale"', 'kind = "scales"', "pace: kind: is not a kind; did you mean `scale`?"),
        ('kind = "scale"', "", "pace: kind: is missing"),
        ('title = "A quiet evening"', "", "title: is missing"),
        ('title = "A quiet evening"', 'title = "A\\nB"', "title: must be one line"),
        ("minutes = 10", 'minutes = "10"', "minutes: should be a valid integer"),
        ("minutes = 10", "minutes = 2026-11-24", "minutes: should be a valid integer"),
        ("short = true\nstarts", "short = 1\nstarts", "rain: short: should be a valid boolean"),
        ('form = "check-in"', 'form = "retreat"', "form: should be 'exercise', 'check-in' or 'pulse'"),
        ('"reflective-talk"', '"reflective-walk"', "practices[1]: is not a practice; did you mean `reflective-talk`?"),
        (
            '{ id = "nap",',
            '{ id = "nap", grup = "x",',
            "together: items[3].grup: is not known here; did you mean `group`?",
        ),
        (
            '{ id = "book",',
            '{ id = "book", group = "x",',
            "alone: options[2].group: is not known here; known are id, text",
        ),
        (
            'low = "slow"',
            'low = "slow"\nshow_if = { promt = "hands", any = ["no"] }',
            "pace: show_if.promt: is not known",
        ),
        ('"It sounds…", ', "", "rain: starts[3]: is missing"),
        ('id = "pace"', 'id = "Pace!"', "prompt 3: id: must be lower-case words and hyphens"),
        (', { id = "book", text = "a book" }', "", "alone: options: needs at least 2"),
        (', { id = "book", text = "a book" }', ', "book"', "alone: options[2]: must be a table"),
        ("title =", 'slug = "other"\ntitle =', "slug: is told by the file's place: leave it out"),
    ],
    ids=range(23),
)
def test_a_problem_names_its_place_and_the_way_out(right: str, wrong: str, problem: str) -> None:
    assert GOOD.count(right) == 1
    printed = [str(one) for one in problems_of(GOOD.replace(right, wrong))]
    assert any(one.startswith(f"{WHERE}: {problem}") for one in printed), printed
    assert all(one.isprintable() for one in printed)


def test_one_faulty_option_does_not_count_as_too_few() -> None:
    (problem,) = problems_of(GOOD.replace('{ id = "book", text = "a book" }', '{ id = "book" }'))
    assert str(problem) == f"{WHERE}: alone: options[2].text: is missing"


@pytest.mark.parametrize(
    ("text", "path", "message"),
    [
        ("title = ", "line 1", "is not TOML: Invalid value"),
        (GOOD.replace("minutes = 10", "minutes : 10"), "line 5", "is not TOML: Expected '=' after a key"),
        (GOOD + '\n[[prompts]]\nid = "x', f"line {GOOD.count(chr(10)) + 3}", "is not TOML: Unterminated string"),
        ("a = " + "[" * 5000, "", "is nested too deeply"),
        ("a.a.a.a.a.a.a.a={" * 150 + "a=1" + "}" * 150, "", "is nested too deeply"),
        ("a = " + "1" * 5000, "", "is not TOML: Exceeds the limit"),
        ("#" * (LONGEST + 1), "", "is longer than 65536 letters"),
    ],
    ids=["value", "equals", "end", "nested", "dotted", "digits", "long"],
)
def test_what_is_not_toml_has_one_problem(text: str, path: str, message: str) -> None:
    (problem,) = problems_of(text)
    assert (problem.prompt, problem.path) == (None, path)
    assert problem.message.startswith(message)


DEEP = ".".join("a" * (MOST_PARTS + 1))


@pytest.mark.parametrize(
    "said",
    [
        "DEEP = 1",
        "[DEEP]",
        "[[ DEEP ]]",
        "x = { DEEP = 1 }",
        "x = [ 'DEEP', { DEEP = 1 }]",
        'a.\t\'b.\\\' . "c.\\".d"."".\'\'.DEEP = 1',
        'x = "" # "\nDEEP = 1',
        'x = "\\\\"\nDEEP = 1',
        "x = 'it\\'\nDEEP = 1",
        'x = """"""""\nDEEP = 1',
        "x = ''''''''\nDEEP = 1",
        'x = """\n\\""" it\\\\"""""\nDEEP = 1',
        "x = '''\nit's ''\\''''\nDEEP = 1",
    ],
    ids=range(13),
)
def test_a_key_of_many_parts_is_refused_before_it_is_read(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = said.replace("DEEP", DEEP)
    assert tomllib.loads(text), "a sound file, but for that"
    line = f"line {said[: said.rindex('DEEP')].count(chr(10)) + 1}"
    monkeypatch.setattr(tomllib, "loads", None)
    (problem,) = problems_of(text)
    assert problem == Problem(WHERE, None, line, "has a key of more than 8 parts")


def test_a_key_as_long_as_the_file_is_refused_at_once() -> None:
    """To read it would take a gigabyte."""
    (problem,) = problems_of(".".join(["a"] * (LONGEST // 2)))
    assert problem.message == "has a key of more than 8 parts"


@pytest.mark.parametrize(
    "text",
    ['"DEEP"', "'DEEP'", '"\\" DEEP" # DEEP', '"""\n""DEEP \\""" DEEP"""""', "'''\n''DEEP'''''", "{ DEE = 1 }"],
)
def test_texts_and_comments_may_hold_any_dots(text: str) -> None:
    text = text.replace("DEEP", DEEP).replace("DEE", DEEP[2:])
    assert "parts" not in " ".join(map(str, problems_of(f"title = {text}")))


@pytest.mark.parametrize(
    "again", ['"', "'", '"""\\', "'''", '\\"', "a ", "a.", "a . ", "#", ".", " ", '"a".', "a.\n", "a.a.a.a.a.a.a.a,"]
)
@pytest.mark.parametrize("begun", ["a", "a = '''", 'a = """', "a.a.a.a", "a ."])
def test_looking_for_such_keys_takes_no_time(begun: str, again: str) -> None:
    began = time.process_time()
    assert problems_of(begun + again * ((LONGEST - len(begun)) // len(again)))
    assert time.process_time() - began < 2


@pytest.mark.parametrize("prompts", ["prompts = 3", "prompts = []", 'prompts = ["rain"]', "[prompts]"])
def test_prompts_that_are_no_list_of_tables(prompts: str) -> None:
    problems = problems_of(GOOD[: GOOD.index("[[prompts]]")] + prompts)
    assert any("prompt" in str(one) for one in problems)


def test_the_place_of_a_file_is_checked_too() -> None:
    paths = [one.path for one in problems_of(GOOD, slug="Try out", language="english")]
    assert paths == ["slug", "language"]


def _parsed(text: str) -> Exercise | tuple[Problem, ...]:
    try:
        return parse(text, "try-out", "en", WHERE)
    except ExerciseProblems as refused:
        return refused.problems


def test_a_file_cut_anywhere_is_an_exercise_or_has_problems() -> None:
    """At every byte; where a letter is cut in two, its replacement stands at the end."""
    whole = GOOD.encode()
    for end in range(len(whole)):
        parsed = _parsed(whole[:end].decode(errors="replace"))
        assert isinstance(parsed, Exercise) or parsed


@given(st.text(max_size=40), st.integers(0, len(GOOD)), st.integers(0, 40))
@settings(max_examples=150)
def test_a_file_changed_anywhere_is_an_exercise_or_has_problems(inserted: str, start: int, gone: int) -> None:
    parsed = _parsed(GOOD[:start] + inserted + GOOD[start + gone :])
    assert isinstance(parsed, Exercise) or all("\n" not in str(one) for one in parsed)


def test_problems_are_printed_one_a_line() -> None:
    problems = (Problem("a.toml", None, "", "is odd"), Problem("a.toml", "rain", "ask", "is missing"))
    assert str(ExerciseProblems(problems)) == "a.toml: is odd\na.toml: rain: ask: is missing"


def _exercise(language: str = "en", **changes: Any) -> Exercise:
    return make_exercise(language=language, **changes)


def test_an_edition_is_known_by_its_text() -> None:
    one, same = edition({"en": _exercise()}), edition({"en": _exercise()})
    assert (one, one.content) == (same, same.content)
    assert len(one.hash) == 64
    assert edition({"en": _exercise(title="Another")}).hash != one.hash
    assert edition({"en": _exercise(), "es": _exercise("es")}).hash != one.hash
    assert "quiet" not in repr(one)


def test_the_order_of_languages_does_not_matter() -> None:
    languages = {"en": _exercise(), "es": _exercise("es"), "de": _exercise("de")}
    assert edition(languages) == edition(dict(reversed(languages.items())))


def test_the_content_of_an_edition_is_the_same_for_ever() -> None:
    """Stored rounds refer to its hash. Keys that are left at their default are not in it, so that new ones can come."""
    exercise = make_exercise(make_prompt("scale", short=False, openers=None), practices=["x"], purpose="ä", not_for="z")
    assert edition({"en": exercise}).content == (
        '{"en":{"intensity":"light","language":"en","minutes":10,"not_for":"z","practices":["x"],'
        '"prompts":[{"ask":"How about scale?","high":"lively","id":"scale","kind":"scale","low":"calm"}],'
        '"purpose":"ä","slug":"try-out","sources":["Made up for a test."],"title":"A quiet evening"}}'
    )


def test_an_edition_comes_back_from_its_content() -> None:
    languages = {"en": _exercise(), "es": _exercise("es", title="Una noche tranquila")}
    kept = edition(languages)
    back = read_edition(kept.content)
    assert back == kept
    assert dict(back.languages) == languages


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"en": {}}', "null"])
def test_what_is_no_edition_is_not_read(content: str) -> None:
    with pytest.raises(ValueError, match="validation error"):
        read_edition(content)


def test_an_edition_speaks_the_language_or_the_fallback_or_any() -> None:
    both = edition({"en": _exercise(), "es": _exercise("es")})
    assert [both.in_language(one).language for one in ("es", "en", "fr")] == ["es", "en", "en"]
    assert both.in_language("fr", "es").language == "es"
    assert edition({"es": _exercise("es"), "it": _exercise("it")}).in_language("fr").language == "es"


def test_an_edition_has_a_language() -> None:
    with pytest.raises(ValueError, match="empty"):
        edition({})


def test_other_words_are_the_same_exercise() -> None:
    openers = {"say": "Dije {answer}.", "ask": "¿Cómo es?", "try": "Un té."}
    items = [
        {"id": word, "text": f"el {word}"} for word in ("massage", "dancing", "picnic", "bath", "singing", "stars")
    ]
    prompts = [
        make_prompt("mutual", items=items) if one.kind == "mutual" else one.model_copy(update={"ask": "¿Y esto?"})
        for one in _exercise().prompts
    ]
    prompts[1] = make_prompt("boundary", openers=openers, subject="ir de la mano")
    other = make_exercise(*prompts, language="es", purpose="Una noche.")
    assert isinstance(edition({"en": _exercise(), "es": other}), Edition)


def test_languages_must_mirror_each_other_and_every_difference_is_told() -> None:
    prompts = list(_exercise().prompts)
    prompts[2] = make_prompt("reflection", private=True, short=False)
    prompts[3] = make_prompt("scale", points=7)
    prompts[4] = make_prompt("choice", options="cocoa tea water")
    prompts[6] = make_prompt("choices", "sort")
    prompts[7] = make_prompt("ranking", places=2)
    prompts[9] = make_prompt("guess", about="choice")
    prompts[10] = make_prompt("pause", breaths=5, show_if={"prompt": "scale", "at_most": 2})
    prompts[12] = make_prompt("scale", "own-scale", private=True, desire=True)
    prompts[13] = make_prompt("scale", "wish", desire=True)
    prompts[14] = make_prompt("mutual", items="massage dancing picnic bath singing")
    whole = {"slug": "tried-out", "minutes": 11, "opens": "ready", "practices": ["other"], "intensity": "deep"}
    other = make_exercise(*prompts, form="check-in", rhythm="weekly", **whole)
    with pytest.raises(ExerciseProblems) as refused:
        edition({"es": other, "en": _exercise()})
    assert [(one.prompt, one.path) for one in refused.value.problems] == [
        (None, "slug"),
        (None, "form"),
        (None, "rhythm"),
        (None, "minutes"),
        (None, "intensity"),
        (None, "practices"),
        (None, "opens"),
        (None, "prompts"),
        ("reflection", "private"),
        ("reflection", "short"),
        ("scale", "points"),
        ("choice", "options"),
        ("sort", "groups"),
        ("sort", "items"),
        ("sort", "kind"),
        ("sort", "options"),
        ("sort", "tender"),
        ("ranking", "places"),
        ("guess", "about"),
        ("pause", "breaths"),
        ("pause", "show_if"),
        ("own-scale", "desire"),
        ("mutual", "groups"),
        ("mutual", "items"),
    ]
    assert {one.file for one in refused.value.problems} == {"es/tried-out.toml"}


def test_groups_are_mirrored_under_other_names() -> None:
    def grouped(language: str, *names: str) -> Exercise:
        items = [{"id": one, "text": one, "group": name} for one, name in zip("abc", names, strict=True)]
        return make_exercise(make_prompt("sort", items=items), language=language)

    assert edition({"en": grouped("en", "Bed", "Bed", "Table"), "es": grouped("es", "Cama", "Cama", "Mesa")})
    with pytest.raises(ExerciseProblems) as refused:
        edition({"en": grouped("en", "Bed", "Bed", "Table"), "es": grouped("es", "Cama", "Mesa", "Mesa")})
    assert [(one.prompt, one.path) for one in refused.value.problems] == [("sort", "groups")]


def test_the_order_of_prompts_is_mirrored_too() -> None:
    swapped = list(_exercise().prompts)
    swapped[2], swapped[3] = swapped[3], swapped[2]
    with pytest.raises(ExerciseProblems) as refused:
        edition({"en": _exercise(), "es": make_exercise(*swapped, language="es")})
    assert [one.path for one in refused.value.problems] == ["prompts"]


def test_the_schema_is_of_a_file() -> None:
    schema = json_schema()
    assert json.loads(json.dumps(schema)) == schema
    assert not {"slug", "language"} & (schema["properties"].keys() | set(schema["required"]))
    assert (schema["properties"]["prompts"]["minItems"], schema["properties"]["prompts"]["maxItems"]) == (3, 12)
    assert set(schema["properties"]["prompts"]["items"]["discriminator"]["mapping"]) == set(KINDS)
    assert set(schema["$defs"]["Openers"]["required"]) == {"say", "ask", "try"}
    assert schema["properties"]["practices"]["items"] == {"enum": list(Practice)}
    assert schema["additionalProperties"] is False


def test_the_annotated_example_is_good_and_has_every_kind() -> None:
    readme = (Path(__file__).parents[2] / "exercises" / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", readme, re.DOTALL)
    exercise = parse(example, "slow-morning", "en", "README.md")
    assert {prompt.kind for prompt in exercise.prompts} == set(KINDS)
    assert {name for name in Practice if name in readme} == set(Practice)


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parents[2] / "exercises").glob("*/*.toml")), ids=lambda p: p.stem
)
def test_the_shipped_exercises_are_good(path: Path) -> None:
    assert parse(path.read_text(encoding="utf-8"), path.stem, path.parent.name, path.name).slug == path.stem
