"""What every answer says to the browser about itself, and the cookies that come with it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app import create_app
from app.config import Settings
from app.ports import Ports
from tests.clock import Clock
from tests.navigators import Visitor
from tests.web.rehearsal import Couple
from tests.web.requests import ASKED, Asked

OURS = "https://us.example.org"


def expect_headers(response: TestResponse) -> None:
    headers = response.headers
    policy = dict(part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == "'self'"
    assert re.fullmatch(r"'self' 'sha256-[\w+/]{43}='", policy["style-src"]), (
        "the style of the page's head, to the letter"
    )
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self' https://www.wikipedia.org"
    assert policy["img-src"] == "data:"
    assert not [words for words in policy.values() if "unsafe" in words or "*" in words]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers.get("Set-Cookie") is None or "no-store" in headers["Cache-Control"]
    assert not {"ETag", "Last-Modified", "Server-Timing", "X-Powered-By"} & set(headers.keys())


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_every_answer_protects_itself(in_round: Couple, visitor: Callable[[], Visitor], asked: Asked) -> None:
    alex, _ = in_round
    nobody = visitor()
    nobody.opens("/")
    for somebody in (nobody, alex):
        response = asked.by(somebody, alex.us, alex.round)
        expect_headers(response)
        assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["/nowhere", "/static/nowhere.css", "/us/" + "x" * 22])
def test_every_problem_protects_itself(couple: Couple, address: str) -> None:
    alex, _ = couple
    for response in (alex.client.get(address), alex.client.post(address), alex.client.delete(address)):
        expect_headers(response)
        assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["site.css", "site.js", "talk.js"])
def test_files_may_be_kept_and_come_without_a_cookie(couple: Couple, name: str) -> None:
    with couple[0].client.get(f"/static/{name}") as response:
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "max-age=31536000, immutable"
        assert "Set-Cookie" not in response.headers
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        # A style or a script is no document: by itself it is shown as text, and nothing guesses another type.
        assert response.mimetype in ("text/css", "text/javascript")
        assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_outside_the_folder_is_not_there(couple: Couple) -> None:
    for path in ("../config.py", "..%2fconfig.py", "/etc/passwd", "%2e%2e/%2e%2e/keys/field.key"):
        assert couple[0].client.get(f"/static/{path}").status_code == 404


@pytest.fixture
def behind_tls(other_settings: Settings, clock: Clock) -> Iterator[Flask]:
    app = create_app(replace(other_settings, secure_cookies=True, public_url=OURS), Ports(clock=clock))
    yield app
    app.extensions["workplace"].database.close()


def all_cookies(app: Flask, base: str) -> dict[str, set[str]]:
    """What is said of every cookie there is: of a visitor who chooses a language, of somebody who joins, of a code that
    waits, and of their endings."""
    said: dict[str, set[str]] = {}

    def note(response: TestResponse) -> TestResponse:
        for header in response.headers.getlist("Set-Cookie"):
            pair, *attributes = header.split("; ")
            name, _, value = pair.partition("=")
            lasting = "; ".join(one for one in attributes if not one.startswith(("Expires", "Max-Age")))
            said.setdefault(name, set()).add(lasting if value else f"ended: {lasting}")
        return response

    class Browser(Visitor):
        def __init__(self) -> None:
            super().__init__(app)
            ask = self.client.open
            # mypy lets no method be put in another's place, and knows open by each way to call it.
            self.client.open = lambda *asked, **more: note(ask(*asked, **{"base_url": base, **more}))  # type: ignore

    alex, sam = Browser(), Browser()
    alex.joins("alex")
    alex.begins_partnership("us", "Alex")
    code = alex.invites()
    sam.opens("/invitation")
    sam.posts("/lang", language="es", then="/invitation")
    sam.posts("/invitation", code=code)
    sam.joins("sam")
    sam.accepts(code, "Sam")
    sam.opens("/")
    sam.posts("/sign-out")
    alex.client.get("/exit")
    return said


def test_cookies_are_for_this_server_and_no_script(app: Flask) -> None:
    said = all_cookies(app, "http://localhost")
    kept = {name: [one for one in words if not one.startswith("ended")] for name, words in said.items()}
    assert set(kept) == {"session", "visitor", "invitation", "device", "language"}
    assert all(words == ["HttpOnly; Path=/; SameSite=Lax"] for words in kept.values())


def test_over_tls_cookies_never_travel_without_it(behind_tls: Flask) -> None:
    """Their ending says Secure as well, or browsers would not take it from a name that begins with __Host-."""
    said = all_cookies(behind_tls, OURS)
    assert set(said) == {f"__Host-{name}" for name in ("session", "visitor", "invitation", "device", "language")}
    for name, words in said.items():
        assert "Secure; HttpOnly; Path=/; SameSite=Lax" in words, name
        assert all("Secure" in one and "Path=/" in one and "Domain" not in one for one in words), name


def test_a_cookie_that_has_served_is_ended(app: Flask) -> None:
    said = all_cookies(app, "http://localhost")
    ended = {name for name, words in said.items() if any(one.startswith("ended") for one in words)}
    assert ended == {"session", "visitor", "invitation", "language"}


def test_over_tls_browsers_are_told_to_stay_with_it(behind_tls: Flask, app: Flask) -> None:
    assert behind_tls.test_client().get("/").headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "Strict-Transport-Security" not in app.test_client().get("/").headers


def test_the_session_ends_with_the_browser(app: Flask) -> None:
    somebody = Visitor(app)
    somebody.opens("/join")
    response = somebody.sends(
        "/join", csrf_token=somebody.token, username="kim", passphrase="five quiet lamps lit", adult="1"
    )
    (session,) = [one for one in response.headers.getlist("Set-Cookie") if one.startswith("session=")]
    assert "Max-Age" not in session
    assert "Expires" not in session
