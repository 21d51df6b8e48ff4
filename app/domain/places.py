"""Where to turn, by country: the file of places, and how old an entry may become.

No entry without a source: the public pages that say so. Whether a person has checked it since stands beside it, and
where nobody has, the pages say that too.
"""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, StrictBool, StringConstraints, ValidationError

from app.domain.exercise import Line, Part

OLD, TOO_OLD = 150, 365
"""Days after which an entry is worth a new look, and after which it must not be shipped any longer."""

ALWAYS = "always"
"""As `hours`: day and night, every day."""

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Phone = Annotated[str, StringConstraints(pattern=r"^[+*]?[0-9][0-9 -]*$", max_length=24)]
Web = Annotated[str, StringConstraints(pattern=r"^https://[!-~]+$", max_length=400)]
Source = Annotated[str, StringConstraints(pattern=r"^https?://[!-~]+$", max_length=400)]
Day = Annotated[date, Field(strict=True)]


class Kind(StrEnum):
    """What a place is for, in the order of the pages."""

    ABUSE = "abuse"
    SEXUAL_ASSAULT = "sexual-assault"
    CRISIS = "crisis"
    LGBTQ = "lgbtq"
    MEN = "men"
    CHILD_PROTECTION = "child-protection"
    LEGAL = "legal"


class Cost(StrEnum):
    """What calling costs: nothing, or as much as any call."""

    FREE = "free"
    CALL = "call"


class Entry(Part):
    """What every entry has: where it was read and when, and who has verified it when. `about` is in English."""

    about: Line | None = None
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    looked_up: Day
    verified_by: Line | None = None
    verified_on: Day | None = None

    @property
    def seen(self) -> date:
        """The last day on which somebody looked."""
        return self.verified_on or self.looked_up


class Place(Entry):
    """People to talk to. `text` is how to write to them; `hours` is ALWAYS or words in English. What is left out, the
    sources don't say."""

    country: Country
    kind: Kind
    name: Line
    phone: Phone | None = None
    text: Line | None = None
    url: Web | None = None
    hours: Line | None = None
    languages: tuple[Language, ...] = ()
    cost: Cost | None = None


class Emergency(Entry):
    """A number for when somebody is in danger. `sms`: it is written to, not called."""

    countries: Annotated[tuple[Country, ...], Field(min_length=1)]
    phone: Phone
    sms: StrictBool = False


class Directory(Entry):
    """A list of places all over the world, kept by others."""

    name: Line
    url: Web
    about: Line


class Places(Part):
    """The whole file."""

    emergencies: tuple[Emergency, ...] = Field(default=(), alias="emergency")
    directories: Annotated[tuple[Directory, ...], Field(min_length=1)] = Field(alias="directory")
    places: Annotated[tuple[Place, ...], Field(min_length=1)] = Field(alias="place")

    @property
    def countries(self) -> frozenset[str]:
        """The codes of all countries with a place."""
        return frozenset(place.country for place in self.places)

    def of(self, country: str) -> dict[Kind, list[Place]]:
        """The places of a country by kind, in the order of the kinds; kinds without any are left out."""
        found = {kind: [one for one in self.places if (one.country, one.kind) == (country, kind)] for kind in Kind}
        return {kind: some for kind, some in found.items() if some}

    def emergencies_of(self, country: str) -> list[Emergency]:
        return [one for one in self.emergencies if country in one.countries]


class PlacesRefused(Exception):
    """Everything that is wrong with the file: one sentence in `reasons` for each."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons


def parse(text: str, where: str) -> Places:
    """The places in the text of a file; `where` is for people. Raises PlacesRefused with all reasons."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        raise PlacesRefused([f"{where}: is not TOML: {broken}"]) from None
    reasons = list(_broken_rules(data))
    try:
        places = Places.model_validate(data)
    except ValidationError as invalid:
        reasons += [f"{_spot(data, error['loc'])}: {error['msg']}" for error in invalid.errors(include_url=False)]
    if reasons:
        raise PlacesRefused([f"{where}: {reason}" for reason in reasons])
    return places


def _broken_rules(data: Mapping[str, Any]) -> Iterator[str]:
    """What goes beyond the form of single fields, as far as the file can be read."""
    places = _tables(data, "place")
    for key in ("place", "emergency", "directory"):
        for index, table in enumerate(_tables(data, key)):
            spot = _spot(data, (key, index))
            if ("verified_by" in table) != ("verified_on" in table):
                yield f"{spot}: verified_by and verified_on go together"
            if _is_before(table.get("verified_on"), table.get("looked_up")):
                yield f"{spot}: was verified before it was looked up"
            if key == "place" and not {"phone", "text", "url"} & table.keys():
                yield f"{spot}: has no phone, no text and no url"
    names = Counter((str(table.get("country")), str(table.get("name"))) for table in places)
    for (country, name), times in names.items():
        if times > 1:
            yield f"{name} stands {times} times in {country}"
    with_places = {str(table.get("country")) for table in places}
    for table in _tables(data, "emergency"):
        countries = table.get("countries")
        for country in countries if isinstance(countries, list) else []:
            if str(country) not in with_places:
                yield f"emergency: {country} has no place, so nobody would find its number"


def _tables(data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    listed = data.get(key)
    return [one if isinstance(one, dict) else {} for one in listed] if isinstance(listed, list) else []


def _is_before(one: object, other: object) -> bool:
    return type(one) is date and type(other) is date and one < other


def _spot(data: Mapping[str, Any], location: tuple[int | str, ...]) -> str:
    """A place in the file, in words: "place 3 (1522): phone"."""
    match location:
        case (str(key), int(index), *rest):
            name = _tables(data, key)[index].get("name")
            named = f"{key} {index + 1} ({name})" if name else f"{key} {index + 1}"
            return ": ".join([named, ".".join(map(str, rest))] if rest else [named])
        case _:
            return ".".join(map(str, location))


def overdue(places: Places, today: date, days: int) -> list[str]:
    """The entries at which nobody has looked for so many days or longer. A day in the future is a slip of the pen,
    and would hide an entry's age for ever: it counts as overdue."""
    entries: list[tuple[str, Entry]] = [(f"{one.country} {one.name}", one) for one in places.places]
    entries += [(f"{' '.join(one.countries)} {one.phone}", one) for one in places.emergencies]
    entries += [(one.name, one) for one in places.directories]
    return [
        f"{name}: last looked at on {entry.seen}"
        for name, entry in entries
        if (today - entry.seen).days >= days or entry.seen > today
    ]
