"""Items that a partnership adds for itself: who has them, what a round keeps, and what a thief sees of it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, update

from app import startup
from app.config import Settings
from app.domain.answers import Share, Sort
from app.domain.compared import Matched
from app.domain.compared import Sorted as SortedCards
from app.domain.exercise import Opens, Pile
from app.domain.files import edition
from app.domain.items import AT_MOST, LONGEST
from app.ports import Ports
from app.services import items, names, summaries, worksheets
from app.services.context import NotFound, Refused
from app.services.rounds import Address
from app.services.workplace import Workplace
from app.storage import partnerships
from app.storage.library import Library
from app.storage.tables import PartnershipRow, RoundRow, WorksheetRow
from app.vault.ciphers import bind
from app.vault.items import item_id, seal_copy
from tests.clock import Clock
from tests.makers import make_exercise, make_prompt
from tests.services.circle import Circle, Pause, at_once

both_engines = pytest.mark.parametrize("engine", ["sqlite", "postgresql"])

BLIND = make_prompt("mutual", items="massage dancing picnic bath singing", own_items=True)
CARDS = make_prompt("sort", own_items=True)
EXERCISE = make_exercise(CARDS, BLIND, slug="try-out")
SWIM, TEA = "Swimming at night", "Tea in the bath"


@pytest.fixture
def workplace(settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workplace]:
    made = edition({"en": EXERCISE})
    monkeypatch.setattr(startup, "read_exercises", lambda: Library({"try-out": made}, {made.hash: made}))
    prepared = startup.prepare(settings, Ports(clock=clock))
    yield prepared
    prepared.database.close()


def adds(circle: Circle, name: str, words: str, prompt=BLIND) -> None:
    circle.does(name, items.add, circle.us, EXERCISE, prompt, words)


def removes(circle: Circle, name: str, words: str, prompt=BLIND) -> None:
    (found,) = [one for one in listed(circle, name, prompt) if one.text == words]
    circle.does(name, items.remove, circle.us, EXERCISE, prompt, found.id)


def listed(circle: Circle, name: str, prompt=BLIND):
    return circle.asks(name, items.of_exercise, circle.us, EXERCISE)[prompt.id]


def words(circle: Circle, name: str, prompt=BLIND) -> list[str]:
    return [one.text for one in listed(circle, name, prompt)]


def in_round(circle: Circle, name: str, here: Address, prompt=BLIND) -> list[str]:
    return [item.text for item in circle.sheet(name, here).exercise.prompt(prompt.id).items if item.own]


def id_of(circle: Circle, here: Address, words: str, prompt=BLIND) -> str:
    (found,) = [item.id for item in circle.sheet("alex", here).exercise.prompt(prompt.id).items if item.text == words]
    return found


def points(circle: Circle, name: str, here: Address):
    circle.clock.passes(hours=1)
    circle.reads(name, here)
    summary = circle.asks(name, summaries.read, here).summary
    return [point.comparison for point in (*summary.first, *summary.rest)]


@both_engines
def test_everybody_there_sees_adds_and_takes_out(couple: Circle) -> None:
    adds(couple, "alex", TEA)
    adds(couple, "sam", SWIM)
    adds(couple, "sam", SWIM, CARDS)
    for name in ("alex", "sam"):
        assert words(couple, name) == [SWIM, TEA]
        assert words(couple, name, CARDS) == [SWIM]
    removes(couple, "sam", TEA)
    removes(couple, "alex", SWIM)
    assert words(couple, "alex") == []
    assert words(couple, "alex", CARDS) == [SWIM]


def test_nobody_else_does(couple: Circle) -> None:
    couple.join("kit")
    for service in (
        lambda: couple.asks("kit", items.of_exercise, couple.us, EXERCISE),
        lambda: couple.does("kit", items.add, couple.us, EXERCISE, BLIND, TEA),
        lambda: couple.does("kit", items.remove, couple.us, EXERCISE, BLIND, "own-1"),
    ):
        with pytest.raises(NotFound):
            service()


def test_what_can_not_be_added_is_refused(couple: Circle) -> None:
    for n in range(AT_MOST):
        adds(couple, "alex", f"Idea {n}")
    with pytest.raises(Refused, match="item-full"):
        adds(couple, "sam", TEA)
    with pytest.raises(Refused, match="item-empty"):
        adds(couple, "sam", "", CARDS)
    assert len(words(couple, "sam")) == AT_MOST


def test_a_list_has_an_end(couple: Circle) -> None:
    """Far from what anybody will add: ten of the longest there can be for each of some exercises."""

    def one_more(n: int) -> None:
        other = EXERCISE.model_copy(update={"slug": f"other-{n // AT_MOST}"})
        couple.does("alex", items.add, couple.us, other, BLIND, f"{n % AT_MOST}".ljust(LONGEST, "\U0001f600"))

    for n in range(40):
        one_more(n)
    with pytest.raises(Refused, match="item-full"):
        [one_more(n) for n in range(40, 60)]


@both_engines
def test_two_who_add_at_once_both_do(couple: Circle, monkeypatch: pytest.MonkeyPatch) -> None:
    pause = Pause()
    write = pause.before(partnerships.keep_items, lambda *_: not pause.reached.is_set())
    monkeypatch.setattr(partnerships, "keep_items", write)
    both = [lambda: adds(couple, "alex", TEA), lambda: pause.ends(lambda: adds(couple, "sam", SWIM))]
    assert at_once(both) == [None, None]
    assert words(couple, "alex") == [SWIM, TEA]


@both_engines
def test_a_round_keeps_what_there_was_at_its_start(couple: Circle) -> None:
    adds(couple, "alex", TEA)
    here = couple.start("alex")
    removes(couple, "sam", TEA)
    adds(couple, "sam", SWIM)
    for name in ("alex", "sam"):
        assert in_round(couple, name, here) == [TEA]
        assert in_round(couple, name, here, CARDS) == []


def test_who_comes_later_sees_the_list_and_no_earlier_round(couple: Circle) -> None:
    adds(couple, "alex", TEA)
    here = couple.start("alex")
    couple.join("kit")
    couple.accept("kit", couple.invite("alex", "sam"))
    assert words(couple, "kit") == [TEA]
    with pytest.raises(NotFound):
        couple.sheet("kit", here)


def fill_in(circle: Circle, here: Address, *picks: str) -> None:
    for name in ("alex", "sam"):
        circle.save(name, here, BLIND.id, picks)
        circle.seal(name, here)


def test_it_is_picked_and_matched_and_counts_in_the_third(couple: Circle) -> None:
    adds(couple, "alex", TEA)
    here = couple.start("alex")
    assert couple.sheet("sam", here).exercise.prompt(BLIND.id).at_most == 2
    fill_in(couple, here, id_of(couple, here, TEA), "dancing")
    for name in ("alex", "sam"):
        (found,) = points(couple, name, here)
        assert isinstance(found, Matched)
        assert {item.text for item in found.items} == {TEA, "Dancing"}


def test_a_card_is_sorted_and_compared(couple: Circle) -> None:
    adds(couple, "alex", TEA, CARDS)
    here = couple.start("alex")
    card = id_of(couple, here, TEA, CARDS)
    for name, pile in (("alex", Pile.CORE), ("sam", Pile.TALK)):
        with couple.workplace.writing() as ctx:
            sheet = worksheets.find(ctx, couple.people[name], here, to_change=True)
            prompt = sheet.exercise.prompt(CARDS.id)
            worksheets.save(ctx, couple.people[name], sheet, prompt, Sort(piles={card: pile}), Share.PARTNERS)
        couple.seal(name, here)
    (found,) = points(couple, "sam", here)
    assert isinstance(found, SortedCards)
    assert [row.item.text for row in found.rows] == [TEA]


def test_a_new_passphrase_still_opens_them(couple: Circle) -> None:
    adds(couple, "alex", TEA)
    here = couple.start("alex")
    couple.changes_passphrase("alex")
    assert words(couple, "alex") == in_round(couple, "alex", here) == [TEA]


def partnership_key(circle: Circle, name: str) -> bytes:
    with circle.workplace.reading() as ctx:
        return names.key_of(ctx, circle.people[name], circle.us, circle.member(name))


def test_words_changed_after_the_answers_come_to_stand_beside_no_answer(couple: Circle) -> None:
    """By somebody who writes the database and has the partnership key: the worst there can be."""
    adds(couple, "alex", TEA)
    here = couple.start("alex")
    fill_in(couple, here, id_of(couple, here, TEA))
    key = partnership_key(couple, "sam")
    bound = bind("rounds", here.partnership, here.round, "items")
    with couple.workplace.writing() as ctx:
        forged = seal_copy({BLIND.id: ("Something else",)}, key, bound, EXERCISE, ctx.random)
        ctx.db.execute(update(RoundRow).where(RoundRow.round == here.round).values(items=forged))
    assert in_round(couple, "alex", here) == ["Something else"]
    assert points(couple, "alex", here) == []


def test_a_copy_that_can_not_be_read_adds_nothing(couple: Circle) -> None:
    adds(couple, "alex", TEA)
    here = couple.start("alex")
    with couple.workplace.writing() as ctx:
        ctx.db.execute(update(RoundRow).values(items=ctx.random(64)))
    assert in_round(couple, "alex", here) == []


@both_engines
def test_a_thief_sees_neither_how_many_there_are_nor_how_long(workplace: Workplace, clock: Clock) -> None:
    seen = []
    for n, added in enumerate(((), (TEA,), tuple(f"{n}".ljust(LONGEST, "\U0001f600") for n in range(AT_MOST)))):
        circle = Circle(workplace, clock)
        circle.found(f"alex-{n}", f"sam-{n}")
        for text in added:
            for prompt in (BLIND, CARDS):
                adds(circle, f"alex-{n}", text, prompt)
        circle.start(f"alex-{n}", opens=Opens.AT)
        with workplace.reading() as ctx:
            mine = ctx.db.execute(select(PartnershipRow.items).where(PartnershipRow.partnership == circle.us)).all()
            round_ = ctx.db.execute(select(RoundRow.items).where(RoundRow.partnership == circle.us)).all()
            sheets = ctx.db.execute(
                select(WorksheetRow.answers, WorksheetRow.picks).where(WorksheetRow.partnership == circle.us)
            ).all()
        seen.append([tuple(map(len, row)) for row in (*mine, *round_, *sheets)])
    assert seen[0] == seen[1] == seen[2]


def test_no_word_of_them_lies_in_the_files(couple: Circle, settings: Settings) -> None:
    adds(couple, "alex", TEA)
    here = couple.start("alex")
    fill_in(couple, here, id_of(couple, here, TEA))
    points(couple, "alex", here)
    id_ = item_id(partnership_key(couple, "alex"), BLIND.id, TEA)
    for file in settings.data.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert TEA.encode() not in content
            assert id_.encode() not in content
