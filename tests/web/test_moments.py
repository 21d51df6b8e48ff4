"""Good moments: proposed by anybody, kept if everybody says yes, ended by anybody."""

from collections.abc import Callable

import pytest

from app.services.workplace import Workplace
from tests.clock import Clock
from tests.navigators import Visitor
from tests.pages import Page
from tests.statements import statement_counter
from tests.web.prompts import number_of
from tests.web.rehearsal import Couple

SLUG = "good-moments"
TEXT, OWN = number_of(SLUG, "reflection"), number_of(SLUG, "reflection", private=True)
WORDS = "The snow at the bus stop"


def place(somebody: Visitor) -> str:
    return f"/moments/{somebody.us.removeprefix('/us/')}"


def proposes(somebody: Visitor, words: str = WORDS, status: int = 200) -> str:
    somebody.opens(place(somebody))
    return somebody.posts(place(somebody), status, words=words).address


def says_yes(*people: Visitor, at: str) -> None:
    for one in people:
        one.opens(at)
        one.posts(f"{at}/yes")


def main(page: Page) -> str:
    found = page.html.select_one("main")
    assert found
    return " ".join(found.get_text(" ").split())


@pytest.fixture
def shared(couple: Couple) -> Couple:
    """An opened round in which both have shown one thing, and kept another."""
    alex, _ = couple
    alex.starts(SLUG)
    for one in couple:
        one.joins_round(alex.round)
        one.answers(TEXT, text=f"Jam, said {one.name}", share="partners")
        one.answers(OWN, text=f"Kept by {one.name}")
        one.seals()
    return couple


def test_with_everybodys_yes_it_is_kept_from_the_next_evening(couple: Couple, clock: Clock) -> None:
    alex, sam = couple
    at = proposes(alex)
    says_yes(alex, sam, at=at)
    for one in couple:
        page = one.opens(place(one))
        assert "None is kept yet." in page.text
        assert WORDS in page.text, "it waits, for everybody to read"
    clock.passes(hours=27)
    for one in couple:
        one.signs_in()
        page = one.opens(place(one))
        assert "Kept since 25 November 2026" in page.text
        assert "Waiting for the count" not in page.text
    assert alex.opens(place(alex)).html.select_one("main article").get_text() == (  # type: ignore[union-attr]
        sam.opens(place(sam)).html.select_one("main article").get_text()  # type: ignore[union-attr]
    )


def test_there_is_time_to_say_yes(couple: Couple, clock: Clock) -> None:
    """Drafted late in the afternoon, it is counted on the evening after."""
    alex, _ = couple
    at = proposes(alex)
    counted_on = main(alex.opens(at)).split("It is counted on ")[1].split(" .")[0]
    clock.passes(hours=5, minutes=50)
    alex.signs_in()
    assert f"Counted on {counted_on}" in main(alex.opens(place(alex)))


def test_without_one_yes_it_is_gone_without_a_word(couple: Couple, clock: Clock) -> None:
    alex, _ = couple
    before = main(alex.opens(place(alex)))
    at = proposes(alex)
    says_yes(alex, at=at)
    clock.passes(hours=31)
    for one in couple:
        one.signs_in()
        assert main(one.opens(place(one))) == before
        one.opens(at, 404)


def test_what_waits_looks_the_same_for_everybody_whoever_said_yes(couple: Couple) -> None:
    alex, sam = couple
    at = proposes(alex)
    pages = [main(one.opens(place(one))) for one in couple]
    says_yes(alex, at=at)
    pages += [main(one.opens(place(one))) for one in couple]
    says_yes(sam, at=at)
    pages += [main(one.opens(place(one))) for one in couple]
    assert len(set(pages)) == 1
    assert "Alex" not in pages[0]


def test_the_latest_comes_first_and_anybody_ends_one_alone(couple: Couple, clock: Clock) -> None:
    alex, sam = couple
    for words in ("The first one", "The second one"):
        says_yes(alex, sam, at=proposes(alex, words))
        clock.passes(hours=31)
        for one in couple:
            one.signs_in()
    text = main(sam.opens(place(sam)))
    assert text.index("The second one") < text.index("The first one")
    (_, at) = [one for one in sam.page.links() if one.startswith("/agreements/")][:2]
    sam.opens(at)
    sam.posts(f"{at}/end")
    for one in couple:
        text = main(one.opens(place(one)))
        assert "The first one" not in text
        assert "The second one" in text


def test_alone_it_is_kept_at_once(joined: Callable[[str], Visitor]) -> None:
    kim = joined("kim")
    kim.begins_partnership("mine", "Kim")
    proposes(kim)
    page = kim.opens(place(kim))
    assert WORDS in page.html.select_one("main article").get_text()  # type: ignore[union-attr]
    assert "You are alone here" in page.text


