"""What is one's own: seeing what is shown, taking a copy along, reading it once more, and being gone."""

import json

from sqlalchemy import select, text

from app.services import upkeep
from app.services.workplace import Workplace
from app.startup import read_exercises
from app.storage.tables import Base, GrantRow, PersonRow
from tests.clock import Clock
from tests.navigators import Visitor, nth
from tests.pages import Page

ROUND_WORDS = "A quiet word from Alex"


def opened_round(couple: tuple[Visitor, Visitor], share: str = "partners") -> str:
    """Alex wrote and shared (or kept) everything, Sam sealed an empty sheet."""
    alex, sam = couple
    sam.joins_round(alex.starts("flexible-and-core"))
    alex.fills_in(nth(0, ROUND_WORDS), share=share)
    alex.seals()
    sam.seals()
    return alex.round


def asks(page: Page) -> list[str]:
    """The questions whose answers are listed there."""
    return [line.get_text().strip() for line in page.html.select("main article li")]


def test_the_list_of_what_is_shown_is_what_the_keys_allow(
    couple: tuple[Visitor, Visitor], workplace: Workplace
) -> None:
    alex, sam = couple
    opened_round(couple)
    page = alex.opens("/account/data")
    assert "Shown to Sam" in page.text
    assert "Since 24 November 2026, until 24 November 2027 at the latest" in page.text
    listed = asks(page)
    printed = {title.get_text() for title in alex.summary().html.select("article.point h3")}
    exercise = read_exercises().exercise("flexible-and-core", "en")
    assert exercise
    guesses = {prompt.ask for prompt in exercise.prompts if prompt.kind == "guess"}
    assert set(listed) == printed | guesses, "a guess is not printed as long as nobody shared what it is about"
    offered = alex.opens(f"{alex.round}/shown").html.select('button[name="prompt"]')
    assert {exercise.prompts[int(str(button["value"])) - 1].ask for button in offered} == set(listed)
    assert len(printed) > 3
    with workplace.database.reading() as db:
        readers = set(db.execute(select(GrantRow.reader).where(GrantRow.subject == "answers")).scalars())
    assert len(readers) == 2
    assert "No answer, at the moment" in sam.opens("/account/data").text


def test_taking_back_from_the_list_takes_it_from_everybody(couple: tuple[Visitor, Visitor]) -> None:
    alex, sam = couple
    opened_round(couple)
    before = asks(alex.opens("/account/data"))
    (link,) = alex.page.html.select('article a[href$="/shown"]')
    button = alex.opens(str(link["href"])).html.select('button[name="prompt"]')[0]
    asked = sam.summary().text
    alex.posts(f"{alex.round}/withdraw", prompt=str(button["value"]))
    assert asks(alex.opens("/account/data")) == before[1:]
    assert sam.summary().text != asked


def test_what_is_shown_ends_after_a_year_unless_it_is_renewed(
    couple: tuple[Visitor, Visitor], clock: Clock, workplace: Workplace
) -> None:
    alex, sam = couple
    opened_round(couple)
    clock.passes(days=364)
    assert ROUND_WORDS in _signed_in(sam).summary().text
    address = alex.round.removeprefix("/rounds/")
    _signed_in(alex).opens("/account/data")
    alex.posts("/account/data/renew", round=address)
    clock.passes(days=2)
    _keep_up(workplace)
    assert ROUND_WORDS in _signed_in(sam).summary().text
    assert "until 22 November 2028" in _signed_in(alex).opens("/account/data").text
    clock.passes(days=364)
    _keep_up(workplace)
    assert ROUND_WORDS not in _signed_in(sam).summary().text
    assert "No answer, at the moment" in _signed_in(alex).opens("/account/data").text


def _signed_in(somebody: Visitor) -> Visitor:
    somebody.client.delete_cookie("session")
    somebody.signs_in()
    return somebody


def _keep_up(workplace: Workplace) -> None:
    upkeep.sweep(workplace)


