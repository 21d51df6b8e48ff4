"""Making an account, and what can be wrong with it."""

from collections.abc import Callable

import pytest

from app.services.workplace import Workplace
from tests.navigators import Visitor
from tests.web.contents import nothing_is_saved

Sentence = Callable[[str], str]

GOOD: dict[str, str | bytes] = {
    "username": "alex",
    "passphrase": "five quiet lamps lit",
    "adult": "1",
    "zone": "Europe/Madrid",
}


@pytest.fixture
def newcomer(visitor: Callable[[], Visitor]) -> Visitor:
    somebody = visitor()
    somebody.opens("/join")
    return somebody


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("username", "", "username-length"),
        ("username", "a", "username-length"),
        ("username", "a" * 41, "username-length"),
        ("username", "e\u0301" * 41, "username-length"),
        ("username", "\u03b1\u0313\u0300\u0345" * 41, "username-length"),
        ("username", "two words", "username-letters"),
        ("username", "zero\0", "username-letters"),
        ("username", "a\u202elex", "username-letters"),
        ("username", "al\u200bex", "username-letters"),
        ("username", b"no text \xff".replace(b" ", b""), "username-letters"),
        ("username", b"half\xed\xa0\xbd", "username-letters"),
        ("passphrase", "", "passphrase-short"),
        ("passphrase", "elevenchars", "passphrase-short"),
        ("passphrase", "a b" * 100, "passphrase-long"),
        ("passphrase", "passwordpassword", "passphrase-common"),
        ("passphrase", "qwertyuiop123", "passphrase-common"),
        ("passphrase", "alexalexalex", "passphrase-username"),
        ("adult", "", "not-adult"),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field(
    newcomer: Visitor, workplace: Workplace, sentence: Sentence, field: str, value: str | bytes, reason: str
) -> None:
    with nothing_is_saved(workplace):
        page = newcomer.posts("/join", 422, **{**GOOD, field: value})
    assert page.html.select_one(f"#{field}-error").get_text() == sentence(reason)  # type: ignore[union-attr]
    typed = value if isinstance(value, str) else value.decode(errors="replace")
    shown = page.html.select_one("input#username")["value"]  # type: ignore[index]
    assert shown == (typed if field == "username" else "alex")
    assert page.values("zone") == ["Europe/Madrid"]
    assert page.html.select_one("#adult").has_attr("checked") == (field != "adult")  # type: ignore[union-attr]


def test_a_passphrase_is_never_sent_back(newcomer: Visitor) -> None:
    page = newcomer.posts("/join", 422, **{**GOOD, "adult": ""})
    assert b"quiet lamps" not in page.raw
    page = newcomer.posts("/join", 422, **{**GOOD, "username": ""})
    assert b"quiet lamps" not in page.raw


def test_a_long_passphrase_of_any_script_is_taken(newcomer: Visitor) -> None:
    newcomer.posts("/join", **{**GOOD, "passphrase": "ñandú ジャム 🌱 " * 8})
    assert newcomer.page.heading == "A spare key"


@pytest.mark.parametrize("name", ["alex", "ALEX", " alex ", "ａｌｅｘ"])
def test_a_name_that_is_taken_in_any_spelling(
    joined: Callable[[str], Visitor], newcomer: Visitor, workplace: Workplace, sentence: Sentence, name: str
) -> None:
    joined("alex")
    with nothing_is_saved(workplace):
        page = newcomer.posts("/join", 422, **{**GOOD, "username": name})
    assert sentence("username-taken") in page.text


@pytest.mark.parametrize("zone", ["", "Nowhere/Town", "../../etc/passwd", "\0"])
def test_a_zone_that_the_browser_made_up_stands_in_nobodys_way(newcomer: Visitor, zone: str) -> None:
    newcomer.posts("/join", **{**GOOD, "zone": zone})
    assert newcomer.opens("/account").values("zone") == ["UTC"]


@pytest.mark.parametrize("zone", ["", "Nowhere/Town", "../../etc/passwd", "europe/madrid\0"])
def test_a_zone_that_nobody_knows_is_said_and_stays_to_be_mended(
    joined: Callable[[str], Visitor], workplace: Workplace, sentence: Sentence, zone: str
) -> None:
    alex = joined("alex")
    alex.opens("/account")
    with nothing_is_saved(workplace):
        page = alex.posts("/account", 422, zone=zone, language="en")
    assert page.html.select_one("#zone-error").get_text() == sentence("not-offered")  # type: ignore[union-attr]
    assert page.typed("zone") == [zone]


def test_a_language_that_is_not_offered(
    joined: Callable[[str], Visitor], workplace: Workplace, sentence: Sentence
) -> None:
    alex = joined("alex")
    alex.opens("/account")
    with nothing_is_saved(workplace):
        page = alex.posts("/account", 422, zone="Asia/Tokyo", language="tlh")
    assert sentence("not-offered") in page.text
    assert page.values("zone") == ["Asia/Tokyo"]


def test_signing_in_says_the_same_for_a_wrong_name_and_a_wrong_passphrase(
    joined: Callable[[str], Visitor], visitor: Callable[[], Visitor], workplace: Workplace
) -> None:
    joined("alex")
    somebody = visitor()
    somebody.opens("/sign-in")
    pages = []
    for name in ("alex", "anna"):
        with nothing_is_saved(workplace):
            page = somebody.posts("/sign-in", 422, username=name, passphrase="not the passphrase")
        pages.append(page.raw.replace(name.encode(), b"NAME"))
        assert page.html.select_one("input#username")["value"] == name  # type: ignore[index]
    assert pages[0] == pages[1]
