"""The cookie, and the session behind it, through Flask's own place for that.

A cookie is set when somebody signs in or unlocks, and deleted when the session ends; in between nothing is saved here:
what a session holds is changed by the services, with UPDATE only.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin

from app.services import sessions
from app.services.sessions import Visit
from app.services.workplace import Workplace

STAY = "/stay"
"""Asking here how long is left is no sign that anybody is there."""


class CookieSession(dict[str, Any], SessionMixin):
    """What Flask calls the session of a request: the visit that the cookie opened, and what to do with the cookie.
    `fault` is what kept it from being opened, to be raised where there is a page for it."""

    visit: Visit | None = None
    fault: Exception | None = None
    new_token: bytes | None = None
    ended: bool = False


class Sessions(SessionInterface):
    """`secure`: the cookie travels over TLS only, under a name that other hosts can't set. `files`: where files lie,
    which are nobody's."""

    def __init__(self, workplace: Workplace, secure: bool, files: str) -> None:
        self.workplace = workplace
        self.files = files
        self.secure = secure
        self.cookie = "__Host-session" if secure else "session"

    def open_session(self, app: Flask, request: Request) -> CookieSession:
        session = CookieSession()
        token = _token(request.cookies.get(self.cookie, ""))
        if token is None or request.path.startswith(self.files):
            return session
        try:
            with self.workplace.reading() as ctx:
                session.visit = sessions.find(ctx, token)
            now = self.workplace.clock()
        except Exception as error:
            session.visit, session.fault = None, error
            return session
        session.ended = session.visit is None
        if session.visit and request.path != STAY and sessions.needs_settling(session.visit, now):
            # What can't be noted now is noted with the next request: it must not be in the way of reading and leaving.
            erases = sessions.erases(session.visit, now)
            with suppress(Exception), self.workplace.writing(shred=erases) as ctx:
                sessions.settle(ctx, session.visit)
        return session

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not isinstance(session, CookieSession):
            return
        if session.new_token is not None:
            value = cookie_value(session.new_token)
            response.set_cookie(self.cookie, value, secure=self.secure, httponly=True, samesite="Lax", path="/")
        elif session.ended:
            response.delete_cookie(self.cookie, secure=self.secure, httponly=True, samesite="Lax", path="/")


def cookie_value(token: bytes) -> str:
    """A token as the cookie holds it."""
    return urlsafe_b64encode(token).rstrip(b"=").decode()


def _token(value: str) -> bytes | None:
    """The token in a cookie; None for anything that can't be one."""
    try:
        token = urlsafe_b64decode(value + "=")
    except ValueError:
        return None
    return token if len(token) == sessions.TOKEN_BYTES else None
