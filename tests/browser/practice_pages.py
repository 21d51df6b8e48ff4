"""The pages of a therapist, and those that partners see of one, in each language."""

from app.web.exercises import opaque
from tests.browser.conftest import Newcomer
from tests.browser.servers import Moved
from tests.browser.speaking import InEachLanguage, joined
from tests.navigators import Visitor
from tests.phones import sets_up
from tests.therapists import (
    TERMS,
    agree,
    agrees_on,
    client_of,
    do,
    gives,
    let_see_all,
    makes_code,
    practises,
    proposes,
    show,
)


class PracticePages(InEachLanguage):
    def test_pages_of_who_begins_a_practice(self, moving: Moved, newcomer: Newcomer) -> None:
        visitor = Visitor(moving.app)
        visitor.joins("noor")
        noor = newcomer(moving.address).goes_on_as(visitor)
        self.in_each_language(visitor, noor, "practice-closed", lambda: noor.opens("/practice"))
        sets_up(visitor, moving.clock)
        self.in_each_language(visitor, noor, "practice-begun", lambda: noor.opens("/practice"))

        def states_nothing() -> None:
            noor.opens("/practice/statement")
            with noor.expecting("status of 422"):
                noor.sends("duties")

        self.in_each_language(visitor, noor, "practice-statement-refused", states_nothing)
        visitor.opens("/practice/statement")
        visitor.posts("/practice/statement", **TERMS)
        self.in_each_language(visitor, noor, "practice-empty", lambda: noor.opens("/practice"))
        self.in_each_language(visitor, noor, "practice-statement", lambda: noor.opens("/practice/statement"))
        self.in_each_language(visitor, noor, "practice-codes", lambda: noor.opens("/practice/codes"))
        makes_code(visitor)
        self.in_each_language(visitor, noor, "practice-code-made", lambda: noor.opens("/practice/codes"))

    def test_pages_of_a_therapist_and_a_couple(self, moving: Moved, newcomer: Newcomer) -> None:
        therapist, alex, kim = Visitor(moving.app), joined(moving, "alex"), Visitor(moving.app)
        therapist.joins("noor")
        practises(therapist, moving.clock)
        kim.joins("kim")
        kim.accepts(alex.invites(), "Kim")
        noor, reader = newcomer(moving.address).goes_on_as(therapist), newcomer(moving.address).goes_on_as(alex)
        self.in_each_language(alex, reader, "therapists-none", lambda: reader.opens(f"{alex.us}/others"))

        def types_a_wrong_code() -> None:
            reader.opens(f"{alex.us}/others")
            reader.fills(code="AAAAA-BBBBB")
            with reader.expecting("status of 422"):
                reader.sends("code")

        self.in_each_language(alex, reader, "therapists-refused", types_a_wrong_code)
        waits = proposes(alex, makes_code(therapist))
        self.in_each_language(alex, reader, "therapist-waiting", lambda: reader.opens(waits))
        agrees_on("Phones stay in the hall on Sundays.", alex, kim)
        here = agree(therapist, moving.clock, alex, kim)
        reader.goes_on_as(alex)
        noor.goes_on_as(therapist)
        self.in_each_language(alex, reader, "therapist-agreed", lambda: reader.opens(here))
        self.in_each_language(alex, reader, "therapists", lambda: reader.opens(f"{alex.us}/others"))
        self.in_each_language(therapist, noor, "practice", lambda: noor.opens("/practice"))
        client = client_of(here)
        self.in_each_language(therapist, noor, "practice-couple", lambda: noor.opens(client))
        self.in_each_language(therapist, noor, "practice-assign", lambda: noor.opens(f"{client}/assign"))

        def gives_nothing() -> None:
            noor.opens(f"{client}/assign")
            with noor.expecting("status of 422"):
                noor.sends("note")

        self.in_each_language(therapist, noor, "practice-assign-refused", gives_nothing)
        assigned = gives(therapist, client, alex)
        self.in_each_language(alex, reader, "assigned", lambda: reader.opens(assigned))
        self.in_each_language(alex, reader, "therapist-gave", lambda: reader.opens(here))
        self.in_each_language(alex, reader, "home-assigned", lambda: reader.opens("/"))
        do(assigned, alex, kim)
        alex.opens(f"{alex.round}/summary")
        showing = f"{alex.round}/showing"
        self.in_each_language(alex, reader, "therapist-showing", lambda: reader.opens(showing))
        show(alex, kim)
        let_see_all(here, alex, kim)
        self.in_each_language(alex, reader, "therapist-shown", lambda: reader.opens(showing))
        self.in_each_language(therapist, noor, "practice-before", lambda: noor.opens(client))
        seen = f"{client}/rounds/{alex.round[-22:]}"
        self.in_each_language(therapist, noor, "practice-round", lambda: noor.opens(seen))
        self.in_each_language(alex, reader, "therapist-looked", lambda: reader.opens(here))
        do(gives(therapist, client, alex, note="Once more."), alex, kim)
        show(alex, kim)
        lines = f"{client}/over-time/{opaque('open-conversation')}"
        self.in_each_language(therapist, noor, "practice-lines", lambda: noor.opens(lines))

        def meets_on_no_day() -> None:
            noor.opens(client)
            noor.fills(meets_on="1999-01-01")
            with noor.expecting("status of 422"):
                noor.sends("meets_on")

        self.in_each_language(therapist, noor, "practice-meeting-refused", meets_on_no_day)
        alex.opens(here)
        alex.posts(f"{here}/end")
        self.in_each_language(alex, reader, "therapist-ended", lambda: reader.opens(here))
        self.in_each_language(therapist, noor, "practice-ended", lambda: noor.opens("/practice"))
