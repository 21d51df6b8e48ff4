"""Joining, signing in and out, unlocking, and the keys that only one person holds."""

import re
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from flask import Blueprint, current_app, redirect, render_template, request, url_for

from app.config import Registration, Settings
from app.services import passphrases, people, sessions
from app.services.context import Context, Refused
from app.services.people import Joining
from app.services.person import Person, Unlocked
from app.web import guard, languages
from app.web.forms import JoinForm, PassphraseForm, RecoverForm, SettingsForm, SignInForm, UnlockForm
from app.web.guard import allow, visit, workplace
from app.web.invitations import onward, pending_code, waiting_cookie
from app.web.limits import (
    guessing,
    guessing_here,
    guessing_names,
    guessing_names_here,
    guessing_own,
    name_was_taken,
    remember_device,
)
from app.web.problems import note
from app.web.sentences import sentence
from app.web.told import reading

pages = Blueprint("accounts", __name__)


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


@pages.get("/join")
@allow("join")
def join(me: Person | None) -> Any:
    if me is not None:
        return redirect(url_for("front.index"), 303)
    return _join_page({}, {})


@pages.post("/join", endpoint="join_now")
@guessing_names
@guessing_names_here
@allow("join")
def join_now(me: Person | None) -> Any:
    form = JoinForm()
    joining = Joining(
        form.username.data or "",
        form.passphrase.data or "",
        bool(form.adult.data),
        reading().language,
        zone_from(form.zone.data) or ZoneInfo(_settings().zone),
    )
    # Once somebody is in the database nothing may fail any more: their recovery code is shown once.
    response = remember_device(redirect(url_for("accounts.recovery"), 303), joining.username)
    try:
        if reason := _registration_refusal():
            raise Refused(reason)
        with workplace().writing() as ctx:
            person, code = people.join(ctx, joining)
            token = _begun(ctx, person, code)
    except Refused as refused:
        if refused.reason == "username-taken" and (again := _joined_already(joining)):
            return again
        field = {"not": "adult", "registration": "form"}.get(refused.reason.split("-")[0], refused.reason.split("-")[0])
        return _join_page(form.given, {field: sentence(refused.reason)}), 422
    guard.begin_session(token)
    return response


def _joined_already(joining: Joining) -> Any:
    """Let somebody in who has pressed the button twice: the name is taken, and the passphrase opens it."""
    try:
        with workplace().reading() as ctx:
            person = people.sign_in(ctx, joining.username, joining.passphrase)
        with workplace().writing() as ctx:
            token = _begun(ctx, person)
    except Refused:
        name_was_taken()
        return None
    guard.begin_session(token)
    response = redirect(url_for("accounts.recovery"), 303)
    return response if person.second_step else remember_device(response, joining.username)


def _begun(ctx: Context, person: Unlocked, recovery: str | None = None, code_given: bool = False) -> bytes:
    """The token of a new session; the one that this browser had, whoever's it was, is over. In this order, in which a
    new passphrase comes too: first the person is held, then a session ends. Raises Refused("unknown") where the
    passphrase that was shown isn't theirs any more."""
    token = sessions.begin(ctx, person, recovery, code_given)
    old = visit()
    if old is not None:
        sessions.end(ctx, old.token)
    return token


def _registration_refusal() -> str | None:
    match _settings().registration:
        case Registration.OPEN:
            return None
        case Registration.INVITATION:
            return None if pending_code() else "registration-invitation"
        case Registration.CLOSED:
            return "registration-closed"


def _join_page(given: dict[str, Any], errors: dict[str, str]) -> str:
    suggestion = passphrases.suggestion(workplace().random)
    invited = pending_code() is not None
    return render_template("accounts/join.html", given=given, errors=errors, suggestion=suggestion, invited=invited)


def zone_from(name: str | None) -> ZoneInfo | None:
    """The zone of this name, if there is one."""
    return ZoneInfo(name) if name in zones() else None


@cache
def zones() -> tuple[str, ...]:
    """The names of all zones. Listing them reads hundreds of files."""
    return tuple(sorted(available_timezones()))


