"""Twice the same, but for what one of them keeps to themselves: nobody else can tell the two apart."""

from collections.abc import Iterator

import pytest
from hypothesis import settings
from hypothesis.strategies import just

from app.domain.exercise import Opens
from tests.leaks.two_runs import hunting
from tests.leaks.two_runs.acts import Begin, Look, Read, Save, Seal, Theft, Wait
from tests.leaks.two_runs.hunting import ALSO, LEAST, NothingNew, Tally, hunt
from tests.leaks.two_runs.theatre import Theatre, open_theatre
from tests.leaks.two_runs.traces import NOBODY, Act, Step, Trace
from tests.leaks.two_runs.verdicts import Leak, Tight, Verdict

PAIRS = 300
"""No two alike, and other ones each time. `make sweep-pairs` plays a hundred times as many."""


@pytest.fixture(scope="module")
def theatre() -> Iterator[Theatre]:
    with open_theatre() as theatre:
        yield theatre


def test_nobody_can_tell_the_two_apart(theatre: Theatre) -> None:
    tally = Tally()
    hunt(theatre, PAIRS, tally)
    print(tally)
    assert tally.pairs >= PAIRS
    assert tally.complaints() == []


# -- and would it notice?


def written(text: str, shared: tuple[int, ...] = (1,), picks: tuple[str, ...] = ()) -> tuple[Act, ...]:
    """A sheet with this text, sealed."""
    return Save(1, (("text", text),)), Save(3, (("picks", picks),)), Seal(shared)


def played(theatre: Theatre, left: tuple[Act, ...], right: tuple[Act, ...], *then: Act, marks: str = "") -> Verdict:
    """Partner 0 does one or the other in a round with partner 1, and then partner 1 does this."""
    shown = (frozenset(marks.split()),)
    begins, passes = (Begin("blind-three", Opens.AT, "20-minutes"),), (Wait(21),)
    steps = (
        Step("1", begins, begins),
        Step("0", left, right),
        Step(NOBODY, passes, passes, shown),
        Step("1", then, then, shown),
    )
    return theatre.plays(Trace(7, 2, ("0",), steps, (("0", "1"),)))


def test_what_is_kept_makes_no_difference(theatre: Theatre) -> None:
    verdict = played(theatre, written("q0x1z", ()), (), Look(("summary", "round", "home")), Theft())
    assert isinstance(verdict, Tight), verdict
    assert verdict.pieces > 5


def test_one_letter_that_differs_is_seen(theatre: Theatre) -> None:
    verdict = played(theatre, written("q0x1z tea"), written("q0x1z Tea"), Look(("summary",)), marks="q0x1z")
    assert isinstance(verdict, Leak)
    assert verdict.words.startswith("1 sees a difference at step 3, in GET /rounds/")
    assert "+" in verdict.words
    assert not verdict.broke


def test_a_text_that_grew_out_of_its_bucket_is_seen_by_the_thief(theatre: Theatre) -> None:
    verdict = played(theatre, written("q0x1z", ()), written("q0x1z" + "." * 9000, ()), Theft())
    assert isinstance(verdict, Leak)
    assert verdict.words.startswith("thief sees a difference at step 3, in worksheets")


def test_a_text_that_nobody_may_read_is_noticed_though_both_runs_show_it(theatre: Theatre) -> None:
    verdict = played(theatre, written("q0x1z"), written("q0x1z"), Look(("summary",)))
    assert isinstance(verdict, Leak)
    assert "1 reads {b'q0x1z'}" in verdict.words
    assert not verdict.broke


@pytest.mark.parametrize(
    ("marks", "matched"), [("", ()), ("q0x1z q0x2z", ()), ("q0x1z", ("bath",))], ids=["less", "more", "a match"]
)
def test_a_summary_has_what_it_must_and_nothing_else(theatre: Theatre, marks: str, matched: tuple[str, ...]) -> None:
    reads = Read(frozenset(marks.split()), frozenset(matched))
    verdict = played(theatre, written("q0x1z"), written("q0x1z"), reads, marks="q0x1z")
    assert isinstance(verdict, Leak)
    assert "not" in verdict.words


def test_a_run_that_breaks_is_no_leak_and_no_pass(theatre: Theatre) -> None:
    verdict = played(theatre, (Begin("no-such-exercise", Opens.AT, "20-minutes"),), ())
    assert isinstance(verdict, Leak)
    assert verdict.broke


class Empty(Theatre):
    """Where nothing is played, and nothing ever differs."""

    def __init__(self) -> None:
        self.asked: list[Trace] = []

    def plays(self, trace: Trace) -> Verdict:
        self.asked.append(trace)
        return Tight(1, 1)


@pytest.fixture(params=["default", "ci"])
def profile(request: pytest.FixtureRequest) -> Iterator[None]:
    """As Hypothesis is set on a machine of one's own, and on one that calls itself CI."""
    name = settings.get_current_profile_name()
    settings.load_profile(request.param)
    yield
    settings.load_profile(name)


@pytest.mark.usefixtures("profile")
def test_a_hunt_goes_on_until_enough_different_ones_were_played() -> None:
    theatre = Empty()
    hunt(theatre, 60, Tally())
    assert len(theatre.asked) == len(set(theatre.asked)) >= 60


@pytest.mark.usefixtures("profile")
def test_two_hunts_are_not_alike_unless_they_have_one_seed() -> None:
    asked = []
    for seed in (None, None, 3, 3):
        theatre = Empty()
        hunt(theatre, 20, Tally(), seed=seed)
        asked.append(theatre.asked)
    assert asked[0] != asked[1]
    assert asked[2] == asked[3]


def test_a_hunt_that_finds_nothing_new_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hunting, "traces", lambda: just(Trace(7, 2, (), (), ())))
    with pytest.raises(NothingNew, match="1 of 20 pairs"):
        hunt(Empty(), 20, Tally())


@pytest.mark.parametrize("fact", [*LEAST, *ALSO, "5 partners"])
def test_too_little_of_something_is_a_complaint(fact: str) -> None:
    tally = Tally(pairs=100)
    tally.facts.update(LEAST)
    tally.facts.update(dict.fromkeys(ALSO, 1))
    tally.sizes.update(dict.fromkeys(range(2, 7), 20))
    assert tally.complaints() == []
    tally.facts[fact] -= 1
    tally.sizes.pop(5) if fact == "5 partners" else None
    assert [complaint.partition(":")[0] for complaint in tally.complaints()] == [fact]
