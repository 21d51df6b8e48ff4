"""What stands on buttons is read in a hurry, by tired people."""

import re
from pathlib import Path

from app.cli.syllables import by_vowels, english_syllables
from app.domain.style import reading_grade
from app.startup import shipped

MOST = 6.0
CONTROL = re.compile(r"<(button|a)\b((?:[^>]|\{\{.*?\}\})*?)>(.*?)</\1>", re.DOTALL)
WORDS = re.compile(r'_\("([^"]+)"')


def controls(template: str) -> list[str]:
    """The words on the buttons of a template, and on links that look like one."""
    found = []
    for kind, attributes, inner in CONTROL.findall(template):
        if kind == "button" or re.search(r'class="[^"]*\bbutton\b', attributes):
            found += WORDS.findall(inner)
    return found


def test_the_words_on_buttons_are_found() -> None:
    page = '<button name="a" value="{{ x }}">{{ _("Take it") if a else _("Leave it") }}</button>{{ _("Text") }}'
    assert controls(page + '<a class="button big" href="/">{{ _("Go on") }}</a><a href="/">{{ _("Link") }}</a>') == [
        "Take it", "Leave it", "Go on",
    ]  # fmt: skip


def test_buttons_read_like_school_year_six_at_most() -> None:
    syllables = english_syllables()
    assert syllables is not None
    templates = sorted(Path(shipped("templates")).rglob("*.html"))
    words = [text for template in templates for text in controls(template.read_text("utf-8"))]
    assert len(set(words)) > 20
    grades = {text: reading_grade([text], syllables) for text in set(words)}
    average = sum(grades.values()) / len(grades)
    assert average <= MOST, f"{average:.1f}; the hardest: {sorted(grades, key=lambda text: -grades[text])[:8]}"
    assert reading_grade(list(grades), syllables) <= MOST


def test_words_that_no_dictionary_has_are_counted_by_their_vowels() -> None:
    syllables = english_syllables()
    assert syllables is not None
    assert [syllables(word) for word in ("helpline", "tea", "boundary", "closeness", "can't")] == [2, 1, 3, 2, 1]
    assert [by_vowels(word) for word in ("helpline", "table", "tree", "shh", "cosy")] == [2, 2, 1, 1, 2]
