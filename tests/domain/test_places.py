from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.domain.places import ALWAYS, OLD, TOO_OLD, Cost, Kind, Places, PlacesRefused, overdue, parse
from tests.wording import faults

FILE = Path(__file__).parents[2] / "app" / "resources" / "places.toml"
SHIPPED = parse(FILE.read_text("utf-8"), FILE.name)
DAY = date(2026, 11, 24)
GOOD = """
[[directory]]
name = "World List"
url = "https://example.org/"
about = "Lines everywhere."
sources = ["https://example.org/about"]
looked_up = 2026-11-24

[[emergency]]
countries = ["NL", "BE"]
phone = "112"
sources = ["https://example.org/emergency"]
looked_up = 2026-11-24

[[place]]
country = "NL"
kind = "crisis"
name = "Night Line"
phone = "0800 12-34"
hours = "always"
languages = ["nl", "en"]
cost = "free"
sources = ["http://example.org/nl", "https://example.org/more"]
looked_up = 2026-11-24

[[place]]
country = "NL"
kind = "abuse"
name = "Home Line"
text = "0612 345 678"
hours = "Monday to Friday"
cost = "call"
sources = ["https://example.org/nl"]
looked_up = 2026-11-20
verified_by = "Kim of the example club"
verified_on = 2026-11-22

[[place]]
country = "BE"
kind = "crisis"
name = "Night Line"
url = "https://example.org/be"
sources = ["https://example.org/be"]
looked_up = 2026-11-24
"""


def reasons(text: str) -> list[str]:
    with pytest.raises(PlacesRefused) as refused:
        parse(text, "places.toml")
    return refused.value.reasons


def test_a_good_file_gives_its_places() -> None:
    found = parse(GOOD, "places.toml")
    assert found.countries == {"NL", "BE"}
    assert list(found.of("NL")) == [Kind.ABUSE, Kind.CRISIS], "in the order of the kinds"
    (night,) = found.of("NL")[Kind.CRISIS]
    assert (night.name, night.hours, night.cost, night.languages) == ("Night Line", ALWAYS, Cost.FREE, ("nl", "en"))
    assert [one.phone for one in found.emergencies_of("BE")] == ["112"]
    assert found.of("FR") == {}
    assert found.emergencies_of("FR") == []
    assert found.directories[0].name == "World List"


def test_an_entry_was_last_seen_when_it_was_verified_or_else_looked_up() -> None:
    night, home, _ = parse(GOOD, "places.toml").places
    assert night.seen == date(2026, 11, 24)
    assert home.seen == date(2026, 11, 22)


BROKEN = [
    ('country = "BE"', 'country = "Belgium"', "place 3 (Night Line): country"),
    ('kind = "abuse"', 'kind = "other"', "place 2 (Home Line): kind"),
    ('name = "Home Line"\n', "", "place 2: name: Field required"),
    ('phone = "0800 12-34"', 'phone = "0800-CALL"', "place 1 (Night Line): phone"),
    ('phone = "112"', 'phone = ""', "emergency 1: phone"),
    ('languages = ["nl", "en"]', 'languages = ["Dutch"]', "place 1 (Night Line): languages.0"),
    ('cost = "call"', 'cost = "cheap"', "place 2 (Home Line): cost"),
    ('url = "https://example.org/be"', 'url = "http://example.org/be"', "place 3 (Night Line): url"),
    ('sources = ["https://example.org/be"]', "sources = []", "place 3 (Night Line): sources"),
    ('sources = ["https://example.org/emergency"]', 'sources = ["a leaflet"]', "emergency 1: sources.0"),
    ('sources = ["https://example.org/about"]\n', "", "directory 1 (World List): sources: Field required"),
    ("looked_up = 2026-11-20", 'looked_up = "2026-11-20"', "place 2 (Home Line): looked_up"),
    ("looked_up = 2026-11-20\n", "", "place 2 (Home Line): looked_up: Field required"),
    ('about = "Lines everywhere."\n', "", "directory 1 (World List): about: Field required"),
    ('hours = "always"', 'opening = "always"', "place 1 (Night Line): opening"),
    ("verified_on = 2026-11-22\n", "", "place 2 (Home Line): verified_by and verified_on go together"),
    ('verified_by = "Kim of the example club"\n', "", "place 2 (Home Line): verified_by and verified_on go together"),
    ("verified_on = 2026-11-22", "verified_on = 2026-11-19", "place 2 (Home Line): was verified before"),
    ('url = "https://example.org/be"\n', "", "place 3 (Night Line): has no phone, no text and no url"),
    ('country = "BE"', 'country = "NL"', "Night Line stands 2 times in NL"),
    ('["NL", "BE"]', '["NL", "BE", "FR"]', "emergency: FR has no place"),
    ('["NL", "BE"]', "[]", "emergency 1: countries"),
    ("[[emergency]]", "[[urgent]]", "urgent: Extra inputs"),
    ("[[directory]]", "[[directories]]", "directory: Field required"),
    ('countries = ["NL", "BE"]', 'countries = "NL"', "emergency 1: countries"),
]


