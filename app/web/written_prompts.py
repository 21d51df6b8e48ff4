"""The prompts of an exercise that somebody writes, each with its page; and how they will look."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from babel import Locale
from flask import Blueprint, redirect, render_template, request, url_for
from markupsafe import Markup

from app.domain.exercise import Exercise
from app.domain.written import Table, Written
from app.domain.written_checks import Found, sketch
from app.domain.written_fields import (
    GROUPED,
    LISTS,
    NEVER_PRIVATE,
    NUMBERS,
    OWN_TEXTS,
    STARTS,
    SWITCHES,
    UNTALKED,
    condition_of,
    could_depend_on,
    guessable,
    offered,
    prompt_fields,
    with_prompt_fields,
)
from app.services import written
from app.services.context import NotFound
from app.services.person import Unlocked
from app.services.written import mark_of
from app.web.guard import allow, workplace
from app.web.previews import NAMES, answered, inert, summed_up, way, without_ways_on
from app.web.written import Desk, desk_of, given_here, language_of, order
from app.web.written_words import KINDS, LABELS, by_field, summary

pages = Blueprint("written_prompts", __name__, url_prefix="/practice/exercises/<exercise>")


class Earlier(NamedTuple):
    """A prompt in a list to choose from, with the language that its words are in."""

    id: str
    words: str
    code: str
    direction: str


@pages.get("/prompts/<int:n>")
@allow("write exercises")
def show(me: Unlocked, exercise: str, n: int) -> Any:
    desk = desk_of(me, exercise)
    prompt = _prompt(desk, n)
    fields = prompt_fields(desk.written, n, desk.language)
    kind, target = prompt["kind"], condition_of(desk.written, n)
    return render_template(
        "written/prompt.html",
        labels=LABELS,
        summary=summary,
        desk=desk,
        n=n,
        kind=kind,
        kind_name=KINDS[kind],
        given=fields,
        source=prompt_fields(desk.written, n, desk.written.original),
        errors=by_field(_here(desk, n)) if _begun(fields) else {},
        mark=mark_of([kind, fields]),
        order=mark_of(order(desk.written)),
        own_texts=OWN_TEXTS.get(kind, ()),
        starts=STARTS if kind == "reflection" else (),
        numbers=NUMBERS.get(kind, ()),
        switches=SWITCHES.get(kind, ()),
        listed=LISTS.get(kind),
        grouped=kind in GROUPED,
        private=kind not in NEVER_PRIVATE,
        talked=kind not in UNTALKED,
        conditions=[_asked(desk, one) for one in could_depend_on(desk.written, n)],
        target=target,
        answers=_answers(desk, target) if target else (),
        subjects=[_asked(desk, one) for one in guessable(desk.written, n)] if kind == "guess" else (),
    )


@pages.post("/prompts/<int:n>", endpoint="save")
@allow("write exercises")
def save(me: Unlocked, exercise: str, n: int) -> Any:
    given = given_here("any")
    with workplace().writing() as ctx:
        one = written.find(ctx, me, exercise).written
        language = language_of(one)
        if not 1 <= n <= len(one.prompts):
            raise NotFound
        after = written.change(
            ctx,
            me,
            exercise,
            lambda one: [one.prompt(n)["kind"], prompt_fields(one, n, language)],
            request.form.get("mark", ""),
            lambda one: with_prompt_fields(one, n, language, given),
        )
    desk = desk_of(me, exercise)
    if request.form.get("then") == "look":
        return redirect(url_for("written_prompts.look", exercise=exercise, who="a", at=n, language=language), 303)
    if _asks_more(one, after, n) or _here(desk, n):
        return redirect(url_for("written_prompts.show", exercise=exercise, n=n, language=language), 303)
    return redirect(desk.at("show", _anchor="prompts"), 303)


def _asks_more(before: Written, after: Written, n: int) -> bool:
    """Whether a prompt was chosen on which this one depends, so that its answers stand in the form now."""
    now, then = condition_of(after, n), condition_of(before, n)
    return now is not None and (then is None or then["id"] != now["id"])


def _here(desk: Desk, n: int) -> list[Found]:
    """What is to be mended in one prompt. That the last one is no closing step is said on the page of them all: while
    they are written one after the other, each is the last."""
    return [one for one in desk.of(n) if one.message.reason != "closing"]


def _prompt(desk: Desk, n: int) -> Table:
    try:
        return desk.written.prompt(n)
    except IndexError:
        raise NotFound from None


def _begun(fields: dict[str, Any]) -> bool:
    """Whether anything was typed. Before that, nothing is missing yet."""
    chosen = ("id", "about", "when", "any", "test", "point", "short", "private")
    return any(value for key, value in fields.items() if key not in chosen)


def _asked(desk: Desk, prompt: Table) -> Earlier:
    """A prompt by its words, in the language that it is written in."""
    language = desk.written.original
    words = prompt.get("ask", {}).get(language) or prompt["id"]
    return Earlier(prompt["id"], words, language, Locale(language).text_direction)


def _answers(desk: Desk, target: Table) -> list[tuple[str, str]]:
    """What can be ticked of a prompt's answers, with its words where it is an option: nothing of a scale."""
    texts = {one["id"]: one["text"].get(desk.written.original, one["id"]) for one in target.get("options", ())}
    return [(one, texts.get(one, "")) for one in offered(target)]


@pages.get("/look/<who>")
@allow("write exercises")
def look(me: Unlocked, exercise: str, who: str) -> Any:
    """One prompt as a partner will find it, with an answer made up (`who` is "a" or "b", `at` the prompt's number), or
    what comes of the answers: "summary", and what a "therapist" reads."""
    desk = desk_of(me, exercise)
    found = sketch(desk.written, desk.language)
    if who not in (*NAMES, "summary", "therapist"):
        raise NotFound
    views = {} if found is None else _views(desk, found, who)
    wanted = request.args.get("at", "")
    at = int(wanted) if wanted in map(str, views) else min(views, default=0)
    return render_template(
        "written/look.html",
        desk=desk,
        who=who,
        names=NAMES,
        part=Markup(_second(inert(views[at](), "look"))) if at in views else None,  # noqa: S704 - rendered here
        previous=max((n for n in views if n < at), default=None),
        following=min((n for n in views if n > at), default=None),
        left_out=len(desk.written.prompts) - (len(found.prompts) if found else 0),
    )


def _views(desk: Desk, found: Exercise, who: str) -> dict[int, Callable[[], str]]:
    """What there is to look at: for a partner by the number of the prompt in the draft, which may hold some that are
    left out."""
    if who not in NAMES:
        return {0: lambda: without_ways_on(summed_up(found)) if who == "therapist" else summed_up(found)}
    numbers = {one.get("id"): n for n, one in enumerate(desk.written.prompts, 1)}
    return {numbers[found.prompts[n - 1].id]: partial(answered, found, n, who) for n in way(found, who)}


def _second(part: str) -> str:
    """Under a heading of this page; its own way on and back is left out."""
    part = part.replace("<h1", "<h2").replace("</h1>", "</h2>")
    before, nav, after = part.partition('<nav class="ends"')
    return before + after.partition("</nav>")[2] if nav else part
