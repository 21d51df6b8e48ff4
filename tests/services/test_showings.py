"""What a therapist is shown of a round: the AND over the circle of what each wants seen, of what the partners show each
other, from the link on, and only while all of it lasts."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update

from app.domain.answers import Reflection
from app.domain.therapists import SHOWING_LASTS
from app.services import consents, granting, own_data, partnerships, showings, summaries, therapists
from app.services.context import Context, NotFound, Refused
from app.services.granting import NOBODY, Subject
from app.services.granting import SHOWN as SHOWN_TO
from app.services.person import Unlocked
from app.services.rounds import Address
from app.startup import keep_up_once
from app.storage import showings as rows
from app.storage.tables import GrantRow, LinkRow, ShowingAssentRow, ShowingRow
from app.vault import boxes
from app.vault.ciphers import Unreadable
from app.vault.shown import open_shown
from tests.services.circle import Circle, words
from tests.services.test_therapists import TERMS, agree, both_engines, practises

ALL = frozenset({1, 2, 3, 4})


@pytest.fixture
def couple(couple: Circle) -> Circle:
    practises(couple)
    return couple


@pytest.fixture
def trio(trio: Circle) -> Circle:
    practises(trio)
    return trio


def opened(circle: Circle, *names: str, picks: tuple[str, ...] = ()) -> Address:
    """A round in which all of them answered everything and showed the first text."""
    here = circle.start(names[0])
    for name in names:
        circle.answer(name, here, *picks)
        circle.seal(name, here)
    circle.clock.passes(hours=1)
    circle.reads(names[0], here)
    return here


def ticks(circle: Circle, here: Address, link: therapists.Address, *names: str, numbers: frozenset[int] = ALL) -> None:
    for name in names:
        circle.does(name, summaries.show_to_therapist, here, link.link, numbers)


def sees(circle: Circle, link: therapists.Address, name: str = "noor") -> set[str]:
    """The words that this therapist can read."""
    return {
        answer.text
        for one in circle.asks(name, showings.for_therapist, link)
        for disclosure in one.shown.disclosures
        for answer in disclosure.answers.values()
        if isinstance(answer, Reflection)
    }


def matches(circle: Circle, link: therapists.Address) -> set[str]:
    found = circle.asks("noor", showings.for_therapist, link)
    return {item for one in found for items in one.shown.joint.matches.values() for item in items}


SHOWN = {words("alex", "shown"), words("sam", "shown")}


@both_engines
def test_what_everybody_wants_seen_is_seen_once_the_last_one_says_so(couple: Circle) -> None:
    link = agree(couple, "alex", "sam")
    here = opened(couple, "alex", "sam", picks=("dancing",))
    assert sees(couple, link) == set()
    ticks(couple, here, link, "alex")
    assert (sees(couple, link), matches(couple, link)) == (set(), set())
    ticks(couple, here, link, "sam")
    assert (sees(couple, link), matches(couple, link)) == (SHOWN, {"dancing"})
    (seen,) = couple.asks("noor", showings.for_therapist, link)
    assert sorted(seen.shown.names.values()) == ["Alex", "Sam"]
    assert seen.opened == couple.clock().date()


def test_a_link_that_cannot_be_read_keeps_nobody_from_taking_something_back(couple: Circle) -> None:
    link = agree(couple, "alex", "sam")
    here = opened(couple, "alex", "sam")
    ticks(couple, here, link, "alex", "sam")
    with couple.workplace.database.writing() as db:
        before = db.execute(select(LinkRow.settings)).scalar_one()
        db.execute(update(LinkRow).values(settings=b"spoiled"))
    couple.does("sam", summaries.withdraw, here, "shown")
    assert words("sam", "shown") not in str(couple.reads("alex", here))
    with couple.workplace.database.writing() as db:
        db.execute(update(LinkRow).values(settings=before))
    assert sees(couple, link) == set(), "nor for the therapist, should it be mended"


def opens(circle: Circle, here: Address, link: therapists.Address) -> bool:
    """Whether the therapist's own key opens anything of what lies there for them, shown or not."""

    def tried(ctx: Context, me: Unlocked) -> bool:
        (row,) = rows.granted_to(ctx.db, here.partnership, link.link, me.id, date.min)
        subject = Subject(here.partnership, here.round, SHOWN_TO, NOBODY)
        try:
            key = granting.open_direct(ctx, me.keyring, subject, link.link, row.sealed, row.epoch)
            open_shown(row.content, key, boxes.place("showings", str(here), link.link, SHOWN_TO, row.version))
        except Unreadable:
            return False
        return True

    return circle.asks("noor", tried)


def test_what_one_of_them_wants_seen_lets_the_therapists_key_open_nothing(couple: Circle) -> None:
    """No grant, no reading: not of a name either, and not of whether somebody wanted it."""
    link = agree(couple, "alex", "sam")
    here = opened(couple, "alex", "sam", picks=("dancing",))
    assert not opens(couple, here, link)
    ticks(couple, here, link, "alex")
    assert not opens(couple, here, link)
    ticks(couple, here, link, "sam")
    assert opens(couple, here, link), "the control"
    ticks(couple, here, link, "alex", numbers=frozenset())
    assert not opens(couple, here, link)


