"""Writing an exercise in a browser: by the keyboard alone, and with scripts switched off. What is taken along is the
file that it was written from, to the byte."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from app.domain.exercise import Exercise
from app.domain.files import parse
from tests.browser.conftest import Newcomer
from tests.browser.keyboard import Keyboard
from tests.browser.people import Someone
from tests.writing import HOME, head_of, steps_of

FOLDER = Path(__file__).parents[2] / "exercises" / "en"


def file_of(slug: str) -> bytes:
    return (FOLDER / f"{slug}.toml").read_bytes()


def exercise_of(slug: str) -> Exercise:
    return parse(file_of(slug).decode(), slug, "en", "")


def takes_along(somebody: Someone) -> bytes:
    with somebody.page.expect_download() as downloaded:
        somebody.page.get_by_role("link", name="Take it along as a file").click()
    return Path(downloaded.value.path()).read_bytes()


def fills(page: Page, fields: dict[str, object]) -> None:
    for name, value in fields.items():
        first = page.locator(f"[name='{name}']").first
        kind = first.get_attribute("type")
        if kind in ("checkbox", "radio"):
            for one in value if isinstance(value, list) else [value]:
                page.locator(f"[name='{name}'][value='{one}']").check()
        elif first.evaluate("field => field.tagName") == "SELECT":
            first.select_option(str(value))
        else:
            first.fill(str(value))


def test_without_javascript(server: str, newcomer: Newcomer) -> None:
    """With cards, limits, blind picks and groups."""
    kim, slug = newcomer(server, java_script_enabled=False), "noticed-this-week"
    exercise = exercise_of(slug)
    kim.joins("kim-writes")
    kim.opens(HOME)
    kim.clicks("Begin")
    here = kim.path
    kim.follows("About the exercise")
    fills(kim.page, head_of(exercise))
    kim.clicks("Save")
    for prompt in exercise.prompts:
        kim.page.locator("[name=kind]").select_option(prompt.kind)
        kim.clicks("Add it at the end")
        for fields in steps_of(prompt):
            fills(kim.page, fields)
            kim.clicks("Save")
        assert kim.path == here, kim.text
    assert takes_along(kim) == file_of(slug)


def test_by_the_keyboard_alone(server: str, newcomer: Newcomer) -> None:
    kim, slug = newcomer(server), "how-am-i"
    exercise = exercise_of(slug)
    kim.joins("kim-types")
    keys = Keyboard(kim)
    keys.opens(HOME)
    keys.sends("Begin")
    keys.follows("About the exercise")
    types(keys, head_of(exercise))
    keys.sends("Save")
    for prompt in exercise.prompts:
        chooses(keys, kim.page.locator("[name=kind]"), prompt.kind)
        keys.sends("Add it at the end")
        for fields in steps_of(prompt):
            types(keys, fields)
            keys.sends("Save")
    assert takes_along(kim) == file_of(slug)


def types(keys: Keyboard, fields: dict[str, object]) -> None:
    """Field after field, in their order on the page."""
    names = keys.page.evaluate("[...document.querySelectorAll('main form [name]')].map(field => field.name)")
    for name in sorted(fields, key=names.index):
        first, value = keys.page.locator(f"[name='{name}']").first, fields[name]
        kind = first.get_attribute("type")
        if kind == "checkbox":
            boxes = value if isinstance(value, list) else [value]
            keys.ticks(*(keys.page.locator(f"[name='{name}'][value='{one}']") for one in boxes))
        elif kind == "radio":
            keys.picks(keys.page.locator(f"[name='{name}'][value='{value}']"))
        elif first.evaluate("field => field.tagName") == "SELECT":
            chooses(keys, first, str(value))
        else:
            keys.tabs_to(first)
            keys.presses("Control+A")
            keys.page.keyboard.type(str(value).replace("\r\n", "\n"))


def chooses(keys: Keyboard, box: Locator, value: str) -> None:
    """In a list that folds out, by the arrows."""
    keys.tabs_to(box)
    values = box.locator("option").evaluate_all("options => options.map(option => option.value)")
    steps = values.index(value) - values.index(box.input_value())
    keys.presses(*["ArrowDown" if steps > 0 else "ArrowUp"] * abs(steps))
    expect(box).to_have_value(value)
