"""Exercises that somebody writes: the list of them, each at a glance, what is said of the whole, and taking it along.

A form is kept whatever is in it; what is still to be mended stands beside the fields afterwards, and on the page of the
exercise."""

from typing import Any, NamedTuple

from babel import Locale
from flask import Blueprint, current_app, redirect, render_template, request, url_for

from app.domain import style
from app.domain import written as drafts
from app.domain.brought import brought
from app.domain.files import ExerciseProblems
from app.domain.written import MOST_PROMPTS, Written
from app.domain.written_checks import Found, exercise_in, problems, sketch
from app.domain.written_fields import head_fields, with_head
from app.exchange.toml import exercise_toml
from app.services import written
from app.services.context import NotFound, Refused
from app.services.person import Unlocked
from app.services.written import Kept, mark_of
from app.web.exercises import opaque
from app.web.forms import REPLACED
from app.web.guard import allow, workplace
from app.web.paths import PRACTICES
from app.web.sentences import sentence
from app.web.told import reading
from app.web.written_words import KINDS, LABELS, SENTENCES, by_field, said, summary

pages = Blueprint("written", __name__, url_prefix="/practice/exercises")


class Desk(NamedTuple):
    """An exercise on its author's desk, in the language at hand, with what is to be mended in that."""

    kept: Kept
    language: str
    problems: tuple[Found, ...]

    @property
    def id(self) -> str:
        return self.kept.id

    @property
    def written(self) -> Written:
        return self.kept.written

    @property
    def original(self) -> bool:
        """Whether it is the language that it is written in: the others have its words alone."""
        return self.language == self.written.original

    def at(self, endpoint: str, **values: Any) -> str:
        """The address of one of its pages, in the same language."""
        language = None if self.original else self.language
        return url_for(f"written.{endpoint}", exercise=self.id, **{"language": language} | values)

    def of(self, n: int | None) -> tuple[Found, ...]:
        """What is to be mended in one prompt, or outside of them."""
        return tuple(one for one in self.problems if one.n == n)


@pages.get("")
@allow("write exercises")
def index(me: Unlocked) -> Any:
    return _index(me, {})


def _index(me: Unlocked, errors: dict[str, str]) -> str:
    with workplace().reading() as ctx:
        mine = written.of_person(ctx, me)
    language = reading().language
    return render_template(
        "written/index.html",
        mine=[(one, all(not problems(one.written, it) for it in one.written.languages)) for one in mine],
        shipped=[(opaque(one.slug), one) for one in workplace().library.exercises(language)],
        languages=_by_name(),
        errors=errors,
    )


@pages.post("", endpoint="begin")
@allow("write exercises")
def begin(me: Unlocked) -> Any:
    """From nothing, or from what the field `like` names: an exercise that comes with the code, or one's own."""
    like = request.form.get("like", "")
    library = workplace().library
    with workplace().writing() as ctx:
        own = {one.id: one.written for one in written.of_person(ctx, me)}
        edition = next((one for slug, one in library.current.items() if opaque(slug) == like), None)
        if edition is not None:
            begun = written.copy(ctx, me, edition)
        elif like in own:
            begun = written.begin(ctx, me, drafts.again(own[like]))
        else:
            begun = written.begin(ctx, me, drafts.nothing(reading().language))
    return redirect(url_for("written.show", exercise=begun), 303)


@pages.post("/bring", endpoint="bring")
@allow("write exercises")
def bring(me: Unlocked) -> Any:
    """From files that somebody has taken along: a colleague's, or one's own from elsewhere. Colleagues pass on files
    because nothing here says who works with whom."""
    given = [(one.filename or "", one.read().decode("utf-8-sig", "replace")) for one in request.files.getlist("files")]
    try:
        found = brought(given, reading().language, [code for code, _name in _by_name()])
    except ExerciseProblems:
        return _index(me, {"files": sentence("no-exercise-files")}), 422
    with workplace().writing() as ctx:
        begun = written.begin(ctx, me, found)
    return redirect(url_for("written.show", exercise=begun), 303)


# An id has this length; what is only posted to has none, and no page of its own to lead back to.
@pages.get("/<string(length=22):exercise>")
@allow("write exercises")
def show(me: Unlocked, exercise: str) -> Any:
    desk = desk_of(me, exercise)
    found = sketch(desk.written, desk.language)
    return render_template(
        "written/show.html",
        desk=desk,
        kinds=KINDS,
        mark=mark_of(order(desk.written)),
        whole=_of_all(desk),
        ready=exercise_in(desk.written, desk.language) is not None,
        visible=found is not None,
        findings=[str(one) for one in style.findings(found, "", None)] if found else [],
        full=len(desk.written.prompts) >= MOST_PROMPTS,
        languages=_by_name(),
    )


