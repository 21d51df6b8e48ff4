"""Options, cards and items as lines to type: one for each, and one that begins with # for a heading.

    # In the kitchen
    breakfast: Who makes breakfast

Before the colon stands the id, which stays whatever becomes of the words. A line without one gets one from its words.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from app.domain.drafts import table
from app.domain.written import Table, id_from

LINE = re.compile(r"([a-z][a-z0-9]*(?:-[a-z0-9]+)*):(?:\s+(.*))?")
HEADING = "#"


class Line(NamedTuple):
    """`whole` is all that was typed in it."""

    heading: str
    id: str
    text: str
    whole: str


def lines_of(listed: Sequence[Table], language: str) -> str:
    """What is listed, as lines in this language. What has no words in it yet has its id alone."""
    lines: list[str] = []
    heading = ""
    for one in listed:
        here = f"{HEADING} {table(one['group']).get(language, '')}".strip() if "group" in one else ""
        if here != heading:
            lines.append(here or HEADING)
            heading = here
        lines.append(f"{one['id']}: {table(one.get('text')).get(language, '')}".strip())
    return "\n".join(lines)


def from_lines(typed: str, old: Sequence[Table], language: str) -> list[dict[str, Any]]:
    """What the lines say, with what there is of the same ids in other languages."""
    lines = list(_lines(typed))
    before = {str(one["id"]): one for one in old}
    taken = {line.id for line in lines}
    counted: dict[str, int] = {}
    found: list[dict[str, Any]] = []
    for line in lines:
        id_ = line.id or id_from(line.text, taken, "item", counted)
        taken.add(id_)
        known = before.get(id_, {})
        one: dict[str, Any] = {"id": id_, "text": _in(known.get("text"), language, line.text)}
        if line.heading:
            one["group"] = _heading(known, old, language, line.heading)
        found.append(one)
    return found


def translated(typed: str, old: Sequence[Table], language: str) -> list[dict[str, Any]]:
    """What is listed, with the words of these lines in one more language. A line without an id that is known is about
    what stands in its place."""
    found = [dict(one) for one in old]
    places = {str(one["id"]): at for at, one in enumerate(old)}
    for one in found:
        for key in ("text", "group"):
            if key in one:
                one[key] = _in(one[key], language, "")
    for at, line in enumerate(_lines(typed)):
        if line.id in places:
            at, text = places[line.id], line.text
        else:
            text = line.whole
        if at < len(found):
            found[at]["text"] = _in(found[at].get("text"), language, text)
            if "group" in found[at]:
                found[at]["group"] = _in(found[at]["group"], language, line.heading)
    return found


def _lines(typed: str) -> Iterator[Line]:
    heading = ""
    for line in filter(None, map(str.strip, typed.split("\n"))):
        if line.startswith(HEADING):
            heading = line.removeprefix(HEADING).strip()
            continue
        said = LINE.fullmatch(line)
        yield Line(heading, said[1], (said[2] or "").strip(), line) if said else Line(heading, "", line, line)


def _heading(known: Table, old: Sequence[Table], language: str, heading: str) -> dict[str, str]:
    """A heading with what it is called in other languages, here or where else it stands."""
    same = next((one for one in (known, *old) if table(one.get("group")).get(language) == heading), {})
    return _in(same.get("group"), language, heading)


def _in(texts: Any, language: str, text: str) -> dict[str, str]:
    others = {other: words for other, words in table(texts).items() if other != language}
    return others | ({language: text} if text else {})
