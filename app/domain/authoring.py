"""What an exercise file must keep to beyond its form: rules that protect the people who will answer.

They look at the file as far as it can be read, so that they report in the same pass as every fault of form.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.domain.drafts import Draft, Fault, drafts, located, nearest, said, table
from app.domain.earlier import about_earlier
from app.domain.exercise import PLACEHOLDER, Form, Practice
from app.domain.letters import unseen

LENGTHS = {Form.PULSE: (3, 5), Form.CHECK_IN: (4, 6), Form.EXERCISE: (6, 12)}
"""The fewest and the most prompts."""
SHORT = {Form.PULSE: (1, 5), Form.CHECK_IN: (2, 4), Form.EXERCISE: (3, 5)}
"""The fewest and the most prompts that are answered in the five-minute version."""
PRIVATE = 2
MOST_PRACTICES = 3
SHARED = {"reflection", "scale", "choice", "choices", "sort", "boundary", "ranking", "allocation", "guess"}
UNQUOTABLE = {"sort", "mutual", "allocation"}
"""Kinds whose answer is not one thing that would fit into a sentence."""
CLOSING = {"reflection", "choice"}


def faults(data: Mapping[str, Any], language: str) -> Iterator[Fault]:
    """Everything that breaks a rule, in no particular order."""
    yield from _unseen(data, data, ())
    yield from _practices(data.get("practices"))
    prompts = drafts(data)
    if prompts:
        yield from _of_the_whole(prompts, data.get("opens"))
        yield from _of_the_form(prompts, data.get("form", Form.EXERCISE))
        yield from _order(prompts)
        yield from about_earlier(prompts)
        for prompt in prompts:
            yield from _repeated(prompt)
            yield from _grouped(prompt)
            yield from _privacy(prompt)
            yield from _say(prompt, language)
            yield from _ask_and_try(prompt, language)


def _unseen(data: Mapping[str, Any], value: object, location: tuple[str | int, ...]) -> Iterator[Fault]:
    """Characters that can't be seen, or that turn the direction of what is around them."""
    if isinstance(value, str):
        for letter in sorted(unseen(value) - {"\n"}):
            name = unicodedata.name(letter, "a control character")
            told = f"holds U+{ord(letter):04X} ({name}), which can't be seen"
            yield Fault(*located(data, location), said("unseen", told))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from _unseen(data, one, (*location, index))
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _unseen(data, one, (*location, key))


def _practices(listed: object) -> Iterator[Fault]:
    names = listed if isinstance(listed, list) else []
    known = [practice.value for practice in Practice]
    for position, name in enumerate(names, start=1):
        if isinstance(name, str) and name not in known:
            yield Fault(
                None, f"practices[{position}]", said("not-offered", f"is not a practice; {nearest(name, known)}")
            )
        if name in names[: position - 1]:
            yield Fault(None, f"practices[{position}]", said("repeated", "stands there twice", words=name))
    if len(names) > MOST_PRACTICES:
        told = f"has {len(names)}; {MOST_PRACTICES} at most"
        yield Fault(None, "practices", said("at-most", told, most=MOST_PRACTICES))


def _of_the_whole(prompts: Sequence[Draft], opens: object) -> Iterator[Fault]:
    if not any(prompt.answerable for prompt in prompts):
        yield Fault(None, "prompts", said("nothing-to-answer", "holds nothing to answer"))
    if any(prompt.kind == "mutual" for prompt in prompts) and opens != "at":
        told = 'must be "at": with blind picks, taking no part must look like picking nothing'
        yield Fault(None, "opens", said("must-open-at", told))


def _of_the_form(prompts: Sequence[Draft], written: object) -> Iterator[Fault]:
    """How many prompts there are, for oneself and in all; and the closing step, which a pulse has not."""
    form = next((one for one in Form if one == written), None)
    if form is None:
        return
    yield from _counted(form, "count", "prompts", len(prompts), LENGTHS[form])
    answerable = [prompt for prompt in prompts if prompt.answerable]
    short = len([prompt for prompt in answerable if prompt.short])
    yield from _counted(
        form, "count-short", "prompts to answer with `short = true`, the five-minute version", short, SHORT[form]
    )
    if form is not Form.PULSE:
        private = len([prompt for prompt in answerable if prompt.private])
        yield from _counted(
            form, "count-private", "prompts with `private = true`, for oneself alone", private, (PRIVATE, PRIVATE)
        )
        yield from _closing(prompts[-1])


