"""A page as a test reads it, and what every page must be."""

import re
from base64 import b64encode
from collections import defaultdict
from functools import cached_property
from hashlib import sha256
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from lxml.etree import XPath
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from werkzeug.test import TestResponse

LABELLED = ("input", "select", "textarea")
UNLABELLED_TYPES = ("hidden",)

_SAID = XPath("//text()[not(parent::style or parent::script or parent::template)]", smart_strings=False)
_NAMED = XPath("//*[@name=$name]")
_LABELS = XPath("//label[.//*[@name=$name]]")
_TOKEN = XPath("string(//*[@name='csrf_token']/@value)", smart_strings=False)


class Page:
    """A fetched page with its status and headers. It is read twice, when somebody asks: `tree` (lxml) for what is asked
    of every page, thousands of times; `html` (Beautiful Soup), forty times as slow, for a test that looks around."""

    def __init__(self, response: TestResponse) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self.address = response.request.path
        self.full_address = response.request.full_path.rstrip("?")
        self.raw = response.get_data()
        self.for_all = re.sub(rb" data-of=\w+", b"", self.raw)
        """Without the mark of who reads it."""

    @cached_property
    def html(self) -> BeautifulSoup:
        return BeautifulSoup(self.raw, "html.parser")

    @cached_property
    def tree(self) -> HtmlElement:
        return document_fromstring(self.raw or b"<p>", parser=HTMLParser(encoding="utf-8"))

    @property
    def token(self) -> str:
        """The form token of its first form; "" without one."""
        return str(_TOKEN(self.tree))

    @property
    def text(self) -> str:
        """What it says, in one line."""
        return " ".join(" ".join(_SAID(self.tree)).split())

    @property
    def heading(self) -> str:
        return " ".join(" ".join(next(self.tree.iter("h1")).itertext()).split())

    def first(self, tag: str) -> str:
        """What the first of these elements says."""
        return str(next(self.tree.iter(tag)).text_content()).strip()

    def links(self) -> list[str]:
        """Where its links lead; one without a path leads to where it says on the page itself."""
        found = [link.get("href") for link in self.tree.iter("a") if link.get("href") is not None]
        return [one if one.startswith("#") else urljoin(self.address, one) for one in found]

    def form(self, action: str) -> Tag:
        """The form that posts to this path."""
        for form in self.html.select("form"):
            if urlsplit(str(form.get("action", self.address))).path == action:
                return form
        raise AssertionError(f"{self.address} has no form for {action}")

    def values(self, name: str) -> list[str]:
        """The values that a field offers; of a list to choose from, those that are something."""
        found = []
        for field in _NAMED(self.tree, name=name):
            options = (
                [one for one in field.iter("option") if one.get("value") != ""] if field.tag == "select" else [field]
            )
            found += [str(option.get("value", "")) for option in options]
        return found

    def typed(self, name: str) -> list[str]:
        """What stands in the inputs of this name, to the letter: for a NUL, `tree` has another sign."""
        return [str(field["value"]) for field in self.html.select(f'input[name="{name}"]')]

    def labels(self, name: str) -> dict[str, str]:
        """What can be ticked, and how it is called, in one order for everybody: each finds an order of their own."""
        boxes = _LABELS(self.tree, name=name)
        found = {str(next(label.iter("input")).attrib["value"]): label.text_content().strip() for label in boxes}
        return dict(sorted(found.items()))

    def names(self) -> list[str]:
        """The names of all fields, once each, in order."""
        fields = (one.get("name") for one in self.tree.iter() if isinstance(one.tag, str))
        return list(dict.fromkeys(name for name in fields if name is not None))

    def ticked(self) -> dict[str, list[str]]:
        """The values that are ticked or chosen, by field."""
        found: dict[str, list[str]] = {}
        for field in self.tree.iter("input"):
            if field.get("checked") is not None:
                found.setdefault(str(field.attrib["name"]), []).append(str(field.attrib["value"]))
        for field in self.tree.iter("select"):
            for option in field.iter("option"):
                if field.get("name") is not None and option.get("selected") is not None:
                    found.setdefault(str(field.attrib["name"]), []).append(str(option.attrib["value"]))
        return found


def check(page: Page, site_name: str = "Between Us") -> None:
    """What is asked of every page that anybody ever fetches. One walk over the page: it is asked so often that whatever
    takes longer would be a fifth of many tests."""
    where, root = page.address, page.tree
    tags = [tag for tag in root.iter() if isinstance(tag.tag, str)]
    by_name: dict[str, list[HtmlElement]] = defaultdict(list)
    for tag in tags:
        by_name[tag.tag].append(tag)
    titles = [title for title in by_name["title"] if title.getparent().tag == "head"]
    assert [title.text for title in titles] == [site_name], f"{where}: the title must tell nothing"
    assert len(by_name["h1"]) == 1, f"{where}: one h1, not {len(by_name['h1'])}"
    assert root.get("lang"), where
    assert root.get("dir") in ("ltr", "rtl"), where
    inline = [one for one in by_name["script"] if one.get("src") is None]
    inline += [one for one in tags if one.get("style") is not None or one.get("onclick") is not None]
    inline += [one for one in by_name["style"] if _inside(one, "body")]
    assert not inline, f"{where}: inline script or style"
    for style in by_name["style"]:
        digest = b64encode(sha256((style.text or "").encode()).digest()).decode()
        assert f"'sha256-{digest}'" in page.headers["Content-Security-Policy"], f"{where}: a style of its own"
    links = [one for one in by_name["link"] if one.get("rel") != "expect"]
    sources = [one.get("src") for one in tags] + [one.get("href") for one in links]
    for address in sources:
        assert address is None or address.startswith(("/", "data:")), f"{where}: loads {address}"
    _check_labels(where, by_name)
    moments = [one for one in by_name["a"] if one.get("href") == "/help/moment" and _inside(one, "footer")]
    assert moments, f"{where}: no way to ask oneself whether this is a good time"
    for form in by_name["form"]:
        if form.get("method", "get") == "post":
            tokens = [one for one in form.iter("input") if one.get("name") == "csrf_token"]
            assert tokens, f"{where}: a form without its token"
    ids = [tag.get("id") for tag in tags if tag.get("id") is not None]
    assert len(ids) == len(set(ids)), f"{where}: an id stands twice: {sorted(ids)}"
    policy = page.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert page.headers["Cache-Control"] == "no-store", where


def _inside(tag: HtmlElement, name: str) -> bool:
    return next(tag.iterancestors(name), None) is not None


def _check_labels(where: str, by_name: dict[str, list[HtmlElement]]) -> None:
    told = {label.get("for") for label in by_name["label"]}
    for field in (one for name in LABELLED for one in by_name[name]):
        if field.get("type") in UNLABELLED_TYPES or field.get("aria-hidden") == "true":
            continue
        labelled = (
            _inside(field, "label")
            or field.get("aria-label")
            or field.get("aria-labelledby")
            or (field.get("id") and field.get("id") in told)
        )
        assert labelled, f"{where}: {field.get('name')} has no label"
