"""A round: its page, its prompts, review and sealing, the summary, taking back."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for

from app.domain import choosing
from app.domain.answers import Refusal
from app.domain.exercise import AnyPrompt, MutualPrompt, Option, ScalePrompt
from app.services import bringing, sessions, summaries, worksheets
from app.services.context import Locked, NotFound, Refused
from app.services.person import Person, Unlocked
from app.services.rounds import Address
from app.services.summaries import View
from app.services.worksheets import Sheet
from app.web import moments
from app.web.exercises import opaque
from app.web.forms import answer_from, given_from, given_of, share_from
from app.web.guard import allow, visit, workplace
from app.web.parts import part_at_hand, with_the_rest
from app.web.reading import open_due, read
from app.web.sentences import sentence
from app.web.waiting import meanwhile

pages = Blueprint("rounds", __name__, url_prefix="/rounds")
Way = tuple[tuple[int, AnyPrompt], ...]
"""Prompts with their numbers in the exercise."""


@dataclass(frozen=True)
class Page:
    """A round as the templates take it."""

    address: str
    title: str
    open: bool
    closed: bool
    opens: str
    opens_at: Any
    sealed: bool
    has_blind: bool
    alone: bool
    year_over: bool


def _page_of(seen: View | Sheet, sealed: bool = False) -> Page:
    circle = seen.circle if isinstance(seen, Sheet) else len(seen.circle)
    return Page(
        str(seen.address),
        seen.exercise.title,
        seen.open,
        seen.open,
        seen.schedule.opens.value,
        seen.schedule.opens_at,
        sealed,
        seen.exercise.has_blind,
        circle == 1,
        isinstance(seen, View) and seen.year_over,
    )


@pages.get("/<address>")
@allow("see a round")
def show(me: Person, address: str) -> Any:
    here = Address.parse(address)
    if not isinstance(me, Unlocked):
        raise Locked
    with workplace().reading() as ctx:
        seen = summaries.view(ctx, me, here)
        sheet = worksheets.find(ctx, me, here)
        again = bringing.can_begin_with_more(ctx, me, sheet)
    if seen.exercise.slug == choosing.SLUG:
        return redirect(url_for("choosing.show", address=address), 303)
    if seen.due:
        open_due(me, here)
    prompts = [
        {
            "n": n,
            "ask": prompt.ask,
            "private": prompt.private,
            "blind": prompt.blind,
            "kind": prompt.kind,
            "reading": not prompt.answerable,
        }
        for n, prompt in sheet.shown
    ]
    return render_template(
        "rounds/show.html",
        round=_page_of(seen, sheet.sealed),
        language=seen.exercise.language,
        names=_names(seen),
        prompts=prompts,
        resting=sheet.resting,
        again=again,
        next_n=_next_unanswered(sheet, sheet.shown),
        short_n=_next_unanswered(sheet, _short_way(sheet)),
        partnership=here.partnership,
        meanwhile=meanwhile(address, workplace().clock().date()),
    )


def _next_unanswered(sheet: Sheet, way: Way) -> int | None:
    for n, prompt in way:
        if prompt.answerable and sheet.answer(prompt) is None:
            return n
    return None


def _short_way(sheet: Sheet) -> Way:
    """The prompts of the five-minute version. Which way somebody goes is kept nowhere but in their own address."""
    return tuple((n, prompt) for n, prompt in sheet.shown if prompt.short)


def _way(sheet: Sheet) -> Way:
    """The prompts that this reader goes through, one after the other."""
    return _short_way(sheet) if request.args.get("short") else sheet.shown


def _step(sheet: Sheet, n: int, part: int | None = None) -> str:
    """The address of a prompt, or of a part of it, on the same way."""
    short = request.args.get("short") and 1
    return url_for("rounds.prompt", address=str(sheet.address), n=n, short=short, part=part)


def _names(seen: View) -> list[str]:
    return [name for name in seen.circle.values() if name]


@pages.get("/<address>/prompts/<int:n>")
@allow("read own answers")
def prompt(me: Unlocked, address: str, n: int) -> Any:
    with workplace().reading() as ctx:
        sheet = worksheets.find(ctx, me, Address.parse(address))
    if sheet.open or sheet.sealed:
        return redirect(url_for("rounds.show", address=address), 303)
    asked = sheet.prompt(n)
    if (n, asked) not in (*sheet.shown, *sheet.resting):
        return redirect(_after(sheet, n), 303)
    return _prompt_page(sheet, n, given_of(asked, sheet.answer(asked)), sheet.worksheet.choices.get(asked.id))


@pages.post("/<address>/prompts/<int:n>", endpoint="save")
@allow("answer")
def save(me: Unlocked, address: str, n: int) -> Any:
    here = Address.parse(address)
    with workplace().writing() as ctx:
        sheet = worksheets.find(ctx, me, here, to_change=True)
        asked = sheet.prompt(n)
        if not asked.answerable:
            return redirect(_after(sheet, n), 303)
        given = given_from(asked, request.form)
        part = part_at_hand(sheet, asked)
        given = with_the_rest(sheet, asked, part, given)
        goes_on = "part" in request.form and not part.last and not request.form.get("skip")
        try:
            worksheets.require_unsealed(sheet)
        except Refused as late:
            return _too_late(late)
        answer = None if request.form.get("skip") else answer_from(asked, given, sheet.exercise.about(asked))
        if goes_on and answer is Refusal.EMPTY:
            return redirect(_step(sheet, n, part.n + 1), 303)
        share = sheet.worksheet.choices.get(asked.id) if goes_on else share_from(request.form.get("share"))
        refused = next((one for one in (answer, share) if isinstance(one, Refusal)), None)
        if refused is not None:
            return _prompt_page(sheet, n, given, request.form.get("share"), refused.value), 422
        if answer is None or not asked.shareable:
            share = None  # there is nothing to share
        if _would_undo(sheet, asked, answer, share):
            return _conflict(sheet, n, given)
        try:
            sheet = worksheets.save(ctx, me, sheet, asked, answer, share)  # type: ignore[arg-type]
        except Refused:
            return _conflict(sheet, n, given)
    if request.form.get("autosave"):
        return jsonify(version=sheet.version(asked))
    return redirect(_step(sheet, n, part.n + 1) if goes_on else _after(sheet, n), 303)


def _would_undo(sheet: Sheet, asked: AnyPrompt, answer: Any, share: Any) -> bool:
    """Whether the form is older than what is saved, and says something else: another answer, or another choice."""
    saved = (sheet.answer(asked), sheet.worksheet.choices.get(asked.id))
    return request.form.get("version") != sheet.version(asked) and (answer, share) != saved


def _after(sheet: Sheet, n: int) -> str:
    """Where the sheet goes on behind a prompt: with the next that its author is shown."""
    for later, _ in _way(sheet):
        if later > n:
            return _step(sheet, later)
    return url_for("rounds.review", address=str(sheet.address))


def _conflict(sheet: Sheet, n: int, given: dict[str, Any]) -> Any:
    """An older tab tried to save: the newer version is in the form, what was typed here is beside it."""
    if request.form.get("autosave"):
        return jsonify(error="conflict"), 409
    asked = sheet.prompt(n)
    now = given_of(asked, sheet.answer(asked))
    share = sheet.worksheet.choices.get(asked.id)
    return _prompt_page(sheet, n, now, share, conflict={"own_given": given}), 409


def _too_late(late: Refused) -> Any:
    """Nothing of what is saved is shown with it: it is closed to its author's screen too by now."""
    if request.form.get("autosave"):
        return jsonify(error=late.reason), 409
    raise late


