"""The fields of the forms in which an exercise is written, from a draft and back into it.

A field holds text, a switch holds "" or "1", several to tick are a list. What is left empty is left out of the draft;
what can't be read as a number stays as it was typed, and is told at its field.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.domain.answers import clean_text
from app.domain.drafts import table
from app.domain.earlier import GUESSABLE, TESTS
from app.domain.exercise import Level
from app.domain.written import Table, Written, id_from
from app.domain.written_lists import from_lines, lines_of, translated

Given = Mapping[str, Any]

TEXTS = ("title", "purpose", "not_for")
FACTS = ("intensity", "form", "rhythm", "opens")
OWN_TEXTS = {"scale": ("low", "high"), "boundary": ("subject",), "reading": ("text",), "pause": ("text",)}
NUMBERS = {"scale": ("points",), "ranking": ("places",), "pause": ("breaths",)}
SWITCHES = {
    "scale": ("desire",),
    "choice": ("tender",),
    "choices": ("tender",),
    "sort": ("own_items",),
    "mutual": ("own_items",),
}
LISTS = {
    "choice": "options",
    "choices": "options",
    "sort": "items",
    "mutual": "items",
    "ranking": "items",
    "allocation": "items",
}
GROUPED = ("sort", "mutual")
UNTALKED = ("reading", "pause")
"""Kinds that nobody answers: they have no openers."""
NEVER_PRIVATE = ("mutual", "reading", "pause")
PRACTICES = ("practices-1", "practices-2", "practices-3")
OPENERS = ("say", "ask", "try")
STARTS = ("starts-1", "starts-2", "starts-3")


def head_fields(written: Written, language: str) -> dict[str, Any]:
    """What stands in the form about the whole, in this language."""
    head = written.head
    fields: dict[str, Any] = {key: _text(head, key, language) for key in TEXTS}
    fields |= {key: head.get(key, "") for key in FACTS} | {"minutes": str(head.get("minutes", ""))}
    fields |= dict(zip(PRACTICES, [*head.get("practices", ()), "", "", ""], strict=False))
    fields["sources"] = "\n".join(table(head.get("sources")).get(language, ()))
    return fields


def with_head(written: Written, language: str, given: Given) -> Written:
    """With what was typed there. Of a translation only the words are read."""
    head = dict(written.head)
    for key in TEXTS:
        _put(head, key, language, _typed(given, key))
    _put(head, "sources", language, [line.strip() for line in _typed(given, "sources").split("\n") if line.strip()])
    if language == written.original:
        head |= {key: _typed(given, key) for key in FACTS}
        head |= {"minutes": _number(_typed(given, "minutes"))}
        head["practices"] = [one for one in (_typed(given, key) for key in PRACTICES) if one]
        head = {key: value for key, value in head.items() if value not in ("", [])}
    return replace(written, head=head)


def prompt_fields(written: Written, n: int, language: str) -> dict[str, Any]:
    """What stands in the form of one prompt, in this language."""
    prompt = written.prompt(n)
    kind = str(prompt["kind"])
    condition, openers = table(prompt.get("show_if")), table(prompt.get("openers"))
    fields: dict[str, Any] = {key: _text(prompt, key, language) for key in ("ask", "hint", *OWN_TEXTS.get(kind, ()))}
    fields |= {"id": prompt.get("id", ""), "about": prompt.get("about", "")}
    fields |= {key: "1" if prompt.get(key) else "" for key in ("short", "private", *SWITCHES.get(kind, ()))}
    fields |= {key: str(prompt.get(key, "")) for key in NUMBERS.get(kind, ())}
    fields |= {f"openers-{key}": _text(openers, key, language) for key in OPENERS}
    if kind == "reflection":
        starts = [*table(prompt.get("starts")).get(language, ()), "", "", ""]
        fields |= dict(zip(STARTS, starts, strict=False))
    if kind in LISTS:
        fields["listed"] = lines_of(prompt.get(LISTS[kind], ()), language)
    test = next((one for one in ("at_least", "at_most") if one in condition), "at_least")
    fields |= {"when": condition.get("prompt", ""), "any": list(condition.get("any", ()))}
    return fields | {"test": test, "point": str(condition.get(test, ""))}


def with_prompt_fields(written: Written, n: int, language: str, given: Given) -> Written:
    """With what was typed there. Of a translation only the words are read. A prompt without an id gets one from its
    words; what spoke of it by another id speaks of it by the new one."""
    old = written.prompt(n)
    kind, prompt = str(old["kind"]), dict(old)
    for key in ("ask", "hint", *OWN_TEXTS.get(kind, ())):
        _put(prompt, key, language, _typed(given, key))
    if kind == "reflection":
        starts = [_typed(given, key) for key in STARTS]
        _put(prompt, "starts", language, starts if any(starts) else [])
    if kind not in UNTALKED:
        openers = dict(table(old.get("openers")))
        for key in OPENERS:
            _put(openers, key, language, _typed(given, f"openers-{key}"))
        _keep(prompt, "openers", openers)
    if language != written.original:
        if kind in LISTS:
            prompt[LISTS[kind]] = translated(_typed(given, "listed"), old.get(LISTS[kind], ()), language)
        return _with(written, n, prompt)
    _facts(prompt, given)
    if kind in LISTS:
        _keep(prompt, LISTS[kind], from_lines(_typed(given, "listed"), old.get(LISTS[kind], ()), language))
    _keep(prompt, "show_if", _condition(written, old, given))
    taken = {str(one.get("id")) for one in written.prompts if one is not old}
    _keep(
        prompt, "id", _typed(given, "id") or (id_from(_typed(given, "ask"), taken, kind) if prompt.get("ask") else "")
    )
    return _with(_renamed(written, old, prompt), n, prompt)


def _facts(prompt: dict[str, Any], given: Given) -> None:
    """Whatever is neither words, nor a list, nor about its place among the others."""
    kind = prompt["kind"]
    switches = ("short", *(() if kind in NEVER_PRIVATE else ("private",)), *SWITCHES.get(kind, ()))
    for key in switches:
        _keep(prompt, key, bool(given.get(key)))
    for key in NUMBERS.get(kind, ()):
        _keep(prompt, key, _number(_typed(given, key)))
    if kind == "guess":
        _keep(prompt, "about", _typed(given, "about"))


def could_depend_on(written: Written, n: int) -> list[Table]:
    """The prompts that this one could depend on."""
    return [one for one in written.prompts[: n - 1] if one.get("id") and one["kind"] in TESTS]


def guessable(written: Written, n: int) -> list[Table]:
    """The prompts that this one, a guess, could be about."""
    return [one for one in written.prompts[: n - 1] if one.get("id") and one["kind"] in GUESSABLE]


def condition_of(written: Written, n: int) -> Table | None:
    """The prompt that this one depends on, if it is there."""
    wanted = table(written.prompt(n).get("show_if")).get("prompt")
    return next((one for one in could_depend_on(written, n) if one["id"] == wanted), None)


def offered(target: Table) -> list[str]:
    """The ids of what an answer to a prompt can hold: of a boundary its levels, of a scale nothing."""
    if target["kind"] == "boundary":
        return [level.value for level in Level]
    return [str(one["id"]) for one in target.get("options", ())]


def _condition(written: Written, old: Table, given: Given) -> dict[str, Any]:
    """The condition that was chosen. Which answers it needs is asked once the prompt that it is about is known."""
    wanted = _typed(given, "when")
    if not wanted:
        return {}
    target = next((one for one in written.prompts if one.get("id") == wanted), None)
    if target is None or wanted != table(old.get("show_if")).get("prompt"):
        return {"prompt": wanted}
    if target["kind"] == "scale":
        point, test = _number(_typed(given, "point")), _typed(given, "test")
        return {"prompt": wanted, test: point} if point != "" and test in TESTS["scale"] else {"prompt": wanted}
    ticked = [one for one in offered(target) if one in given.get("any", ())]
    return {"prompt": wanted, "any": ticked} if ticked else {"prompt": wanted}


def _renamed(written: Written, old: Table, prompt: Table) -> Written:
    """With the new id of a prompt wherever another speaks of it."""
    before, after = old.get("id"), prompt.get("id")
    if not before or not after or [one.get("id") for one in written.prompts].count(before) > 1:
        return written
    prompts: list[Table] = []
    for one in written.prompts:
        if table(one.get("show_if")).get("prompt") == before:
            one = {**one, "show_if": {**one["show_if"], "prompt": after}}
        prompts.append({**one, "about": after} if one.get("about") == before else one)
    return replace(written, prompts=tuple(prompts))


def _with(written: Written, n: int, prompt: Table) -> Written:
    return replace(written, prompts=(*written.prompts[: n - 1], prompt, *written.prompts[n:]))


def _put(holder: dict[str, Any], key: str, language: str, words: str | Sequence[str]) -> None:
    """Words in one language, beside those in others."""
    others = {other: text for other, text in table(holder.get(key)).items() if other != language}
    _keep(holder, key, others | ({language: words} if words else {}))


def _keep(holder: dict[str, Any], key: str, value: Any) -> None:
    if value in ("", False, [], {}):
        holder.pop(key, None)
    else:
        holder[key] = value


def _text(holder: Table, key: str, language: str) -> str:
    return str(table(holder.get(key)).get(language, ""))


def _typed(given: Given, key: str) -> str:
    """Browsers send lines with another end than files have."""
    return clean_text(str(given.get(key, ""))).strip()


def _number(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else text
