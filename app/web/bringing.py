"""Beginning a round with what one answered last time."""

from typing import Any

from flask import Blueprint, redirect, url_for

from app.services import bringing, worksheets
from app.services.person import Unlocked
from app.services.rounds import Address
from app.web.guard import allow, workplace

pages = Blueprint("bringing", __name__, url_prefix="/rounds")


@pages.post("/<address>/bring")
@allow("bring answers along")
def bring(me: Unlocked, address: str) -> Any:
    """Leads to the review, where all of it can be read and changed; back to the overview, where there is nothing."""
    with workplace().writing() as ctx:
        sheet = worksheets.find(ctx, me, Address.parse(address), to_change=True)
        sheet = bringing.bring(ctx, me, sheet)
    to = "rounds.review" if sheet.worksheet.answers else "rounds.show"
    return redirect(url_for(to, address=address), 303)
