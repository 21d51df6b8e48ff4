"""A page as a test reads it, and what every page must be."""

from base64 import b64encode
from collections import defaultdict
from hashlib import sha256
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from werkzeug.test import TestResponse

LABELLED = ("input", "select", "textarea")
UNLABELLED_TYPES = ("hidden",)


class Page:
    """A parsed page with its status and headers."""

    def __init__(self, response: TestResponse) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self.address = response.request.path
        self.full_address = response.request.full_path.rstrip("?")
        self.raw = response.get_data()
        self.html = BeautifulSoup(self.raw, "html.parser")

    @property
    def text(self) -> str:
        """What it says, in one line."""
        return " ".join(self.html.get_text(" ").split())

    @property
    def heading(self) -> str:
        return " ".join(self.html.select_one("h1").get_text(" ").split())  # type: ignore[union-attr]

    def links(self) -> list[str]:
        """Where its links lead; one without a path leads to where it says on the page itself."""
        found = [str(link["href"]) for link in self.html.select("a[href]")]
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
        for field in self.html.select(f'[name="{name}"]'):
            options = field.select('option:not([value=""])') if field.name == "select" else [field]
            found += [str(option.get("value", "")) for option in options]
        return found

    def labels(self, name: str) -> dict[str, str]:
        """What can be ticked, and how it is called, in one order for everybody: each finds an order of their own."""
        boxes = self.html.select(f'label:has([name="{name}"])')
        found = {str(label.select_one("input")["value"]): label.get_text().strip() for label in boxes}  # type: ignore[index]
        return dict(sorted(found.items()))

    def names(self) -> list[str]:
        """The names of all fields, once each, in order."""
        return list(dict.fromkeys(str(field["name"]) for field in self.html.select("[name]")))

    def ticked(self) -> dict[str, list[str]]:
        """The values that are ticked or chosen, by field."""
        found: dict[str, list[str]] = {}
        for field in self.html.select("input[checked]"):
            found.setdefault(str(field["name"]), []).append(str(field["value"]))
        for option in self.html.select("select[name] option[selected]"):
            found.setdefault(str(option.find_parent("select")["name"]), []).append(str(option["value"]))  # type: ignore[index]
        return found


def check(page: Page, site_name: str = "Between Us") -> None:
    """What is asked of every page that anybody ever fetches. One walk over the page: a selector each takes so long that
    it would be a fifth of many tests."""
    where = page.address
    html = page.html
    tags: list[Tag] = html.find_all(True)
    by_name: dict[str, list[Tag]] = defaultdict(list)
    for tag in tags:
        by_name[tag.name].append(tag)
    assert html.title, where
    assert html.title.get_text() == site_name, f"{where}: the title must tell nothing"
    assert len(by_name["h1"]) == 1, f"{where}: one h1, not {len(by_name['h1'])}"
    assert html.html, where
    assert html.html.get("lang"), where
    assert html.html.get("dir") in ("ltr", "rtl"), where
    inline = [one for one in by_name["script"] if not one.has_attr("src")]
    inline += [one for one in tags if one.has_attr("style") or one.has_attr("onclick")]
    inline += [one for one in by_name["style"] if one.find_parent("body")]
    assert not inline, f"{where}: inline script or style"
    for style in by_name["style"]:
        digest = b64encode(sha256(style.decode_contents().encode()).digest()).decode()
        assert f"'sha256-{digest}'" in page.headers["Content-Security-Policy"], f"{where}: a style of its own"
    sources = [one for one in tags if one.has_attr("src")] + [one for one in by_name["link"] if one.has_attr("href")]
    for source in sources:
        address = str(source.get("src") or source.get("href"))
        assert address.startswith(("/", "data:")), f"{where}: loads {address}"
    _check_labels(where, by_name)
    moments = [one for one in by_name["a"] if one.get("href") == "/help/moment" and one.find_parent("footer")]
    assert moments, f"{where}: no way to ask oneself whether this is a good time"
    for form in by_name["form"]:
        if form.get("method", "get") == "post":
            assert form.find(attrs={"name": "csrf_token"}), f"{where}: a form without its token"
    ids = [str(tag["id"]) for tag in tags if tag.has_attr("id")]
    assert len(ids) == len(set(ids)), f"{where}: an id stands twice: {sorted(ids)}"
    policy = page.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert page.headers["Cache-Control"] == "no-store", where


def _check_labels(where: str, by_name: dict[str, list[Tag]]) -> None:
    told = {label.get("for") for label in by_name["label"]}
    for field in (one for name in LABELLED for one in by_name[name]):
        if field.get("type") in UNLABELLED_TYPES or field.get("aria-hidden") == "true":
            continue
        labelled = (
            field.find_parent("label")
            or field.get("aria-label")
            or field.get("aria-labelledby")
            or (field.get("id") and field["id"] in told)
        )
        assert labelled, f"{where}: {field.get('name')} has no label"
