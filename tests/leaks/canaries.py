"""Words that stand nowhere else, and people who write them."""

from tests.navigators import Visitor

SHARED, KEPT = "canary shared by alex", "canary kept by alex"
NAMES = ("Canary-Alex", "Canary-Sam", "Canary Place")
PRONOUNS = "canary-pronouns"
CHOICE = '"partners"'
"""How a choice to share stands in a worksheet."""


def write(somebody: Visitor, shared: str = SHARED, kept: str = KEPT) -> None:
    """Answers three texts: one to share, one to keep, and one that is private in any case."""
    left = {"partners": shared, "keep": kept, "": kept}
    for n in range(1, somebody.prompts() + 1):
        page = somebody.prompt(n)
        if "text" in page.names():
            choice = next((one for one in left if bool(one) is ("share" in page.names())), None)
            if choice is not None:
                _save(somebody, n, text=left.pop(choice), share=choice)
    assert not left


def pick(somebody: Visitor, *items: int) -> None:
    """Picks these, by their place."""
    n, offered = _picking(somebody)
    _save(somebody, n, picks=[offered[item] for item in items])


def offered_picks(somebody: Visitor) -> list[str]:
    """The ids of the items that can be picked, in the same order for everybody."""
    return _picking(somebody)[1]


def _picking(somebody: Visitor) -> tuple[int, list[str]]:
    for n in range(somebody.prompts(), 0, -1):
        if offered := somebody.prompt(n).labels("picks"):
            return n, list(offered)
    raise AssertionError("nothing can be picked here")


def _save(somebody: Visitor, n: int, **fields: str | list[str]) -> None:
    version = somebody.page.values("version")[0]
    address = f"{somebody.round}/prompts/{n}"
    assert somebody.sends(address, csrf_token=somebody.token, version=version, **fields).status_code == 303