def _counted(form: Form, reason: str, what: str, there: int, bounds: tuple[int, int]) -> Iterator[Fault]:
    fewest, most = bounds
    if not fewest <= there <= most:
        wanted = f"exactly {fewest}" if fewest == most else f"{fewest} to {most}"
        told = f"has {there} {what}; for the form {form.value} it is {wanted}"
        yield Fault(None, "prompts", said(reason, told, there=there, fewest=fewest, most=most))


def _closing(last: Draft) -> Iterator[Fault]:
    """The last prompt is what could become an agreement, so everybody comes to it."""
    if last.kind not in CLOSING or last.private or not last.short or "show_if" in last.table:
        wanted = "a reflection or choice that is short, not private, and always shown"
        yield last.fault("", said("closing", f"stands last, so it is the closing step: {wanted}"))


def _order(prompts: Sequence[Draft]) -> Iterator[Fault]:
    first_of: dict[str, Draft] = {}
    wish: Draft | None = None
    for prompt in prompts:
        written = prompt.table.get("id")
        first = first_of.setdefault(written, prompt) if isinstance(written, str) else prompt
        if first is not prompt:
            told = f"is the id of prompt {first.position} already"
            yield Fault(f"prompt {prompt.position}", "id", said("id-twice", told))
        if prompt.kind == "boundary" and wish:
            told = f"stands after `{wish.name}`: boundaries come before blind picks and desire"
            yield prompt.fault("", said("after-wish", told))
        if prompt.kind == "mutual" or prompt.table.get("desire"):
            wish = wish or prompt


def _repeated(prompt: Draft) -> Iterator[Fault]:
    """Ids or texts that two options or items of a prompt share."""
    for key in ("options", "items"):
        listed = prompt.table.get(key)
        tables = [table(one) for one in listed] if isinstance(listed, list) else []
        for what in ("id", "text"):
            counts = Counter(one[what] for one in tables if isinstance(one.get(what), str))
            for written, times in counts.items():
                if times > 1:
                    told = f"has the {what} {written!r} {times} times"
                    yield prompt.fault(key, said("repeated", told, words=written))


def _grouped(prompt: Draft) -> Iterator[Fault]:
    """Cards and items are all in groups, or none is: one without would look like a part of what is above it."""
    listed = prompt.table.get("items")
    grouped = ["group" in table(one) for one in listed] if isinstance(listed, list) else []
    if any(grouped) and not all(grouped):
        n = grouped.index(False) + 1
        told = f"needs a group for all or for none; number {n} has none"
        yield prompt.fault("items", said("group-missing", told, n=n))


def _privacy(prompt: Draft) -> Iterator[Fault]:
    shared = prompt.kind in SHARED and not prompt.private
    if shared and "openers" not in prompt.table:
        yield prompt.fault("openers", said("openers-missing", "is missing: who shared this needs a way into the talk"))
    if "openers" in prompt.table and (prompt.private or not prompt.answerable):
        yield prompt.fault("openers", said("openers-go", "must go: this prompt is never talked about"))
    if prompt.private and prompt.kind in {"mutual", "reading", "pause"}:
        told = f"must go: a {prompt.kind} prompt shows nobody's answer"
        yield prompt.fault("private", said("private-goes", told))


def _say(prompt: Draft, language: str) -> Iterator[Fault]:
    say = prompt.openers.get("say")
    if not isinstance(say, str):
        return
    if language == "en" and not say.lstrip().startswith(("I ", "I'", "I’")):
        told = "must start with I: it is a sentence for the reader's own mouth"
        yield prompt.fault("openers.say", said("say-i", told))
    if re.search(r"[{}]", say.replace(PLACEHOLDER, "")):
        yield prompt.fault("openers.say", said("say-placeholder", f"knows one placeholder only, {PLACEHOLDER}"))
    if PLACEHOLDER in say and prompt.kind in UNQUOTABLE:
        told = f"can't hold {PLACEHOLDER}: a {prompt.kind} prompt has no answer to quote"
        yield prompt.fault("openers.say", said("say-unquotable", told))


def _ask_and_try(prompt: Draft, language: str) -> Iterator[Fault]:
    for key in ("ask", "try"):
        text = prompt.openers.get(key)
        if isinstance(text, str) and re.search(r"[{}]", text):
            yield prompt.fault(f"openers.{key}", said("no-placeholder", "knows no placeholder"))
    ask = prompt.openers.get("ask")
    if language == "en" and isinstance(ask, str) and re.search(r"\bwhy\b", ask, re.IGNORECASE):
        told = "must not ask why: it invites a defence, not a story"
        yield prompt.fault("openers.ask", said("ask-why", told))
