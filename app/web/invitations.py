"""Accepting an invitation. Somebody who has no account yet types the code once: it waits for them in a sealed cookie
while they join."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from typing import Any

from flask import Blueprint, after_this_request, current_app, redirect, render_template, request, url_for

from app.services import invitations, partnerships
from app.services.context import Locked, Refused
from app.services.person import Person, Unlocked
from app.web.forms import InvitationForm
from app.web.guard import allow, workplace
from app.web.limits import trying_codes
from app.web.sentences import sentence

pages = Blueprint("invitations", __name__)

WAITS = timedelta(minutes=30)


def pending_code() -> str | None:
    """The code that waits in this browser's cookie, if there is one."""
    value = request.cookies.get(waiting_cookie(), "")
    try:
        return invitations.open_waiting(workplace(), urlsafe_b64decode(value)) if value else None
    except ValueError:
        return None


def onward() -> str:
    """Where somebody goes who has just come in: back to the invitation that brought them, or home."""
    return url_for("invitations.accept") if pending_code() else url_for("front.index")


def waiting_cookie() -> str:
    """The name of the cookie in which a code waits."""
    return "__Host-invitation" if current_app.config["SECURE_COOKIES"] else "invitation"


@pages.get("/invitation")
@allow("look at an invitation")
def accept(me: Person | None) -> Any:
    return _page(me, {"code": pending_code() or ""}, {})


@pages.post("/invitation", endpoint="accept_now")
@trying_codes
@allow("look at an invitation")
def accept_now(me: Person | None) -> Any:
    form = InvitationForm()
    code = form.code.data or ""
    if me is None:
        return _wait(form, code)
    if not isinstance(me, Unlocked):
        raise Locked
    try:
        with workplace().writing(shred=True) as ctx:
            partnership = partnerships.accept(ctx, me, code, form.display_name.data or "", form.pronouns.data or "")
    except Refused as refused:
        return _page(me, form.given, {_field(refused.reason): sentence(refused.reason)}), 422
    response = redirect(url_for("partnerships.show", partnership=partnership), 303)
    response.delete_cookie(waiting_cookie(), path="/", secure=current_app.config["SECURE_COOKIES"])
    return response


def _wait(form: InvitationForm, code: str) -> Any:
    """Keep the code for somebody who joins first."""
    with workplace().writing() as ctx:
        good = partnerships.invitation_is_open(ctx, code)
    if not good:
        return _page(None, form.given, {"code": sentence("code")}), 422
    waiting = urlsafe_b64encode(invitations.seal_waiting(workplace(), code)).decode()

    @after_this_request
    def remember(response: Any) -> Any:
        response.set_cookie(
            waiting_cookie(),
            waiting,
            max_age=WAITS,
            expires=workplace().clock() + WAITS,
            secure=current_app.config["SECURE_COOKIES"],
            httponly=True,
            samesite="Lax",
            path="/",
        )
        return response

    return redirect(url_for("accounts.join"), 303)


def _page(me: Person | None, given: dict[str, Any], errors: dict[str, str]) -> str:
    return render_template(
        "invitations/accept.html",
        given=given,
        errors=errors,
        joined=me is not None,
        operator=current_app.config["SETTINGS"].operator,
    )


def _field(reason: str) -> str:
    for field in ("display_name", "pronouns"):
        if reason.startswith(field.replace("_", "-")):
            return field
    return "code"
