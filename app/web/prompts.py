"""A round's prompts, one after the other: each with its page, and saved by itself."""

from bisect import bisect_left, bisect_right
from typing import Any
from urllib.parse import urlencode

from flask import jsonify, redirect, render_template, request, url_for

from app.domain.answers import Refusal
from app.domain.exercise import AnyPrompt
from app.services import worksheets
from app.services.context import Refused
from app.services.person import Unlocked
from app.services.rounds import Address
from app.services.worksheets import Sheet
from app.web.answers import answer_from, given_from, given_of, share_from
from app.web.guard import allow, at_hand, workplace
from app.web.parts import part_at_hand, with_the_rest
from app.web.rounds import Way, page_of, pages, short_way
from app.web.sentences import sentence


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
        form = request.form
        given = given_from(asked, form)
        part = part_at_hand(sheet, asked)
        given = with_the_rest(sheet, asked, part, given)
        goes_on = "part" in form and not part.last and not form.get("skip")
        try:
            worksheets.require_unsealed(sheet)
        except Refused as late:
            return _too_late(late)
        answer = None if form.get("skip") else answer_from(asked, given, sheet.exercise.about(asked))
        if goes_on and answer is Refusal.EMPTY:
            return redirect(_step(n, part.n + 1), 303)
        share = sheet.worksheet.choices.get(asked.id) if goes_on else share_from(form.get("share"))
        refused = next((one for one in (answer, share) if isinstance(one, Refusal)), None)
        if refused is not None:
            return _prompt_page(sheet, n, given, form.get("share"), refused.value), 422
        if answer is None or not asked.shareable:
            share = None  # there is nothing to share
        if _would_undo(sheet, asked, answer, share):
            return _conflict(sheet, n, given)
        try:
            sheet = worksheets.save(ctx, me, sheet, asked, answer, share)  # type: ignore[arg-type]  # refusals are gone
        except Refused:
            return _conflict(sheet, n, given)
    if form.get("autosave"):
        return jsonify(version=sheet.version(asked))
    return redirect(_step(n, part.n + 1) if goes_on else _after(sheet, n), 303)


def _would_undo(sheet: Sheet, asked: AnyPrompt, answer: Any, share: Any) -> bool:
    """Whether the form is older than what is saved, and says something else: another answer, or another choice."""
    saved = (sheet.answer(asked), sheet.worksheet.choices.get(asked.id))
    return request.form.get("version") != sheet.version(asked) and (answer, share) != saved


def _way(sheet: Sheet) -> Way:
    """The prompts that this reader goes through, one after the other."""
    return short_way(sheet) if "short" in at_hand(request).args else sheet.shown


def _step(n: int, part: int | None = None) -> str:
    """The address of a prompt, or of a part of it, on the same way: that of the page at hand, but for its end. A page
    has three of them, which by `url_for` were four hundredths of all that it takes."""
    here = at_hand(request)
    query = {"short": 1} if "short" in here.args else {}
    if part is not None:
        query["part"] = part
    address = f"{here.path.rpartition('/')[0]}/{n}"
    return f"{address}?{urlencode(query)}" if query else address


def _after(sheet: Sheet, n: int) -> str:
    """Where the sheet goes on behind a prompt: with the next that its author is shown."""
    for later, _ in _way(sheet):
        if later > n:
            return _step(later)
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
    before, after = numbers[: bisect_left(numbers, n)], numbers[bisect_right(numbers, n) :]
    return render_template(
        "rounds/prompt.html",
        round=page_of(sheet),
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
        here=_step(n),
        previous=_step(n, part.n - 1) if part.n > 1 else _step(before[-1]) if before else None,
        following=_step(n, part.n + 1) if not part.last else _step(after[0]) if after else None,
        conflict=conflict,
    )
