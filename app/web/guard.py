"""The door: refuse by default, and pass the person in.

Every view says with `@allow("…")` which action of the policy it is; one that forgets is refused. What the session
alone can tell (nobody, locked, unlocked) is asked here, before the view; what depends on the partnership or the round
is asked by the services, of the same policy.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from functools import cache, wraps
from hmac import compare_digest
from io import BytesIO
from itertools import product
from typing import Any

from flask import Flask, Request, Response, abort, current_app, g, redirect, request, session, url_for
from werkzeug.datastructures import MultiDict

from app.domain.access import NEVER_WAITS, POLICY, Standing, permitted
from app.services import sessions
from app.services.context import Locked
from app.services.person import Person, Unlocked
from app.services.sessions import Visit
from app.services.workplace import Workplace
from app.web.sessions import CookieSession, Sessions, cookie_value

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
BODY_BYTES = 256 * 1024
"""The largest request that is taken. A larger one, up to four times this, is read to show it back, and refused."""
VISITOR = "visitor"
LEAVE = "leave this page"
LESS = "locked"
"""In the address of a page that says less than it would to somebody unlocked."""
View = Callable[..., Any]


def allow(action: str) -> Callable[[View], View]:
    """Say which action of the policy a view is. The view gets the person first: Unlocked, Person or None."""
    if action not in POLICY:
        raise LookupError(f"The policy does not know {action!r}.")

    def mark(view: View) -> View:
        @wraps(view)
        def with_person(**arguments: Any) -> Any:
            return view(person(), **arguments)

        with_person.action = action  # type: ignore[attr-defined]  # a mark, for the door to read
        return with_person

    return mark


def install(app: Flask) -> None:
    """Put the door in front of every view."""
    app.before_request(_door)
    app.register_error_handler(Locked, lambda _: _to_unlock())


def at_hand(proxy: Any) -> Any:
    """What one of Flask's proxies stands for. For each attribute that is asked of a proxy it looks in itself first, and
    makes an error of not finding it: for what every request asks for several times, that is no longer little."""
    return proxy._get_current_object()


def workplace() -> Workplace:
    found: Workplace = at_hand(current_app).extensions["workplace"]
    return found


def visit() -> Visit | None:
    """The session of this request, if there is one."""
    found: Visit | None = getattr(at_hand(session), "visit", None)
    return found


def person() -> Person | None:
    """Who is signed in. Nobody, while the code of a second step is still asked for."""
    found = visit()
    return found.person if found and not found.halfway else None


@cache
def could_be_permitted(action: str, signed_in: bool, unlocked: bool, fresh: bool, second_step: bool) -> bool:
    """Whether the policy allows the action to anybody at all with such a session, whatever else is so. Asked by
    trying every other standing, so that the policy stays in one table."""
    known = {"signed_in": signed_in, "unlocked": unlocked, "fresh": fresh, "second_step": second_step}
    others = [name for name in Standing.__dataclass_fields__ if name not in known]
    for values in product((False, True), repeat=len(others)):
        standing = Standing(**known, **dict(zip(others, values, strict=True)))
        if permitted(action, standing):
            return True
    return False


def _door() -> Any:
    asked: Request = at_hand(request)
    if asked.endpoint == "static":
        return None
    view = at_hand(current_app).view_functions.get(asked.endpoint or "")
    action = getattr(view, "action", None)
    if action is None:
        abort(404)
    fault: Exception | None = getattr(at_hand(session), "fault", None)
    if fault is not None:
        if action == LEAVE:
            return None  # the way out asks for nothing
        raise fault
    if asked.method not in SAFE_METHODS:
        _check_form()
    who = person()
    session_is = (action, who is not None, isinstance(who, Unlocked), is_fresh())
    has_second_step = who is not None and who.second_step
    if could_be_permitted(*session_is, has_second_step):
        return None
    if who is None:
        return to_sign_in(_here())
    if not has_second_step and could_be_permitted(*session_is, True):
        return redirect(url_for("practice.index"), 303)  # which says what is missing
    asks_once_more = not could_be_permitted(action, True, True, False, True)
    if asked.method not in SAFE_METHODS and (asks_once_more or action in NEVER_WAITS):
        # What asks for the passphrase once more, or shows others something, is asked of whoever presses now. It never
        # waits: sent from a device that somebody left, or thought better of, it would be done at an unlocking that is
        # for something else.
        return redirect(url_for("accounts.unlock", then=_page_of_form(), again=1), 303)
    return _to_unlock()


def to_sign_in(then: str) -> Any:
    """To where it goes on for somebody who is not signed in, or not wholly."""
    found = visit()
    step = "second_step.code" if found and found.halfway else "accounts.sign_in"
    return redirect(url_for(step, then=then or None), 303)


def is_fresh() -> bool:
    """Whether the passphrase was given a moment ago."""
    found = visit()
    return found is not None and not found.halfway and found.fresh(workplace().clock())


def moved_by_lock(me: Person) -> Any:
    """For a page that says less while it is locked: that one has another address, so that its script sees at the lock
    that it isn't the page which stands there, and takes it from the screen. Where to go, or None if this is the one."""
    less = not isinstance(me, Unlocked)
    if less == (LESS in request.args):
        return None
    return redirect(f"{request.path}?{LESS}=1" if less else request.path, 303)


