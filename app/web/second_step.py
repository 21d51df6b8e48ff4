"""A code after the passphrase: asked when somebody signs in, and set up or turned off in their account."""

from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for

from app.config import Settings
from app.services import second_step, sessions
from app.services.context import Refused
from app.services.person import Person, Unlocked
from app.services.sessions import Visit
from app.web import guard
from app.web.forms import CodeForm
from app.web.guard import allow, visit, workplace
from app.web.invitations import onward
from app.web.limits import guessing_own, remember_device
from app.web.sentences import sentence
from app.web.squares import square

pages = Blueprint("second_step", __name__)


@pages.get("/sign-in/code")
@allow("sign in")
def code(me: Person | None) -> Any:
    found = _halfway()
    return _code_page({}) if found else redirect(url_for("accounts.sign_in"), 303)


@pages.post("/sign-in/code", endpoint="give_code")
@guessing_own
@allow("sign in")
def give_code(me: Person | None) -> Any:
    """Lets somebody in, or takes them back to the beginning: after so many wrong codes, and when they say so."""
    found = _halfway()
    if found is None:
        return redirect(url_for("accounts.sign_in"), 303)
    if "over" in request.form:
        return _over(found)
    try:
        with workplace().writing(safety=True) as ctx:
            second_step.use(ctx, found.person, CodeForm().code.data or "")
            token = sessions.let_in(ctx, found)
    except Refused as refused:
        with workplace().writing(shred=True, safety=True) as ctx:
            again = sessions.missed(ctx, found)
        if not again:
            guard.end_session()
            errors = {"passphrase": sentence("second-over")}
            return render_template("accounts/sign_in.html", given={}, errors=errors), 422
        return _code_page({"code": sentence(refused.reason)}), 422
    if token is None:
        return redirect(url_for("accounts.sign_in"), 303)
    response = remember_device(
        redirect(guard.own_path(request.args.get("then", "")) or onward(), 303), found.person.username
    )
    guard.begin_session(token)
    return response


def _over(found: Visit) -> Any:
    with workplace().writing(shred=True, safety=True) as ctx:
        sessions.end(ctx, found.token)
    guard.end_session()
    return redirect(url_for("accounts.sign_in"), 303)


def _halfway() -> Visit | None:
    found = visit()
    return found if found and found.halfway else None


def _code_page(errors: dict[str, str]) -> str:
    return render_template("accounts/code.html", errors=errors)


@pages.get("/account/second-step")
@allow("change the second step")
def show(me: Unlocked) -> Any:
    return _page(me, {})


@pages.post("/account/second-step", endpoint="change")
@guessing_own
@allow("change the second step")
def change(me: Unlocked) -> Any:
    """Begin to set it up, give the first code, put it aside, or turn it off."""
    found = visit()
    assert found is not None
    secret = found.content.second
    try:
        with workplace().writing(shred=True) as ctx:
            match request.form.get("what"):
                case "begin":
                    sessions.change_content(ctx, found, second=second_step.new_secret(ctx))
                case "confirm" if secret:
                    second_step.turn_on(ctx, me, secret, CodeForm().code.data or "")
                    sessions.change_content(ctx, found, second=None)
                case "off":
                    second_step.turn_off(ctx, me)
                case _:
                    sessions.change_content(ctx, found, second=None)
    except Refused as refused:
        return _page(me, {"code": sentence(refused.reason)}), 422
    return redirect(url_for("second_step.show"), 303)


def _page(me: Unlocked, errors: dict[str, str]) -> str:
    found = visit()
    settings: Settings = current_app.config["SETTINGS"]
    secret = found.content.second if found else None
    return render_template(
        "accounts/second_step.html",
        on=me.second_step,
        secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)) if secret else None,
        qr=square(second_step.address(secret, settings.site_name), "l") if secret else None,
        errors=errors,
    )
