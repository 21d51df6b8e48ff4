"""What the pages weigh on which exercises are written."""

from flask import Flask

from app.web.exercises import opaque
from tests.browser.weighing import LIMIT, reckon
from tests.navigators import Visitor
from tests.writing import HOME

LONGEST = "ar"
"""The language in which the pages say most, counted in bytes."""


def test_every_page_of_every_exercise_that_is_written(app: Flask) -> None:
    kim = Visitor(app)
    kim.joins("kim")
    kim.opens("/account")
    kim.posts("/account", language=LONGEST, zone="Europe/Madrid")
    found = {}
    for slug, edition in app.extensions["workplace"].library.current.items():
        kim.opens(HOME)
        here = kim.posts(HOME, like=opaque(slug)).address
        prompts = range(1, len(edition.languages["en"].prompts) + 1)
        pages = ["", "/about", "/remove", "/look/summary", "/look/therapist"]
        pages += [f"/prompts/{n}" for n in prompts] + [f"/look/{'ab'[n % 2]}?at={n}" for n in prompts]
        found |= {f"{slug}{page}": reckon(kim.client, f"{here}{page}") for page in pages}
        kim.opens(f"{here}/remove")
        kim.posts(f"{here}/remove")
    assert len(found) > 800
    assert not {page: one for page, one in found.items() if not one.sound}, f"{LIMIT} bytes are the most"
