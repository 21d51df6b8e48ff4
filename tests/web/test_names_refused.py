"""Names that others read: refused where they are typed when they could turn a sentence around or can't be kept."""

from collections.abc import Callable

import pytest

from app.services.workplace import Workplace
from tests.navigators import Visitor
from tests.web.contents import nothing_is_saved

Sentence = Callable[[str], str]

BAD: dict[str, tuple[str | bytes, str]] = {
    "nothing": ("", "empty"),
    "blanks": ("   ", "empty"),
    "61 letters": ("x" * 61, "long"),
    "few letters of many bytes": ("\U0001f469\u200d" * 30, "long"),
    "two lines": ("two\nlines", "letters"),
    "NUL": ("zero\0", "letters"),
    "an override": ("\u202eturned", "letters"),
    "an isolate": ("left\u2067open", "letters"),
    "a mark": ("\u200fmark", "letters"),
    "no width": ("Al\u200bex", "letters"),
    "a gap": ("\u3164", "letters"),
    "no UTF-8": (b"no text \xff", "letters"),
    "a lone surrogate": (b"half \xed\xa0\xbd", "letters"),
}
FIELDS = {"name": "label", "display_name": "display-name", "pronouns": "pronouns"}
GOOD: dict[str, str | bytes] = {"name": "our place", "display_name": "Alex of the lamps", "pronouns": "they/them"}
CASES = [(field, bad) for field in FIELDS for bad in BAD if (field, BAD[bad][1]) != ("pronouns", "empty")]


def expect_refusal(somebody: Visitor, field: str, typed: dict[str, str | bytes], said: str) -> None:
    """The sentence stands at its field, and every field holds what was typed."""
    html = somebody.page.html
    assert html.select_one(f"#{field}-error").get_text() == said  # type: ignore[union-attr]
    for name, value in typed.items():
        text = value if isinstance(value, str) else value.decode(errors="replace")
        assert html.select_one(f"input#{name}")["value"] == text, f"{name} was lost"  # type: ignore[index]


@pytest.mark.parametrize(("field", "bad"), CASES)
def test_a_place_with_a_name_that_cannot_be_taken(
    joined: Callable[[str], Visitor], workplace: Workplace, sentence: Sentence, field: str, bad: str
) -> None:
    alex = joined("alex")
    alex.opens("/us/new")
    text, reason = BAD[bad]
    typed = {**GOOD, field: text}
    with nothing_is_saved(workplace):
        alex.posts("/us/new", 422, **typed)
    assert alex.address == "/us/new"
    expect_refusal(alex, field, typed, sentence(f"{FIELDS[field]}-{reason}"))


@pytest.mark.parametrize("bad", ["nothing", "61 letters", "an override", "no UTF-8"])
def test_an_invitation_taken_up_with_a_name_that_cannot_be_taken(
    joined: Callable[[str], Visitor], workplace: Workplace, sentence: Sentence, bad: str
) -> None:
    alex, sam = joined("alex"), joined("sam")
    alex.begins_partnership("us", "Alex")
    code = alex.invites()
    text, reason = BAD[bad]
    sam.opens("/invitation")
    typed: dict[str, str | bytes] = {"code": code, "display_name": text, "pronouns": "she/her"}
    with nothing_is_saved(workplace):
        sam.posts("/invitation", 422, **typed)
    expect_refusal(sam, "display_name", typed, sentence(f"display-name-{reason}"))
    sam.accepts(code, "Sam")


def test_names_stand_apart_from_the_sentence_around_them(couple: tuple[Visitor, Visitor]) -> None:
    """In <bdi>, so that a name written from right to left leaves the sentence as it is."""
    alex, _ = couple
    for page in (alex.opens(alex.us), alex.opens("/"), alex.opens(alex.starts("flexible-and-core"))):
        assert "Sam" in [one.get_text() for one in page.html.select("bdi")], page.address


def test_names_are_text_and_never_markup(joined: Callable[[str], Visitor]) -> None:
    alex = joined("alex")
    alex.begins_partnership("<b>us</b>", "{{ 7 * 7 }}", "<script>x</script>")
    for page in (alex.opens(alex.us), alex.opens("/")):
        assert "<b>us</b>" in page.text
        assert not page.html.select("main b, main script")
    assert "{{ 7 * 7 }}" in page.text