def test_own_sealed_answers_ask_for_the_passphrase_again(couple: tuple[Visitor, Visitor], clock: Clock) -> None:
    alex, _ = couple
    opened_round(couple, share="keep")
    assert ROUND_WORDS in alex.opens(f"{alex.round}/mine").text
    for _ in range(2):
        clock.passes(minutes=3)
        alex.opens("/")
    page = alex.opens(f"{alex.round}/mine")
    assert page.heading == "Is it you?"
    assert ROUND_WORDS not in page.text
    assert ROUND_WORDS in alex.unlocks().text
    assert alex.address == f"{alex.round}/mine"


def test_safety_never_asks_for_the_passphrase(couple: tuple[Visitor, Visitor], clock: Clock) -> None:
    alex, sam = couple
    opened_round(couple)
    clock.passes(minutes=11)
    page = alex.opens(alex.round)
    assert page.heading == "Locked"
    alex.posts(f"{alex.round}/hold-back")
    sam.opens("/")
    assert ROUND_WORDS not in sam.summary().text
    alex.opens(f"{alex.us}/place")
    alex.posts(f"{alex.us}/place")
    assert alex.opens(alex.us).heading == "Locked"
    alex.page = alex.opens("/unlock")
    assert alex.unlocks().heading == "Home"
    alex.opens(alex.us, 404)


def test_the_copy_holds_what_is_kept_only_where_it_was_picked(couple: tuple[Visitor, Visitor]) -> None:
    alex, _ = couple
    opened_round(couple, share="keep")
    page = alex.opens("/account/copy")
    kept = page.values("kept")
    assert len(kept) > 3
    assert not page.ticked()
    for picked in ([], kept[:1], kept):
        alex.opens("/account/copy")
        copied = json.loads(alex.posts("/account/copy", kept=picked, **{"as": "json"}).raw)
        assert sum(len(one["answers"]) for one in copied["rounds"]) == len(picked)
        assert not any(answer["shown"] for one in copied["rounds"] for answer in one["answers"])
    assert "do not pass it on" in copied["notice"]
    assert copied["places"] == [{"called": "us", "my_name": "Alex", "my_pronouns": ""}]


def test_what_is_shown_is_in_the_copy_by_itself(couple: tuple[Visitor, Visitor]) -> None:
    alex, _ = couple
    opened_round(couple)
    alex.opens("/account/copy")
    response = alex.posts("/account/copy", **{"as": "json"})
    assert ROUND_WORDS in response.raw.decode()
    assert response.headers["Content-Disposition"] == "attachment; filename=copy.json"


def test_a_deleted_account_leaves_no_row_and_looks_like_silence(
    couple: tuple[Visitor, Visitor], workplace: Workplace
) -> None:
    alex, sam = couple
    opened_round(couple)
    assert ROUND_WORDS in sam.summary().text
    with workplace.database.reading() as db:
        people = set(db.execute(select(PersonRow.person)).scalars())
    alex.opens("/account/whole")
    cookie = alex.client.get_cookie("session")
    alex.posts("/account/whole")
    with workplace.database.reading() as db:
        gone = people - set(db.execute(select(PersonRow.person)).scalars())
        assert len(gone) == 1
        for table in Base.metadata.tables.values():
            for column in table.columns:
                if column.name == "person":
                    found = db.execute(select(column).where(column == next(iter(gone)))).all()
                    assert not found, table.name
        assert db.execute(text("SELECT count(*) FROM sessions")).scalar_one() == 1
    page = sam.summary()
    assert ROUND_WORDS not in page.text
    assert "Nothing is shared here" in page.text
    assert "Alex and Sam" in page.text.replace("Sam and Alex", "Alex and Sam")
    assert cookie is not None
    alex.client.set_cookie("session", cookie.value)
    assert alex.opens(sam.us).heading == "Sign in"
    alex.signs_in(status=422)
