"""Two tabs of one person: nobody's words are written over unseen, and nobody is stopped without need."""

from collections.abc import Callable

from app.services.workplace import Workplace
from tests.navigators import Visitor
from tests.web.contents import nothing_is_saved
from tests.web.prompts import BLIND, READY, number_of
from tests.web.rehearsal import Couple

Sentence = Callable[[str], str]

TEXT = number_of(READY, "reflection")
SCALE = number_of(READY, "scale")


def version_seen(somebody: Visitor, number: int) -> str:
    """What a tab that is open now would send."""
    return somebody.prompt(number).values("version")[0]


def test_an_older_tab_gets_both_texts_and_writes_over_neither(in_round: Couple, workplace: Workplace) -> None:
    alex, _ = in_round
    older = version_seen(alex, TEXT)
    alex.answers(TEXT, text="Written in the newer tab", share="keep")
    with nothing_is_saved(workplace):
        page = alex.posts(f"{alex.round}/prompts/{TEXT}", 409, version=older, text="Written in the older tab")
    assert page.html.select_one("textarea#text").get_text().strip() == "Written in the newer tab"  # type: ignore[union-attr]
    assert page.html.select_one("textarea#own").get_text().strip() == "Written in the older tab"  # type: ignore[union-attr]
    assert page.ticked()["share"] == ["keep"]


def test_the_conflict_page_itself_can_be_saved(in_round: Couple) -> None:
    alex, _ = in_round
    older = version_seen(alex, TEXT)
    alex.answers(TEXT, text="Newer")
    page = alex.posts(f"{alex.round}/prompts/{TEXT}", 409, version=older, text="Older")
    alex.posts(f"{alex.round}/prompts/{TEXT}", version=page.values("version")[0], text="Newer and older")
    assert "Newer and older" in alex.prompt(TEXT).text


def test_tabs_on_different_prompts_do_not_meet(in_round: Couple) -> None:
    alex, _ = in_round
    text, scale = version_seen(alex, TEXT), version_seen(alex, SCALE)
    alex.posts(f"{alex.round}/prompts/{SCALE}", version=scale, point="2")
    alex.posts(f"{alex.round}/prompts/{TEXT}", version=text, text="In my own time")
    assert alex.prompt(SCALE).ticked()["point"] == ["2"]
    assert "In my own time" in alex.prompt(TEXT).text


def test_an_older_tab_does_not_bring_back_what_a_newer_one_took_out(in_round: Couple, workplace: Workplace) -> None:
    alex, _ = in_round
    alex.answers(TEXT, text="Better not")
    older = version_seen(alex, TEXT)
    alex.answers(TEXT, skip="1")
    with nothing_is_saved(workplace):
        alex.posts(f"{alex.round}/prompts/{TEXT}", 409, version=older, text="Better not")


def test_an_older_tab_does_not_share_what_a_newer_one_keeps(in_round: Couple, workplace: Workplace) -> None:
    alex, _ = in_round
    alex.answers(TEXT, text="The same words", share="partners")
    older = version_seen(alex, TEXT)
    alex.answers(TEXT, text="The same words", share="keep")
    with nothing_is_saved(workplace):
        page = alex.posts(f"{alex.round}/prompts/{TEXT}", 409, version=older, text="The same words", share="partners")
    assert page.ticked()["share"] == ["keep"]


def test_saving_the_same_twice_is_no_conflict(in_round: Couple) -> None:
    alex, _ = in_round
    version = version_seen(alex, TEXT)
    for _ in range(2):
        alex.posts(f"{alex.round}/prompts/{TEXT}", version=version, text="Pressed twice", share="partners")
    assert alex.prompt(TEXT).ticked()["share"] == ["partners"]
    older = version_seen(alex, TEXT)
    for _ in range(2):
        alex.posts(f"{alex.round}/prompts/{TEXT}", version=older, skip="1", text="Pressed twice", share="partners")
    assert "Pressed twice" not in alex.prompt(TEXT).text


def test_blind_picks_of_an_older_tab_are_not_taken(in_blind_round: Couple, workplace: Workplace) -> None:
    alex, _ = in_blind_round
    number = number_of(BLIND, "mutual")
    older = version_seen(alex, number)
    offered = alex.page.values("picks")
    alex.answers(number, picks=offered[:1])
    with nothing_is_saved(workplace):
        page = alex.posts(f"{alex.round}/prompts/{number}", 409, version=older, picks=offered[1:2])
    assert page.ticked()["picks"] == offered[:1]


def test_the_script_that_saves_along_is_told_in_its_own_words(in_round: Couple, workplace: Workplace) -> None:
    alex, _ = in_round
    address, older = f"{alex.round}/prompts/{TEXT}", version_seen(alex, TEXT)
    token = alex.token
    saved = alex.sends(address, csrf_token=token, version=older, text="First", autosave="1")
    assert saved.status_code == 200
    again = alex.sends(address, csrf_token=token, version=saved.json["version"], text="First and more", autosave="1")  # type: ignore[index]
    assert again.status_code == 200
    with nothing_is_saved(workplace):
        late = alex.sends(address, csrf_token=token, version=older, text="From another tab", autosave="1")
    assert late.status_code == 409
    assert set(late.json) == {"error"}  # type: ignore[arg-type]  # JSON is there
    assert alex.posts(address, version=again.json["version"], text="Done").address.endswith(f"/{TEXT + 1}")  # type: ignore[index]


def test_what_was_reviewed_is_what_is_sealed(in_round: Couple, workplace: Workplace, sentence: Sentence) -> None:
    """A review that is older than an answer does not decide about it."""
    alex, _ = in_round
    alex.answers(TEXT, text="Fine to share", share="partners")
    review = alex.opens(f"{alex.round}/review")
    fields = {name: values[0] for name, values in review.ticked().items()}
    seen = review.values("version")[0]
    alex.answers(TEXT, text="Only for myself", share="keep")
    with nothing_is_saved(workplace):
        page = alex.posts(f"{alex.round}/review", 409, version=seen, **fields)
    assert sentence("conflict") in page.text
    assert "Only for myself" in page.text
    assert page.ticked() == {}
    alex.posts(f"{alex.round}/review", version=page.values("version")[0], **{f"share-{TEXT}": "keep"})
    assert alex.page.heading == "Flexible, or core to me"
    assert "You’ve finished." in alex.page.text
