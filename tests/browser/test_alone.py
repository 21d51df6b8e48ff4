"""One person alone: a partnership of one, no special case."""

from tests.browser.conftest import Newcomer


def test_somebody_alone_answers_seals_and_comes_back_to_their_words(server: str, newcomer: Newcomer) -> None:
    rowan = newcomer(server)
    rowan.joins("rowan-alone")
    rowan.sees("You can begin alone or with someone.")
    rowan.begins_place("My own pages", "Rowan")
    rowan.starts("boundary-check-in", opens="ready")
    assert rowan.answers_everything(2, share="partners") == 6
    rowan.seals()
    rowan.follows("Read what was shared")
    rowan.sees("These are your own words, for you to come back to.")
    rowan.sees("Not now")
    rowan.sees_no("My own words 5")


def test_what_is_for_oneself_alone_has_no_way_to_be_shared(server: str, newcomer: Newcomer) -> None:
    ari = newcomer(server)
    ari.joins("ari-alone")
    ari.begins_place("My own pages", "Ari")
    ari.starts("safe-to-say", opens="ready")
    ari.opens(f"{ari.round}/prompts/1")
    ari.sees("This one is for you alone.")
    assert ari.page.locator("[name^=share]").count() == 0
    ari.answers_everything(1)
    assert ari.page.locator("[name^=share]").count() == 0
    ari.seals()
    ari.reads_summary()
    ari.sees("What you thought about is yours to keep.")
