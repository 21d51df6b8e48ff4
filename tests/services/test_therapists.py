"""A therapist and a partnership: agreed to by everybody in private, counted by the clock alone, ended by anybody, and
silent towards the therapist about all that came before."""

from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import func, select

from app.domain.agreements import State
from app.domain.therapists import MOST_LINKS, Secrets, Sees, Statement
from app.services import agreed, agreements, links, own_data, partnerships, practice, therapists
from app.services.context import Locked, NotFound, Refused
from app.services.links import Address
from app.startup import keep_up_once
from app.storage.tables import LinkAssentRow, LinkRow, PracticeCodeRow
from tests.services.circle import Circle, Pause, at_once
from tests.services.test_agreements import counted, drafts, moments

both_engines = pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TERMS = Statement(
    name="Noor, couples therapist",
    secrets=Secrets.NONE,
    duties="Danger to a child.",
    replies="Within two days.",
    reach="A number for each of you.",
    records="Dates, for ten years.",
)


def practises(circle: Circle, name: str = "noor", terms: Statement = TERMS) -> None:
    if name not in circle.people:
        circle.join(name)
    circle.does(name, practice.state_terms, terms)


def code(circle: Circle, name: str = "noor", label: str = "Tuesdays") -> str:
    return circle.does(name, practice.make_code, label)


def proposes(circle: Circle, name: str = "alex", therapist: str = "noor", label: str = "Tuesdays") -> Address:
    """Counted in an hour."""
    return circle.does(name, therapists.lay, circle.us, code(circle, therapist, label), circle.clock() + HOUR)


def says(circle: Circle, here: Address, *names: str, yes: bool = True) -> None:
    for name in names:
        circle.does(name, therapists.say, here, yes)


def agree(circle: Circle, *names: str, therapist: str = "noor") -> Address:
    here = proposes(circle, names[0], therapist)
    says(circle, here, *names)
    circle.clock.passes(hours=1)
    return here


def seen(circle: Circle, name: str, here: Address) -> therapists.Seen | None:
    return next((one for one in circle.asks(name, therapists.of_partnership, circle.us) if one.address == here), None)


def state(circle: Circle, here: Address) -> State | None:
    """What everybody there sees: the same for all of them."""
    states = {one.state if (one := seen(circle, name, here)) else None for name in members(circle)}
    assert len(states) == 1
    return states.pop()


def members(circle: Circle) -> list[str]:
    return [name for name in circle.people if name in ("alex", "sam", "kit")]


def caseload(circle: Circle, name: str = "noor") -> list[practice.Linked]:
    return circle.asks(name, practice.caseload)


def terms(circle: Circle, here: Address) -> Statement:
    found: Statement = circle.asks("noor", lambda ctx, _: practice.terms(ctx, here))
    return found


def sees(circle: Circle, here: Address) -> frozenset[Sees]:
    found: frozenset[Sees] = circle.asks("noor", lambda ctx, _: practice.laid(ctx, here).sees)
    return found


def counts(circle: Circle) -> list[int]:
    with circle.workplace.database.reading() as db:
        tables = (LinkRow, LinkAssentRow, PracticeCodeRow)
        return [db.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]


@pytest.fixture
def couple(couple: Circle) -> Circle:
    practises(couple)
    return couple


@pytest.fixture
def trio(trio: Circle) -> Circle:
    practises(trio)
    return trio


@both_engines
def test_it_holds_once_everybody_has_said_yes_and_only_at_the_count(couple: Circle) -> None:
    here = proposes(couple)
    says(couple, here, "alex", "sam")
    assert state(couple, here) is State.WAITING
    assert caseload(couple) == []
    couple.clock.passes(hours=1)
    assert state(couple, here) is State.IN_FORCE
    (linked,) = caseload(couple)
    assert (linked.address, linked.label, terms(couple, here)) == (here, "Tuesdays", TERMS)
    assert couple.asks("noor", practice.find, here) == linked


