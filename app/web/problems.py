"""What can't be done, said in one calm page that still holds what was typed."""

import werkzeug.exceptions
from flask import Flask, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from app.services.context import NotFound, Refused
from app.web.sentences import sentence

SECRETS = ("csrf_token", "passphrase", "current", "code", "version")


def install(app: Flask) -> None:
    """Every error that reaches the outside goes through here."""
    app.register_error_handler(HTTPException, _problem)
    # Somebody else's and nothing at all are one page, to the byte.
    app.register_error_handler(NotFound, lambda _: _problem(werkzeug.exceptions.NotFound()))
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Exception, _unexpected(app))


def page(code: int, headline: str, text: str) -> tuple[str, int]:
    """The page for a problem."""
    return render_template("problems/problem.html", code=code, headline=headline, text=text, kept=_typed()), code


def _typed() -> list[tuple[str, str]]:
    """What was typed, to be copied: long texts and names, nothing secret."""
    if request.method != "POST":
        return []
    try:
        fields = list(request.form.items(multi=True))
    except HTTPException:
        return []
    return [(name, value) for name, value in fields if name not in SECRETS and value.strip()]


def _refused(refused: Refused) -> tuple[str, int]:
    return page(409, _("That didn’t go through."), sentence(refused.reason))


def _problem(error: HTTPException) -> tuple[str, int] | HTTPException:
    match error.code:
        case 400:
            headline, text = (
                _("This form had gone stale."),
                _("Please open the page again, and paste it there."),
            )
        case 404 | 405:
            headline, text = _("There is nothing here."), _("It may have ended, or it belongs to somebody else.")
        case 413:
            headline, text = _("This is more than fits in one go."), _("Please save it in smaller parts.")
        case 429:
            headline, text = (
                _("Let’s wait a little."),
                _("There were many tries in a short time. Try again in an hour."),
            )
        case code if code is None or code < 400:
            return error  # a redirect
        case _:
            headline, text = _("That didn’t go through."), _("Please go back and try again.")
    return page(404 if error.code == 405 else error.code or 500, headline, text)


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
        said = page(503, _("Something went wrong on our side."), _("Please try again in a moment."))
        return *said, {"Retry-After": "5"}

    return handle
