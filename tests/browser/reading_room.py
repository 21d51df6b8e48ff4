"""A page of another language is laid into one document that stays: axe is there already, and the browser need not make
room for a new document each time, which takes as long as looking at it."""

import re

from playwright.sync_api import BrowserContext, Route

ADDRESS = "/reading-room"


class ReadingRoom:
    """`page` shows what was laid there last, with its style and with what its scripts add to it."""

    def __init__(self, context: BrowserContext) -> None:
        self._scripts: dict[str, str] = {}
        self.page = context.new_page()
        self.page.route(f"**{ADDRESS}", lambda route: route.fulfill(content_type="text/html", body=""))
        self.page.route(re.compile(r"\.js(\?|$)"), self._fenced)
        self.page.goto(ADDRESS)

    def lays(self, html: str) -> None:
        """Its scripts by addresses of their own, or the browser might take those it has from somebody's page."""
        self.page.set_content(html.replace(".js?", ".js?fenced&"))

    def _fenced(self, route: Route) -> None:
        """In a document that stays, a name can be given once: what a script names is its own each time."""
        address = route.request.url
        if address not in self._scripts:
            self._scripts[address] = f"{{\n{route.fetch().text()}\n}}"
        route.fulfill(content_type="text/javascript", body=self._scripts[address])