def test_per_prompt_and_never_what_is_kept_or_always_private(couple: Circle) -> None:
    link = agree(couple, "alex", "sam")
    here = opened(couple, "alex", "sam", picks=("dancing",))
    ticks(couple, here, link, "alex", numbers=frozenset({1, 2, 3}))
    ticks(couple, here, link, "sam", numbers=frozenset({1, 2, 3, 4}))
    assert (sees(couple, link), matches(couple, link)) == (SHOWN, set())


@pytest.mark.parametrize("who", ["alex", "sam", "kit"])
def test_of_three_each_ones_no_is_enough_and_looks_like_any_others(trio: Circle, who: str) -> None:
    link = agree(trio, "alex", "sam", "kit")
    here = opened(trio, "alex", "sam", "kit")
    ticks(trio, here, link, *({"alex", "sam", "kit"} - {who}))
    assert sees(trio, link) == set()
    ticks(trio, here, link, who)
    assert sees(trio, link) == SHOWN | {words("kit", "shown")}
    ticks(trio, here, link, who, numbers=frozenset())
    assert sees(trio, link) == set()


def test_nobody_reads_what_another_wants_seen(couple: Circle) -> None:
    link = agree(couple, "alex", "sam")
    here = opened(couple, "alex", "sam")
    before = couple.asks("sam", lambda ctx, me: showings.choices(ctx, here, couple.member("sam")))
    ticks(couple, here, link, "alex")
    assert couple.asks("sam", lambda ctx, me: showings.choices(ctx, here, couple.member("sam"))) == before
    assert before[0].mine == before[0].seen == frozenset()


@both_engines
def test_what_is_taken_back_from_the_partners_is_gone_for_the_therapist(couple: Circle) -> None:
    link = agree(couple, "alex", "sam")
    here = opened(couple, "alex", "sam", picks=("dancing",))
    ticks(couple, here, link, "alex", "sam")
    couple.does("sam", summaries.withdraw, here, "shown")
    assert sees(couple, link) == {words("alex", "shown")}
    couple.does("alex", summaries.withdraw_match, here, "mutual", "dancing")
    assert matches(couple, link) == set()


def test_holding_back_without_a_key_takes_all_of_it_and_brings_nothing_back_by_itself(couple: Circle) -> None:
    link = agree(couple, "alex", "sam")
    here = opened(couple, "alex", "sam")
    ticks(couple, here, link, "alex", "sam")
    couple.does("sam", summaries.hold_back, here)
    assert sees(couple, link) == set()
    ticks(couple, here, link, "alex")
    assert sees(couple, link) == set(), "Sam wants nothing seen any more"
    ticks(couple, here, link, "sam")
    assert sees(couple, link) == {words("alex", "shown")}


@pytest.mark.parametrize("end", ["end", "leave", "delete", "join"])
def test_when_the_link_ends_nothing_is_left_to_open(couple: Circle, end: str) -> None:
    link = agree(couple, "alex", "sam")
    here = opened(couple, "alex", "sam")
    ticks(couple, here, link, "alex", "sam")
    if end == "end":
        couple.does("sam", therapists.end, link)
    elif end == "leave":
        couple.does("sam", partnerships.leave, couple.us)
    elif end == "delete":
        couple.does("noor", own_data.delete_account)
    else:
        couple.join("kit")
        couple.accept("kit", couple.invite("alex", "sam"))
    assert left(couple) == {"showings": 0, "showing_assents": 0, "grants": 0}
    if end != "delete":
        assert sees(couple, link) == set()


def left(circle: Circle) -> dict[str, int]:
    with circle.workplace.database.reading() as db:
        grants = select(func.count()).select_from(GrantRow).where(GrantRow.subject == "shown")
        tables = {one.__tablename__: select(func.count()).select_from(one) for one in (ShowingRow, ShowingAssentRow)}
        return {name: db.execute(query).scalar_one() for name, query in {**tables, "grants": grants}.items()}


def test_rounds_from_before_the_link_cannot_be_shown(couple: Circle) -> None:
    before = opened(couple, "alex", "sam")
    link = agree(couple, "alex", "sam")
    with pytest.raises(NotFound):
        ticks(couple, before, link, "alex")
    assert couple.asks("alex", showings.rounds_for, link) == []
    assert sees(couple, link) == set()


def test_nothing_is_shown_of_what_is_not_open(couple: Circle) -> None:
    link = agree(couple, "alex", "sam")
    here = couple.start("alex")
    couple.answer("alex", here)
    couple.seal("alex", here)
    with pytest.raises(Refused, match="not-open"):
        ticks(couple, here, link, "alex")
    assert couple.asks("alex", showings.rounds_for, link) == []
    couple.clock.passes(hours=1)
    assert [one for one, _ in couple.asks("alex", showings.rounds_for, link)] == [here]