@pages.post("/<exercise>", endpoint="arrange")
@allow("write exercises")
def arrange(me: Unlocked, exercise: str) -> Any:
    """Moves a prompt `up` or `down` or takes it out (`remove`), adds one of a `kind`, adds a language or takes one out
    (`silence`): the first of these fields that is there."""
    with workplace().writing() as ctx:
        after = written.change(ctx, me, exercise, order, request.form.get("mark", ""), _rearranged)
    if "kind" in request.form:
        return redirect(url_for("written_prompts.show", exercise=exercise, n=len(after.prompts)), 303)
    language = request.form.get("add-language")
    return redirect(url_for("written.show", exercise=exercise, language=language, _anchor="prompts"), 303)


def _of_all(desk: Desk) -> list[str]:
    """What is to be mended in all of it together, each once."""
    if not desk.written.prompts:
        return [str(SENTENCES["nothing-to-answer"])]
    found = [one for one in desk.problems if one.field == "whole" or (one.n, one.field) == (None, "prompts")]
    return list(dict.fromkeys(said(one.message) for one in found))


def order(one: Written) -> Any:
    """What the form of the whole is about."""
    return [one.languages, [(prompt.get("id"), prompt["kind"]) for prompt in one.prompts]]


def _rearranged(one: Written) -> Written:
    form = request.form
    for name, by in (("up", -1), ("down", 1)):
        if name in form:
            return drafts.moved(one, _number(one, form[name]), by)
    if "remove" in form:
        return drafts.without_prompt(one, _number(one, form["remove"]))
    if form.get("kind") in KINDS:
        return drafts.with_prompt(one, form["kind"])
    if form.get("add-language") in dict(_by_name()):
        return drafts.with_language(one, form["add-language"])
    return drafts.without_language(one, form.get("silence", ""))


def _number(one: Written, text: str) -> int:
    """The number of a prompt. Raises NotFound."""
    if text not in map(str, range(1, len(one.prompts) + 1)):
        raise NotFound
    return int(text)


@pages.get("/<exercise>/about")
@allow("write exercises")
def head(me: Unlocked, exercise: str) -> Any:
    desk = desk_of(me, exercise)
    begun = any(head_fields(desk.written, desk.language)[key] for key in ("title", "purpose", "not_for"))
    return render_template(
        "written/head.html",
        labels=LABELS,
        summary=summary,
        desk=desk,
        given=head_fields(desk.written, desk.language),
        source=head_fields(desk.written, desk.written.original),
        errors=by_field(one for one in desk.of(None) if one.field != "prompts") if begun else {},
        mark=mark_of(head_fields(desk.written, desk.language)),
        practices=list(PRACTICES.items()),
    )


@pages.post("/<exercise>/about", endpoint="save_head")
@allow("write exercises")
def save_head(me: Unlocked, exercise: str) -> Any:
    given = given_here()
    with workplace().writing() as ctx:
        language = language_of(written.find(ctx, me, exercise).written)
        written.change(
            ctx,
            me,
            exercise,
            lambda one: head_fields(one, language),
            request.form.get("mark", ""),
            lambda one: with_head(one, language, given),
        )
    desk = desk_of(me, exercise)
    stays = any(one.field != "prompts" for one in desk.of(None))
    return redirect(desk.at("head" if stays else "show"), 303)


@pages.get("/<exercise>/<language>.toml")
@allow("write exercises")
def export(me: Unlocked, exercise: str, language: str) -> Any:
    """The file of one language. Raises NotFound while there is something to mend in it."""
    with workplace().reading() as ctx:
        one = written.find(ctx, me, exercise).written
    found = exercise_in(one, language) if language in one.languages else None
    if found is None:
        raise NotFound
    headers = {
        "Content-Disposition": f"attachment; filename={found.slug}.{language}.toml",
        "Content-Type": "application/toml; charset=utf-8",
    }
    return exercise_toml(found), 200, headers


@pages.get("/<exercise>/remove")
@allow("write exercises")
def removing(me: Unlocked, exercise: str) -> Any:
    return render_template("written/remove.html", desk=desk_of(me, exercise))


@pages.post("/<exercise>/remove", endpoint="remove")
@allow("write exercises")
def remove(me: Unlocked, exercise: str) -> Any:
    with workplace().writing(shred=True) as ctx:
        written.remove(ctx, me, exercise)
    return redirect(url_for("written.index"), 303)


def desk_of(me: Unlocked, exercise: str) -> Desk:
    """Raises NotFound."""
    with workplace().reading() as ctx:
        kept = written.find(ctx, me, exercise)
    language = language_of(kept.written)
    return Desk(kept, language, problems(kept.written, language))


def language_of(one: Written) -> str:
    """The language at hand: that of the address, if the exercise is in it, else the one it is written in."""
    wanted = request.args.get("language", "")
    return wanted if wanted in one.languages else one.original


def given_here(*several: str) -> dict[str, Any]:
    """What was typed; fields of which several can be ticked as lists. Raises Refused("not-text")."""
    if any(REPLACED in text or "\0" in text for text in request.form.values()):
        raise Refused("not-text")
    return request.form.to_dict() | {name: request.form.getlist(name) for name in several}


def _by_name() -> list[tuple[str, str]]:
    """The languages that an exercise can be in, each by its own name."""
    offered = current_app.config["SETTINGS"].languages
    return [(code, str(Locale(code).display_name).capitalize()) for code in offered]