@pages.get("/recovery-code")
@allow("change the account")
def recovery(me: Unlocked) -> Any:
    """Shows the recovery code until it is put away. It never stands in the way. It opens everything, so whoever finds
    the device unlocked does not read it: after a while it asks for the passphrase."""
    found = visit()
    code = found.content.recovery if found else None
    if code is not None and not guard.is_fresh():
        return redirect(url_for("accounts.unlock", then=url_for("accounts.recovery"), again=1), 303)
    return render_template("accounts/recovery.html", code=code, onward=onward())


@pages.post("/recovery-code", endpoint="put_away")
@allow("change the account")
def put_away(me: Unlocked) -> Any:
    found = visit()
    with workplace().writing(shred=True) as ctx:
        if request.form.get("decline"):
            people.decline_recovery(ctx, me)
        if found is not None:
            sessions.change_content(ctx, found, recovery=None)
    return redirect(onward(), 303)


@pages.get("/sign-in")
@allow("sign in")
def sign_in(me: Person | None) -> Any:
    found = visit()
    if found is not None:
        return redirect(url_for("second_step.code" if found.halfway else "front.index"), 303)
    return render_template("accounts/sign_in.html", given={}, errors={})


@pages.post("/sign-in", endpoint="sign_in_now")
@guessing
@guessing_here
@allow("sign in")
def sign_in_now(me: Person | None) -> Any:
    form = SignInForm()
    try:
        with workplace().reading() as ctx:
            person = people.sign_in(ctx, form.username.data or "", form.passphrase.data or "")
        with workplace().writing(safety=True) as ctx:  # who wants to take something back must get in first
            token = _begun(ctx, person)
    except Refused as refused:
        errors = {"username": sentence(refused.reason)}
        return render_template("accounts/sign_in.html", given=form.given, errors=errors), 422
    to = guard.own_path(request.args.get("then", "")) or onward()
    if person.second_step:
        response = redirect(url_for("second_step.code", then=to), 303)
    else:
        response = remember_device(redirect(to, 303), form.username.data or "")
    guard.begin_session(token)
    return response


@pages.get("/sign-out")
@allow("sign out")
def signing_out(me: Person) -> Any:
    return render_template("accounts/sign_out.html")


@pages.post("/sign-out")
@allow("sign out")
def sign_out(me: Person) -> Any:
    """Ends the session. Handing over the device is the same, and leads to a blank page to sign in."""
    _end()
    to = "accounts.sign_in" if request.form.get("hand-over") else "front.index"
    return _cleared(redirect(url_for(to), 303))


@pages.get("/exit")
@allow("leave this page")
def leave_page(me: Person | None) -> Any:
    """Destroy the session first, then clear the browser, then go somewhere harmless. The device stays known. Where the
    session can't be destroyed now, the browser forgets it all the same: nobody is kept on a page they must leave.
    A listed exception to "GET writes nothing": it asks for no token, or every page would have to hold one."""
    try:
        _end()
    except Exception as error:
        note(current_app, error)
        guard.end_session()
    response = _cleared(redirect(_settings().exit_to, 303))
    languages.forget(response)
    return response


def _end() -> None:
    found = visit()
    if found is not None:
        with workplace().writing(shred=True, safety=True) as ctx:
            sessions.end(ctx, found.token)
    guard.end_session()


