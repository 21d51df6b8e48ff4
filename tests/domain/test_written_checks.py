"""What is to be mended in a draft: by the checks of the files, each thing at its field."""

from pathlib import Path
from typing import Any

import pytest

from app.domain.files import checked, parse
from app.domain.written import Written, copy_of, nothing, with_language, with_prompt
from app.domain.written_checks import exercise_in, problems, sketch, whole
from app.domain.written_fields import head_fields, prompt_fields, with_head, with_prompt_fields
from app.storage.library import read_library
from tests.domain.test_files import GOOD
from tests.makers import make_exercise, make_prompt

LIBRARY = read_library(Path(__file__).parents[2] / "exercises")
SOUND = copy_of({"en": parse(GOOD, "try-out", "en", "")}, "en")
NAMES = [str(one["id"]) for one in SOUND.prompts]


def at(written: Written, language: str = "en") -> set[tuple[int | None, str, str]]:
    return {(one.n, one.field, one.message.reason) for one in problems(written, language)}


def changed(prompt: str, **given: Any) -> Written:
    n = NAMES.index(prompt) + 1
    names = {name.replace("openers_", "openers-").replace("starts_", "starts-"): text for name, text in given.items()}
    return with_prompt_fields(SOUND, n, "en", prompt_fields(SOUND, n, "en") | names)


@pytest.mark.parametrize("slug", sorted(LIBRARY.current))
def test_what_comes_with_the_code_is_sound(slug: str) -> None:
    edition = LIBRARY.current[slug]
    written = copy_of(edition.languages, "en")
    assert [problems(written, language) for language in written.languages] == [()] * len(written.languages)
    made = whole(written)
    assert made is not None
    assert {one: text.prompts for one, text in made.languages.items()} == {
        one: text.prompts for one, text in edition.languages.items()
    }


def test_what_is_said_here_is_what_is_said_of_a_file() -> None:
    written = changed("pace", low="", points="70")
    _, faults = checked(written.in_language("en"), "try-out", "en")
    assert {one.message for one in problems(written, "en")} == {fault.message for fault in faults}


def test_nothing_lacks_everything() -> None:
    missing = {(None, one, "missing") for one in ("title", "purpose", "not_for", "minutes", "practices-1", "sources")}
    assert at(nothing("en")) == missing | {(None, "prompts", "at-least")}
    assert exercise_in(nothing("en"), "en") is whole(nothing("en")) is sketch(nothing("en"), "en") is None


@pytest.mark.parametrize(
    ("prompt", "given", "field", "reason"),
    [
        ("pace", {"low": ""}, "low", "missing"),
        ("pace", {"low": "x" * 201}, "low", "letters"),
        ("pace", {"points": "70"}, "points", "at-most"),
        ("pace", {"points": "2"}, "points", "at-least"),
        ("pace", {"points": "many"}, "points", "number"),
        ("pace", {"id": "Pace"}, "id", "hyphened"),
        ("pace", {"low": "a\u200bb"}, "low", "unseen"),
        ("pace", {"openers_say": "I."}, "openers-say", "openers-go"),
        ("pace", {"id": "hands"}, "id", "id-twice"),
        ("pace", {"when": "hands"}, "when", "one-test"),
        ("hands", {"openers_say": "You chose."}, "openers-say", "say-i"),
        ("hands", {"openers_ask": "Why?"}, "openers-ask", "ask-why"),
        ("hands", {"openers_say": "", "openers_ask": "", "openers_try": ""}, "openers-say", "openers-missing"),
        ("hands", {"subject": "a\nb"}, "subject", "one-line"),
    ],
)
def test_each_is_at_its_field(prompt: str, given: dict[str, Any], field: str, reason: str) -> None:
    n = NAMES.index(prompt) + 1
    assert (n, field, reason) in at(changed(prompt, **given))


def test_of_lists_and_starts() -> None:
    written = copy_of({"en": make_exercise()}, "en")
    n = next(n for n, one in enumerate(written.prompts, 1) if one["kind"] == "choice")
    twice = with_prompt_fields(written, n, "en", prompt_fields(written, n, "en") | {"listed": "a: Tea\na: Tea"})
    assert (n, "listed", "repeated") in at(twice)
    many = {"listed": "\n".join(f"tea number {k}" for k in range(13))}
    assert (n, "listed", "at-most") in at(with_prompt_fields(written, n, "en", prompt_fields(written, n, "en") | many))
    one = with_prompt_fields(written, n, "en", prompt_fields(written, n, "en") | {"listed": "a: Tea"})
    assert (n, "listed", "at-least") in at(one)
    n = next(n for n, one in enumerate(written.prompts, 1) if one["kind"] == "reflection")
    for field in ("starts-1", "starts-2"):
        bare = with_prompt_fields(written, n, "en", prompt_fields(written, n, "en") | {field: ""})
        assert (n, field, "missing") in at(bare)


