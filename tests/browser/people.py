"""People at a real browser: what they see, click and type, and what their browser must never do meanwhile."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

from tests.browser.reading_room import ReadingRoom
from tests.navigators import PASSPHRASE, Visitor

KEPT_IN_BROWSER = """async () => ({
  local: Object.keys(localStorage), session: Object.keys(sessionStorage), cookies: document.cookie,
  databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
NOTHING = {"local": [], "session": [], "cookies": "", "databases": 0, "caches": 0, "workers": 0}
NOWHERE = re.compile("chrome-error:")
TOKEN = re.compile('name="csrf_token" value="([^"]+)"')
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Someone:
    """Somebody with a browser of their own. `us` and `round` are the paths where they went last."""

    def __init__(self, browser: Browser, address: str, **options: Any) -> None:
        self.address = address
        self.context = browser.new_context(base_url=address, locale="en-GB", reduced_motion="reduce", **options)
        self.context.set_default_timeout(10_000)
        self.name = ""
        self.us = ""
        self.round = ""
        self.complaints: list[str] = []
        self.strangers: list[str] = []
        self.left_for: list[str] = []
        self.context.on("console", self._heard)
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.context.on("request", self._asks)
        self.asked: Request | None = None
        self.page: Page = self.context.new_page()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _asks(self, request: Request) -> None:
        if request.is_navigation_request() and request.frame == self.page.main_frame:
            self.asked = request
        if not request.url.startswith((f"{self.address}/", "data:")):
            (self.left_for if request.is_navigation_request() else self.strangers).append(request.url)

    @contextmanager
    def expecting(self, complaint: str) -> Iterator[None]:
        """The browser complains of this, and of nothing else."""
        before = list(self.complaints)
        yield
        self.page.wait_for_load_state()
        heard = self.complaints[len(before) :]
        assert heard, f"nobody complained of {complaint}"
        assert all(complaint in one for one in heard), heard
        self.complaints = before

    def left_nothing(self) -> None:
        """Nothing lies in this browser that the next one at it could read."""
        kept = self.page.evaluate(KEPT_IN_BROWSER)
        assert kept == NOTHING, kept

    def goes_home(self) -> None:
        """The end of a visit, and what is asked of every one."""
        try:
            if self.page.url.startswith(self.address):
                self.left_nothing()
            assert not self.complaints, self.complaints
            assert not self.strangers, self.strangers
            assert not self.left_for, self.left_for
        finally:
            self.context.close()

    # -- pages

    def opens(self, path: str) -> None:
        self.page.goto(path)

    def clicks(self, name: str, role: Any = "button", nth: int = 0) -> None:
        self.page.get_by_role(role, name=name, exact=True).nth(nth).click()
        # A click that leads somewhere ends when the new page has begun, before there is anything on it.
        self.page.wait_for_load_state()

    def follows(self, name: str) -> None:
        self.clicks(name, "link")

    def fills(self, **fields: str) -> None:
        for name, text in fields.items():
            self.page.locator(f"[name={name}]").fill(text)

    def presses(self, selector: str) -> None:
        """What a selector finds first, whatever language it speaks."""
        self.page.locator(f"main {selector}").first.click()
        self.page.wait_for_load_state()

    def sends(self, field: str) -> None:
        """The form that has this field, by its first button."""
        self.presses(f"form:has([name={field}]) button")

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    @property
    def text(self) -> str:
        return " ".join(self.page.locator("main").inner_text().split())

    def sees(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text)

    def sees_no(self, text: str) -> None:
        expect(self.page.locator("main")).not_to_contain_text(text)

    # -- the page at hand, in other languages

    @cached_property
    def reading_room(self) -> ReadingRoom:
        return ReadingRoom(self.context)

    def asks_for(self, language: str) -> None:
        """By the form that visitors have for it, and the page at hand stays."""
        found = TOKEN.search(self.context.request.get("/lang").text())
        assert found
        fields = {"language": language, "csrf_token": found[1]}
        assert self.context.request.post("/lang", form=fields, max_redirects=0).status == 303

    @property
    def can_ask_again(self) -> bool:
        """Whether nothing changes by it: a look, what was refused, and what a visitor tries or looks for."""
        return self.asked is not None and (self.asked.method == "GET" or self._status >= 400 or not self.name)

    def asks_again(self) -> str:
        """What comes of asking for the page at hand once more, just as it was asked for."""
        assert self.asked
        headers = {"Content-Type": self.asked.headers["content-type"]} if self.asked.method == "POST" else {}
        answer = self.context.request.fetch(
            self.asked.url,
            method=self.asked.method,
            headers=headers,
            data=self.asked.post_data_buffer,
            max_redirects=0,
        )
        assert answer.status == self._status, (self.asked.url, answer.status)
        return answer.text()

    @property
    def _status(self) -> int:
        answer = self.asked.response() if self.asked else None
        assert answer
        return answer.status

    # -- an account

    def goes_on_as(self, visitor: Visitor) -> "Someone":
        """Where somebody has come to at a plain client, which is quicker: what led there is no part of the test."""
        cookie = visitor.client.get_cookie("session")
        assert cookie
        held = {"name": cookie.key, "value": cookie.value, "url": self.address, "httpOnly": cookie.http_only}
        self.context.add_cookies([held])
        self.name, self.us, self.round = visitor.name, visitor.us, visitor.round
        return self

    @property
    def passphrase(self) -> str:
        return PASSPHRASE.format(name=self.name)

    def joins(self, name: str, passphrase: str = "") -> None:
        """From the page to join to the one after the recovery code."""
        self.name = name
        self.opens("/join")
        self.finishes_joining(passphrase or self.passphrase)

    def finishes_joining(self, passphrase: str) -> None:
        self.fills(username=self.name, passphrase=passphrase)
        self.page.locator("[name=adult]").check()
        self.clicks("Make my account")
        self.sees("A spare key")
        self.clicks("I have put it somewhere safe")

    def signs_in(self, name: str, passphrase: str = "") -> None:
        self.name = name
        self.opens("/sign-in")
        self.fills(username=name, passphrase=passphrase or self.passphrase)
        self.clicks("Sign in")
        expect(self.page.locator("h1")).to_have_text("Home")

    def chooses_language(self, language: str) -> None:
        """In the account, whatever language that is in now."""
        self.opens("/account")
        self.page.locator("[name=language]").select_option(language)
        self.sends("language")
        expect(self.page.locator("html")).to_have_attribute("lang", language)

    def is_gone(self) -> str:
        """Away from here in every tab; where that led, which is nowhere in a test."""
        for page in self.context.pages:
            expect(page).to_have_url(NOWHERE)
        (where,) = set(self.left_for)
        self.left_for.clear()
        return where

    def unlocks(self) -> None:
        self.fills(passphrase=self.passphrase)
        self.clicks("Unlock")

    # -- a partnership

    def begins_place(self, label: str, display_name: str, pronouns: str = "") -> None:
        self.opens("/us/new")
        self.fills(name=label, display_name=display_name, pronouns=pronouns)
        self.clicks("Make it")
        self.sees(label)
        self.us = self.path

    def invites(self) -> str:
        """Makes an invitation; the link."""
        self.opens(self.us)
        self.clicks("Make an invitation")
        return self.takes_link()

    def takes_link(self) -> str:
        return self.page.locator("code", has_text="/invitation#").inner_text()

    def accepts(self, link: str, display_name: str, pronouns: str = "") -> None:
        """By the link, signed in."""
        self.page.goto(link)
        self.takes_place(display_name, pronouns)

    def takes_place(self, display_name: str, pronouns: str = "") -> None:
        self.fills(display_name=display_name, pronouns=pronouns)
        self.clicks("Join in")
        self.sees(display_name)
        self.us = self.path

    # -- a round

    def starts(self, slug: str, opens: str = "", opens_at: str = "3-days") -> None:
        self.opens(f"/exercises/{slug}/begin")
        if opens:
            self.page.locator(f"[name=opens][value={opens}]").check()
        self.page.locator(f"[name=opens_at][value='{opens_at}']").check()
        self.page.get_by_role("button", name="Begin in").first.click()
        self.page.wait_for_url("**/rounds/*")
        self.round = self.path

    def answers(self, n: int, nth: int = 0, text: str = "My own words", share: str = "", at_most: int = 2) -> None:
        """Answers the prompt at hand with the nth thing offered, and stays on the page."""
        page = self.page
        for name in ("point", "option", "level"):
            offered = page.locator(f"input[name={name}]")
            if count := offered.count():
                offered.nth(nth % count).check()
        for name in ("options", "picks"):
            for offered in page.locator(f"input[name={name}]").all()[nth : nth + at_most]:
                offered.check()
        for place, box in enumerate(page.locator("select[name^=place-]").all()):
            box.select_option(index=1 + place)
        for box in page.locator("select[name^=now-], select[name^=wish-]").all():
            box.select_option(index=1 + nth % 4)
        for card in page.locator(".cards:not(.hands) fieldset").all()[:4]:
            card.locator("input").nth(nth % 4).check()
        if page.locator("textarea[name=text]").count():
            page.locator("textarea[name=text]").fill(f"{text} {n}")
        if share and page.locator(f"input[name=share][value={share}]").count():
            page.locator(f"input[name=share][value={share}]").check()

    def answers_everything(self, nth: int = 0, text: str = "My own words", share: str = "") -> int:
        """From the first prompt to the review; how many prompts there were."""
        self.opens(f"{self.round}/prompts/1")
        answered = 0
        while "/prompts/" in self.path:
            answered += "part=" not in self.page.url
            expect(self.page.locator(".steps")).to_contain_text(f"{answered} of ")
            self.answers(int(self.path.rpartition("/")[2]), nth, text, share)
            with self.page.expect_navigation():
                self.page.get_by_role("button", name="Save and go on").or_(
                    self.page.get_by_role("button", name="Go on", exact=True)
                ).click()
        expect(self.page.locator("h1")).to_have_text("Before you seal")
        return answered

    def chooses(self, choices: Mapping[int, str]) -> None:
        """On the review: keep or partners, by the prompt's number."""
        for n, choice in choices.items():
            self.page.locator(f"[name=share-{n}]").set_checked(choice == "partners")

    def seals(self) -> None:
        if not self.path.endswith("/review"):
            self.opens(f"{self.round}/review")
        self.clicks("Seal my answers")
        self.page.wait_for_url(f"**{self.round}")

    def reads_summary(self) -> None:
        self.opens(f"{self.round}/summary")
