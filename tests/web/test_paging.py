"""What somebody shows comes in pages: a year of it would be too much for one."""

from app.web.own_data import AT_ONCE
from tests.clock import Clock
from tests.web.rehearsal import Couple


def test_what_one_shows_comes_in_pages_the_latest_first(couple: Couple, clock: Clock) -> None:
    alex, _ = couple
    begun = []
    for _n in range(AT_ONCE + 1):
        begun.append(alex.starts("open-conversation"))
        alex.answers(5, text="A few words", share="partners")
        alex.seals()
        clock.passes(days=1)
        alex.signs_in()
    first = alex.opens("/account/data")
    assert len(first.html.select("main article")) == AT_ONCE
    assert not [one for one in first.links() if one.startswith(begun[0])]
    (earlier,) = [one for one in first.links() if one.startswith("/account/data?")]
    second = alex.opens(earlier)
    assert len(second.html.select("main article")) == 1
    assert [one for one in second.links() if one.startswith(begun[0])]
    for nonsense in ("0", "99", "x", "-1", "²"):
        assert alex.opens(f"/account/data?page={nonsense}").html.select("main article")
