"""Twice the same, but for what one of them keeps to themselves: nobody else can tell the two apart."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis.strategies import just

from app.domain.calendar import Every
from app.domain.exercise import Opens
from tests.leaks.two_runs import hunting
from tests.leaks.two_runs.acts import (
    Begin,
    BeginQuestion,
    HoldBack,
    Look,
    Read,
    Save,
    SaveInParts,
    Seal,
    Theft,
    Wait,
    Withdraw,
)
from tests.leaks.two_runs.acts_of_agreeing import Agree, KeepMoment, LookAgain, Propose, ReadPact
from tests.leaks.two_runs.acts_of_people import Accept, SayYes
from tests.leaks.two_runs.acts_over_time import (
    As,
    AskForMail,
    BeginSeries,
    BringAlong,
    Days,
    EndSeries,
    LookAtEnd,
    MailAway,
    MailBack,
    StopNotices,
    TakeFeed,
)
from tests.leaks.two_runs.hunting import ALSO, LEAST, NothingNew, Tally, hunt
from tests.leaks.two_runs.pages import LISTING, OF_A_ROUND
from tests.leaks.two_runs.theatre import Theatre, open_theatre
from tests.leaks.two_runs.traces import NEWCOMER, NOBODY, Act, Step, Trace
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


CARDS = tuple((f"pile-{card}", "core") for card in ("cooking", "guests", "laundry"))


def sorted_cards(left: Act, right: Act) -> Trace:
    """Partner 0 sorts cards in one or the other way and shows them to partner 1, who reads."""
    begins, none, reads = (Begin("kinds-six", Opens.READY, "20-minutes"),), (Seal(),), (Look(("summary",)),)
    steps = (
        Step("1", begins, begins),
        Step("0", (left, Seal((5,))), (right, Seal((5,)))),
        Step("1", none, none),
        Step("1", reads, reads),
    )
    return Trace(7, 2, ("0",), steps, (("0", "1"),))


def test_cards_sorted_a_page_at_a_time_come_to_the_same(theatre: Theatre) -> None:
    verdict = theatre.plays(sorted_cards(SaveInParts(5, CARDS), Save(5, CARDS)))
    assert isinstance(verdict, Tight), verdict


@pytest.mark.parametrize("part", [1, 2])
def test_a_card_that_lies_elsewhere_is_seen_on_either_page(part: int, theatre: Theatre) -> None:
    others = CARDS[1:] if part == 1 else CARDS[:-1]
    verdict = theatre.plays(sorted_cards(SaveInParts(5, CARDS), SaveInParts(5, others)))
    assert isinstance(verdict, Leak)
    assert verdict.words.startswith("1 sees a difference at step 3, in GET /rounds/"), verdict.words


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


def test_a_page_with_an_older_round_is_noticed_when_somebody_new_reads_it(theatre: Theatre) -> None:
    begins, yes = (Begin("blind-three", Opens.AT, "20-minutes"),), (SayYes(),)
    joins = (Accept(), Look(OF_A_ROUND), Look(LISTING))
    steps = (Step("0", begins, begins), Step("0", yes, yes), Step("1", yes, yes), Step(NEWCOMER, joins, joins))
    verdict = theatre.plays(Trace(7, 2, (), steps, (("0", "1"),)))
    assert isinstance(verdict, Tight), verdict
    home = (Look(("home",)),)
    verdict = theatre.plays(Trace(7, 2, (), (*steps, Step("1", home, home)), ((NEWCOMER,),)))
    assert isinstance(verdict, Leak)
    assert "reads of a round that is not theirs" in verdict.words


# -- over time


def at_once(*steps: tuple[str, tuple[Act, ...], tuple[Act, ...]], rounds: int = 0, pacts: int = 0) -> Trace:
    """Partner 0 has secrets, partner 1 may watch."""
    both = ("0", "1")
    agreed = (frozenset({"qax1z"}),) * pacts
    drawn = tuple(Step(who, left, right, (), agreed) for who, left, right in steps)
    return Trace(7, 2, ("0",), drawn, (both,) * rounds, frozenset(), (both,) * pacts)


def same(who: str, *acts: Act) -> tuple[str, tuple[Act, ...], tuple[Act, ...]]:
    return who, acts, acts


WAITS = same(NOBODY, Wait(21))


def test_a_mail_is_the_same_whatever_it_is_about(theatre: Theatre) -> None:
    begins = [(Begin(slug, Opens.AT, "20-minutes"),) for slug in ("blind-three", "plain-three")]
    verdict = theatre.plays(at_once(same("1", AskForMail()), ("0", begins[0], begins[1]), WAITS, rounds=1))
    assert isinstance(verdict, Tight), verdict
    assert verdict.pieces > 0


def test_a_mail_that_comes_once_is_seen(theatre: Theatre) -> None:
    begins = same("0", Begin("blind-three", Opens.AT, "20-minutes"))
    for watched in (False, True):
        verdict = theatre.plays(at_once(("0", (AskForMail(watched),), ()), begins, WAITS, rounds=1))
        assert isinstance(verdict, Leak) == watched, verdict
    assert isinstance(verdict, Leak)
    assert verdict.words.startswith("mailbox sees a difference at step 0, in a mail to 0@mail.example")


def test_an_entry_more_is_seen_in_a_feed(theatre: Theatre) -> None:
    begins = (Begin("blind-three", Opens.AT, "20-minutes"),), (Begin("blind-three", Opens.AT, "3-days"),)
    verdict = theatre.plays(at_once(same("1", TakeFeed()), ("0", *begins), rounds=1))
    assert isinstance(verdict, Leak)
    assert verdict.words.startswith("feed sees a difference at step 1, in the feed of 1")


PROPOSES = same("1", Propose("qax1z"))


@pytest.mark.parametrize(("left", "state"), [((Agree(),), "in-force"), ((Agree(), Agree(yes=False)), "gone")])
def test_how_somebody_came_to_their_word_makes_no_difference(
    left: tuple[Act, ...], state: str, theatre: Theatre
) -> None:
    right = (Agree(), Agree(yes=False), *left) if state == "in-force" else ()
    steps = (PROPOSES, same("1", Agree()), ("0", left, right), WAITS, same("1", ReadPact(0, state)))
    verdict = theatre.plays(at_once(*steps, pacts=1))
    assert isinstance(verdict, Tight), verdict
    other = {"in-force": "gone", "gone": "in-force"}[state]
    verdict = theatre.plays(at_once(*steps[:4], same("1", ReadPact(0, other)), pacts=1))
    assert isinstance(verdict, Leak)
    assert f"that an agreement is {state}, not {other}" in verdict.words


def test_what_came_of_it_is_seen_where_it_differs(theatre: Theatre) -> None:
    looks = same("1", Look(("agreements",)))
    verdict = theatre.plays(at_once(PROPOSES, same("1", Agree()), ("0", (Agree(),), ()), WAITS, looks, pacts=1))
    assert isinstance(verdict, Leak)
    assert verdict.words.startswith("1 sees a difference at step 4, in GET /agreements")


def test_rounds_come_by_themselves_and_are_begun_with_earlier_answers(theatre: Theatre) -> None:
    fields = (("point", "2"),)
    answers, again = (Save(1, fields), Seal((1,))), (BringAlong(), Seal((1,)))
    begins = same("1", BeginSeries("kinds-six", Every.WEEK, 3))
    first = (same(NOBODY, Days(2)), same("0", *answers), same(NOBODY, Days(2)))
    second = (same(NOBODY, Days(5)), ("0", again, answers), same(NOBODY, Days(2, turns_keys=True)))
    reads = same("1", Read(frozenset(), frozenset()), Look(("lines", "then and now", "calendar")), EndSeries())
    verdict = theatre.plays(at_once(begins, *first, *second, reads, same(NOBODY, Theft(), Days(7)), rounds=2))
    assert isinstance(verdict, Tight), verdict


def test_a_series_comes_to_all_whatever_they_did_the_last_time(theatre: Theatre) -> None:
    asks, begins = same("0", AskForMail(), TakeFeed()), same("1", BeginSeries("kinds-six", Every.WEEK, 3))
    finishes = "0", (Save(1, (("point", "2"),)), Seal()), ()
    looks = "0", (Look(("summary",)),), ()
    days = same(NOBODY, Days(2)), same(NOBODY, Days(5))
    reads = same("1", Look(("round", "calendar")))
    steps = asks, begins, days[0], finishes, days[0], looks, days[1], reads, days[0], same("1", Look(("summary",)))
    verdict = theatre.plays(at_once(*steps, rounds=2))
    assert isinstance(verdict, Tight), verdict


def test_nothing_is_on_the_lines_before_the_opening(theatre: Theatre) -> None:
    begins = same("1", BeginSeries("kinds-six", Every.WEEK, 3)), same(NOBODY, Days(2))
    low, high = ((Save(1, (("point", point),)), Seal((1,))) for point in ("2", "5"))
    looks = same("1", Look(("lines", "then and now", "calendar")))
    verdict = theatre.plays(at_once(*begins, ("0", low, high), looks, rounds=1))
    assert isinstance(verdict, Tight), verdict
    verdict = theatre.plays(at_once(*begins, ("0", low, high), same(NOBODY, Days(2)), looks, rounds=1))
    assert isinstance(verdict, Leak)
    assert verdict.words.startswith("1 sees a difference at step 4, in GET /over-time"), verdict.words


def test_a_mail_that_could_not_leave_comes_later(theatre: Theatre) -> None:
    begins = same("1", Begin("blind-three", Opens.AT, "20-minutes"))
    away, back = (NOBODY, (MailAway(),), (MailAway("0"),)), same(NOBODY, MailBack())
    verdict = theatre.plays(at_once(same("0", AskForMail()), begins, away, WAITS, back, rounds=1))
    assert isinstance(verdict, Tight), verdict
    stops = "0", (), (StopNotices("mail"),)
    verdict = theatre.plays(at_once(same("0", AskForMail()), begins, away, WAITS, stops, back, rounds=1))
    assert isinstance(verdict, Leak)
    assert verdict.words.startswith("mailbox sees a difference at step 5, in a mail to 0@mail.example"), verdict.words


@pytest.mark.parametrize("what", ["feed", "everything"])
def test_a_feed_that_is_over_leads_nowhere(what: str, theatre: Theatre) -> None:
    stops = "0", (StopNotices(what),), (StopNotices(what), TakeFeed(watched=False), StopNotices("feed"))
    begins = same("1", Begin("blind-three", Opens.AT, "20-minutes"))
    verdict = theatre.plays(at_once(same("0", TakeFeed()), stops, begins, WAITS, rounds=1))
    assert isinstance(verdict, Tight), verdict
    verdict = theatre.plays(at_once(same("0", TakeFeed()), ("0", stops[1], ()), begins, WAITS, rounds=1))
    assert isinstance(verdict, Leak)
    assert verdict.words.startswith("feed sees a difference at step 1, in the feed of 0"), verdict.words


def test_who_marks_what_when_it_is_looked_at_again(theatre: Theatre) -> None:
    holds = PROPOSES, same("1", Agree()), same("0", Agree()), same(NOBODY, Wait(15 * 24 * 60))
    looks = same("1", LookAgain(0), ReadPact(0, "look"), Save(1, (("option", "kept"),)), Seal((1,)))
    kept, partly = (Save(1, (("option", part),)) for part in ("kept", "partly"))
    reads = same(NOBODY, Wait(4 * 24 * 60)), same("1", Look(("round", "summary", "agreement")))
    private = "0", (kept,), (LookAgain(0), partly, Seal())
    verdict = theatre.plays(at_once(*holds, looks, private, *reads, rounds=1, pacts=1))
    assert isinstance(verdict, Tight), verdict
    shown = "0", (kept, Seal((1,))), (partly, Seal((1,)))
    verdict = theatre.plays(at_once(*holds, looks, shown, *reads, rounds=1, pacts=1))
    assert isinstance(verdict, Leak)
    assert verdict.words.startswith("1 sees a difference at step 7, in GET /rounds/"), verdict.words


def test_what_grew_from_an_answer_says_so_while_it_is_shown(theatre: Theatre) -> None:
    begins = same("1", BeginQuestion("good-moments", 1, "20-minutes"))
    tea, cake = (Save(1, (("text", text),)) for text in ("tea", "cake"))
    says = "0", (tea, Seal((1,))), (cake, tea, Seal((1,)))
    keeps = same("1", Read(frozenset(), frozenset()), KeepMoment("tea"), ReadPact(0, "waiting", frozenset({(0, 1)})))
    takes_back = "0", (Withdraw(1),), (HoldBack(),)
    reads = same("1", ReadPact(0, "waiting"), Look(("agreement", "moments", "keeping")))
    verdict = theatre.plays(at_once(begins, says, WAITS, keeps, takes_back, reads, rounds=1, pacts=1))
    assert isinstance(verdict, Tight), verdict
    verdict = theatre.plays(at_once(begins, says, WAITS, keeps, reads, rounds=1, pacts=1))
    assert isinstance(verdict, Leak)
    assert "sees that an agreement grew from {" in verdict.words


def test_the_page_that_ends_a_series_is_open_to_all_and_who_pressed_is_not(theatre: Theatre) -> None:
    begins, looks = same("1", BeginSeries("kinds-six", Every.WEEK, 5)), ("0", (LookAtEnd(),), ())
    ends = NOBODY, (As("0", EndSeries()),), (As("2", EndSeries()),)
    both = Trace(7, 3, ("0", "2"), tuple(Step(*one) for one in (begins, looks, ends)), ())
    after = (LookAtEnd(there=False), Look(("calendar",)))
    verdict = theatre.plays(replace(both, steps=(*both.steps, Step("1", after, after))))
    assert isinstance(verdict, Tight), verdict


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


def test_the_first_that_somebody_new_does_is_to_look_for_what_was_before_them() -> None:
    theatre = Empty()
    hunt(theatre, 60, Tally(), seed=3)
    grown = [trace for trace in theatre.asked if "growth" in trace.facts]
    assert len(grown) >= 6
    for trace in grown:
        (joining,) = [step.left for step in trace.steps if Accept() in step.left]
        others = Look(("agreement",)), Look(("therapist",))
        rounds = [look for look in joining[1:-1] if look not in others]
        assert rounds == [Look(OF_A_ROUND, n) for n in range(len(rounds))]
        assert rounds
        assert joining[-1] == Look(LISTING)


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
