"""What can't be done, said in one calm page: what happened, what became of what was typed, and one thing to do next."""

from typing import NamedTuple

import werkzeug.exceptions
from flask import Flask, current_app, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from app.services.context import NotFound, Refused
from app.web.guard import SAFE_METHODS
from app.web.sentences import sentence

SECRETS = ("csrf_token", "passphrase", "current", "code", "version")
NOWHERE = (403, 404, 405)
"""What may not be seen and what is not there look the same."""


class Said(NamedTuple):
    """`headline`: what it is; `text`: how it comes; `still`: what is as it was."""

    headline: str
    text: str
    still: str = ""


def install(app: Flask) -> None:
    """Every error that reaches the outside goes through here."""
    app.register_error_handler(HTTPException, _problem)
    # Somebody else's and nothing at all are one page, to the byte.
    app.register_error_handler(NotFound, lambda _: _problem(werkzeug.exceptions.NotFound()))
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Exception, _unexpected(app))


def page(code: int, said: Said) -> tuple[str, int]:
    """The page for a problem."""
    kept = _typed()
    return render_template("problems/problem.html", code=code, said=said, kept=kept, onward=_onward(code)), code


def _typed() -> list[tuple[str, str]]:
    """What was typed, to be copied: long texts and names, nothing secret."""
    if request.method != "POST":
        return []
    try:
        fields = list(request.form.items(multi=True))
    except HTTPException:
        return []
    return [(name, value) for name, value in fields if name not in SECRETS and value.strip()]


def _onward(code: int) -> str | None:
    """The page to open next: the one at hand, or where its form stood. None for home."""
    if code in NOWHERE or code == 429:
        return None
    if request.method in SAFE_METHODS:
        return request.full_path.rstrip("?") if code >= 500 else None
    pages, path = current_app.create_url_adapter(request), request.path
    while pages is not None and path.strip("/"):
        if pages.test(path, "GET"):
            return path
        path = path.rpartition("/")[0]
    return None


def _refused(refused: Refused) -> tuple[str, int]:
    return page(409, Said(_("That didn’t go through."), sentence(refused.reason), _("Nothing was changed.")))


def _problem(error: HTTPException) -> tuple[str, int] | HTTPException:
    code = error.code or 500
    if code < 400:
        return error  # a redirect
    return page(404 if code in NOWHERE else code, _said(code))


def _said(code: int) -> Said:
    match code:
        case 400:
            return Said(
                _("This form had gone stale."),
                _("You may have signed in or out since it was opened."),
                _("Nothing was changed."),
            )
        case 403 | 404 | 405:
            return Said(
                _("There is nothing here."),
                _("It may have ended, or it belongs to somebody else."),
                _("Whatever is yours is where it was."),
            )
        case 413:
            return Said(
                _("This is more than fits in one go."),
                _("Please save it in smaller parts."),
                _("Nothing was changed."),
            )
        case 429:
            return Said(
                _("Let’s wait a little."),
                _("There were many tries in a short time. Try again in an hour."),
                _("Nobody got in, and nothing was changed."),
            )
        case _ if code >= 500:
            return Said(
                _("Something went wrong on our side."),
                _("It was nothing that you did. Please try again in a moment."),
                # A full disk, a database that is busy: what a transaction holds is there whole, or not at all.
                _("What was saved before is still there. If this stays, whoever runs this server can help."),
            )
        case _:
            return Said(_("That didn’t go through."), _("Please go back and try again."), _("Nothing was changed."))


def note(app: Flask, error: Exception) -> None:
    """Into the log: the kind of the error and where it rose, without its text. That could hold what somebody wrote."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
    app.logger.error("Unexpected %s at %s", type(error).__name__, place)


def _unexpected(app: Flask):
    def handle(error: Exception) -> tuple[str, int, dict[str, str]]:
        note(app, error)
        if app.config["SETTINGS"].testing:
            raise error
        return *page(503, _said(503)), {"Retry-After": "5"}

    return handle
