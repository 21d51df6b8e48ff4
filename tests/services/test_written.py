"""Exercises that somebody writes: kept for their author alone, under keys that a copied database lacks."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from app.domain.written import Written, nothing, with_prompt
from app.domain.written_fields import head_fields, with_head
from app.services import own_data, written
from app.services.context import NotFound, Refused
from app.services.person import Unlocked
from app.services.workplace import Workplace
from app.services.written import AT_MOST, CONTENT_BYTES, mark_of
from app.storage import written as rows
from app.vault.ciphers import box_bytes
from tests.services.circle import Circle, Pause, at_once

Person = Callable[[str], Unlocked]


@pytest.fixture
def person(circle: Circle) -> Person:
    """Somebody who has joined, with their key at hand."""

    def join(name: str) -> Unlocked:
        circle.join(name)
        return circle.people[name]

    return join


def titled(title: str) -> Written:
    return with_head(nothing("en"), "en", {"title": title})


def begins(workplace: Workplace, me: Unlocked, what: Written) -> str:
    with workplace.writing() as ctx:
        return written.begin(ctx, me, what)


def retitles(workplace: Workplace, me: Unlocked, id_: str, title: str, mark: str | None = None) -> Written:
    with workplace.writing() as ctx:
        if mark is None:
            mark = mark_of(head_fields(written.find(ctx, me, id_).written, "en"))
        return written.change(
            ctx, me, id_, lambda one: head_fields(one, "en"), mark, lambda one: with_head(one, "en", {"title": title})
        )


def title_of(workplace: Workplace, me: Unlocked, id_: str) -> str:
    with workplace.reading() as ctx:
        return written.find(ctx, me, id_).written.title("en")


def boxes(workplace: Workplace) -> list[bytes]:
    with workplace.database.reading() as db:
        return list(db.execute(text("SELECT content FROM written_exercises ORDER BY exercise")).scalars())


def test_what_is_begun_is_there_and_changes(workplace: Workplace, person: Person) -> None:
    kim = person("kim")
    one = begins(workplace, kim, titled("Tea"))
    assert retitles(workplace, kim, one, "Cocoa").title("en") == "Cocoa"
    assert title_of(workplace, kim, one) == "Cocoa"
    with workplace.reading() as ctx:
        assert [kept.id for kept in written.of_person(ctx, kim)] == [one]


def test_it_is_nobody_elses(workplace: Workplace, person: Person) -> None:
    kim, lee = person("kim"), person("lee")
    one = begins(workplace, kim, titled("Tea"))
    with workplace.reading() as ctx:
        assert written.of_person(ctx, lee) == []
        with pytest.raises(NotFound):
            written.find(ctx, lee, one)
    with pytest.raises(NotFound):
        retitles(workplace, lee, one, "Mine", "")
    with workplace.writing() as ctx:
        written.remove(ctx, lee, one)
    assert title_of(workplace, kim, one) == "Tea"


def test_the_same_begun_twice_is_one(workplace: Workplace, person: Person) -> None:
    kim = person("kim")
    one = begins(workplace, kim, nothing("en"))
    assert begins(workplace, kim, nothing("en")) == one
    retitles(workplace, kim, one, "Tea")
    assert begins(workplace, kim, nothing("en")) != one


def test_a_copy_says_what_it_is_a_copy_of(workplace: Workplace, person: Person) -> None:
    kim = person("kim")
    edition = workplace.library.current["talk"]
    with workplace.writing() as ctx:
        id_ = written.copy(ctx, kim, edition)
        found = written.find(ctx, kim, id_).written
    assert found.original == kim.language
    assert [prompt["id"] for prompt in found.prompts] == [prompt.id for prompt in edition.languages["en"].prompts]


def test_an_older_form_does_not_overwrite(workplace: Workplace, person: Person) -> None:
    kim = person("kim")
    one = begins(workplace, kim, titled("Tea"))
    with workplace.reading() as ctx:
        mark = mark_of(head_fields(written.find(ctx, kim, one).written, "en"))
    retitles(workplace, kim, one, "Cocoa", mark)
    with pytest.raises(Refused, match="conflict"):
        retitles(workplace, kim, one, "Water", mark)
    assert title_of(workplace, kim, one) == "Cocoa"


def test_forms_about_other_parts_do_not_stand_in_each_others_way(workplace: Workplace, person: Person) -> None:
    kim = person("kim")
    one = begins(workplace, kim, titled("Tea"))
    with workplace.writing() as ctx:
        mark = mark_of(head_fields(written.find(ctx, kim, one).written, "en"))
        written.change(ctx, kim, one, lambda _: "order", mark_of("order"), lambda draft: with_prompt(draft, "scale"))
    after = retitles(workplace, kim, one, "Cocoa", mark)
    assert (after.title("en"), len(after.prompts)) == ("Cocoa", 1)


def test_a_row_that_somebody_else_saved_meanwhile_is_kept(workplace: Workplace, person: Person) -> None:
    kim = person("kim")
    one = begins(workplace, kim, titled("Tea"))
    with workplace.writing() as ctx:

        def meanwhile(draft: Written) -> Written:
            ctx.db.execute(text("UPDATE written_exercises SET version = :other"), {"other": b"another"})
            return with_prompt(draft, "scale")

        with pytest.raises(Refused, match="conflict"):
            written.change(ctx, kim, one, lambda _: "", mark_of(""), meanwhile)


def test_removed_it_is_gone_and_removing_again_is_the_same(workplace: Workplace, person: Person) -> None:
    kim = person("kim")
    one = begins(workplace, kim, titled("Tea"))
    for _ in range(2):
        with workplace.writing() as ctx:
            written.remove(ctx, kim, one)
    assert boxes(workplace) == []


def test_it_goes_with_the_account(workplace: Workplace, person: Person) -> None:
    kim = person("kim")
    begins(workplace, kim, titled("Tea"))
    with workplace.writing() as ctx:
        own_data.delete_account(ctx, kim)
    assert boxes(workplace) == []


def test_its_size_says_little_and_its_words_nothing(workplace: Workplace, person: Person) -> None:
    kim = person("kim")
    begins(workplace, kim, titled("Tea"))
    begins(workplace, kim, titled("A much longer title, about lanterns on a lake in the evening"))
    found = boxes(workplace)
    assert [len(one) for one in found] == [box_bytes(CONTENT_BYTES)] * 2
    assert not any(b"lanterns" in one for one in found)


def test_a_box_opens_only_where_it_belongs(workplace: Workplace, person: Person) -> None:
    kim, lee = person("kim"), person("lee")
    begins(workplace, kim, titled("Tea"))
    with workplace.writing() as ctx:
        ctx.db.execute(text("UPDATE written_exercises SET author = :lee"), {"lee": lee.id})
    with workplace.reading() as ctx:
        (row,) = ctx.db.execute(text("SELECT exercise FROM written_exercises"))
        assert written.of_person(ctx, lee) == []
        with pytest.raises(NotFound):
            written.find(ctx, lee, row.exercise)


def test_there_is_an_end_to_them(workplace: Workplace, person: Person) -> None:
    kim = person("kim")
    for n in range(AT_MOST):
        begins(workplace, kim, titled(f"Number {n}"))
    with pytest.raises(Refused, match="written-full"):
        begins(workplace, kim, titled("One more"))
    begins(workplace, kim, titled("Number 1"))


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_several_that_begin_at_once_are_counted_one_by_one(
    workplace: Workplace, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    kim, pause = person("kim"), Pause()
    monkeypatch.setattr(written, "AT_MOST", 1)
    monkeypatch.setattr(rows, "add", pause.before(rows.add))

    def late() -> None:
        pause.ends(lambda: begins(workplace, kim, titled("Late")))

    first, second = at_once([lambda: begins(workplace, kim, titled("Tea")), late])
    assert isinstance(second, Refused)
    with workplace.reading() as ctx:
        assert [one.id for one in written.of_person(ctx, kim)] == [first]


def test_there_is_an_end_to_what_fits(workplace: Workplace, person: Person) -> None:
    kim = person("kim")
    one = begins(workplace, kim, titled("Tea"))
    with pytest.raises(Refused, match="written-long"):
        retitles(workplace, kim, one, "tea " * 200_000)
    assert title_of(workplace, kim, one) == "Tea"
