"""What is put into a template once for each language is what would have been looked up each time, and nothing else."""

import re
from pathlib import Path

import flask_babel
import pytest
from flask import Flask, url_for
from flask_babel import force_locale
from jinja2 import UndefinedError
from markupsafe import Markup, escape

from tests.navigators import Visitor
from tests.web.conftest import Couple

LANGUAGES = ("en", "es", "de", "fr", "ar")
FRAME = "layouts/frame.html"
TEMPLATES = Path(__file__).parents[2] / "templates"
RUN_TOGETHER = re.compile(r"[^>\s]\{% end(?:if|for) %\}\n(?:\{% if [^%]*%\})?\{\{ _\(")
"""The line ends with a tag, which takes the end of the line with it, and a sentence follows on the next one."""


def said(app: Flask, template: str, **context: object) -> str:
    """What a template says in the language at hand."""
    return app.jinja_env.get_template(FRAME).environment.from_string(template).render(**context)


def compiled(app: Flask, template: str) -> str:
    return str(app.jinja_env.get_template(FRAME).environment.compile(template, raw=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_stand_in_their_language(app: Flask, language: str) -> None:
    with app.test_request_context(), force_locale(language):
        assert said(app, "{{ _('Home') }}") == escape(flask_babel.gettext("Home"))
        sentence = "%(n)s of %(total)s"
        assert said(app, "{{ _('%(n)s of %(total)s', n=n, total=2) }}", n="<b>") == escape(
            flask_babel.gettext(sentence, n="<b>", total=2)
        )
        assert said(app, "{{ _(sentence) }}", sentence="Home") == escape(flask_babel.gettext("Home"))
        assert "Home" not in compiled(app, "{{ _('Home') }}") or language == "en"
        assert said(app, "{{ lang }} {{ dir }}") == f"{language} {'rtl' if language == 'ar' else 'ltr'}"


def test_no_language_is_left_in_another_ones_page(app: Flask) -> None:
    somebody = Visitor(app)
    pages = {}
    for language in (*LANGUAGES, *LANGUAGES):
        page = somebody.opens("/exercises", headers={"Accept-Language": language})
        assert page.html.html
        assert page.html.html["lang"] == language
        assert pages.setdefault(language, page.text) == page.text
    assert len(set(pages.values())) == len(LANGUAGES)


@pytest.mark.parametrize(
    ("there", "endpoint", "values"),
    [
        ("{{ url_for('front.index') }}", "front.index", {}),
        ("{{ url_for('static', filename='site.js') }}", "static", {"filename": "site.js"}),
        ("{{ url_for('languages.show', then='/a?b&c') }}", "languages.show", {"then": "/a?b&c"}),
    ],
)
def test_addresses_that_are_the_same_for_everybody_stand_there(
    app: Flask, there: str, endpoint: str, values: dict[str, str]
) -> None:
    with app.test_request_context("/exercises/find"):
        assert said(app, there) == escape(url_for(endpoint, **values))
        assert "url_for" not in compiled(app, there)


@pytest.mark.parametrize(
    "there", ["{{ url_for('rounds.show', address=round) }}", "{{ url_for('rounds.show', **where) }}"]
)
def test_all_others_are_made_each_time(app: Flask, there: str) -> None:
    with app.test_request_context():
        for round_ in ("one", "other"):
            assert said(app, there, round=round_, where={"address": round_}) == f"/rounds/{round_}"


class Said(str):
    """Text that is no Markup, whatever else it is."""


@pytest.mark.parametrize("text", ["<b>&'\"", Said("<b>"), 3, None, ["<i>"], Markup("<b>") + "<i>"])
def test_whatever_is_not_markup_is_escaped(app: Flask, text: object) -> None:
    macro = "{% macro one(text) %}{{ text }}{% endmacro %}"
    for template in ("{{ text }}", macro + "{{ one(text) }}", "{% set text = [text]|first %}{{ text }}"):
        with app.test_request_context():
            assert said(app, template, text=text) == str(escape(text))


@pytest.mark.parametrize(
    "there", ["{{ '<i>'|told('en') }}", "{{ '<i>'|spoken(('<i>',), 'en') }}", "{{ '{answer}'|spoken(('<i>',), 'en') }}"]
)
def test_words_of_an_exercise_are_escaped_in_the_page(app: Flask, there: str) -> None:
    with app.test_request_context():
        assert said(app, there).count("&lt;i&gt;") == 1
        assert "<i>" not in said(app, there)


def test_nothing_of_whoever_asked_first_is_in_the_lists(app: Flask, couple: Couple) -> None:
    """They are made once for everybody: who comes next, or asks without an account, gets the same."""
    alex, sam = couple
    theirs = [one.opens("/exercises") for one in (alex, sam)]
    assert theirs[0].for_all == theirs[1].for_all
    visitor = Visitor(app).opens("/exercises")
    lists = [[str(one) for one in page.html.select("section[aria-labelledby=all], #tonight ~ ul")] for page in theirs]
    assert lists[0] == [str(one) for one in visitor.html.select("section[aria-labelledby=all], #tonight ~ ul")]
    assert theirs[0].html.select_one("#choose")
    assert not visitor.html.select_one("#choose")


def test_there_is_a_space_between_two_sentences() -> None:
    found = {
        str(one.relative_to(TEMPLATES)): RUN_TOGETHER.findall(one.read_text()) for one in TEMPLATES.rglob("*.html")
    }
    assert len(found) > 50
    assert RUN_TOGETHER.search('{{ _("One.") }}{% endif %}\n{{ _("Two.") }}')
    assert not {name: those for name, those in found.items() if those}


@pytest.mark.parametrize(
    "slip", ["{{ nobody }}", "{% if nobody %}{% endif %}", "{% for one in seen.nobody %}{% endfor %}"]
)
def test_what_nobody_gave_is_no_silent_gap(app: Flask, slip: str) -> None:
    with app.test_request_context(), pytest.raises(UndefinedError, match="nobody"):
        said(app, slip, seen=object())


def test_a_field_without_an_error_has_none(app: Flask) -> None:
    with app.test_request_context():
        assert said(app, "{{ errors.name }}{% if errors.name %}!{% endif %}", errors={}) == ""
