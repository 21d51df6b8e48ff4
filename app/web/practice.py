"""What a therapist sees: their statement, the codes they hand out, and the partnerships that agreed to them."""

from itertools import groupby
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from app.domain.agreements import Unfit
from app.domain.answers import clean_text
from app.domain.therapists import LENGTHS, Secrets, Statement, statement_refusals
from app.services import practice, sessions
from app.services.context import Refused
from app.services.links import Address
from app.services.person import Unlocked
from app.web.forms import PracticeCodeForm, StatementForm
from app.web.guard import allow, visit, workplace
from app.web.sentences import sentence

pages = Blueprint("practice", __name__, url_prefix="/practice")


@pages.get("")
@allow("begin a practice")
def index(me: Unlocked) -> Any:
    """The caseload; for who has no second step or no statement yet, the way to it."""
    with workplace().reading() as ctx:
        profile = practice.profile(ctx, me.id) if me.second_step else None
        found = practice.caseload(ctx, me) if profile else []
        today = ctx.today
    live = [one for one in found if one.ended_at is None]
    return render_template(
        "practice/index.html",
        second_step=me.second_step,
        profile=profile,
        days=[(day, list(some)) for day, some in groupby(live, lambda one: one.meeting.next(today))],
        past=[one for one in found if one.ended_at],
    )


@pages.get("/statement")
@allow("work with couples")
def statement(me: Unlocked) -> Any:
    with workplace().reading() as ctx:
        profile = practice.profile(ctx, me.id)
    given = profile.statement.model_dump() | {"copies": True, "apart": True} if profile else {}
    return _statement_page(given, {})


@pages.post("/statement", endpoint="state")
@allow("work with couples")
def state(me: Unlocked) -> Any:
    form = StatementForm()
    words = {field: clean_text(form[field].data or "").strip() for field in LENGTHS}
    errors = {
        field: sentence(f"{field}-empty" if why is Unfit.EMPTY else why)
        for field, why in statement_refusals(words).items()
    }
    if form.secrets.data not in list(Secrets):
        errors["secrets"] = sentence("secrets-empty")
    errors |= {field: sentence(f"{field}-unread") for field in ("copies", "apart") if not form[field].data}
    if errors:
        return _statement_page(form.given, errors), 422
    with workplace().writing() as ctx:
        practice.state_terms(ctx, me, Statement(secrets=Secrets(form.secrets.data), **words))
    return redirect(url_for("practice.index"), 303)


def _statement_page(given: dict[str, Any], errors: dict[str, str]) -> str:
    return render_template("practice/statement.html", given=given, errors=errors, lengths=LENGTHS)


@pages.get("/codes")
@allow("work with couples")
def codes(me: Unlocked) -> Any:
    """A form for a new code; after it, the code, in this session alone."""
    found = visit()
    return _codes_page(found.content.practice if found else None, {}, {})


@pages.post("/codes", endpoint="make_code")
@allow("work with couples")
def make_code(me: Unlocked) -> Any:
    form, found = PracticeCodeForm(), visit()
    assert found is not None
    try:
        with workplace().writing(shred=True) as ctx:
            made = None
            if "over" not in request.form:
                label = form.label.data or ""
                made = {"label": label.strip(), "code": practice.make_code(ctx, me, label)}
            sessions.change_content(ctx, found, practice=made)
    except Refused as refused:
        return _codes_page(None, form.given, {"label": sentence(refused.reason)}), 422
    return redirect(url_for("practice.codes"), 303)


def _codes_page(made: dict[str, str] | None, given: dict[str, Any], errors: dict[str, str]) -> str:
    return render_template("practice/codes.html", made=made, given=given, errors=errors)


@pages.post("/<address>/end")
@allow("work with couples")
def end(me: Unlocked, address: str) -> Any:
    with workplace().writing(shred=True, safety=True) as ctx:
        practice.end(ctx, me, Address.parse(address))
    return redirect(url_for("practice.index"), 303)