def _prompt_page(
    sheet: Sheet,
    n: int,
    given: dict[str, Any],
    share: str | None,
    refused: str | None = None,
    conflict: dict[str, Any] | None = None,
) -> str:
    asked = sheet.prompt(n)
    about = sheet.exercise.about(asked)
    part = part_at_hand(sheet, asked)
    numbers = [one for one, _ in _way(sheet)]
    before, after = [one for one in numbers if one < n], [one for one in numbers if one > n]
    return render_template(
        "rounds/prompt.html",
        round=_page_of(sheet),
        exercise=sheet.exercise,
        language=sheet.exercise.language,
        prompt=asked,
        part=part,
        n=n,
        place=min(len(before) + 1, len(numbers)),
        total=len(numbers),
        about=about,
        groups=part.groups,
        circle=sheet.circle,
        given=given,
        share=share,
        error=sentence(refused) if refused else None,
        version=sheet.version(asked),
        answered=sheet.answer(asked) is not None,
        here=_step(sheet, n),
        previous=_step(sheet, n, part.n - 1) if part.n > 1 else _step(sheet, before[-1]) if before else None,
        following=_step(sheet, n, part.n + 1) if not part.last else _step(sheet, after[0]) if after else None,
        conflict=conflict,
    )


@pages.get("/<address>/review")
@allow("see a round")
def review(me: Person, address: str) -> Any:
    if not isinstance(me, Unlocked):
        raise Locked
    with workplace().reading() as ctx:
        sheet = worksheets.find(ctx, me, Address.parse(address))
        seen = summaries.view(ctx, me, sheet.address)
    if sheet.open:
        return redirect(url_for("rounds.show", address=address), 303)
    return _review_page(sheet, seen, {})


