"""Somebody writes an exercise by filling in the forms, field by field as they stand on the pages."""

from typing import Any

from app.domain.exercise import AnyPrompt, Exercise
from tests.navigators import Visitor

HOME = "/practice/exercises"


def writes(somebody: Visitor, exercise: Exercise) -> str:
    """From nothing; returns where it is."""
    somebody.opens(HOME)
    somebody.posts(HOME, like="")
    here = somebody.address
    somebody.opens(f"{here}/about")
    fills(somebody, head_of(exercise))
    for n, prompt in enumerate(exercise.prompts, 1):
        somebody.opens(here)
        somebody.posts(here, mark=somebody.page.values("mark")[0], kind=prompt.kind)
        assert somebody.address == f"{here}/prompts/{n}"
        for fields in steps_of(prompt):
            somebody.opens(f"{here}/prompts/{n}")
            fills(somebody, fields)
    return here


def fills(somebody: Visitor, fields: dict[str, Any], **more: str) -> None:
    """Send the form of the page at hand with these fields, each of which must be on it, and all others as they are."""
    page = somebody.page
    form = page.html.select_one('form:has([name="ask"], [name="title"])')
    assert form is not None
    there: dict[str, Any] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        name, kind = str(field["name"]), field.get("type")
        if kind in ("checkbox", "radio"):
            there.setdefault(name, [])
            if field.has_attr("checked"):
                there[name].append(str(field["value"]))
        elif field.name == "select":
            there[name] = str((field.select_one("option[selected]") or field.select_one("option"))["value"])  # type: ignore[index]
        else:
            there[name] = field.get_text()[1:] if field.name == "textarea" else str(field.get("value", ""))
    assert fields.keys() <= there.keys(), f"{page.address} has no {fields.keys() - there.keys()}"
    somebody.posts(str(form["action"]), **there | fields | more)


def head_of(exercise: Exercise) -> dict[str, Any]:
    return {
        "title": exercise.title,
        "purpose": exercise.purpose,
        "not_for": exercise.not_for,
        "sources": "\r\n".join(exercise.sources),
        "minutes": str(exercise.minutes),
        "intensity": exercise.intensity.value,
        "form": exercise.form.value,
        "rhythm": exercise.rhythm.value if exercise.rhythm else "",
        **{f"practices-{n}": one for n, one in enumerate(exercise.practices, 1)},
        "opens": exercise.opens.value,
    }


def steps_of(prompt: AnyPrompt) -> list[dict[str, Any]]:
    """The fields of one prompt as they are typed, and those that only stand there once a condition was chosen."""
    said = prompt.model_dump(mode="json", by_alias=True, exclude_none=True)
    fields: dict[str, Any] = {key: said[key] for key in ("ask", "hint", "id", "about", "low", "high") if key in said}
    fields |= {key: said[key].replace("\n", "\r\n") for key in ("text", "subject") if key in said}
    fields |= {key: "1" for key in ("short", "private", "desire", "tender", "own_items") if said.get(key)}
    fields |= {key: str(said[key]) for key in ("points", "places", "breaths") if key in said}
    fields |= {f"starts-{n}": one for n, one in enumerate(said.get("starts", ()), 1)}
    fields |= {f"openers-{key}": one for key, one in said.get("openers", {}).items()}
    if listed := said.get("options") or said.get("items"):
        fields["listed"] = "\r\n".join(_lines(listed))
    condition = said.get("show_if")
    if condition is None:
        return [fields]
    if "any" in condition:
        return [fields | {"when": condition["prompt"]}, {"any": condition["any"]}]
    test = "at_least" if "at_least" in condition else "at_most"
    return [fields | {"when": condition["prompt"]}, {"test": test, "point": str(condition[test])}]


def _lines(listed: list[dict[str, str]]) -> list[str]:
    lines: list[str] = []
    group = None
    for one in listed:
        if one.get("group") != group:
            group = one["group"]
            lines.append(f"# {group}")
        lines.append(f"{one['id']}: {one['text']}")
    return lines
