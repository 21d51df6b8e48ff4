"""Drafts of exercises: what they hold, in each of their languages, and what can be done to them."""

import pytest

from app.domain.exercise import Exercise
from app.domain.files import Edition, edition
from app.domain.written import (
    MOST_PROMPTS,
    Written,
    again,
    copy_of,
    id_from,
    moved,
    nothing,
    read,
    with_language,
    with_prompt,
    without_language,
    without_prompt,
    write,
)
from tests.makers import make_exercise, make_prompt


def two_languages() -> dict[str, Exercise]:
    items = [{"id": "one", "text": "One", "group": "Some"}, {"id": "two", "text": "Two", "group": "Some"}]
    eins = [{"id": "one", "text": "Eins", "group": "Manche"}, {"id": "two", "text": "Zwei", "group": "Manche"}]
    english = make_exercise(make_prompt("sort", items=items), make_prompt("scale", hint="A hint"), sources=["A", "B"])
    german = make_exercise(make_prompt("sort", items=eins), make_prompt("scale", low="leise"), title="Ein Abend")
    return {"en": english, "de": german.model_copy(update={"language": "de"})}


def order(written: Written) -> list[str]:
    return [str(one["kind"]) for one in written.prompts]


def of(*kinds: str) -> Written:
    written = nothing("en")
    for kind in kinds:
        written = with_prompt(written, kind)
    return written


def test_nothing_says_nothing() -> None:
    written = nothing("de")
    assert (written.languages, written.original, written.title("de"), written.slug) == (("de",), "de", "", "exercise")
    assert written.in_language("de") == {"intensity": "light", "form": "exercise", "opens": "ready", "prompts": []}


def test_a_copy_says_the_same_in_every_language() -> None:
    languages = two_languages()
    written = copy_of(languages, "de")
    assert written.languages == ("de", "en"), "the one to write in is first"
    for language, exercise in languages.items():
        said = Exercise.model_validate(written.in_language(language) | {"slug": exercise.slug, "language": language})
        assert said == exercise
    assert copy_of(languages, "fr").original == "de"


def test_what_differs_by_language_is_words_and_nothing_else() -> None:
    written = copy_of(two_languages(), "en")
    assert written.prompts[0]["items"][0] == {
        "id": "one",
        "text": {"en": "One", "de": "Eins"},
        "group": {"en": "Some", "de": "Manche"},
    }
    assert written.head["sources"] == {"en": ["A", "B"], "de": ["Made up for a test."]}
    assert written.prompts[1]["hint"] == {"en": "A hint"}
    assert written.head["minutes"] == 10


def test_what_is_not_said_in_a_language_is_left_out() -> None:
    written = copy_of(two_languages(), "en")
    assert "hint" not in written.in_language("de")["prompts"][1]
    bare = written.in_language("fr")
    assert "openers" not in bare["prompts"][1], "a table without a word"
    assert bare["prompts"][0]["items"] == [{"id": "one"}, {"id": "two"}]


def test_a_title_is_that_of_the_language_or_of_the_first() -> None:
    written = copy_of(two_languages(), "en")
    assert (written.title("de"), written.title("fr"), written.slug) == (
        "Ein Abend",
        "A quiet evening",
        "a-quiet-evening",
    )


def test_written_down_and_read_again_it_is_the_same() -> None:
    written = copy_of(two_languages(), "en")
    assert read(write(written)) == written
    assert read(write(with_prompt(nothing("ar"), "pause"))) == with_prompt(nothing("ar"), "pause")


def test_another_one_is_told_apart_by_its_title() -> None:
    written = copy_of(two_languages(), "en")
    assert again(written).head["title"] == {"en": "A quiet evening (2)", "de": "Ein Abend (2)"}
    assert again(written).prompts == written.prompts
    assert again(nothing("en")) == nothing("en")


def test_prompts_come_at_the_end_and_move() -> None:
    written = of("scale", "reading", "pause")
    assert order(moved(written, 3, -1)) == ["scale", "pause", "reading"]
    assert order(moved(written, 1, 1)) == ["reading", "scale", "pause"]
    assert moved(written, 1, -1) == written
    assert moved(written, 3, 1) == written
    assert order(without_prompt(written, 2)) == ["scale", "pause"]


def test_there_is_an_end_to_them() -> None:
    full = of(*["scale"] * MOST_PROMPTS)
    assert with_prompt(full, "scale") == full
    assert len(full.prompts) == MOST_PROMPTS


@pytest.mark.parametrize("n", [0, -1, 4])
def test_a_prompt_that_is_not_there(n: int) -> None:
    written = of("scale", "reading", "pause")
    for change in (lambda: written.prompt(n), lambda: moved(written, n, 1), lambda: without_prompt(written, n)):
        with pytest.raises(IndexError):
            change()


def test_languages_come_and_go() -> None:
    written = copy_of({"en": two_languages()["en"]}, "en")
    more = with_language(written, "de")
    assert more.languages == ("en", "de")
    assert with_language(more, "de") == more
    assert without_language(more, "de") == written
    both = copy_of(two_languages(), "en")
    assert without_language(both, "de").in_language("de") == both.in_language("fr")
    assert without_language(both, "de").in_language("en") == both.in_language("en")
    assert without_language(both, "en") == both, "the one that it is written in stays"
    assert without_language(both, "fr") == both


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What was your inner weather this week?", "what-was-your-inner-weather"),
        ("I’d rather not", "id-rather-not"),
        ("Café au lait", "cafe-au-lait"),
        ("3 things", "things"),
        ("حديث مفتوح", "scale"),
        ("", "scale"),
        ("a" * 100, "a" * 44),
        ("Tea" + "\u0300\u0316" * 100_000, "tea"),  # in a moment: all of its marks would take minutes
    ],
)
def test_ids_come_from_words(text: str, expected: str) -> None:
    assert id_from(text, (), "scale") == expected


def test_an_id_is_none_that_is_taken() -> None:
    assert id_from("Tea", {"tea", "tea-2"}, "item") == "tea-3"


def test_ids_of_thousands_of_the_same_are_found_in_as_many_steps() -> None:
    """A form of 256 KB holds over a hundred thousand lines, and counting anew for each would take minutes."""

    class Asked(set[str]):
        times = 0

        def __contains__(self, one: object) -> bool:
            self.times += 1
            return super().__contains__(one)

    taken, counted = Asked(), dict[str, int]()
    for _ in range(3000):
        taken.add(id_from("Tea", taken, "item", counted))
    assert len(taken) == 3000
    assert taken.times < 3 * 3000
    assert id_from("Coffee", taken, "item", counted) == "coffee"


def test_a_copy_of_an_edition_makes_the_same_edition() -> None:
    languages = two_languages()
    made: Edition = edition(languages)
    written = copy_of(made.languages, "en")
    same = {
        language: Exercise.model_validate(written.in_language(language) | {"slug": "try-out", "language": language})
        for language in written.languages
    }
    assert edition(same).hash == made.hash
