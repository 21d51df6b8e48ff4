"""What is asked of a page as somebody meets it. With SCREENS=1, as `make screens` sets it, it is photographed too."""

import os
from base64 import b64decode
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, ViewportSize

from tests.browser.people import Someone
from tests.browser.roles import Roles

SCREENS = Path(__file__).parents[2] / "screens"
PICTURES = os.environ.get("SCREENS") == "1"
PHONE, DESK = ViewportSize(width=390, height=844), ViewportSize(width=1280, height=900)
ZOOMED = ViewportSize(width=320, height=256)
"""What 400 % leaves of a window of 1280 x 1024."""
WHOLE_PAGE = {"captureBeyondViewport": True, "optimizeForSpeed": True}
ASK_AXE = Path(__file__).with_name("ask_axe.js").read_text("utf-8")
QUICK_AXE = Path(__file__).with_name("quick_axe.js").read_text("utf-8")
FOLDED_AXE = f"window.unfoldAxe = () => {{\n{QUICK_AXE.replace('AXE_ITSELF;', AXE_SCRIPT)}\n}};"
CHECKS = Path(__file__).with_name("access.js").read_text("utf-8")
READY = """() => {
  if ("unfoldAxe" in window && !("axe" in window)) unfoldAxe();
  return "axe" in window;
}"""
FIRST_LOOK = f"""async ([names, rules]) => {{
  window.folded = [...document.querySelectorAll("details:not([open])")];
  for (const one of folded) one.open = true;
  const found = ({CHECKS})(names);
  return [...found, ...(await ({ASK_AXE})(rules)).map((one) => `light: ${{one}}`)];
}}"""
LAST_LOOK = f"""(names) => {{
  const found = ({CHECKS})(names);
  for (const one of folded) one.open = false;
  return found;
}}"""
ASKED = {"resultTypes": ["violations", "incomplete"], "preload": False}
RULES: dict[str, dict[str, Any]] = {
    "light": ASKED,
    "dark": {**ASKED, "runOnly": ["color-contrast"]},
    "words": {**ASKED, "rules": {"color-contrast": {"enabled": False}}},
}
"""What axe is asked: everything once; in the other theme, what a theme can change; and in another language, what words
can change. No colour depends on a language (test_access.py), and colours are two thirds of axe's work."""
SEEN: dict[str, set[str]] = {}
"""The paths that were looked at in this process, by language."""


def seen(path: str, language: str) -> None:
    SEEN.setdefault(language, set()).add(path)


def spoken(page: Page) -> str:
    """The language that a page says it is in, once it is there."""
    page.wait_for_load_state()
    return str(page.evaluate("() => document.documentElement.lang"))


def photograph(somebody: Someone, name: str) -> None:
    """Check the page at hand as it stands, in the language it is in. `name` is the state's, the same in every language
    (letters, digits and hyphens): it names the pictures, screens/<name>-<width>-<theme>.png and, in other languages
    than English, screens/<language>/<name>-…. The page stays as it is, in the light theme, and narrow."""
    page = somebody.page
    language = spoken(page)
    seen(somebody.path, language)
    found = faults(page, thorough=language == "en")
    if PICTURES:
        take_pictures(page, name, language)
    assert not found, f"{name} ({language}): " + "\n".join(["", *found])


def faults(page: Page, thorough: bool = True) -> list[str]:
    """A sentence for all that is amiss. `thorough`: at each width, and what is the same in every language too."""
    ready(page)
    resize(page, PHONE if thorough else ZOOMED)
    checks = ["targets", "sideways", "legible", "spacing", "errors", "twins"]
    found: list[str] = page.evaluate(FIRST_LOOK, [checks, RULES["light" if thorough else "words"]])
    if thorough:
        page.emulate_media(color_scheme="dark")
        found += [f"dark: {one}" for one in page.evaluate(ASK_AXE, RULES["dark"])]
        page.emulate_media(color_scheme="light")
        found += [*Roles.of(page).faults(), *_in_other_colours(page)]
        for size in (DESK, ZOOMED):
            resize(page, size)
            found += page.evaluate(CHECKS, ["sideways", "legible"])
    return found + page.evaluate(LAST_LOOK, ["still"])


def ready(page: Page) -> None:
    """Puts axe on the page. All that come after it in this browser have it at hand, folded up: most of them are only
    passed through, and half a megabyte of script that is run on each of them takes longer than the page."""
    if not page.evaluate(READY):
        page.context.add_init_script(FOLDED_AXE)
        page.evaluate(FOLDED_AXE)
        page.evaluate(READY)


def resize(page: Page, size: ViewportSize) -> None:
    """A window that has this size already is laid out in it."""
    if page.viewport_size != size:
        page.set_viewport_size(size)


def _in_other_colours(page: Page) -> list[str]:
    page.keyboard.press("Tab")
    found = page.evaluate(CHECKS, ["focus"])
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, forced_colors="active")
        found += page.evaluate(CHECKS, ["forced", "focus"] if theme == "dark" else ["forced"])
    page.emulate_media(color_scheme="light", forced_colors="none")
    return found


def take_pictures(page: Page, name: str, language: str) -> None:
    """Of the whole page: both widths and both themes; in other languages than English one of each."""
    folder = SCREENS if language == "en" else SCREENS / language
    folder.mkdir(parents=True, exist_ok=True)
    browser = page.context.new_cdp_session(page)
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        for theme in ("light", "dark"):
            if language != "en" and (size is PHONE) != (theme == "light"):
                continue
            page.emulate_media(color_scheme=theme)
            picture = browser.send("Page.captureScreenshot", WHOLE_PAGE)
            (folder / f"{name}-{size['width']}-{theme}.png").write_bytes(b64decode(picture["data"]))
    browser.detach()
    page.emulate_media(color_scheme="light")