def _check_form() -> None:
    """Every request that could change something carries the token of its own session, and comes from our pages."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(400)
    if (request.content_length or 0) > BODY_BYTES:
        abort(413)
    given = request.form.get("csrf_token", "")
    if not compare_digest(given.encode("utf-8", "replace"), form_token().encode()):
        abort(400)


def form_token() -> str:
    """The token for this session's forms: stable while it lasts, locked or not. Before signing in it belongs to a
    cookie that says nothing else."""
    found = visit()
    if found is not None:
        return workplace().form_token(f"session/{found.content.csrf}")
    return workplace().form_token(f"visitor/{_visitor()}")


def _visitor() -> str:
    if "visitor" not in g:
        g.visitor = request.cookies.get(visitor_cookie(), "")
        if len(g.visitor) != 32 or not g.visitor.isascii():
            g.visitor = g.new_visitor = workplace().random(16).hex()
    return str(g.visitor)


def visitor_cookie() -> str:
    return "__Host-visitor" if current_app.config["SECURE_COOKIES"] else VISITOR


def set_visitor(response: Response) -> Response:
    """Give a visitor their cookie, if a form of this page needs it."""
    if "new_visitor" in g:
        response.set_cookie(
            visitor_cookie(),
            g.new_visitor,
            secure=current_app.config["SECURE_COOKIES"],
            httponly=True,
            samesite="Lax",
            path="/",
        )
    return response


def _here() -> str:
    """This page's own address, to come back to."""
    return request.full_path.rstrip("?") if request.method == "GET" else ""


def _page_of_form() -> str | None:
    """Where the form stands that was sent: at its own address, or at the one above."""
    addresses = current_app.create_url_adapter(request)
    assert addresses is not None
    above = request.path.rpartition("/")[0]
    return next((path for path in (request.path, above) if addresses.test(path, "GET")), None)


def own_path(text: str) -> str | None:
    """A path of this site, or None for anything that could lead elsewhere."""
    sound = text.startswith("/") and not text.startswith(("//", "/\\"))
    return text if sound and text.isascii() and text.isprintable() else None


def _to_unlock() -> Any:
    """To the page that asks for the passphrase, whether the session is locked or the passphrase is needed once more.
    What was posted is kept, sealed to the person, and applied afterwards."""
    found = visit()
    if found is None:
        return redirect(url_for("accounts.sign_in"), 303)
    if request.method in SAFE_METHODS:
        again = 1 if isinstance(found.person, Unlocked) else None
        return redirect(url_for("accounts.unlock", then=_here(), again=again), 303)
    if request.form.get("autosave"):
        abort(401)  # the script keeps the text on the page and says so; held, it would be applied in its place later
    files = [
        (name, b64encode(one.read()).decode(), one.filename or "") for name, one in request.files.items(multi=True)
    ]
    posted = {"path": request.path, "form": list(request.form.items(multi=True)), "files": files}
    with workplace().writing() as ctx:
        sessions.hold(ctx, found, json.dumps(posted).encode())
    return redirect(url_for("accounts.unlock", again=1), 303)


def begin_session(token: bytes) -> None:
    """Set the cookie with the response: once the session is in the database, or a fault would leave a dead cookie in
    the place of a live one."""
    assert isinstance(session, CookieSession)
    session.new_token, session.ended = token, False


def end_session() -> None:
    """Delete the cookie with the response."""
    assert isinstance(session, CookieSession)
    session.visit, session.new_token, session.ended = None, None, True


def apply_held(posted: list[bytes], token: bytes) -> Any:
    """Apply what came while the session was locked, as if it came now: through the same door, with the same form
    token, under the session's new cookie. Returns the first page that has something to say, else where the last one
    leads."""
    pages = [_apply(one, token) for one in posted]
    return next((page for page in pages if page.status_code >= 400), pages[-1])


def _apply(posted: bytes, token: bytes) -> Response:
    kept = json.loads(posted)
    form = MultiDict((key, value) for key, value in kept["form"])
    for key, content, name in kept.get("files", ()):
        form.add(key, (BytesIO(b64decode(content)), name))
    # Of two cookies with one name the first is read. The others, and the address, are what guesses are counted by.
    cookie = f"{cookie_name()}={cookie_value(token)}; {request.headers.get('Cookie', '')}"
    environ = {"REMOTE_ADDR": request.remote_addr or ""}
    with current_app.test_request_context(
        kept["path"],
        method="POST",
        data=form,
        base_url=request.host_url,
        headers={"Cookie": cookie},
        environ_base=environ,
    ):
        page = current_app.full_dispatch_request()
        assert isinstance(session, CookieSession)
        has_own_cookie = session.new_token is not None or session.ended
    if has_own_cookie:  # it began another session, or ended this one
        session.new_token = None
    return page


def cookie_name() -> str:
    """The name of the session's cookie."""
    interface = current_app.session_interface
    return interface.cookie if isinstance(interface, Sessions) else ""
