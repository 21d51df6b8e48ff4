"""A therapist reads what all partners want seen, of what they show each other, and learns nothing else; and nobody
learns by way of a therapist what one of the others wants."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import pytest

from app.domain.exercise import Opens
from tests.leaks.two_runs.acts import Begin, HoldBack, Look, Read, Save, Seal, Theft, Wait, Withdraw
from tests.leaks.two_runs.acts_of_agreeing import Agree, Propose
from tests.leaks.two_runs.acts_of_people import Delete, Leave
from tests.leaks.two_runs.acts_of_therapists import (
    AgreeTo,
    BeginAssigned,
    EndLink,
    EndPractice,
    Give,
    HandOut,
    LayTherapist,
    LetSee,
    ReadClient,
    ReadLink,
    ReadShown,
    Tick,
)
from tests.leaks.two_runs.acts_over_time import As
from tests.leaks.two_runs.exercises import BLIND, PLAIN
from tests.leaks.two_runs.observers import Overheard
from tests.leaks.two_runs.pages import OF_THERAPISTS
from tests.leaks.two_runs.theatre import Theatre, open_theatre
from tests.leaks.two_runs.traces import NOBODY, THERAPIST, Act, Step, Trace
from tests.leaks.two_runs.verdicts import Leak, Tight, Verdict

if TYPE_CHECKING:
    from tests.leaks.two_runs.stage import Stage

TEXT, PICKS = 1, 3
"""What there is to show of a blind evening: a text of each, and what all have picked."""
TEXTS = frozenset({"q0x1z", "q1x1z", "q2x1z"})


@pytest.fixture(scope="module")
def theatre() -> Iterator[Theatre]:
    with open_theatre() as theatre:
        yield theatre


class Part(NamedTuple):
    """Somebody does one thing or the other. `seen`: the texts that the therapist may read from then on; None where they
    may not know of the round."""

    who: str
    left: tuple[Act, ...]
    right: tuple[Act, ...]
    seen: frozenset[str] | None = None


def same(who: str, *acts: Act, seen: frozenset[str] | None = None) -> Part:
    return Part(who, acts, acts, seen)


def story(size: int, secret: str, *parts: Part, ended: int = 0) -> Trace:
    """Partners with texts in one round. In the last steps, so many as have `ended`, the therapist may not know of the
    link any more."""
    circle = tuple(map(str, range(size)))
    last = len(parts) - ended
    steps = [
        Step(part.who, part.left, part.right, (TEXTS,), (), (part.seen,), (n < last,)) for n, part in enumerate(parts)
    ]
    return Trace(7, size, tuple(secret.split()), tuple(steps), (circle,), couples=(circle,))


def linked(size: int) -> tuple[Part, ...]:
    """All of them agree to a therapist."""
    says = [same(str(n), AgreeTo()) for n in range(size)]
    return same(THERAPIST, HandOut()), same("1", LayTherapist()), *says, same(NOBODY, Wait(21))


def opened(size: int) -> tuple[Part, ...]:
    """All of them show a text, and have picked the same."""
    sheets = []
    for n in range(size):
        saves = Save(TEXT, (("text", f"q{n}x1z"),)), Save(PICKS, (("picks", ("bath",)),))
        sheets.append(same(str(n), *saves, Seal((TEXT,))))
    texts = frozenset(sorted(TEXTS)[:size])
    begins = Begin(BLIND.slug, Opens.AT, "20-minutes")
    return same("1", begins), *sheets, same(NOBODY, Wait(21)), same("1", Read(texts, frozenset({"bath"})))


def shown(numbers: Iterable[int], size: int = 2) -> tuple[frozenset[str] | None, Act]:
    """What the therapist may read when all of them want these prompts seen, and how they read exactly that."""
    texts = frozenset(sorted(TEXTS)[:size]) if TEXT in numbers else frozenset()
    seen = texts if set(numbers) else None
    return seen, ReadShown(seen, frozenset({"bath"} if PICKS in numbers else ()))


SOME: tuple[frozenset[int], ...] = tuple(map(frozenset, ((), (TEXT,), (PICKS,), (TEXT, PICKS))))
ALIKE = [(mine, *two) for mine in SOME[1:] for two in combinations(SOME, 2) if mine & two[0] == mine & two[1]]
"""What one wants, and two different wishes of another that come to the same."""


# -- what all of them want


@pytest.mark.parametrize(("mine", "one", "other"), ALIKE, ids=str)
def test_only_what_both_want_is_to_be_seen(
    mine: frozenset[int], one: frozenset[int], other: frozenset[int], theatre: Theatre
) -> None:
    """By the therapist, and by the partner who has ticked."""
    seen, reads = shown(mine & one)
    ticks = same("1", Tick(tuple(mine))), Part("0", (Tick(tuple(one)),), (Tick(tuple(other)),), seen)
    looks = same(THERAPIST, reads, Look(("client", "practice")), seen=seen), same("1", Look(OF_THERAPISTS), seen=seen)
    verdict = theatre.plays(story(2, "0", *linked(2), *opened(2), *ticks, *looks, same(NOBODY, Theft())))
    assert isinstance(verdict, Tight), verdict


@pytest.mark.parametrize("who", [THERAPIST, "1"])
def test_what_both_want_is_to_be_seen_by_therapist_and_partner(who: str, theatre: Theatre) -> None:
    ticks = same("1", Tick((TEXT,))), Part("0", (Tick((TEXT,)),), (Tick((PICKS,)),), TEXTS)
    looks = same(who, Look(("client",) if who == THERAPIST else ("showing",)), seen=TEXTS)
    verdict = theatre.plays(story(2, "0", *linked(2), *opened(2), *ticks, looks))
    assert isinstance(verdict, Leak)
    assert verdict.words.startswith(f"{who} sees a difference at step "), verdict.words


def test_more_than_all_want_is_noticed_though_both_runs_show_it(theatre: Theatre) -> None:
    ticks = same("1", Tick((TEXT,))), same("0", Tick((TEXT,)))
    verdict = theatre.plays(story(2, "0", *linked(2), *opened(2), *ticks, same(THERAPIST, ReadShown(None))))
    assert isinstance(verdict, Leak)
    assert "therapist reads {b'q" in verdict.words, verdict.words


def test_a_copy_of_the_database_does_not_tell_whether_anything_is_shown(theatre: Theatre) -> None:
    """Until the therapist looks at it."""
    ticks = Part("0", (Tick((TEXT, PICKS)), As("1", Tick((TEXT,)))), (), TEXTS)
    verdict = theatre.plays(story(2, "0 1", *linked(2), *opened(2), ticks, same(NOBODY, Theft())))
    assert isinstance(verdict, Tight), verdict


# -- taken back by one


@pytest.mark.parametrize("who", ["0", "1", "2"])
def test_what_one_of_three_takes_back_is_gone_with_the_next_request(who: str, theatre: Theatre) -> None:
    everything, reads_everything = shown((TEXT, PICKS), 3)
    ticks = [same(str(n), Tick((TEXT, PICKS)), seen=everything) for n in range(3)]
    rest = frozenset(TEXTS - {f"q{who}x1z"})
    ways = (
        (Tick(()), None, frozenset()),
        (Tick((TEXT, PICKS)), TEXTS, frozenset({"bath"})),
        (Withdraw(TEXT), rest, frozenset({"bath"})),
        (Withdraw(PICKS, "bath"), rest, frozenset()),
        (HoldBack(), None, frozenset()),
    )
    parts = [same(THERAPIST, reads_everything, seen=everything)]
    for act, seen, matched in ways:
        parts += [same(who, act, seen=seen), same(THERAPIST, ReadShown(seen, matched), Look(("client",)), seen=seen)]
    verdict = theatre.plays(story(3, "0", *linked(3), *opened(3), *ticks, *parts))
    assert isinstance(verdict, Tight), verdict


@pytest.mark.parametrize("act", [Tick(()), Tick((PICKS,))], ids=str)
def test_nobody_learns_who_of_three_it_was(act: Act, theatre: Theatre) -> None:
    ticks = [same(str(n), Tick((TEXT,)), seen=TEXTS) for n in range(3)]
    takes_back = Part(NOBODY, (As("0", act),), (As("2", act),))
    looks = same(THERAPIST, ReadShown(None), Look(("client",))), same("1", Look(OF_THERAPISTS))
    verdict = theatre.plays(story(3, "0 2", *linked(3), *opened(3), *ticks, takes_back, *looks, same(NOBODY, Theft())))
    assert isinstance(verdict, Tight), verdict


# -- ended by one


@dataclass(frozen=True)
class FindNothing:
    """All that the therapist had of them is as if it had never been, for the session that was open all the while."""

    def perform(self, stage: "Stage", who: str) -> None:
        round_ = stage.rounds[-1][0][-22:]
        asked: list[tuple[str, dict[str, str] | None]] = [
            ("", None),
            (f"/rounds/{round_}", None),
            ("/assign", None),
            ("/assign", {"exercise": PLAIN.slug, "due": "meeting"}),
            ("/sequence", {"sequence": "beginning"}),
            ("/meeting", {"meets_on": "2026-12-01"}),
            (f"/assigned/{round_}", {"talked": "1"}),
            ("/end", {}),
        ]
        for path, fields in asked:
            reply = stage.asks(who, f"{stage.client}{path}", fields)
            if reply.status != 404:
                raise Overheard(f"step {stage.step}: {path} is answered by {reply.status}")


SILENT = (
    same("1", Begin(PLAIN.slug, Opens.READY, "3-days")),
    same("0", Seal()),
    same("1", Save(2, (("text", "q1x1z"),)), Seal((2,))),
    same("2", Save(2, (("text", "q2x1z"),)), Seal((2,))),
    *(same(one, Tick((2,)), seen=TEXTS) for one in ("0", "1", "2")),
    same(THERAPIST, ReadShown(frozenset({"q1x1z", "q2x1z"})), Look(("client",)), seen=TEXTS),
)
"""A round in which partner 0 shows nothing; so nothing of theirs is missed when they leave."""


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (As("0", EndLink()), As("2", EndLink())),
        (As("0", EndLink()), As("0", Leave())),
        (As("0", Delete()), As("2", EndLink())),
    ],
    ids=["another one", "or leaves", "or deletes the account"],
)
def test_one_of_three_ends_it_at_once_and_nobody_learns_who(left: Act, right: Act, theatre: Theatre) -> None:
    ends = Part(NOBODY, (left,), (right,))
    after = same(THERAPIST, FindNothing(), Look(("practice",))), same("1", ReadLink("ended"), Look(OF_THERAPISTS))
    verdict = theatre.plays(story(3, "0 2", *linked(3), *SILENT, ends, *after, ended=3))
    assert isinstance(verdict, Tight), verdict


def test_the_therapist_ends_it_too_and_finds_nothing_any_more(theatre: Theatre) -> None:
    ends = same(THERAPIST, EndPractice(), FindNothing()), same("1", ReadLink("ended"))
    verdict = theatre.plays(story(3, "0", *linked(3), *SILENT, *ends, ended=2))
    assert isinstance(verdict, Tight), verdict


# -- nothing of before, nothing of one of them, nothing of what is done


def test_of_a_round_from_before_nothing_can_be_shown(theatre: Theatre) -> None:
    looks = same("1", Look(OF_THERAPISTS)), same(THERAPIST, ReadShown(None), Look(("client", "practice")))
    verdict = theatre.plays(story(2, "0", *opened(2), *linked(2), *looks))
    assert isinstance(verdict, Tight), verdict
    ticks = same("1", Tick((TEXT,)))
    verdict = theatre.plays(story(2, "0", *opened(2), *linked(2), ticks))
    assert isinstance(verdict, Leak)
    assert verdict.broke, "it is refused"


GIVEN = same(THERAPIST, Give(PLAIN.slug))
BEGINS = BeginAssigned(PLAIN.slug, Opens.READY, "3-days")
WORKS = (
    BEGINS,
    Save(2, (("text", "q0x1z"),)),
    Seal((2,)),
    As("1", Seal()),
    Look(("summary",)),
    Tick((2,)),
)
"""What the two of them may do, while the therapist is told nothing of it: for all of that both would have to agree."""


@pytest.mark.parametrize("completion", [("0",), ("1",), ()], ids=str)
def test_done_or_not_looks_the_same_unless_all_want_it_told(completion: tuple[str, ...], theatre: Theatre) -> None:
    switched = [same(who, LetSee(True)) for who in completion]
    looks = same(THERAPIST, ReadClient(False), Look(("practice", "client", "assign")))
    works = Part("0", WORKS, (BEGINS,))
    verdict = theatre.plays(story(2, "0 1", *linked(2), *switched, GIVEN, works, looks))
    assert isinstance(verdict, Tight), verdict


AGREES = (Propose("Phones stay in the hall."), Agree())
"""Both runs have the same words laid before them; in one of them both say yes, so that it comes into force."""
ON_SUNDAYS = (*AGREES, As("1", Agree())), (*AGREES, Agree(False))


@pytest.mark.parametrize("told", [("0",), ("1",), ()], ids=str)
def test_days_of_agreements_are_not_told_unless_all_want_it(told: tuple[str, ...], theatre: Theatre) -> None:
    verdict = theatre.plays(looks_at_days(told))
    assert isinstance(verdict, Tight), verdict


def test_days_of_agreements_are_told_once_all_want_it(theatre: Theatre) -> None:
    verdict = theatre.plays(looks_at_days(("0", "1")))
    assert isinstance(verdict, Leak)
    assert verdict.words.startswith("therapist sees a difference at step"), verdict.words


def looks_at_days(told: tuple[str, ...]) -> Trace:
    """These want it told; and whether what was laid before them is in force differs."""
    switched = [same(who, LetSee(True, "agreements")) for who in told]
    looks = same(THERAPIST, ReadClient(False), Look(("practice", "client")))
    parts = (*linked(2), *switched, Part("0", *ON_SUNDAYS), same(NOBODY, Wait(21)), looks)
    steps = tuple(Step(part.who, part.left, part.right, linked=(True,)) for part in parts)
    return Trace(7, 2, ("0", "1"), steps, (), parties=(("0", "1"),), couples=(("0", "1"),))


def test_done_is_told_once_all_want_it(theatre: Theatre) -> None:
    switched = same("0", LetSee(True)), same("1", LetSee(True))
    works, looks = Part("0", WORKS, (BEGINS,)), same(THERAPIST, ReadClient(True))
    verdict = theatre.plays(story(2, "0 1", *linked(2), *switched, GIVEN, works, looks))
    assert isinstance(verdict, Leak)
    assert verdict.words.startswith("therapist sees a difference at step"), verdict.words


def test_a_yes_before_the_count_and_how_somebody_came_to_it_are_theirs_alone(theatre: Theatre) -> None:
    lays = same(THERAPIST, HandOut()), same("1", LayTherapist(), AgreeTo())
    looks = same("1", Look(OF_THERAPISTS[:2])), same(THERAPIST, Look(("practice", "client")))
    counts = same(NOBODY, Wait(21)), same("1", ReadLink("gone")), same(THERAPIST, Look(("practice", "client")))
    ways = Part("0", (AgreeTo(),), ()), *looks, Part("0", (AgreeTo(False),), (AgreeTo(), AgreeTo(False)))
    steps = [Step(who, left, right) for who, left, right, _ in (*lays, *ways, *counts)]
    trace = Trace(7, 2, ("0",), tuple(steps), (), couples=(("0", "1"),))
    verdict: Verdict = theatre.plays(trace)
    assert isinstance(verdict, Tight), verdict
