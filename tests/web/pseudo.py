"""A language for tests: every sentence that goes through gettext stands in ⟦brackets⟧ and is a third longer. What a
page says outside of them was forgotten, or isn't ours to translate."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from babel.support import NullTranslations
from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString

from app.domain.exercise import PLACEHOLDER, Exercise

OPEN, CLOSE = "⟦⟧"
SPOKEN = ("title", "alt", "aria-label", "aria-description", "placeholder", "summary")
"""Attributes that somebody reads or hears."""
TYPED = ("bdi", "textarea", "datalist", "code", "time", '[translate="no"]', '[dir="auto"]', 'a[rel="noreferrer"]')
"""Where names stand, what people wrote, dates, and what is the same in every language."""
COMMA = re.compile("[,،] ")
LETTER = re.compile(r"[^\W\d_]")


class Pseudo(NullTranslations):  # type: ignore[misc]
    def ugettext(self, message: str) -> str:
        return f"{OPEN}{message}{'·' * (len(message) // 3)}{CLOSE}"

    def ungettext(self, one: str, many: str, n: int) -> str:
        return self.ugettext(one if n == 1 else many)


class Known:
    """The words of exercises, by language. A sentence to say goes around what somebody answered."""

    def __init__(self, exercises: list[Exercise]) -> None:
        self.texts: dict[str, set[str]] = {}
        for one in exercises:
            for text in _strings(one.model_dump(mode="json")):
                self._add(one.language, text)

    def _add(self, language: str, text: str) -> None:
        self.texts.setdefault(language, set()).update(" ".join(part.split()) for part in text.split(PLACEHOLDER))

    def says(self, language: str, text: str) -> bool:
        return text in self.texts.get(language, ())


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


def strays(html: BeautifulSoup, known: Known, allowed: set[str]) -> list[str]:
    """What stands outside of the brackets, and is neither typed by people, nor an exercise's in the language that it is
    marked with, nor `allowed`, alone or in a list."""
    found = []
    for language, text in (*_outside(html), *_attributes(html)):
        listed = text in allowed or set(COMMA.split(text)) <= allowed
        if not listed and not known.says(language, text):
            found.append(f"{language}: {text}")
    return found


def _outside(html: BeautifulSoup) -> Iterator[tuple[str, str]]:
    depth = 0
    typed = {id(tag) for tag in html.select(", ".join(TYPED))}
    for node in html.descendants:
        if not isinstance(node, NavigableString) or isinstance(node, PreformattedString):
            continue
        outside = ""
        for sign in str(node):
            depth += (sign == OPEN) - (sign == CLOSE)
            outside += sign if depth == 0 and sign != CLOSE else ""
        text = " ".join(outside.split())
        skipped = node.find_parent(["script", "style", "head"]) or any(id(tag) in typed for tag in node.parents)
        if LETTER.search(text) and not skipped:
            yield _language(node), text
    assert depth == 0, "a sentence is cut in two"


def _attributes(html: BeautifulSoup) -> Iterator[tuple[str, str]]:
    for tag in html.find_all(True):
        for name, value in tag.attrs.items():
            said = name in SPOKEN or (name.startswith("data-") and " " in str(value))
            if said and LETTER.search(str(value)) and not (str(value).startswith(OPEN) and str(value).endswith(CLOSE)):
                yield _language(tag), str(value)


def _language(node: NavigableString | Tag) -> str:
    """The language that it is marked with."""
    marked = node if isinstance(node, Tag) and node.get("lang") else node.find_parent(lang=True)
    return str(marked["lang"])  # type: ignore[index]
