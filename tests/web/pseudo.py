"""A language for tests: every sentence that goes through gettext stands in ⟦brackets⟧ and is a third longer. What a
page says outside of them was forgotten, or isn't ours to translate."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from babel.support import NullTranslations
from lxml.etree import XPath
from lxml.html import HtmlElement

from app.domain.exercise import PLACEHOLDER, Exercise

OPEN, CLOSE = "⟦⟧"
SPOKEN = ("title", "alt", "aria-label", "aria-description", "placeholder", "summary")
"""Attributes that somebody reads or hears."""
TYPED = ("bdi", "textarea", "datalist", "code", "time", "*[@translate='no']", "*[@dir='auto']", "a[@rel='noreferrer']")
"""Where names stand, what people wrote, dates, and what is the same in every language."""
UNSEEN = ("script", "style", "head")
_PASSED_OVER = XPath(" | ".join(f"//{one}" for one in (*TYPED, *UNSEEN)))
COMMA = re.compile("[,،] ")
LETTER = re.compile(r"[^\W\d_]")


class Pseudo(NullTranslations):  # type: ignore[misc]  # it has no types
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


def strays(html: HtmlElement, known: Known, allowed: set[str]) -> list[str]:
    """What stands outside of the brackets, and is neither typed by people, nor an exercise's in the language that it is
    marked with, nor `allowed`, alone or in a list."""
    found = []
    for language, text in (*_outside(html), *_attributes(html)):
        listed = text in allowed or set(COMMA.split(text)) <= allowed
        if not listed and not known.says(language, text):
            found.append(f"{language}: {text}")
    return found


def _outside(html: HtmlElement) -> Iterator[tuple[str, str]]:
    depth = 0
    for language, whole, passed_over in _texts(html, "", frozenset(_PASSED_OVER(html)), False):
        outside = ""
        for sign in whole:
            depth += (sign == OPEN) - (sign == CLOSE)
            outside += sign if depth == 0 and sign != CLOSE else ""
        text = " ".join(outside.split())
        if LETTER.search(text) and not passed_over:
            yield language, text
    assert depth == 0, "a sentence is cut in two"


def _texts(
    tag: HtmlElement, language: str, typed: frozenset[HtmlElement], within: bool
) -> Iterator[tuple[str, str, bool]]:
    """Every text in its order, with the language that it is marked with, and whether it stands within one of these."""
    language, within = tag.get("lang", language), within or tag in typed
    yield language, tag.text or "", within
    for inner in tag:
        if isinstance(inner.tag, str):
            yield from _texts(inner, language, typed, within)
        yield language, inner.tail or "", within


def _attributes(html: HtmlElement) -> Iterator[tuple[str, str]]:
    for tag in (one for one in html.iter() if isinstance(one.tag, str)):
        for name, value in tag.items():
            said = name in SPOKEN or (name.startswith("data-") and " " in value)
            if said and LETTER.search(value) and not (value.startswith(OPEN) and value.endswith(CLOSE)):
                yield next(one.get("lang") for one in (tag, *tag.iterancestors()) if one.get("lang")), value
