"""The pages of the demo, in both themes, in three widths (gallery.py) and in other languages (speaking.py)."""

from functools import partial

import pytest
from flask import Flask

from tests.browser import test_screens_of_practice, test_screens_too
from tests.browser.catalogue import ENGLISH, PAGES, Reader
from tests.browser.every_page import left_out, pages
from tests.browser.speaking import in_each_language

ELSEWHERE = test_screens_too.ONLY_HERE | test_screens_of_practice.ONLY_HERE


@pytest.mark.parametrize("name", PAGES)
def test_page(name: str, readers: dict[str, Reader]) -> None:
    who, go = PAGES[name]
    somebody = readers[who]
    in_each_language(somebody, name, partial(go, somebody), somebody.speaks, only_ours=name in ENGLISH)
    assert somebody.page.title() == "Between Us"


def test_no_page_was_left_out(app: Flask) -> None:
    """Runs last, and asks the app itself which pages there are."""
    assert not left_out(app, pages(app) - ELSEWHERE)