def _cleared(response: Any) -> Any:
    """Whoever comes next at this browser finds nothing of it: no page, and no invitation that waits to be taken up."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    for cookie in (guard.visitor_cookie(), waiting_cookie()):
        response.delete_cookie(cookie, path="/", secure=_settings().secure_cookies)
    return response


@pages.get("/unlock")
@allow("unlock")
def unlock(me: Person) -> Any:
    if isinstance(me, Unlocked) and (guard.is_fresh() or not request.args.get("again")):
        return redirect(guard.own_path(request.args.get("then", "")) or url_for("front.index"), 303)
    return _unlock_page({})


@pages.post("/unlock", endpoint="unlock_now")
@guessing_own
@allow("unlock")
def unlock_now(me: Person) -> Any:
    form = UnlockForm()
    found = visit()
    assert found is not None
    try:
        with workplace().writing(safety=True) as ctx:
            person = people.open_again(ctx, me, form.passphrase.data or "")
            posted = sessions.held(ctx, found, person)
            token = sessions.reopen(ctx, found, person)
    except Refused:
        return _unlock_page({"passphrase": sentence("unknown-passphrase")}), 422
    if token is None:
        return redirect(url_for("accounts.sign_in"), 303)
    guard.begin_session(token)
    if posted and "forget" not in request.form:
        return guard.apply_held(posted, token)
    return redirect(guard.own_path(request.args.get("then", "")) or url_for("front.index"), 303)


def _unlock_page(errors: dict[str, str]) -> str:
    found = visit()
    now = workplace().clock()
    kept = [
        {"address": address, "until": until}
        for address, entry in (found.content.kept.items() if found else ())
        if (until := sessions.kept_until(entry, now))
    ]
    return render_template(
        "accounts/unlock.html",
        given={},
        errors=errors,
        held=bool(found and found.holds),
        kept=kept,
        again=bool(found and found.person.unlocked),
        **_going_to(request.args.get("then", "")),
    )


def _going_to(path: str) -> dict[str, str | None]:
    """The round and partnership that a path leads to: taking back and leaving there need no key."""
    found = re.match(r"/(?:rounds/([\w-]{22})([\w-]{22})|us/([\w-]{22}))(?:/|$)", path)
    if found is None:
        return {"round": None, "partnership": None}
    return {"round": found[1] + found[2] if found[1] else None, "partnership": found[1] or found[3]}


@pages.get("/recover")
@allow("recover")
def recover(me: Person | None) -> Any:
    return render_template("accounts/recover.html", given={}, errors={})


@pages.post("/recover", endpoint="recover_now")
@guessing
@guessing_here
@allow("recover")
def recover_now(me: Person | None) -> Any:
    form = RecoverForm()
    try:
        with workplace().writing(shred=True) as ctx:
            person, code = people.recover(
                ctx, form.username.data or "", form.code.data or "", form.passphrase.data or ""
            )
            token = _begun(ctx, person, code)
    except Refused as refused:
        wrong_code = refused.reason == "unknown"
        errors = {"code" if wrong_code else "passphrase": sentence("unknown-code" if wrong_code else refused.reason)}
        return render_template("accounts/recover.html", given=form.given, errors=errors), 422
    guard.begin_session(token)
    return redirect(url_for("accounts.recovery"), 303)


@pages.get("/account")
@allow("see the account")
def account(me: Person) -> Any:
    return _account_page(me, {})


@pages.post("/account", endpoint="change_account")
@guessing_own
@allow("change the account")
def change_account(me: Unlocked) -> Any:
    """The page has two forms: a new passphrase, and language and time zone."""
    return _change_passphrase(me) if "passphrase" in request.form else _change_settings(me)


def _change_passphrase(me: Unlocked) -> Any:
    form = PassphraseForm()
    try:
        with workplace().writing(shred=True) as ctx:
            person, code = people.change_passphrase(ctx, me, form.current.data or "", form.passphrase.data or "")
            token = _begun(ctx, person, code, code_given=True)
    except Refused as refused:
        wrong = refused.reason == "unknown"
        errors = {"current" if wrong else "passphrase": sentence("unknown-passphrase" if wrong else refused.reason)}
        return _account_page(me, errors), 422
    guard.begin_session(token)
    return redirect(url_for("accounts.recovery"), 303)


def _change_settings(me: Unlocked) -> Any:
    form = SettingsForm()
    zone, language = zone_from(form.zone.data), form.language.data or me.language
    if zone is None or language not in _settings().languages:
        field = "zone" if zone is None else "language"
        return _account_page(me, {field: sentence("not-offered")}, form.given), 422
    with workplace().writing() as ctx:
        people.change_settings(ctx, me, language, zone)
    return redirect(url_for("accounts.account", saved=1), 303)


def _account_page(me: Person, errors: dict[str, str], given: dict[str, Any] | None = None) -> str:
    return render_template(
        "accounts/account.html",
        username=me.username,
        zone=given["zone"] or "" if given else me.zone.key,
        zones=zones(),
        language=me.language,
        languages=languages.choices(),
        errors=errors,
    )
