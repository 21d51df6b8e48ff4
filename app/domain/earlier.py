"""Rules for prompts that speak of earlier ones: `show_if`, and what a guess is about."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.domain.drafts import Draft, Fault, said, table
from app.domain.exercise import Level

UNSEEN = {"reading", "pause"}
"""Kinds that nobody answers, and so nobody shows."""
TESTS = {
    "scale": ("at_least", "at_most"),
    "choice": ("any",),
    "choices": ("any",),
    "boundary": ("any",),
}
"""What `show_if` can ask of which kind of prompt."""
UNTESTABLE = {"reflection", "sort", "mutual", "ranking", "allocation", "guess", "reading", "pause"}
GUESSABLE = {"scale", "choice", "sort"}
STEPS = 5
"""The points of a scale that does not say."""


def about_earlier(prompts: Sequence[Draft]) -> Iterator[Fault]:
    """Everything that is wrong with the prompts' words about earlier ones."""
    earlier: dict[str, Draft] = {}
    for prompt in prompts:
        if "show_if" in prompt.table:
            yield from _shown_if(prompt, table(prompt.table["show_if"]), earlier)
        if prompt.kind == "guess":
            yield from _guessed(prompt, earlier)
        written = prompt.table.get("id")
        if isinstance(written, str):
            earlier.setdefault(written, prompt)


def _shown_if(prompt: Draft, condition: Mapping[str, Any], earlier: Mapping[str, Draft]) -> Iterator[Fault]:
    if not prompt.private and prompt.kind not in UNSEEN:
        told = "must go, or be private: a shared answer would tell of the one it depends on"
        yield prompt.fault("show_if", said("condition-shared", told))
    written = condition.get("prompt")
    if not isinstance(written, str):
        return
    if written not in earlier:
        yield prompt.fault("show_if.prompt", said("not-earlier", f"is not the id of an earlier prompt: {written!r}"))
        return
    target = earlier[written]
    if prompt.short and not target.short:
        told = f"is not in the five-minute version, and this prompt is: {written!r}"
        yield prompt.fault("show_if.prompt", said("not-short", told))
    yield from _tested(prompt, condition, target)


def _tested(prompt: Draft, condition: Mapping[str, Any], target: Draft) -> Iterator[Fault]:
    """Exactly one test, and one that the earlier prompt's answers could pass."""
    tests = [key for key in ("any", "at_least", "at_most") if key in condition]
    if target.kind in UNTESTABLE:
        told = f"is a {target.kind} prompt: known are {', '.join(TESTS)}"
        yield prompt.fault("show_if.prompt", said("untestable", told))
    elif len(tests) != 1:
        yield prompt.fault("show_if", said("one-test", "needs exactly one of `any`, `at_least`, `at_most`"))
    elif target.kind in TESTS and tests[0] not in TESTS[target.kind]:
        yield prompt.fault(f"show_if.{tests[0]}", said("one-test", f"can't be asked of a {target.kind} prompt"))
    elif tests == ["any"]:
        offered = _offered(target)
        listed = condition["any"] if isinstance(condition["any"], list) else []
        for one in listed:
            if isinstance(one, str) and offered and one not in offered:
                told = f"holds {one!r}, which `{target.name}` does not offer"
                yield prompt.fault("show_if.any", said("not-offered", told))
    else:
        point, points = condition[tests[0]], target.table.get("points", STEPS)
        if isinstance(point, int) and isinstance(points, int) and point > points:
            told = f"is beyond the {points} points of `{target.name}`"
            yield prompt.fault(f"show_if.{tests[0]}", said("at-most", told, most=points))


def _offered(target: Draft) -> list[Any]:
    """The ids that an answer to the prompt can hold; none where they can't be read."""
    if target.kind == "boundary":
        return list(Level)
    options = target.table.get("options")
    return [table(one).get("id") for one in options] if isinstance(options, list) else []


def _guessed(prompt: Draft, earlier: Mapping[str, Draft]) -> Iterator[Fault]:
    written = prompt.table.get("about")
    if not isinstance(written, str):
        return
    target = earlier.get(written)
    if target is None:
        yield prompt.fault("about", said("not-earlier", f"is not the id of an earlier prompt: {written!r}"))
    elif target.kind in TESTS.keys() | UNTESTABLE and target.kind not in GUESSABLE:
        told = f"is a {target.kind} prompt: guesses are about a {', '.join(sorted(GUESSABLE))}"
        yield prompt.fault("about", said("about-kind", told))
    elif target.private:
        told = f"is private: nobody guesses what `{target.name}` is answered with"
        yield prompt.fault("about", said("about-private", told))
    elif target.table.get("desire"):
        told = f"is about desire: nobody guesses how much somebody wants (`{target.name}`)"
        yield prompt.fault("about", said("about-desire", told))
    elif prompt.short and not target.short:
        told = f"is not in the five-minute version, and this prompt is: {written!r}"
        yield prompt.fault("about", said("not-short", told))
