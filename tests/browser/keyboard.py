"""Somebody who has a keyboard alone. After every key and on every new page the focus is where it can be seen."""

import re
from typing import Any

from playwright.sync_api import Locator, expect

from tests.browser.people import Someone

FOCUS = """target => {
  const at = document.activeElement;
  const answer = { there: at === target, at: at.outerHTML.slice(0, 120), lost: "" };
  if (at === document.body || at.matches("main")) return answer;
  const box = at.getBoundingClientRect();
  const x = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
  const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
  const top = document.elementFromPoint(x, y);
  const outlined = (one) => one && getComputedStyle(one).outlineStyle !== "none"
    && parseFloat(getComputedStyle(one).outlineWidth) >= 2;
  if (!at.checkVisibility({ visibilityProperty: true }) || !box.width || !box.height) answer.lost = "is not shown";
  else if (!top) answer.lost = "is outside of the window";
  else if (!at.contains(top) && !top.contains(at) && top !== at.closest("label")) answer.lost = "is covered";
  else if (!outlined(at) && !outlined(at.closest("label"))) answer.lost = "has no outline";
  return answer;
}"""
"""Where the focus is, and what is wrong with that. Nothing is wrong where a page begins: on its body, or on what the
skip link leads to."""
MOST_STOPS = 60


class Keyboard:
    """The keys of one person's browser."""

    def __init__(self, somebody: Someone) -> None:
        self.somebody = somebody
        self.page = somebody.page

    def opens(self, path: str) -> None:
        """The one thing that is typed elsewhere: an address."""
        self.somebody.opens(path)
        self.arrives()

    def arrives(self) -> None:
        """On a new page: nothing has the focus yet, or it is in sight."""
        self.page.wait_for_load_state()
        self.looks()

    def looks(self, target: Any = None) -> bool:
        """Whether the focus is on this; and it is in sight, wherever it is."""
        found = self.page.evaluate(FOCUS, target)
        assert not found["lost"], f"On {self.somebody.path} the focus {found['lost']}: {found['at']}"
        return bool(found["there"])

    def presses(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.looks()

    def tabs_to(self, target: Locator) -> None:
        """Tab by Tab, until it is there. It has a name."""
        expect(target).to_have_accessible_name(re.compile(r"\S"))
        handle = target.element_handle()
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            if self.looks(handle):
                return
        raise AssertionError(f"{target} can't be reached with Tab")

    def to(self, role: Any, name: str | re.Pattern[str], nth: int = 0) -> Locator:
        """Tab by Tab to what has this role and this name."""
        target = self.page.get_by_role(role, name=name, exact=True).nth(nth)
        self.tabs_to(target)
        return target

    def goes(self, role: Any, name: str | re.Pattern[str], nth: int = 0) -> None:
        """To another page, by Enter."""
        self.to(role, name, nth)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.arrives()

    def follows(self, name: str) -> None:
        self.goes("link", name)

    def sends(self, name: str | re.Pattern[str], nth: int = 0) -> None:
        self.goes("button", name, nth)

    def types(self, name: str, text: str) -> None:
        """Into the field with this label."""
        self.to("textbox", name)
        self.page.keyboard.type(text)
        self.looks()

    def types_secret(self, label: str, text: str) -> None:
        """Into the field for a passphrase, which has no role."""
        self.tabs_to(self.page.get_by_label(label, exact=True))
        self.page.keyboard.type(text)
        self.looks()

    def ticks(self, *boxes: Locator) -> None:
        for box in boxes:
            self.tabs_to(box)
            self.presses("Space")
            expect(box).to_be_checked()

    def picks(self, *radios: Locator) -> None:
        """Into a group of radios by Tab, and within it by the arrows. The group has a name too."""
        for radio in radios:
            expect(radio.locator("xpath=ancestor::fieldset[1]")).to_have_accessible_name(re.compile(r"\S"))
            target = radio.element_handle()
            group = self.page.locator(f"input[name='{radio.get_attribute('name')}']")
            ticked = group.and_(self.page.locator(":checked"))
            self.tabs_to(ticked if ticked.count() else group.first)
            self.presses("Space")
            for _ in range(group.count()):
                if self.looks(target):
                    break
                self.presses("ArrowDown")
            expect(radio).to_be_checked()

    def chooses(self, *boxes: Locator) -> None:
        """The next one in a list that folds out."""
        for box in boxes:
            self.tabs_to(box)
            before = box.input_value()
            self.presses("ArrowDown")
            expect(box).not_to_have_value(before)

    def radio(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("radio", name=name, exact=True)

    def sees(self, text: str) -> None:
        self.somebody.sees(text)

    def mends(self, name: str | re.Pattern[str], label: str) -> None:
        """On a page that came back: its summary of errors has the focus, the next Tab is its link, and that leads to
        the field, which says what is wrong with it."""
        summary = self.page.get_by_role("alert")
        expect(summary).to_have_count(1)
        assert summary.evaluate("one => one.parentElement === document.activeElement"), "the summary has the focus"
        self.presses("Tab")
        link = summary.get_by_role("link", name=name)
        expect(link).to_be_focused()
        said = link.inner_text()
        self.presses("Enter")
        field = self.page.locator(str(link.get_attribute("href")))
        expect(field).to_be_focused()
        expect(field).to_have_accessible_name(label)
        self.looks()
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(re.compile(re.escape(said)))
