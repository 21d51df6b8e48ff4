"""An exercise that somebody writes: a draft, whole or not.

It holds each text by language and everything else once, so that its languages can't differ in anything but words. What
one language says is a table, the same that a file of that language would hold.
"""

import json
import re
import unicodedata
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.domain.drafts import table
from app.domain.exercise import Exercise

Table = Mapping[str, Any]
MOST_PROMPTS = 40
LONGEST_ID = 48
READ_FOR_ID = 1000
"""Letters of a text that are looked at to make an id of it: NFKD takes as long as the square of their number."""

WORDS = frozenset(
    ("title", "purpose", "not_for", "sources", "ask", "hint", "low", "high", "subject", "text", "starts", "group")
) | {"say", "try"}
"""Keys of what is written anew in each language. In a draft they hold a text, or a list of texts, by language."""


@dataclass(frozen=True)
class Written:
    """`languages`: the one it is written in first. `head` and `prompts` hold the keys of a file; a draft may lack any
    of them, and hold anything in them."""

    languages: tuple[str, ...]
    head: Table
    prompts: tuple[Table, ...]

    @property
    def original(self) -> str:
        return self.languages[0]

    @property
    def slug(self) -> str:
        """The name of its files."""
        return id_from(str(table(self.head.get("title")).get(self.original, "")), (), "exercise")

    def title(self, language: str) -> str:
        """In this language, or as far as there is one; "" before there is any."""
        titles = table(self.head.get("title"))
        return str(titles.get(language) or titles.get(self.original) or "")

    def prompt(self, n: int) -> Table:
        """The prompt with this number, from 1. IndexError if there is none."""
        if not 1 <= n <= len(self.prompts):
            raise IndexError
        return self.prompts[n - 1]

    def in_language(self, language: str) -> dict[str, Any]:
        """What a file of this language would say."""
        return {**_said(self.head, language), "prompts": [_said(prompt, language) for prompt in self.prompts]}


def nothing(language: str) -> Written:
    """The beginning of one."""
    return Written((language,), {"intensity": "light", "form": "exercise", "opens": "ready"}, ())


def copy_of(languages: Mapping[str, Exercise], first: str) -> Written:
    """One that says what an exercise says, in all of its languages. `first` is the one to write in, if it is there."""
    order = sorted(languages, key=lambda one: (one != first, one))
    left_out = {"slug", "language"}
    tables = {
        one: languages[one].model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude=left_out)
        for one in order
    }
    whole = _together(tables)
    return Written(tuple(order), {key: whole[key] for key in whole if key != "prompts"}, tuple(whole["prompts"]))


def again(written: Written) -> Written:
    """Another one that says the same; its title tells them apart."""
    titles = {language: f"{title} (2)" for language, title in table(written.head.get("title")).items()}
    return replace(written, head={**written.head, "title": titles} if titles else written.head)


def with_prompt(written: Written, kind: str) -> Written:
    """With one more of a kind at its end; as it is, if it is full."""
    if len(written.prompts) >= MOST_PROMPTS:
        return written
    return replace(written, prompts=(*written.prompts, {"kind": kind}))


def moved(written: Written, n: int, by: int) -> Written:
    """With a prompt further up (-1) or down (1); as it is, at an end."""
    prompts, to = list(written.prompts), n + by
    written.prompt(n)
    if 1 <= to <= len(prompts):
        prompts.insert(to - 1, prompts.pop(n - 1))
    return replace(written, prompts=tuple(prompts))


def without_prompt(written: Written, n: int) -> Written:
    """What spoke of it speaks of nothing now, and is told to."""
    written.prompt(n)
    return replace(written, prompts=(*written.prompts[: n - 1], *written.prompts[n:]))


def with_language(written: Written, language: str) -> Written:
    return written if language in written.languages else replace(written, languages=(*written.languages, language))


def without_language(written: Written, language: str) -> Written:
    """Without its words in this language; as it is, for the one it is written in."""
    if language not in written.languages[1:]:
        return written
    kept = tuple(one for one in written.languages if one != language)
    whole = _kept({"head": written.head, "prompts": list(written.prompts)}, kept)
    return Written(kept, whole["head"], tuple(whole["prompts"]))


def id_from(text: str, taken: Container[str], otherwise: str, counted: dict[str, int] | None = None) -> str:
    """A new id, none of those taken: the first words of a text in small Latin letters, else the word `otherwise`. Of
    many texts at once `counted` remembers how far it has come: thousands of the same would take minutes."""
    text = text[:READ_FOR_ID].replace("’", "").replace("'", "")
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.findall("[a-z0-9]+", plain.casefold())
    while words and words[0][0].isdigit():
        words.pop(0)
    start = "-".join(words[:5])[: LONGEST_ID - 4].strip("-") or otherwise
    counted = {} if counted is None else counted
    found, n = start, counted.get(start, 2)
    while found in taken:
        found, n = f"{start}-{n}", n + 1
    counted[start] = n
    return found


def write(written: Written) -> str:
    """The draft as JSON, the same for the same draft."""
    plain = {"languages": written.languages, "head": written.head, "prompts": written.prompts}
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def read(text: str) -> Written:
    """What `write()` was given."""
    plain = json.loads(text)
    return Written(tuple(plain["languages"]), plain["head"], tuple(plain["prompts"]))


def _said(value: Any, language: str) -> Any:
    """What a table of a draft says in one language. A table without a word is left out."""
    if isinstance(value, Mapping):
        said = {}
        for key, one in value.items():
            inner = table(one).get(language, {}) if key in WORDS else _said(one, language)
            if inner != {}:
                said[key] = inner
        return said
    return [_said(one, language) for one in value] if isinstance(value, list | tuple) else value


def _together(tables: Mapping[str, Table]) -> dict[str, Any]:
    """Tables that differ in nothing but words, by language, as one of a draft."""
    first = next(iter(tables.values()))
    whole: dict[str, Any] = {}
    for key in dict.fromkeys(key for one in tables.values() for key in one):
        values = {language: one[key] for language, one in tables.items() if key in one}
        if key in WORDS:
            whole[key] = values
        elif isinstance(next(iter(values.values())), dict):
            whole[key] = _together(values)
        elif key in ("prompts", "options", "items"):
            whole[key] = [_together(dict(zip(values, one, strict=True))) for one in zip(*values.values(), strict=True)]
        else:
            whole[key] = first[key]
    return whole


def _kept(value: Any, languages: Iterable[str]) -> Any:
    if isinstance(value, Mapping):
        return {
            key: {language: one[language] for language in languages if language in one}
            if key in WORDS
            else _kept(one, languages)
            for key, one in value.items()
        }
    return [_kept(one, languages) for one in value] if isinstance(value, list | tuple) else value
