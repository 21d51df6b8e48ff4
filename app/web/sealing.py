"""Looking over what one answered in a round, and sealing it; taking something away once it is sealed."""

from typing import Any

from flask import redirect, render_template, request, url_for

from app.domain.answers import Refusal
from app.domain.exercise import MutualPrompt, Option
from app.services import summaries, worksheets
from app.services.context import Refused
from app.services.person import Unlocked
from app.services.rounds import Address
from app.services.summaries import View
from app.services.worksheets import Sheet
from app.web.answers import share_from
from app.web.guard import allow, workplace
from app.web.rounds import numbered, page_of, pages
from app.web.sentences import sentence


@pages.get("/<address>/review")
@allow("see a round")
def review(me: Unlocked, address: str) -> Any:
    with workplace().reading() as ctx:
        sheet = worksheets.find(ctx, me, Address.parse(address))
        seen = summaries.view(ctx, me, sheet.address)
    if sheet.open:
        return redirect(url_for("rounds.show", address=address), 303)
    return _review_page(sheet, seen, {})


def _review_page(sheet: Sheet, seen: View, errors: dict[str, str]) -> str:
    rows = [
        {
            "n": n,
            "prompt": asked,
            "about": sheet.exercise.about(asked),
            # Sealed answers are closed to their author too: who holds the device must not read them off this page.
            "answer": None if sheet.sealed else sheet.answer(asked),
            "share": sheet.worksheet.choices.get(asked.id),
        }
        for n, asked in sheet.shown
        if not asked.blind
    ]
    picks = [
        {"n": n, "prompt": asked, "items": [] if sheet.sealed else _picked(sheet, asked)}
        for n, asked in sheet.shown
        if isinstance(asked, MutualPrompt)
    ]
    return render_template(
        "rounds/review.html",
        round=page_of(sheet),
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
@allow("seal")
def seal(me: Unlocked, address: str) -> Any:
    """Seals; or, once sealed, takes something away."""
    clear, keep = request.form.get("clear"), request.form.get("keep")
    with workplace().writing(shred=True, safety=bool(clear or keep)) as ctx:
        sheet = worksheets.find(ctx, me, Address.parse(address), to_change=True)
        if clear:
            worksheets.clear(ctx, me, sheet)
        elif keep:
            worksheets.keep_after_all(ctx, me, sheet, numbered(sheet, keep))
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
