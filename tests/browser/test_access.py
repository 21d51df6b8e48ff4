"""What every page is asked (gallery.py) can be failed: a page with nothing amiss, and one with each thing amiss."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.gallery import faults, ready
from tests.browser.people import Someone

PAGE = """<!doctype html><html lang="en"><head><title>Between Us</title>
<meta name="viewport" content="width=device-width">
<style>
body {{ margin: 0; font: 18px/1.6 sans-serif; color: #222; background: #fff }}
nav a, main a, button, label {{ display: inline-block; padding: 14px }}
button {{ border: 2px solid #222; background: #fff; color: #222 }}
:focus-visible {{ outline: 3px solid #222 }}
@media (prefers-color-scheme: dark) {{ body {{ background: #000; color: #eee }} a {{ color: #9cf }} }}
</style></head><body>
<header><nav aria-label="Main"><a href="#main">Home of it</a></nav></header>
<main id="main"><h1>A page</h1>{}</main><footer><p>That is all.</p></footer></body></html>"""

SOUND = """<p>Some words, and <a href="#main" style="display: inline; padding: 0">a link</a> within them.</p>
<ul><li><a href="#main">A link in a list</a></li></ul>
<div role="alert"><a href="#name">A name is missing.</a></div>
<form><p><label for="name">Name</label><input id="name" aria-describedby="name-error" aria-invalid="true"
 style="min-height: 44px; border: 1px solid #222"></p><p class="error" id="name-error">A name is missing.</p>
<fieldset><legend>One of two</legend><label><input type="radio" name="two">This</label>
<label><input type="radio" name="two">That</label></fieldset>
<p id="first">The first</p><button aria-describedby="first">Take it back</button>
<p id="other">The other</p><button aria-describedby="other">Take it back</button></form>
<details><summary style="min-height: 44px">More</summary><p>More words.</p></details>"""

STATIC = Path(__file__).parents[2] / "app" / "static"
SCRIPT = "/static/site.js"
AMISS = {
    "a link too small": ('<ul><li><a href="#main" style="padding: 0">Go</a></li></ul>', "too small for a thumb"),
    "a small link, folded": (
        '<details><summary style="min-height: 44px">More</summary><button style="padding: 0">Go</button></details>',
        "too small for a thumb",
    ),
    "a tick box too small": ('<label style="padding: 0"><input type="checkbox">Yes</label>', "too small for a thumb"),
    "too wide": ('<p style="inline-size: 350px">Words</p>', "wider than 320 px"),
    "too wide on a desk": (
        "<style>@media (min-width: 1000px) { .far { inline-size: 1300px } }</style><p class='far'>Words</p>",
        "wider than 1280 px",
    ),
    "cut off": ('<p style="block-size: 20px; overflow: hidden">Words</p>', "hides a part of what it holds"),
    "on top of each other": ('<p>Some words</p><p style="margin-top: -2.4em">Other words</p>', "lie on each other"),
    "out of its box": ('<p style="block-size: 8px; margin-block: 40px">Some words</p>', "leaves <p>"),
    "no room for spacing": (
        '<p style="line-height: 1; block-size: 20px; overflow: hidden">Words</p>',
        "with wider spacing",
    ),
    "standing still": ('<p style="position: fixed; bottom: 0; margin: 0">Words</p>', "stands still over the text"),
    "a link to no field": ('<div role="alert"><a href="#no-field">Look at it.</a></div>', "does not lead to a field"),
    "a link to what has no focus": (
        '<p id="field">A field</p><div role="alert"><a href="#field">Look at it.</a></div>',
        "does not lead to a field",
    ),
    "an error of nothing": ('<p class="error" id="lost">It is wrong.</p>', "is tied to no field"),
    "an error of a sound field": (
        '<p class="error" id="lost">It is wrong.</p><button aria-describedby="lost">A</button>'
        '<input aria-label="Age" aria-describedby="lost">',
        "is not invalid",
    ),
    "wrong without a word": ('<input aria-label="Age" aria-invalid="true">', "has no error"),
    "wrong and not announced": ('<input aria-label="Age" aria-invalid="true">', "is not announced"),
    "the focus unseen": ('<button style="outline: 0">Press</button>', "has the focus, unseen"),
    "the focus faint": ('<button style="outline-color: #ccc">Press</button>', "has the focus, unseen"),
    "no edge": ('<button style="border: 0">Press</button>', "has no edge in forced colours"),
    "a field without an edge": ('<input aria-label="Age" style="border: 0">', "has no edge in forced colours"),
    "a tick unseen": (
        '<div class="pick"><label><input type="radio" checked>One</label></div>',
        "does not show in forced colours that it is ticked",
    ),
    "the place unseen": (
        '<nav aria-label="Ways"><a href="#main" aria-current="page">Here</a><a href="#main">There</a></nav>',
        "does not show in forced colours that it is the one",
    ),
    "a faint picture": (
        '<svg class="picture" role="img" width="50" height="50"><title>A dot</title>'
        '<circle cx="9" cy="9" r="9" fill="#e8e8e8"/></svg>',
        "can't be seen in forced colours",
    ),
    "two main headings": ("<h1>Another page</h1>", "2 headings of level 1"),
    "no name": ('<button style="inline-size: 60px"></button>', "a button without a name"),
    "a picture without a name": (
        '<svg class="picture" role="img" width="50" height="50"><circle cx="9" cy="9" r="9"/></svg>',
        "a image without a name",
    ),
    "two buttons of one name": ("<button>Take it back</button><button>Take it back</button>", "2 buttons"),
    "two buttons that say the same": ("<button>Take it back</button><button>Take it back</button>", "two buttons"),
    "two choices of one name": (
        '<fieldset><legend>Which?</legend><label><input type="radio" name="a">This</label>'
        '<label><input type="radio" name="a">This</label></fieldset>',
        "2 choices",
    ),
    "wrong and not said why": ('<input aria-label="Age" aria-invalid="true">', "is invalid and doesn’t say why"),
    "faint in the light": ('<p style="color: #aaa; background: #fff">Words</p>', "light: color-contrast"),
    "faint in the dark": (
        "<style>@media (prefers-color-scheme: dark) { .dim { color: #444 } }</style><p class='dim'>Words</p>",
        "dark: color-contrast",
    ),
    "words over a gradient": (
        '<p style="background: linear-gradient(#fff, #777)">Words</p>',
        "light: unclear",
    ),
}


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(reduced_motion="reduce")
    yield context.new_page()
    context.close()


def test_nothing_is_amiss(page: Page) -> None:
    page.set_content(PAGE.format(SOUND))
    assert faults(page) == []


@pytest.mark.parametrize("what", AMISS)
def test_what_is_amiss_is_found(what: str, page: Page) -> None:
    body, said = AMISS[what]
    page.set_content(PAGE.format(body))
    found = faults(page)
    assert any(said in one for one in found), found


def test_what_was_laid_in_the_reading_room_before_makes_no_difference(chromium: Browser, server: str) -> None:
    """Nor does it when a script names what it named before."""
    somebody = Someone(chromium, server)
    somebody.opens("/join")
    for html, amiss in ((PAGE.format(AMISS["too wide"][0]), True), (PAGE.format(SOUND), False)) * 2:
        somebody.reading_room.lays(html.replace("</head>", f'<script src="{SCRIPT}" defer></script></head>'))
        assert bool(faults(somebody.reading_room.page, thorough=False)) is amiss
    somebody.goes_home()


COLOURED = """(styles) => {
  const found = [];
  const read = (rules, around) => {
    for (const rule of rules) {
      const selector = `${around} ${rule.selectorText ?? ""}`;
      if (rule.style && /:lang|:dir|\\[(lang|dir)/.test(selector))
        for (const name of rule.style)
          if (/^--|color|background|shadow|fill|stroke|opacity|filter|blend|decoration/.test(name))
            found.push(`${selector}: ${name}`);
      if (rule.cssRules) read(rule.cssRules, selector);
    }
  };
  for (const words of styles) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(words);
    read(sheet.cssRules, "");
  }
  return found;
}"""


@pytest.mark.parametrize(
    "amiss",
    [
        ":lang(ar) { color: #999 }",
        "@media print { [dir=rtl] p { background: #999 } }",
        ".quiet { &:lang(fr) { --ink: #999 } }",
    ],
)
def test_a_colour_of_one_language_is_found(amiss: str, page: Page) -> None:
    assert len(page.evaluate(COLOURED, [amiss])) >= 1


def test_no_colour_depends_on_a_language(page: Page) -> None:
    """So that colours are asked about in one language."""
    styles = [path.read_text("utf-8") for path in STATIC.glob("*.css")]
    assert len(styles) > 1
    assert page.evaluate(COLOURED, styles) == []


COLOURS = (
    "rgb(1, 20, 253)",
    "rgba(34, 85, 136, 0.37)",
    "#2a7",
    "oklch(0.7 0.3 150)",
    "transparent",
    "color(srgb 0.1 0.9 2)",
)
READ = """(colours) => {
  const read = (words) => {
    try { const one = new axe.commons.color.Color().parseString(words); return [one.r, one.g, one.b, one.toJSON()] }
    catch (error) { return error.message }
  };
  return [...colours, "no colour"].map((words) => [read(words), read(words)]);
}"""


def test_a_colour_is_the_same_when_it_is_read_again(page: Page) -> None:
    page.set_content(PAGE.format(SOUND))
    ready(page)
    found = page.evaluate(READ, COLOURS)
    assert all(once == again for once, again in found), found
    assert len({str(once) for once, _ in found}) == len(COLOURS) + 1
    assert "no colour" in found[-1][0]
