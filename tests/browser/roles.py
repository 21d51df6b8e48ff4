"""A page as a screen reader gets it from the browser: roles, names and descriptions."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

ONCE = ("banner", "main", "contentinfo")
CONTROLS = (
    "button",
    "checkbox",
    "combobox",
    "DisclosureTriangle",
    "link",
    "listbox",
    "menuitem",
    "radio",
    "searchbox",
    "slider",
    "spinbutton",
    "switch",
    "tab",
    "textbox",
)
NAMED = (*CONTROLS, "dialog", "figure", "heading", "image", "navigation", "progressbar", "radiogroup", "table")
"""Roles that say nothing without a name."""


@dataclass(frozen=True)
class Node:
    """One thing on a page. `level` is that of a heading, else 0; `group` the id of the nearest group around it."""

    role: str
    name: str
    description: str
    level: int
    invalid: bool
    group: str


class Roles:
    """All that a page says by its roles, in order."""

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = nodes

    @classmethod
    def of(cls, page: Page) -> "Roles":
        browser = page.context.new_cdp_session(page)
        tree = browser.send("Accessibility.getFullAXTree")["nodes"]
        browser.detach()
        by_id = {raw["nodeId"]: raw for raw in tree}
        return cls([_node(raw, by_id) for raw in tree if not raw["ignored"]])

    def faults(self) -> list[str]:
        """A sentence for everything that a listener would miss."""
        return [*self._structure(), *self._nameless(), *self._confusable(), *self._unexplained()]

    def _structure(self) -> list[str]:
        counted = Counter(node.role for node in self.nodes)
        found = [f"{counted[role]} times {role}" for role in ONCE if counted[role] != 1]
        levels = [node.level for node in self.nodes if node.role == "heading"]
        if levels.count(1) != 1:
            found.append(f"{levels.count(1)} headings of level 1")
        return found

    def _nameless(self) -> list[str]:
        return [f"a {node.role} without a name" for node in self.nodes if node.role in NAMED and not node.name.strip()]

    def _confusable(self) -> list[str]:
        """Buttons that can't be told from each other, and choices of one group that can't."""
        buttons = Counter((node.name, node.description) for node in self.nodes if node.role == "button")
        choices = Counter(
            (node.name, node.description, node.group) for node in self.nodes if node.role in ("radio", "checkbox")
        )
        found = [f"{count} buttons “{name}”" for (name, _), count in buttons.items() if count > 1]
        return found + [f"{count} choices “{name}” in a group" for (name, _, _), count in choices.items() if count > 1]

    def _unexplained(self) -> list[str]:
        return [
            f"{node.role} “{node.name}” is invalid and doesn’t say why"
            for node in self.nodes
            if node.invalid and not node.description
        ]


def _node(raw: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> Node:
    properties = {one["name"]: one["value"].get("value") for one in raw.get("properties", [])}
    around = by_id.get(raw.get("parentId", ""))
    while around and around.get("role", {}).get("value") not in ("group", "radiogroup", "form"):
        around = by_id.get(around.get("parentId", ""))
    return Node(
        role=raw["role"]["value"],
        name=raw.get("name", {}).get("value", ""),
        description=raw.get("description", {}).get("value", ""),
        level=int(properties.get("level") or 0) if raw["role"]["value"] == "heading" else 0,
        invalid=properties.get("invalid") not in (None, "false"),
        group=around["nodeId"] if around else "",
    )