def test_of_the_whole() -> None:
    head = head_fields(SOUND, "en")
    assert (None, "prompts", "count") in at(with_head(SOUND, "en", head | {"form": "pulse"}))
    assert (None, "practices-1", "missing") in at(with_head(SOUND, "en", head | {"practices-1": ""}))
    assert (None, "practices-2", "not-offered") in at(with_head(SOUND, "en", head | {"practices-2": "magic"}))
    assert (None, "practices-2", "repeated") in at(with_head(SOUND, "en", head | {"practices-2": head["practices-1"]}))
    assert (None, "opens", "must-open-at") in at(
        with_head(copy_of({"en": make_exercise()}, "en"), "en", head | {"opens": "ready"})
    )


def test_of_a_translation_only_what_is_not_to_be_mended_in_the_original() -> None:
    written = with_language(SOUND, "de")
    found = at(written, "de")
    assert (None, "title", "missing") in found
    assert (NAMES.index("pace") + 1, "low", "missing") in found
    bare = with_language(changed("pace", low=""), "de")
    assert (NAMES.index("pace") + 1, "low", "missing") not in at(bare, "de")
    assert exercise_in(SOUND, "en") is not None
    assert exercise_in(written, "de") is whole(written) is None
    assert exercise_in(bare, "de") is None


def test_headings_lie_in_a_translation_where_they_lie_in_the_original() -> None:
    items = [{"id": one, "text": one, "group": "A" if one < "c" else "B"} for one in "abcd"]
    sound = parse(GOOD, "try-out", "en", "")
    english = sound.model_copy(
        update={
            "prompts": tuple(
                make_prompt("mutual", items=items) if one.kind == "mutual" else one for one in sound.prompts
            )
        }
    )
    written = copy_of({"en": english, "de": english.model_copy(update={"language": "de"})}, "en")
    assert at(written) == at(written, "de") == set()
    n = next(n for n, one in enumerate(written.prompts, 1) if one["kind"] == "mutual")
    other = with_prompt_fields(written, n, "de", prompt_fields(written, n, "de") | {"listed": "# A\na\n# B\nb\nc\nd"})
    assert at(other, "de") == {(n, "groups", "unlike")}


def test_what_is_looked_at_is_what_is_sound() -> None:
    written = changed("pace", low="")
    found = sketch(written, "en")
    assert found is not None
    assert "pace" not in [prompt.id for prompt in found.prompts]
    assert found.title == SOUND.title("en")


def test_what_is_missing_around_the_prompts_is_filled_up_to_look_at_them() -> None:
    head = head_fields(SOUND, "en") | {"title": "", "minutes": "soon", "practices-1": ""}
    found = sketch(with_head(SOUND, "en", head), "en")
    assert found is not None
    assert (found.title, found.minutes) == ("…", 10)
    assert len(found.prompts) == len(SOUND.prompts)


def test_what_is_not_translated_yet_is_not_looked_at() -> None:
    written = with_language(SOUND, "de")
    assert sketch(written, "de") is None
    n = NAMES.index("pace") + 1
    pace = prompt_fields(SOUND, n, "en") | {"ask": "Wie schnell?", "low": "langsam", "high": "schnell"}
    found = sketch(with_prompt_fields(written, n, "de", pace), "de")
    assert found is not None
    assert (found.language, found.title, [prompt.id for prompt in found.prompts]) == ("de", "…", ["pace"])


def test_without_a_sound_prompt_there_is_nothing_to_look_at() -> None:
    assert sketch(with_prompt(nothing("en"), "scale"), "en") is None
    odd = with_head(with_prompt(nothing("en"), "scale"), "en", {"form": "opera"})
    assert sketch(odd, "en") is None


def test_a_head_that_cannot_be_read_at_all_does_not_stand_in_the_way() -> None:
    head = head_fields(SOUND, "en") | {"form": "opera", "rhythm": "daily", "opens": "never"}
    found = sketch(with_head(SOUND, "en", head), "en")
    assert found is not None
    assert len(found.prompts) == len(SOUND.prompts)