def _review_page(sheet: Sheet, seen: View, errors: dict[str, str]) -> str:
    numbered = sheet.shown
    rows = [
        {
            "n": n,
            "prompt": asked,
            "about": sheet.exercise.about(asked),
            # Sealed answers are closed to their author too: who holds the device must not read them off this page.
            "answer": None if sheet.sealed else sheet.answer(asked),
            "share": sheet.worksheet.choices.get(asked.id),
        }
        for n, asked in numbered
        if not asked.blind
    ]
    picks = [
        {"n": n, "prompt": asked, "items": [] if sheet.sealed else _picked(sheet, asked)}
        for n, asked in numbered
        if isinstance(asked, MutualPrompt)
    ]
    return render_template(
        "rounds/review.html",
        round=_page_of(sheet),
        language=sheet.exercise.language,
        rows=rows,
        resting=sheet.resting,
        picks=picks,
        sealed=sheet.sealed,
        others=[name for member, name in seen.circle.items() if name and member != seen.me],
        version=sheet.row.version.hex(),
        errors=errors,
    )


def _picked(sheet: Sheet, asked: MutualPrompt) -> list[Option]:
    chosen = sheet.answer(asked)
    return [item for item in asked.items if isinstance(chosen, tuple) and item.id in chosen]


@pages.post("/<address>/review", endpoint="seal")
@allow("see a round")
def seal(me: Person, address: str) -> Any:
    """Seals; or, once sealed, takes something away."""
    if not isinstance(me, Unlocked):
        raise Locked
    takes_away = "clear" in request.form or "keep" in request.form
    with workplace().writing(shred=True, safety=takes_away) as ctx:
        sheet = worksheets.find(ctx, me, Address.parse(address), to_change=True)
        if request.form.get("clear"):
            worksheets.clear(ctx, me, sheet)
        elif request.form.get("keep"):
            worksheets.keep_after_all(ctx, me, sheet, _numbered(sheet, request.form["keep"]))
        elif not sheet.sealed:
            if request.form.get("version", sheet.row.version.hex()) != sheet.row.version.hex() and not sheet.open:
                # What is shared must be what was read: an answer was changed since this page was opened.
                seen = summaries.view(ctx, me, sheet.address)
                return _review_page(sheet, seen, {"form": sentence("conflict")}), 409
            worksheets.seal(ctx, me, sheet, _choices(sheet))
    return redirect(url_for("rounds.show", address=address), 303)


def _choices(sheet: Sheet) -> dict[str, Any]:
    """The choice for each answer as the review sent it. What was left unchosen there is kept."""
    chosen = {}
    for n, asked in enumerate(sheet.exercise.prompts, 1):
        share = share_from(request.form.get(f"share-{n}"))
        if isinstance(share, Refusal):
            raise Refused(share.value)
        if share is not None:
            chosen[asked.id] = share
    return chosen