@pytest.mark.parametrize(("good", "broken", "reason"), BROKEN)
def test_a_broken_file_says_what_is_wrong_with_it(good: str, broken: str, reason: str) -> None:
    assert good in GOOD
    found = reasons(GOOD.replace(good, broken, 1))
    assert any(one.startswith(f"places.toml: {reason}") for one in found), found


def test_every_problem_is_told_at_once() -> None:
    broken = GOOD
    for good, instead, _ in BROKEN[:3]:
        broken = broken.replace(good, instead, 1)
    found = reasons(broken.replace("verified_on = 2026-11-22\n", ""))
    assert len(found) >= 4, found
    assert str(PlacesRefused(found)) == "\n".join(found)


def test_what_is_no_table_is_told_too() -> None:
    assert any("place 1: Input should be" in reason for reason in reasons('place = ["Night Line"]'))
    assert any("emergency: Input should be" in reason for reason in reasons("emergency = 5"))


def test_a_file_that_is_no_toml_is_refused() -> None:
    (reason,) = reasons("[[place]")
    assert reason.startswith("places.toml: is not TOML: ")


@pytest.fixture
def looked_up() -> Callable[[int], Places]:
    """The good file, its entries last looked at so many days before DAY."""

    def make(days: int) -> Places:
        seen = (DAY - timedelta(days=days)).isoformat()
        lines = [line for line in GOOD.splitlines() if not line.startswith("verified")]
        return parse("\n".join(f"looked_up = {seen}" if "looked_up" in line else line for line in lines), "made up")

    return make


@pytest.mark.parametrize(
    ("days", "warned", "failed"),
    [(0, 0, 0), (149, 0, 0), (150, 5, 0), (364, 5, 0), (365, 5, 5), (2000, 5, 5), (-1, 5, 5)],
)
def test_entries_grow_old(looked_up: Callable[[int], Places], days: int, warned: int, failed: int) -> None:
    """A day in the future counts as old: else a slip of the pen would hide an entry's age."""
    places = looked_up(days)
    assert len(overdue(places, DAY, OLD)) == warned
    assert len(overdue(places, DAY, TOO_OLD)) == failed


def test_what_has_grown_old_is_named(looked_up: Callable[[int], Places]) -> None:
    assert overdue(looked_up(200), DAY, OLD) == [
        "NL Night Line: last looked at on 2026-05-08",
        "NL Home Line: last looked at on 2026-05-08",
        "BE Night Line: last looked at on 2026-05-08",
        "NL BE 112: last looked at on 2026-05-08",
        "World List: last looked at on 2026-05-08",
    ]


def test_an_entry_can_be_verified_on_the_day_it_was_looked_up() -> None:
    found = parse(GOOD.replace("verified_on = 2026-11-22", "verified_on = 2026-11-20"), "places.toml")
    assert found.places[1].seen == found.places[1].looked_up == date(2026, 11, 20)


def test_verifying_makes_an_entry_young_again(looked_up: Callable[[int], Places]) -> None:
    places = looked_up(400)
    young = places.places[0].model_copy(update={"verified_by": "Kim", "verified_on": DAY})
    again = places.model_copy(update={"places": (young, *places.places[1:])})
    assert len(overdue(again, DAY, TOO_OLD)) == 4


# -- the file as it is shipped


def test_the_shipped_places_reach_thirty_countries_and_the_rest_of_the_world() -> None:
    assert len(SHIPPED.countries) >= 30
    assert "https://lila.help/" in {one.url for one in SHIPPED.directories}


def test_no_shipped_entry_is_a_year_older_than_the_newest() -> None:
    newest = max(one.seen for one in (*SHIPPED.places, *SHIPPED.emergencies, *SHIPPED.directories))
    assert overdue(SHIPPED, newest, TOO_OLD) == []


def test_todays_date_warns_and_never_fails(capsys: pytest.CaptureFixture[str]) -> None:
    """By the machine's clock: an old checkout must still pass its tests, and whoever runs them is told. That exactly
    those past their day are told of is asked on a day of ours, with every other place a day short of it."""
    days = [DAY - timedelta(days=OLD - n % 2) for n in range(len(SHIPPED.places))]
    seen = [
        one.model_copy(update={"looked_up": day, "verified_by": None, "verified_on": None})
        for one, day in zip(SHIPPED.places, days, strict=True)
    ]
    places = SHIPPED.model_copy(update={"places": tuple(seen), "emergencies": (), "directories": ()})
    past = [f"{one.country} {one.name}: last looked at on {one.seen}" for one in seen[::2]]
    assert past
    assert overdue(places, DAY, OLD) == past
    with capsys.disabled():
        for entry in overdue(SHIPPED, date.today(), OLD):  # noqa: DTZ011 - the machine's own day is meant
            print(f"\nWARNING: {FILE.name}: worth a new look: {entry}", end="")


@pytest.mark.parametrize("words", ["about", "hours"])
def test_the_shipped_words_give_no_orders_labels_or_promises(words: str) -> None:
    said = [text for one in SHIPPED.places if (text := getattr(one, words))]
    said += [one.about for one in (*SHIPPED.emergencies, *SHIPPED.directories) if one.about and words == "about"]
    assert len(said) > 5
    assert not {text: found for text in said if (found := faults(text))}