@pytest.mark.parametrize(
    ("words", "said"),
    [("  ", "Please write a few words."), ("x" * 1501, "This is longer than there is room for.")],
)
def test_what_cannot_be_kept_is_said_and_what_was_typed_stays(couple: Couple, words: str, said: str) -> None:
    alex, _ = couple
    proposes(alex, words, 422)
    assert said in alex.page.text
    assert alex.page.html.select_one("textarea").get_text().strip("\n") == words  # type: ignore[union-attr]


# -- from a round


def test_the_summary_leads_there_where_something_can_be_kept(shared: Couple) -> None:
    alex, sam = shared
    assert f"{alex.round}/keep" in alex.summary().links()
    assert f"{alex.round}/keep" in sam.opens(place(sam)).links()
    alex.starts("comfort-me")
    for one in shared:
        one.joins_round(alex.round)
        one.seals()
    assert f"{alex.round}/keep" not in alex.summary().links()
    assert alex.opens(f"{alex.round}/keep").address == alex.round


def test_what_is_shared_there_can_be_proposed_whoever_wrote_it(shared: Couple) -> None:
    alex, _ = shared
    pages = [one.opens(f"{alex.round}/keep") for one in shared]
    assert pages[0].labels("moment") == pages[1].labels("moment")
    offered = pages[0].labels("moment")
    assert len(offered) == 2
    assert "Kept by" not in pages[0].text
    key = next(key for key, label in offered.items() if "Jam, said sam" in label)
    at = alex.posts(f"{alex.round}/keep", moment=key).address
    for one in shared:
        page = one.opens(at)
        assert "Jam, said sam" in page.text
        assert f"{alex.round}/summary" in page.links(), "and where it grew from"


def test_what_was_taken_back_meanwhile_is_not_there_to_be_kept(shared: Couple) -> None:
    alex, sam = shared
    page = alex.opens(f"{alex.round}/keep")
    key = next(key for key, label in page.labels("moment").items() if "Jam, said sam" in label)
    sam.opens(f"{sam.round}/shown")
    sam.posts(f"{sam.round}/withdraw", prompt=str(TEXT))
    alex.posts(f"{alex.round}/keep", 422, moment=key)
    assert "Please choose from what is offered." in alex.page.text
    assert "Jam, said sam" not in alex.page.text
    assert "said sam" not in main(alex.opens(place(alex)))


def test_nothing_chosen_is_said(shared: Couple) -> None:
    alex, _ = shared
    alex.opens(f"{alex.round}/keep")
    alex.posts(f"{alex.round}/keep", 422)
    assert "Please choose one of them." in alex.page.text


def test_before_the_opening_there_is_nothing(couple: Couple) -> None:
    alex, _ = couple
    alex.starts(SLUG)
    assert alex.opens(f"{alex.round}/keep").address == alex.round
    assert f"{alex.round}/keep" not in alex.opens(place(alex)).links()


def test_what_nobody_shows_leaves_nothing_to_keep(couple: Couple) -> None:
    alex, _ = couple
    alex.starts(SLUG)
    for one in couple:
        one.joins_round(alex.round)
        one.seals()
    assert "There is nothing here that could be kept" in alex.opens(f"{alex.round}/keep").text
    assert f"{alex.round}/keep" not in alex.summary().links()


def test_it_takes_as_many_statements_whatever_there_is(shared: Couple, workplace: Workplace, clock: Clock) -> None:
    alex, sam = shared

    def counted() -> int:
        with statement_counter(workplace.database) as statements:
            assert alex.client.get(place(alex)).status_code == 200
        return len(statements)

    proposes(alex, "The first one")
    one = counted()
    for words in ("The second one", "The third one"):
        proposes(sam, words)
        alex.starts(SLUG, "at", "20-minutes")
    alex.opens("/")
    assert counted() == one <= 10


def test_strangers_find_nothing(shared: Couple, stranger: Visitor) -> None:
    alex, _ = shared
    key = next(iter(alex.opens(f"{alex.round}/keep").labels("moment")))
    stranger.opens(f"{alex.round}/keep", 404)
    stranger.opens("/help")
    stranger.posts(f"{alex.round}/keep", 404, moment=key)
    stranger.opens("/help")
    stranger.posts(place(alex), 404, words=WORDS)
    stranger.opens(place(alex), 404)


def test_what_was_shared_before_somebody_came_is_not_laid_before_them(
    shared: Couple, sentence: Callable[[str], str]
) -> None:
    """Whoever takes up an invitation sees nothing earlier, and a draft could be read at once."""
    alex, sam = shared
    (key, *_) = sam.opens(f"{alex.round}/keep").labels("moment")
    alex.opens(alex.us)
    alex.posts(f"{alex.us}/invitations")
    sam.invites()
    sam.opens(f"{alex.round}/keep")
    page = sam.posts(f"{alex.round}/keep", 422, moment=key)
    assert sentence("shown-to-fewer") in page.text
    assert "Waiting for the count" not in sam.opens(place(sam)).text
    sam.opens(alex.us)
    sam.posts(f"{alex.us}/invitations/revoke")
    sam.opens(f"{alex.round}/keep")
    assert sam.posts(f"{alex.round}/keep", moment=key).address.startswith("/agreements/")
