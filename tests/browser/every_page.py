"""Which pages there are, by the app itself, and whether each was looked at, in English and in other languages."""

import re
from collections.abc import Collection
from pathlib import Path

from flask import Flask

from app.config import Settings
from tests.browser.gallery import PICTURES, SEEN

NO_PAGES = {"static", "front.healthz", "staying.left", "accounts.leave_page", "notices.feed"}
NO_PAGES |= {"agreements.look_day", "written.export"}

AN_ID = re.compile(
    r"(?<=/)([0-9A-Za-z_-]{20,}|\d+)(?=/|\?|$)"
    r"|(?<=/exercises/)(?!find\b)[\w-]+|(?<=/places/)\w+|(?<==)[^&]*"
)


def sort_of(path: str) -> str:
    """The same for pages whose addresses differ in what they name."""
    return AN_ID.sub("*", path)


def pages(app: Flask) -> set[str]:
    return {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())} - NO_PAGES


def left_out(app: Flask, expected: Collection[str]) -> dict[str, set[str]]:
    """What this process should have seen and has not: in English, and in any other language. By `make screens`, in each
    of the others."""
    addresses = app.url_map.bind("localhost")
    ours, *others = Settings(instance=Path()).languages
    found = {}
    for languages in [(ours,), *([(one,) for one in others] if PICTURES else [tuple(others)])]:
        paths = {path for language in languages for path in SEEN.get(language, ())}
        there = {addresses.match(path)[0] for path in paths if addresses.test(path)}
        found[" or ".join(languages)] = set(expected) - there
    return {languages: endpoints for languages, endpoints in found.items() if endpoints}
