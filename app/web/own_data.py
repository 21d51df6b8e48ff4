"""What one shows and to whom, a copy of one's data, deleting the account, and one's own answers once more."""

import json
from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from app.services import consents, own_data, summaries, worksheets
from app.services.person import Unlocked
from app.services.rounds import Address
from app.web import guard
from app.web.guard import allow, workplace
from app.web.paging import page_asked_for

pages = Blueprint("own_data", __name__)
AT_ONCE = 6
"""Rounds on one page of what somebody shows: it is never compressed, and a year of weekly ones would weigh too much."""


@pages.get("/account/data")
@allow("see what is shared")
def shared(me: Unlocked) -> Any:
    """Every consent now in force: what ends soon comes first, then the latest."""
    with workplace().reading() as ctx:
        found = consents.in_force(ctx, me)
        ending = [one for one in found if one.ends_within(consents.SOON, ctx.today)]
    listed = ending + [one for one in found if one not in ending]
    last = max(1, -(-len(listed) // AT_ONCE))
    page = min(page_asked_for(), last)
    return render_template(
        "own_data/shared.html",
        consents=listed[(page - 1) * AT_ONCE : page * AT_ONCE],
        ending=ending,
        before=url_for("own_data.shared", page=page - 1) if page > 1 else None,
        after=url_for("own_data.shared", page=page + 1) if page < last else None,
    )


@pages.post("/account/data/renew")
@allow("renew what is shown")
def renew(me: Unlocked) -> Any:
    with workplace().writing(shred=True) as ctx:
        consents.renew(ctx, me, Address.parse(request.form.get("round", "")))
    return redirect(url_for("own_data.shared"), 303)


@pages.get("/account/copy")
@allow("take a copy along")
def copy(me: Unlocked) -> Any:
    """Choose what goes into the copy: what is kept, one by one."""
    with workplace().reading() as ctx:
        kept = own_data.kept_answers(ctx, me)
    return render_template("own_data/copy.html", kept=kept)


@pages.post("/account/copy", endpoint="take_copy")
@allow("take a copy along")
def take_copy(me: Unlocked) -> Any:
    with workplace().reading() as ctx:
        copied = own_data.copy(ctx, me, set(request.form.getlist("kept")))
    if request.form.get("as") == "json":
        text, ending, kind = json.dumps(copied, indent=2, ensure_ascii=False), "json", "application/json"
    else:
        text, ending, kind = _copied_page(copied), "html", "text/html"
    # A plain name: it stands in the list of downloads.
    headers = {"Content-Disposition": f"attachment; filename=copy.{ending}", "Content-Type": f"{kind}; charset=utf-8"}
    return text, 200, headers


def _copied_page(copied: dict[str, Any]) -> str:
    return render_template("own_data/copied.html", copied=copied, made_on=date.fromisoformat(copied["made_on"]))


# Its address stays in the history of a browser that two may use, and doesn't say what for.
@pages.get("/account/whole")
@allow("delete the account")
def delete(me: Unlocked) -> Any:
    return render_template("own_data/delete.html")


@pages.post("/account/whole", endpoint="delete_now")
@allow("delete the account")
def delete_now(me: Unlocked) -> Any:
    with workplace().writing(shred=True, safety=True) as ctx:
        own_data.delete_account(ctx, me)
    guard.end_session()
    return redirect(url_for("front.index"), 303)


@pages.get("/rounds/<address>/mine")
@allow("read own answers again")
def mine(me: Unlocked, address: str) -> Any:
    """One's own answers in a round, sealed or over, behind a fresh unlock."""
    with workplace().reading() as ctx:
        sheet = worksheets.find(ctx, me, Address.parse(address))
        seen = summaries.view(ctx, me, sheet.address)
    rows = [
        {
            "n": n,
            "prompt": prompt,
            "about": sheet.exercise.about(prompt),
            "answer": sheet.worksheet.answers.get(prompt.id),
        }
        for n, prompt in sheet.shown
        if prompt.answerable and not prompt.blind
    ]
    return render_template(
        "own_data/mine.html",
        address=address,
        title=seen.exercise.title,
        language=seen.exercise.language,
        rows=rows,
        resting=() if sheet.open or sheet.sealed else sheet.resting,
    )