def _numbered(sheet: Sheet, text: str) -> AnyPrompt:
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        raise NotFound
    return sheet.prompt(int(text))


@pages.get("/<address>/summary")
@allow("read the summary")
def summary(me: Person, address: str) -> Any:
    try:
        opened, until = read(me, Address.parse(address))
    except Refused:
        return redirect(url_for("rounds.show", address=address), 303)
    return render_template(
        "rounds/summary.html",
        round=_page_of(opened.view),
        language=opened.view.exercise.language,
        summary=opened.summary,
        names=opened.view.circle,
        me=opened.view.me,
        mine=opened.mine,
        keepable=opened.view.exercise.slug in moments.FROM,
        over_time=_over_time(opened.view),
        kept_until=until,
    )


def _over_time(seen: View) -> str | None:
    """The address of the lines that its scales make from round to round, if it has any."""
    if not any(isinstance(asked, ScalePrompt) for asked in seen.exercise.prompts):
        return None
    return url_for("over_time.lines", partnership=seen.address.partnership, key=opaque(seen.exercise.slug))


@pages.get("/<address>/shown")
@allow("withdraw")
def shown(me: Unlocked, address: str) -> Any:
    """What the reader shows in this round, to take it back. Not on the summary: that page has no form, so that it
    holds no token."""
    try:
        opened, _ = read(me, Address.parse(address))
    except Refused:
        return redirect(url_for("rounds.show", address=address), 303)
    asked = list(enumerate(opened.view.exercise.prompts, 1))
    matched = [
        (n, prompt, [item for item in prompt.items if item.id in opened.matched.get(prompt.id, ())])
        for n, prompt in asked
        if isinstance(prompt, MutualPrompt)
    ]
    return render_template(
        "rounds/shown.html",
        round=_page_of(opened.view),
        language=opened.view.exercise.language,
        alone=len(opened.view.circle) == 1,
        prompts=[(n, prompt) for n, prompt in asked if prompt.id in opened.mine],
        matched=[(n, prompt, items) for n, prompt, items in matched if items],
    )


@pages.get("/<address>/keep-open")
@allow("keep open")
def keeping_open(me: Unlocked, address: str) -> Any:
    """What keeping the summary open means, and the button."""
    try:
        _, until = read(me, Address.parse(address))
    except Refused:
        return redirect(url_for("rounds.show", address=address), 303)
    return render_template("rounds/keep_open.html", address=address, kept_until=until)


@pages.post("/<address>/keep-open")
@allow("keep open")
def keep_open(me: Unlocked, address: str) -> Any:
    found = visit()
    with workplace().writing(shred=True) as ctx:
        until, keys = summaries.keep_open(ctx, me, Address.parse(address))
        if found is not None:
            sessions.keep(ctx, found, address, until, keys.names, keys.contents)
    to = "talk.begin" if request.form.get("talk") else "rounds.summary"
    return redirect(url_for(to, address=address), 303)


@pages.post("/<address>/withdraw")
@allow("withdraw")
def withdraw(me: Unlocked, address: str) -> Any:
    here = Address.parse(address)
    with workplace().writing(shred=True, safety=True) as ctx:
        sheet = worksheets.find(ctx, me, here)
        asked = _numbered(sheet, request.form.get("prompt", ""))
        if isinstance(asked, MutualPrompt):
            summaries.withdraw_match(ctx, me, here, asked.id, request.form.get("item", ""))
        else:
            summaries.withdraw(ctx, me, here, asked.id)
    to = "choosing.show" if sheet.exercise.slug == choosing.SLUG else "rounds.shown"
    return redirect(url_for(to, address=address), 303)


@pages.post("/<address>/hold-back")
@allow("hold back")
def hold_back(me: Person, address: str) -> Any:
    with workplace().writing(shred=True, safety=True) as ctx:
        summaries.hold_back(ctx, me, Address.parse(address))
    return redirect(url_for("rounds.show", address=address), 303)