def test_what_was_counted_is_not_counted_again(couple: Circle, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty couples are a hundred and twenty boxes with a yes in it."""
    agree(couple, "alex", "sam")
    before = caseload(couple)
    keep_up_once(couple.workplace)
    proposes(couple)  # and this one waits to be counted
    monkeypatch.setattr(links, "read_says", lambda *_: pytest.fail("a yes was opened"))
    assert caseload(couple) == before != []


def test_a_count_that_is_not_written_down_yet_hides_nobody(couple: Circle) -> None:
    agree(couple, "alex", "sam")
    keep_up_once(couple.workplace)
    (first,) = caseload(couple)
    agree(couple, "alex", "sam")
    lapsed = proposes(couple)
    couple.clock.passes(hours=1)
    found = caseload(couple)
    assert len(found) == 2
    assert first in found
    assert lapsed not in {one.address for one in found}
    keep_up_once(couple.workplace)
    assert caseload(couple) == found


@pytest.mark.parametrize("yes", [(), ("alex",), ("sam",)])
def test_without_everybodys_yes_it_goes_without_a_word(couple: Circle, yes: tuple[str, ...]) -> None:
    here = proposes(couple)
    says(couple, here, *yes)
    before = couple.asks("sam" if "alex" in yes else "alex", therapists.of_partnership, couple.us)
    couple.clock.passes(hours=1)
    assert state(couple, here) is None
    assert caseload(couple) == []
    assert before[0].mine.yes is False, "nobody sees what another says"
    keep_up_once(couple.workplace)
    assert counts(couple) == [0, 0, 1], "the code counts as open until its time, as an unused one does"


def test_a_yes_is_taken_back_until_the_count_and_not_after(couple: Circle) -> None:
    here = proposes(couple)
    says(couple, here, "alex", "sam")
    says(couple, here, "sam", yes=False)
    couple.clock.passes(hours=1)
    assert state(couple, here) is None
    held = agree(couple, "alex", "sam")
    with pytest.raises(Refused, match="counted"):
        says(couple, held, "sam", yes=False)


def test_alone_nothing_is_agreed_before_that_one_yes_and_all_is_with_it(circle: Circle) -> None:
    circle.found("alex")
    practises(circle)
    here = proposes(circle)
    assert state(circle, here) is State.WAITING
    assert caseload(circle) == []
    says(circle, here, "alex", yes=False)
    assert state(circle, here) is State.WAITING
    says(circle, here, "alex")
    assert state(circle, here) is State.IN_FORCE
    assert [one.address for one in caseload(circle)] == [here]
    with pytest.raises(Refused, match="counted"):
        says(circle, here, "alex", yes=False)


def test_alone_it_goes_by_itself_without_a_yes(circle: Circle) -> None:
    circle.found("alex")
    practises(circle)
    here = proposes(circle)
    circle.clock.passes(days=3)
    keep_up_once(circle.workplace)
    assert state(circle, here) is None
    assert caseload(circle) == []


@pytest.mark.parametrize("who", ["alex", "sam", "kit"])
def test_anybody_ends_it_alone_and_at_once(trio: Circle, who: str) -> None:
    here = agree(trio, "alex", "sam", "kit")
    trio.does(who, therapists.end, here)
    assert state(trio, here) is State.ENDED
    with pytest.raises(NotFound):
        trio.asks("noor", practice.find, here)
    (past,) = caseload(trio)
    assert past.ended_at == trio.clock()
    trio.clock.passes(days=15)
    keep_up_once(trio.workplace)
    assert caseload(trio) == []
    assert counts(trio) == [0, 0, 0]


def test_the_therapist_ends_it_too(couple: Circle) -> None:
    here = agree(couple, "alex", "sam")
    couple.does("noor", practice.end, here)
    assert state(couple, here) is State.ENDED
    with pytest.raises(NotFound):
        couple.does("noor", practice.end, here)


def test_a_therapist_can_end_nothing_that_is_not_theirs_or_only_waits(couple: Circle) -> None:
    practises(couple, "omar", TERMS.model_copy(update={"name": "Omar"}))
    waits = proposes(couple)
    for name in ("noor", "omar"):
        with pytest.raises(NotFound):
            couple.does(name, practice.end, waits)
    here = agree(couple, "alex", "sam")
    for service in (practice.end, practice.find):
        with pytest.raises(NotFound):
            couple.does("omar", service, here)
    assert caseload(couple, "omar") == []


def test_who_leaves_ends_what_holds_and_leaves_what_waits_as_it_was(trio: Circle) -> None:
    holds = agree(trio, "alex", "sam", "kit")
    waits = proposes(trio)
    says(trio, waits, "alex", "sam", "kit")
    trio.does("kit", partnerships.leave, trio.us)
    del trio.people["kit"]
    assert state(trio, holds) is State.ENDED
    assert state(trio, waits) is State.WAITING
    trio.clock.passes(hours=1)
    assert state(trio, waits) is None


def test_who_joins_later_was_not_asked_so_it_ends(couple: Circle) -> None:
    here = agree(couple, "alex", "sam")
    couple.join("kit")
    couple.accept("kit", couple.invite("alex", "sam"))
    assert {one.state for name in ("alex", "sam") if (one := seen(couple, name, here))} == {State.ENDED}
    assert seen(couple, "kit", here) is None, "whoever comes later sees nothing earlier"


def test_who_is_invited_while_it_waits_is_asked_as_well(couple: Circle) -> None:
    invited = couple.invite("alex", "sam")
    here = proposes(couple)
    couple.join("kit")
    couple.accept("kit", invited)
    says(couple, here, "alex", "sam")
    assert state(couple, here) is State.WAITING
    says(couple, here, "kit")
    couple.clock.passes(hours=1)
    assert state(couple, here) is State.IN_FORCE


def test_a_statement_stays_as_it_was_agreed_to(couple: Circle) -> None:
    here = agree(couple, "alex", "sam")
    practises(couple, terms=TERMS.model_copy(update={"secrets": Secrets.LIMITED}))
    found = seen(couple, "sam", here)
    assert found
    assert found.statement == TERMS
    assert found.newer
    assert terms(couple, here) == TERMS


def test_completion_is_seen_only_once_all_of_them_switched_it_on(trio: Circle) -> None:
    here = agree(trio, "alex", "sam", "kit")
    for name in ("alex", "sam"):
        trio.does(name, therapists.let_see, here, frozenset(Sees))
        assert not sees(trio, here)
    trio.does("kit", therapists.let_see, here, frozenset(Sees))
    assert sees(trio, here) == set(Sees)
    assert [seen(trio, name, here).mine.sees for name in members(trio)] == [set(Sees)] * 3  # type: ignore[union-attr]
    trio.does("sam", therapists.let_see, here, frozenset())
    assert not sees(trio, here)
    assert seen(trio, "alex", here).mine.sees  # type: ignore[union-attr]


def test_the_copy_to_take_along_has_who_was_agreed_to_and_how_one_works(couple: Circle) -> None:
    proposes(couple)
    assert couple.asks("alex", own_data.copy, set())["therapists"] == []
    agree(couple, "alex", "sam", therapist="noor")
    copied = couple.asks("sam", own_data.copy, set())
    assert (copied["therapists"], copied["practice"]) == ([TERMS.name], {})
    copied = couple.asks("noor", own_data.copy, set())
    assert (copied["therapists"], copied["practice"]["reach"]) == ([], TERMS.reach)
    assert "Tuesdays" not in str(copied), "what a therapist calls them is no word of theirs"


def look_days(circle: Circle) -> list[date]:
    """What the therapist can be told of it."""
    (one,) = caseload(circle)
    with circle.workplace.reading() as ctx:
        return agreed.look_days(ctx, one.address.partnership, practice.laid(ctx, one.address).circle)


def test_on_which_days_they_look_again_at_what_is_in_force(trio: Circle) -> None:
    agree(trio, "alex", "sam", "kit")
    assert look_days(trio) == []
    pact = drafts(trio)
    moments(trio)
    assert look_days(trio) == [], "nobody has agreed to it yet"
    day = (trio.clock() + 30 * DAY).date()
    counted(trio, pact, "alex", "sam", "kit")
    lapsed = drafts(trio, look_at=trio.clock() + 20 * DAY)
    counted(trio, lapsed, "alex", "sam")
    assert look_days(trio) == [day]
    trio.clock.passes(days=31)
    assert look_days(trio) == [day], "it has come, and is up to be looked at"
    trio.does("kit", agreements.end, pact)
    assert look_days(trio) == []


def test_what_a_new_agreement_has_taken_the_place_of_has_no_day(couple: Circle) -> None:
    agree(couple, "alex", "sam")
    old = drafts(couple)
    counted(couple, old, "alex", "sam")
    new = drafts(couple, text="Phones stay in the hall.", replaces=old, look_at=couple.clock() + 60 * DAY)
    day = (couple.clock() + 60 * DAY).date()
    counted(couple, new, "alex", "sam")
    assert look_days(couple) == [day]


def test_a_code_works_once_and_for_72_hours(couple: Circle) -> None:
    used, late = code(couple), code(couple)
    couple.does("alex", therapists.lay, couple.us, used, couple.clock() + HOUR)
    couple.clock.passes(hours=72)
    for typed in (used, late, "no code", "0" * 26):
        with pytest.raises(Refused, match="practice-code"):
            couple.does("alex", therapists.lay, couple.us, typed, couple.clock() + HOUR)
    keep_up_once(couple.workplace)
    assert counts(couple) == [0, 0, 0]


def test_how_many_codes_are_open_does_not_tell_which_were_used(couple: Circle) -> None:
    used = code(couple)
    for _ in range(practice.MOST_CODES - 1):
        code(couple)
    couple.does("alex", therapists.lay, couple.us, used, couple.clock() + HOUR)
    for later in (timedelta(0), timedelta(hours=71)):
        couple.clock.passes(seconds=later.total_seconds())
        keep_up_once(couple.workplace)
        with pytest.raises(Refused, match="codes-full"):
            code(couple)
    couple.clock.passes(hours=1)
    keep_up_once(couple.workplace)
    assert code(couple)


@both_engines
def test_two_codes_at_once_are_not_more_than_there_may_be(couple: Circle, monkeypatch: pytest.MonkeyPatch) -> None:
    practises(couple)
    monkeypatch.setattr(practice, "MOST_CODES", 1)
    pause = Pause()
    monkeypatch.setattr(practice.rows, "add_code", pause.before(practice.rows.add_code))
    results = at_once([partial(code, couple), partial(pause.ends, partial(code, couple))])
    assert sorted(str(one) for one in results if isinstance(one, Refused)) == ["codes-full"]


def test_a_code_is_not_made_with_a_key_that_is_over(couple: Circle) -> None:
    practises(couple)
    before = couple.changes_passphrase("noor")
    with pytest.raises(Locked), couple.workplace.writing() as ctx:
        practice.make_code(ctx, before, "Tuesdays")


def test_nobody_is_their_own_therapist(couple: Circle) -> None:
    practises(couple, "sam")
    with pytest.raises(Refused, match="practice-code"):
        proposes(couple, "alex", "sam")
    with pytest.raises(NotFound):
        couple.does("alex", practice.make_code, "us")


def test_there_is_room_for_so_many_and_they_are_apart(couple: Circle) -> None:
    first = proposes(couple)
    practises(couple, "omar", TERMS.model_copy(update={"name": "Omar"}))
    second = proposes(couple, "sam", "omar")
    says(couple, second, "alex", "sam")
    for _ in range(MOST_LINKS - 2):
        proposes(couple)
    with pytest.raises(Refused, match="links-full"):
        proposes(couple)
    couple.clock.passes(hours=1)
    assert (state(couple, first), state(couple, second)) == (None, State.IN_FORCE)
    assert (caseload(couple), [one.address for one in caseload(couple, "omar")]) == ([], [second])


@pytest.mark.parametrize("after", [timedelta(0), timedelta(days=14, seconds=1)])
def test_a_count_has_its_time_within_two_weeks(couple: Circle, after: timedelta) -> None:
    with pytest.raises(Refused, match="past" if not after else "count-too-far"):
        couple.does("alex", therapists.lay, couple.us, code(couple), couple.clock() + after)


def test_strangers_and_who_is_elsewhere_find_nothing(couple: Circle) -> None:
    here = agree(couple, "alex", "sam")
    couple.join("stranger")
    with pytest.raises(NotFound):
        couple.asks("stranger", therapists.of_partnership, couple.us)
    for service, given in (
        (therapists.say, (True,)),
        (therapists.let_see, (frozenset(Sees),)),
        (therapists.end, ()),
    ):
        for name in ("stranger", "noor"):
            with pytest.raises(NotFound):
                couple.does(name, service, here, *given)
    with pytest.raises(NotFound):
        couple.does("stranger", therapists.lay, couple.us, code(couple), couple.clock() + HOUR)


@both_engines
def test_a_therapists_words_move_with_their_key(couple: Circle) -> None:
    here = agree(couple, "alex", "sam")
    waits = code(couple, label="Later")
    old = couple.changes_passphrase("noor")
    assert caseload(couple)[0].label == "Tuesdays"
    laid = couple.does("alex", therapists.lay, couple.us, waits, couple.clock() + HOUR)
    says(couple, laid, "alex", "sam")
    couple.clock.passes(hours=1)
    couple.recovers("noor")
    assert {one.label for one in caseload(couple)} == {"Tuesdays", "Later"}
    with couple.workplace.reading() as ctx:
        assert {one.label for one in practice.caseload(ctx, old)} == {""}, "the old key opens none of it"
    assert here in {one.address for one in caseload(couple)}


def test_a_therapist_who_deletes_their_account_ends_it_everywhere(couple: Circle) -> None:
    here, waits = agree(couple, "alex", "sam"), proposes(couple)
    couple.does("noor", own_data.delete_account)
    assert (state(couple, here), state(couple, waits)) == (State.ENDED, State.ENDED)
    found = seen(couple, "alex", here)
    assert found
    assert (found.statement, found.verified) == (TERMS, False)


def test_only_who_runs_the_server_verifies_and_a_new_name_is_looked_at_anew(couple: Circle) -> None:
    here = agree(couple, "alex", "sam")
    with couple.workplace.writing() as ctx:
        practice.verify(ctx, couple.people["noor"].id, True)
        with pytest.raises(NotFound):
            practice.verify(ctx, couple.people["sam"].id, True)
    assert seen(couple, "alex", here).verified  # type: ignore[union-attr]
    practises(couple, terms=TERMS.model_copy(update={"records": "Nothing."}))
    assert seen(couple, "alex", here).verified  # type: ignore[union-attr]
    practises(couple, terms=TERMS.model_copy(update={"name": "Someone else"}))
    assert not seen(couple, "alex", here).verified  # type: ignore[union-attr]


@both_engines
def test_two_who_type_one_code_in_one_moment_use_it_once(couple: Circle) -> None:
    typed, at = code(couple), couple.clock() + HOUR
    outcomes = at_once(
        [lambda name=name: couple.does(name, therapists.lay, couple.us, typed, at) for name in ("alex", "sam")]
    )
    assert sorted(type(one).__name__ for one in outcomes) == ["Address", "Refused"]
    assert counts(couple) == [1, 2, 1]
