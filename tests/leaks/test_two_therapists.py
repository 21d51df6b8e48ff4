"""Two therapists, two couples and a trio: what one couple does changes no byte of what any other therapist, couple or
trio gets, and none of where they stand in their own therapist's list."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pytest

from tests.clock import Clock
from tests.leaks.conftest import Steal
from tests.navigators import Visitor, nth
from tests.therapists import client_of, gives, makes_code, practises, proposes, show

Told = dict[tuple[str, str], tuple[int, list[tuple[str, str]], bytes]]
SHORT = "good-moments"


@dataclass
class Group:
    """Partners in one place, with a round of theirs. `links` are their therapists' pages, by the therapist's name."""

    people: list[Visitor]
    links: dict[str, str]

    @property
    def round(self) -> str:
        return self.people[0].round

    @property
    def pages(self) -> list[str]:
        us = self.people[0].us
        return ["/", us, f"{us}/others", *self.links.values(), f"{self.round}/summary", f"{self.round}/showing"]

    def client(self, therapist: Visitor) -> str:
        return client_of(self.links[therapist.name])

    def read_by(self, therapist: Visitor) -> list[str]:
        """The therapist's pages of them."""
        return [self.client(therapist), f"{self.client(therapist)}/rounds/{self.round[-22:]}"]


@dataclass
class Town:
    """Noor works with the first couple and the trio, Omar with both couples; the first couple shows him nothing."""

    noor: Visitor
    omar: Visitor
    first: Group
    second: Group
    trio: Group

    def told_to_others(self) -> Told:
        """Everything that anybody gets but the first couple, and Noor where she works with them."""
        told: Told = {}
        for group in (self.second, self.trio):
            for one in group.people:
                told |= got(one, group.pages)
        told |= got(self.noor, ["/practice", *self.trio.read_by(self.noor)])
        return told | got(self.omar, ["/practice", self.first.client(self.omar), *self.second.read_by(self.omar)])


def got(somebody: Visitor, pages: Iterable[str]) -> Told:
    """What they get, to the byte."""
    found: Told = {}
    for page in pages:
        response = somebody.client.get(page)
        found[somebody.name, page] = response.status_code, list(response.headers), response.data
    return found


@pytest.fixture
def town(joined: Callable[[str], Visitor], clock: Clock) -> Town:
    noor, omar = joined("noor"), joined("omar")
    practises(noor, clock)
    practises(omar, clock, name="Omar, couples therapist")
    groups = []
    for names, therapists in (("alex sam", [noor, omar]), ("kim lou", [omar]), ("ana ben cleo", [noor])):
        people = [joined(name) for name in names.split()]
        people[0].begins_partnership("us", people[0].name.title())
        for n, newcomer in enumerate(people[1:], 1):
            for one in people[: n - 1]:
                one.opens(people[0].us)
                one.posts(f"{one.us}/invitations")
            newcomer.accepts(people[n - 1].invites(), newcomer.name.title())
        links = {one.name: proposes(people[0], makes_code(one, names)) for one in therapists}
        for here in links.values():
            for one in people:
                one.opens(here)
                one.posts(f"{here}/yes")
        groups.append(Group(people, links))
    town = Town(noor, omar, *groups)
    clock.passes(minutes=20)
    for one in (noor, omar, *(one for group in groups for one in group.people)):
        one.opens("/unlock")
        one.unlocks()
    for group in groups:
        begins_and_shows(group)
    town.told_to_others()  # when a therapist looked, is told to the partners once a day
    got(noor, town.first.read_by(noor))
    return town


def begins_and_shows(group: Group) -> None:
    """They fill in a round, and want the first of their therapists to see all of it."""
    group.people[0].starts(SHORT)
    for n, one in enumerate(group.people):
        one.joins_round(group.people[0].round)
        one.fills_in(nth(n))
        one.seals()
    if len(group.links) == 1:
        show(*group.people)
    else:
        for one in group.people:
            ticks(one, group, "noor", ["1", "2"])


def ticks(one: Visitor, group: Group, therapist: str, numbers: list[str]) -> None:
    one.opens(f"{group.round}/showing")
    one.posts(f"{group.round}/showing", link=group.links[therapist][-22:], shown=numbers)


def test_what_one_couple_does_changes_no_byte_for_anybody_else(town: Town) -> None:
    (alex, sam), noor, here = town.first.people, town.noor, town.first.links["noor"]
    client = town.first.client(noor)

    def begins_what_was_given() -> None:
        alex.opens(gives(noor, client, alex, SHORT))
        alex.posts(alex.address, opens="ready", opens_at="3-days")

    acts: list[tuple[str, Callable[[], object], bool]] = [
        ("unticks", lambda: ticks(alex, town.first, "noor", []), True),
        ("ticks again", lambda: ticks(alex, town.first, "noor", ["1"]), True),
        ("ticks what the other does not want seen", lambda: ticks(sam, town.first, "noor", ["1", "4"]), False),
        ("wants it told what is done", lambda: alex.posts(f"{here}/sees", sees="completion"), False),
        ("the other one too", lambda: sam.posts(f"{here}/sees", sees="completion"), True),
        ("is given something, and begins it", begins_what_was_given, True),
        ("takes back an answer", lambda: sam.posts(f"{town.first.round}/withdraw", prompt="1"), True),
        ("holds back all of it", lambda: alex.posts(f"{town.first.round}/hold-back"), True),
    ]
    others = town.told_to_others()
    assert {status for status, _, _ in others.values()} == {200}
    for name, act, is_seen in acts:
        before = got(noor, town.first.read_by(noor))
        act()
        assert (got(noor, town.first.read_by(noor)) != before) is is_seen, f"their own therapist, when somebody {name}"
        now = town.told_to_others()
        assert [place for place in now if now[place] != others[place]] == [], f"when somebody {name}"


def test_the_end_with_one_is_no_end_with_another(town: Town) -> None:
    others = town.told_to_others()
    (alex, _), here = town.first.people, town.first.links["noor"]
    alex.posts(f"{here}/end")
    assert {status for status, _, _ in got(town.noor, town.first.read_by(town.noor)).values()} == {404}
    now = town.told_to_others()
    changed = [place for place in now if now[place] != others[place]]
    assert changed == [("noor", "/practice")], "which says that it has ended"


def test_a_copy_of_the_database_tells_when_a_therapist_looked_and_at_which_round(town: Town, steal: Steal) -> None:
    looks = {(row["link"], row["day"], row["what"]) for row in steal().rows["looks"]}
    day = "2026-11-24"
    pages = {(here[-22:], day, "") for group in (town.first, town.second, town.trio) for here in group.links.values()}
    read = ((town.first, "noor"), (town.second, "omar"), (town.trio, "noor"))
    assert looks == pages | {(group.links[name][-22:], day, group.round[-22:]) for group, name in read}


def test_a_therapists_pages_lead_nobody_else_anywhere(town: Town) -> None:
    """Nor does a link of their own in the place of another's."""
    omar, client = town.omar, town.trio.client(town.noor)
    made_up = f"{client[:-22]}{client[-22:][::-1]}"
    for path in ("", f"/rounds/{town.trio.round[-22:]}", "/assign"):
        real, unreal = (omar.client.get(f"{place}{path}") for place in (client, made_up))
        assert (real.status_code, list(real.headers), real.data) == (404, list(unreal.headers), unreal.data)
    ticked = town.trio.people[0].sends(
        f"{town.trio.round}/showing",
        csrf_token=town.trio.people[0].token,
        link=town.first.links["noor"][-22:],
        shown=["1"],
    )
    assert ticked.status_code == 404
