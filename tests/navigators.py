"""People at their browsers, as the server sees them: what they do, by name. Every page they fetch is checked."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.pages import Page, check

PASSPHRASE = "{name} keeps five quiet lamps lit"


class Visitor:
    """Somebody with a browser. `page` is what they look at; `us` and `round` are where they went last."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.name = ""
        self.page: Page = None  # type: ignore[assignment]  # it is there once somebody opens one
        self.us = ""
        self.round = ""
        self.recovery_code = ""

    # -- pages

    def opens(self, address: str, status: int = 200, **options: Any) -> Page:
        """Go to an address, following redirects within the site."""
        response = self.client.get(address, **options)
        return self._arrived(response, status)

    def posts(self, address: str, status: int = 200, **fields: Any) -> Page:
        """Send a form with this session's token; `fields` may hold lists, and bytes for what is no text.
        Follows redirects."""
        return self._arrived(self.sends(address, **{"csrf_token": self.token, **fields}), status)

    def sends(self, address: str, headers: Mapping[str, str] | None = None, **fields: Any) -> TestResponse:
        """Send exactly these fields and get the bare response."""
        form = "application/x-www-form-urlencoded"
        return self.client.post(address, data=urlencode(fields, doseq=True), content_type=form, headers=headers)

    @property
    def token(self) -> str:
        """The form token of the page at hand; where that has no form, of the page to sign out, or to sign in."""
        if found := self.page.token:
            return found
        answer = self.client.get("/sign-out")
        if answer.status_code == 303:
            answer = self.client.get(answer.headers["Location"])
        return Page(answer).token

    def _arrived(self, response: Any, status: int) -> Page:
        for _ in range(4):
            if response.status_code not in (301, 302, 303) or "://" in response.headers["Location"]:
                break
            response = self.client.get(response.headers["Location"])
        assert response.status_code == status, (
            f"{response.request.path}: {response.status_code}, not {status}: {Page(response).text[:600]}"
        )
        page = Page(response)
        if response.mimetype == "text/html" and status not in (301, 302, 303):
            check(page)
            self.page = page
        return page

    @property
    def address(self) -> str:
        return self.page.address

    # -- an account

    @property
    def passphrase(self) -> str:
        return PASSPHRASE.format(name=self.name)

    def joins(self, name: str, zone: str = "Europe/Madrid") -> None:
        self.name = name
        self.opens("/join")
        self.posts("/join", username=name, passphrase=self.passphrase, adult="1", zone=zone)
        self.recovery_code = self.page.first("code")
        self.posts("/recovery-code", kept="1")

    def signs_in(self, name: str = "", status: int = 200) -> None:
        self.name = name or self.name
        self.opens("/sign-in")
        self.posts("/sign-in", status, username=self.name, passphrase=self.passphrase)

    def unlocks(self) -> Page:
        """On the page that asks for the passphrase, wherever it leads afterwards."""
        return self.posts(self.page.full_address, passphrase=self.passphrase)

    # -- a partnership

    def begins_partnership(self, label: str, display_name: str, pronouns: str = "") -> str:
        self.opens("/us/new")
        self.posts("/us/new", name=label, display_name=display_name, pronouns=pronouns)
        self.us = self.address
        return self.us

    def invites(self) -> str:
        """Makes an invitation and returns its code."""
        self.opens(self.us)
        self.posts(f"{self.us}/invitations")
        return self.page.first("code")

    def accepts(self, code: str, display_name: str, pronouns: str = "", status: int = 200) -> Page:
        self.opens("/invitation")
        page = self.posts("/invitation", status, code=code, display_name=display_name, pronouns=pronouns)
        if status == 200:
            self.us = self.address
        return page

    # -- a round

    def starts(self, slug: str, opens: str = "ready", opens_at: str = "3-days", status: int = 200, **more: str) -> str:
        self.opens(f"/exercises/{slug}/begin")
        self.posts(f"{self.us}/rounds", status, exercise=slug, opens=opens, opens_at=opens_at, **more)
        if status == 200:
            self.round = self.address
        return self.round

    def joins_round(self, address: str) -> None:
        self.round = address
        self.opens(address)

    def prompt(self, n: int, status: int = 200) -> Page:
        return self.opens(f"{self.round}/prompts/{n}", status)

    def prompts(self) -> int:
        """How many prompts the round has."""
        self.prompt(1)
        return int(next(self.page.tree.iter("progress")).attrib["max"])

    def answers(self, n: int, status: int = 200, **fields: Any) -> Page:
        """Saves an answer to one prompt."""
        page = self.prompt(n)
        version = page.values("version")[0]
        return self.posts(f"{self.round}/prompts/{n}", status, version=version, **fields)

    def fills_in(self, choose: "Choose", share: str | None = "partners") -> None:
        """Answers every prompt that is shown as `choose` says, from the fields that each page offers; where it chooses
        nothing, the prompt is skipped."""
        page = self.prompt(1)
        while page.address.startswith(f"{self.round}/prompts/"):
            fields = choose(page) or {"skip": "1"}
            if share and "share" in page.names():
                fields = {**fields, "share": share}
            if "part" in page.names():
                fields = {**fields, "part": page.values("part")[0]}
            page = self.posts(page.address, version=page.values("version")[0], **fields)

    def seals(self, **choices: str) -> None:
        """Seals with the choices made at the prompts, or with these (share_3="keep")."""
        page = self.opens(f"{self.round}/review")
        fields = {name: values[0] for name, values in page.ticked().items()}
        fields |= {name.replace("_", "-"): value for name, value in choices.items()}
        self.posts(f"{self.round}/review", **fields)

    def summary(self, status: int = 200) -> Page:
        """Reads the summary, unlocking first if the session has locked meanwhile."""
        page = self.opens(f"{self.round}/summary", status)
        return self.unlocks() if page.address == "/unlock" else page


Choose = Callable[[Page], Mapping[str, Any]]


def nth(n: int, text: str = "My own words") -> Choose:
    """Answers every prompt with the n-th thing offered (from 0), and every text with these words and its number."""

    def choose(page: Page) -> Mapping[str, Any]:
        fields: dict[str, Any] = {}
        for name in page.names():
            offered = page.values(name)
            if name in ("point", "option", "level") or name.startswith(("pile-", "now-", "wish-")):
                fields[name] = offered[n % len(offered)]
            elif name.startswith("place-"):
                fields[name] = offered[(n + int(name.removeprefix("place-"))) % len(offered)]
            elif name == "options":
                fields[name] = offered[n : n + 2]
            elif name == "picks":
                fields[name] = list(page.labels(name))[n : n + 2]
            elif name == "text":
                fields[name] = f"{text} {urlsplit(page.address).path.rpartition('/')[2]}"
        return fields

    return choose