def test_two_therapists_are_apart(couple: Circle) -> None:
    noor = agree(couple, "alex", "sam")
    practises(couple, "omar", TERMS.model_copy(update={"name": "Omar"}))
    omar = agree(couple, "alex", "sam", therapist="omar")
    here = opened(couple, "alex", "sam")
    ticks(couple, here, noor, "alex", "sam")
    ticks(couple, here, omar, "alex")
    assert (sees(couple, noor), sees(couple, omar, "omar")) == (SHOWN, set())
    assert sees(couple, noor, "omar") == set(), "another's link opens nothing"
    ticks(couple, here, omar, "sam")
    ticks(couple, here, noor, "sam", numbers=frozenset())
    assert (sees(couple, noor), sees(couple, omar, "omar")) == (set(), SHOWN)


def test_it_ends_after_half_a_year_whatever_is_renewed(couple: Circle) -> None:
    link = agree(couple, "alex", "sam")
    here = opened(couple, "alex", "sam")
    ticks(couple, here, link, "alex", "sam")
    couple.clock.now += SHOWING_LASTS - timedelta(days=1)
    couple.does("alex", consents.renew, here)
    assert sees(couple, link) == SHOWN
    couple.clock.passes(days=1)
    assert sees(couple, link) == set(), "also before anything was swept"
    assert couple.asks("alex", showings.rounds_for, link) == []
    keep_up_once(couple.workplace)
    assert left(couple) == {"showings": 0, "showing_assents": 0, "grants": 0}
    assert couple.reads("sam", here).texts == SHOWN, "what the partners show each other goes on"


@both_engines
def test_it_moves_with_the_therapists_key(couple: Circle) -> None:
    link = agree(couple, "alex", "sam")
    here, later = opened(couple, "alex", "sam"), couple.start("alex", "talk")
    ticks(couple, here, link, "alex", "sam")
    old = couple.changes_passphrase("noor")
    assert sees(couple, link) == SHOWN
    for name in ("alex", "sam"):
        couple.answer(name, later)
        couple.seal(name, later)
    couple.clock.passes(hours=1)
    ticks(couple, later, link, "alex", "sam")
    assert len(couple.asks("noor", showings.for_therapist, link)) == 2
    with couple.workplace.reading() as ctx:
        assert showings.for_therapist(ctx, old, link) == [], "the old key opens none of it"


def test_the_partners_keys_may_change_too(couple: Circle) -> None:
    link = agree(couple, "alex", "sam")
    here = opened(couple, "alex", "sam")
    ticks(couple, here, link, "alex")
    couple.changes_passphrase("alex")
    ticks(couple, here, link, "sam")
    assert sees(couple, link) == SHOWN


def test_the_rows_say_nothing_of_whether_anything_is_shown(couple: Circle) -> None:
    link = agree(couple, "alex", "sam")
    here = couple.start("alex", "talk")

    def shape() -> list[tuple[int, ...]]:
        with couple.workplace.database.reading() as db:
            showing = db.execute(select(ShowingRow.content, ShowingRow.version)).one()
            ticked = db.execute(select(ShowingAssentRow.ticked)).scalars().all()
            grant = db.execute(select(GrantRow.sealed).where(GrantRow.subject == "shown")).scalar_one()
            return [tuple(map(len, showing)), tuple(map(len, ticked)), (len(grant),)]

    before = shape()
    for name in ("alex", "sam"):
        couple.answer(name, here)
        couple.seal(name, here)
    couple.clock.passes(hours=1)
    ticks(couple, here, link, "alex", "sam")
    assert sees(couple, link) == SHOWN
    assert shape() == before


def test_lines_over_time_are_made_of_what_is_shown_alone(couple: Circle) -> None:
    link = agree(couple, "alex", "sam")
    for _ in range(2):
        here = opened(couple, "alex", "sam")
        ticks(couple, here, link, "alex", "sam")
        couple.clock.passes(days=15)
    with pytest.raises(NotFound):
        couple.asks("noor", showings.over_time, link, lambda slug: slug == "another")
    seen = couple.asks("noor", showings.over_time, link, lambda slug: slug == "try-out")
    assert (len(seen.days), seen.charts, seen.names) == (2, (), {}), "it has texts only"


def test_the_list_of_what_one_shows_names_the_therapist(couple: Circle) -> None:
    link = agree(couple, "alex", "sam")
    here = opened(couple, "alex", "sam")
    before = couple.asks("alex", consents.in_force)
    ticks(couple, here, link, "alex")
    assert couple.asks("alex", consents.in_force) == before
    ticks(couple, here, link, "sam")
    assert [one.therapists for one in couple.asks("alex", consents.in_force)] == [(TERMS.name,)]
    couple.does("sam", summaries.show_to_therapist, here, link.link, {2})
    assert couple.asks("alex", consents.in_force) == before
