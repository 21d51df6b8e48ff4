"""The living page of components: in development only, and with everything on it that there is."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import jinja2
import pytest
from flask import Flask
from jinja2.runtime import Macro

from app import create_app
from app.config import Settings
from app.startup import shipped
from app.web.components import TOKENS
from tests.conftest import COMPILED
from tests.navigators import Visitor
from tests.pages import Page, check
from tests.web.rehearsal import Couple

TEMPLATES = shipped("templates")
STATIC = Path(__file__).parents[2] / "app/static"
STYLES = "".join((STATIC / name).read_text("utf-8") for name in ("head.css", "site.css"))
MACRO = re.compile(r"{%-? *macro +([a-z]\w*)\(")
"""One that other files may call: names for use in its own file begin with a line."""


def macros(folder: str) -> set[str]:
    """Every macro in a folder, as pages call it: forms.field."""
    return {
        f"{path.stem}.{name}"
        for path in (TEMPLATES / folder).glob("*.html")
        for name in MACRO.findall(path.read_text("utf-8"))
    }


def templates(folder: str) -> set[str]:
    return {f"{folder}/{path.name}" for path in (TEMPLATES / folder).glob("*.html")}


@pytest.fixture
def developing(other_settings: Settings) -> Iterator[Flask]:
    """The app as whoever works on it has it."""
    app = create_app(replace(other_settings, development=True))
    app.jinja_env.bytecode_cache = COMPILED
    yield app
    app.extensions["workplace"].database.close()


@pytest.fixture
def page(developing: Flask) -> Page:
    found: Page = Visitor(developing).opens("/components")
    return found


def named(page: Page) -> list[str]:
    """What the page says that it shows."""
    return [code.get_text() for code in page.html.select("article > h3 code")]


def test_it_is_a_page_like_all_others(page: Page) -> None:
    assert page.status == 200
    check(page)
    ids = {str(tag["id"]) for tag in page.html.select("[id]")}
    for attribute in ("for", "aria-labelledby", "aria-describedby"):
        pointed = {one for tag in page.html.select(f"main [{attribute}]") for one in str(tag[attribute]).split()}
        assert pointed <= ids, attribute
    assert {link for link in map(str, page.links()) if link.startswith("#")} <= {f"#{one}" for one in ids}


def test_nothing_on_it_is_sent(page: Page) -> None:
    main = page.html.select("main form")
    assert main
    assert {form["method"] for form in main} == {"dialog"}
    assert not page.html.select("main [action], main [formaction]")
    assert {str(link["href"])[0] for link in page.html.select("main a[href]")} == {"#"}


def test_elsewhere_it_does_not_exist(app: Flask, in_round: Couple) -> None:
    for somebody in (Visitor(app), in_round[0]):
        there, nowhere = somebody.client.get("/components"), somebody.client.get("/no-such-page")
        assert there.status_code == nowhere.status_code == 404
        assert there.data == nowhere.data.replace(b"/no-such-page", b"/components")


@pytest.mark.parametrize("kind", [macros, templates])
def test_whatever_it_names_is_there(page: Page, kind: Callable[[str], set[str]]) -> None:
    folders = ("components", "pictures") if kind is macros else ("prompts", "answers")
    there = set[str]().union(*map(kind, folders))
    shown = {name for name in named(page) if ("/" in name) == (kind is templates)}
    assert there
    assert not there - shown, "not shown in templates/gallery: whoever adds one shows it there"
    assert not shown - there, "shown, and not there any more"


def test_it_is_made_of_what_it_names(developing: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not copied from it: each macro is called, and each template is included."""
    called, included = set(), set()
    invoke, get = Macro._invoke, jinja2.Environment.get_template

    def calling(macro: Macro, *arguments: Any) -> str:
        path = Path(macro._func.__code__.co_filename)
        called.add(f"{path.stem}.{macro.name}")
        return invoke(macro, *arguments)

    def getting(environment: jinja2.Environment, name: Any, *arguments: Any, **more: Any) -> jinja2.Template:
        included.add(name)
        return get(environment, name, *arguments, **more)

    monkeypatch.setattr(Macro, "_invoke", calling)
    monkeypatch.setattr(jinja2.Environment, "get_template", getting)
    assert Visitor(developing).opens("/components").status == 200
    assert macros("components") | macros("pictures") <= called
    assert templates("prompts") | templates("answers") <= included
    assert templates("gallery") <= included


def test_every_state_has_a_name_of_its_own(page: Page) -> None:
    headings = [" ".join(heading.get_text(" ").split()) for heading in page.html.select("article > h3")]
    assert len(headings) > 80
    assert [one for one in set(headings) if headings.count(one) > 1] == []


def test_every_token_is_shown_and_said_what_it_is_for(page: Page) -> None:
    tokens = set(re.findall(r"--([\w-]+):", STYLES.split(":root {")[1].split("}")[0]))
    assert len(tokens) > 10
    assert tokens == set(TOKENS)
    text = page.html.select_one("section[aria-labelledby=tokens]")
    assert text
    for token in tokens:
        assert f"--{token} {TOKENS[token]}" in " ".join(text.get_text(" ").split())
        assert f"var(--{token})" in str(text)


def test_six_people_and_one_language_from_the_right(page: Page) -> None:
    assert len({mark["href"] for mark in page.html.select('main svg use[href^="#mark-"]')}) == 6
    right = page.html.select("#right ~ article > [dir=rtl]")
    assert right
    assert {tag["lang"] for tag in right} == {"ar"}
    assert page.html.select("#right ~ article [lang=en][dir=ltr]"), "an English exercise says so"


def test_it_speaks_the_readers_language(developing: Flask) -> None:
    client = developing.test_client()
    html = Page(client.get("/components", headers={"Accept-Language": "de"})).html
    assert html.select_one("h1[lang=en]")
    assert {tag["lang"] for tag in html.select("#forms ~ form article > div")} == {"de"}
