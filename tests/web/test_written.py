"""Writing exercises in the browser: kept whatever is in it, checked beside the fields, looked at, taken along."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.domain import files
from app.domain.exercise import Exercise
from app.domain.files import parse
from app.services.workplace import Workplace
from app.web.exercises import opaque
from app.web.written_words import KINDS, LABELS, SENTENCES
from tests.clock import Clock
from tests.makers import make_exercise
from tests.navigators import Visitor
from tests.pages import Page
from tests.web.contents import nothing_is_saved
from tests.writing import HOME, fills, head_of, steps_of, writes

DOMAIN = Path(__file__).parents[2] / "app" / "domain"


@pytest.fixture
def kim(joined: Callable[[str], Visitor]) -> Visitor:
    return joined("kim")


def begins(somebody: Visitor, like: str = "") -> str:
    somebody.opens(HOME)
    somebody.posts(HOME, like=opaque(like) if like else "")
    return somebody.address


def adds(somebody: Visitor, here: str, kind: str) -> str:
    somebody.opens(here)
    somebody.posts(here, mark=somebody.page.values("mark")[0], kind=kind)
    return somebody.address


def moves(somebody: Visitor, here: str, **how: str) -> Page:
    somebody.opens(here)
    return somebody.posts(here, mark=somebody.page.values("mark")[0], **how)


def asked(page: Page) -> list[str]:
    return [one.get_text().strip() for one in page.html.select("ol.prompts [id^=ask-]")]


def errors(page: Page) -> dict[str, str]:
    return {str(one["id"]).removesuffix("-error"): one.get_text() for one in page.html.select("p.error")}


def brings(somebody: Visitor, *files: tuple[str, bytes]) -> TestResponse:
    """Chooses these files, (name, content) each, and sends them."""
    somebody.opens(HOME)
    return chooses(somebody, *files)


def chooses(somebody: Visitor, *files: tuple[str, bytes]) -> TestResponse:
    """On the page at hand."""
    chosen = [(BytesIO(content), name) for name, content in files]
    return somebody.client.post(
        f"{HOME}/bring", data={"csrf_token": somebody.token, "files": chosen}, content_type="multipart/form-data"
    )


def taken_along(somebody: Visitor, here: str, *languages: str) -> list[tuple[str, bytes]]:
    return [(f"an-evening.{one}.toml", somebody.client.get(f"{here}/{one}.toml").get_data()) for one in languages]


def test_what_one_takes_along_a_colleague_brings_in_and_it_says_the_same(
    kim: Visitor, joined: Callable[[str], Visitor]
) -> None:
    begins(kim, "open-conversation")
    files = taken_along(kim, kim.address, "en", "ar")
    colleague = joined("noor")
    answer = brings(colleague, *files)
    assert answer.status_code == 303
    assert taken_along(colleague, answer.headers["Location"], "en", "ar") == files
    assert brings(colleague, *files).headers["Location"] == answer.headers["Location"], "twice is one wish"
    assert kim.opens(HOME).links() != colleague.opens(HOME).links(), "each has their own"


def test_titles_are_in_the_copy_to_take_along(kim: Visitor) -> None:
    begins(kim, "open-conversation")
    begins(kim)
    for how in ("json", "html"):
        kim.opens("/account/copy")
        copied = kim.sends("/account/copy", **{"csrf_token": kim.token, "as": how}).get_data(as_text=True)
        assert "An open conversation" in copied


def test_a_file_without_a_language_in_its_name_is_in_the_readers(kim: Visitor) -> None:
    begins(kim, "open-conversation")
    ((_, content),) = taken_along(kim, kim.address, "en")
    here = brings(kim, ("evening.toml", b"\xef\xbb\xbf" + content)).headers["Location"]
    assert taken_along(kim, here, "en")[0][1] == content


@pytest.mark.parametrize(
    "files",
    [
        [],
        [("", b"")],
        [("evening.en.toml", b"title = 'Half of one'\n")],
        [("evening.en.toml", b"\xff\xfe\x00")],
        [("evening.en.toml", b"x" * 300_000)],
        [("evening.en.toml", b"a." * 16_000 + b"a=1")],
        [("evening.en.toml", b"a.a.a.a.a.a.a.a={" * 150 + b"a=1" + b"}" * 150)],
    ],
    ids=["none", "an empty field", "half", "no text", "too long", "a long key", "too deep"],
)
def test_what_is_no_exercise_is_not_brought_in(kim: Visitor, files: list[tuple[str, bytes]]) -> None:
    answer = brings(kim, *files)
    assert answer.status_code in (413, 422)
    assert "Begin with" in kim.opens(HOME).text
    assert not [one for one in kim.page.links() if one.startswith(f"{HOME}/")]


def test_files_that_come_while_it_is_locked_wait_for_the_passphrase(kim: Visitor, clock: Clock) -> None:
    begins(kim, "open-conversation")
    files = taken_along(kim, kim.address, "en", "ar")
    kim.posts(f"{kim.address}/remove")
    clock.passes(minutes=11)
    kim.opens(chooses(kim, *files).headers["Location"])
    assert "What you just sent is kept." in kim.page.text
    kim.unlocks()
    assert kim.page.heading == "An open conversation"
    assert taken_along(kim, kim.address, "en", "ar") == files


def test_what_is_too_long_leads_back_to_where_files_are_chosen(kim: Visitor) -> None:
    page = Page(brings(kim, ("photograph.toml", b"x" * 300_000)))
    onward = page.html.select_one("main a")
    assert onward is not None
    assert onward.get_text() == "Open the page again"
    assert "Or bring one in" in kim.opens(str(onward["href"])).text


def test_from_nothing_to_a_page_that_says_what_it_needs(kim: Visitor) -> None:
    here = begins(kim)
    assert kim.page.heading == "No title yet"
    assert "There is nothing to answer in it yet." in kim.page.text
    assert f"{here}/look/a" not in " ".join(kim.page.links())
    page = kim.opens(f"{here}/about")
    assert errors(page) == {}, "nothing is missing before anything was typed"
    fills(kim, {"title": "Tea", "minutes": "many"})
    assert kim.address == f"{here}/about"
    assert errors(kim.page)["minutes"] == "Please write a number here."
    assert "How many minutes it takes, 1 to 90: Please write a number here." in kim.page.text
    fills(kim, head_of(make_exercise()))
    assert kim.address == here
    assert kim.page.heading == "A quiet evening"


def test_every_kind_is_written_and_checked_as_files_are(app: Flask, kim: Visitor) -> None:
    exercise = make_exercise()
    here = writes(kim, exercise)
    page = kim.opens(here)
    assert len(asked(page)) == len(exercise.prompts)
    assert "6 to 12 prompts" in page.text, "it has more"
    for n, prompt in enumerate(exercise.prompts, 1):
        assert errors(kim.opens(f"{here}/prompts/{n}")) == {}, prompt.kind
        for who in ("a", "b"):
            assert prompt.ask in kim.opens(f"{here}/look/{who}?at={n}").text
    assert kim.client.get(f"{here}/en.toml").status_code == 404


def test_what_is_to_be_mended_stands_beside_its_field_and_at_the_top(kim: Visitor) -> None:
    here = begins(kim)
    there = adds(kim, here, "boundary")
    assert errors(kim.page) == {}
    fills(kim, {"ask": "How about tea?", "openers-say": "You like tea.", "openers-ask": "Why tea?"})
    assert kim.address == there
    found = errors(kim.page)
    assert found == {
        "subject": "This is still empty.",
        "openers-say": "It starts with “I”: it is a sentence for the reader’s own mouth.",
        "openers-ask": "Please ask without “why”: it invites a defence, not a story.",
        "openers-try": "This is still empty.",
    }
    top = kim.page.html.select("[role=alert] a")
    assert {str(one["href"]) for one in top} == {f"#{name}" for name in found}
    for name in found:
        field = kim.page.html.select_one(f"#{name}")
        assert field is not None
        assert field["aria-invalid"] == "true"
        assert f"{name}-error" in str(field["aria-describedby"])


def test_what_is_worth_a_second_look_is_said_and_stands_in_no_way(kim: Visitor) -> None:
    here = begins(kim, "how-am-i")
    assert "Worth a second look" not in kim.opens(here).text
    kim.opens(f"{here}/prompts/1")
    fills(kim, {"ask": "How toxic was your week?"})
    assert "mood: ask: says “toxic”, which is jargon" in kim.opens(here).text
    assert kim.client.get(f"{here}/en.toml").status_code == 200


def test_whatever_is_typed_is_kept_as_text(kim: Visitor) -> None:
    here = begins(kim)
    there = adds(kim, here, "reading")
    odd = "<b>Bold</b> & “quotes” {{ 7 * 7 }}\n\n<script>alert(1)</script>"
    fills(kim, {"ask": "Odd", "text": odd})
    page = kim.opens(there)
    assert page.html.select_one("[name=text]").get_text()[1:] == odd  # type: ignore[union-attr]
    looked = kim.opens(f"{here}/look/a")
    assert "<b>Bold</b>" in looked.text
    assert not looked.html.select("main b, main script")


def test_what_is_no_text_is_refused_and_shown_again(kim: Visitor) -> None:
    there = adds(kim, begins(kim), "reading")
    kim.opens(there)
    mark = kim.page.values("mark")[0]
    page = kim.posts(there, 409, mark=mark, ask=b"kept words \xff", text="and these")
    assert "and these" in page.text
    assert kim.opens(there).html.select_one("[name=ask]").get_text().strip() == ""  # type: ignore[union-attr]


def test_an_older_page_changes_nothing_and_its_words_are_not_lost(kim: Visitor) -> None:
    there = adds(kim, begins(kim), "reading")
    kim.opens(there)
    older = kim.page.values("mark")[0]
    fills(kim, {"ask": "The newer", "text": "Words."})
    kim.opens(there)
    page = kim.posts(there, 409, mark=older, ask="The older", text="Other words.")
    assert "You saved this in another tab or on another device meanwhile." in page.text
    assert "Other words." in page.text
    assert "The newer" in kim.opens(there).text


def test_prompts_move_and_go(kim: Visitor) -> None:
    here = begins(kim)
    for n, ask in enumerate(("One", "Two", "Three"), 1):
        adds(kim, here, "reading")
        kim.opens(f"{here}/prompts/{n}")
        fills(kim, {"ask": ask, "text": "Words."})
    assert asked(moves(kim, here, up="3")) == ["One", "Three", "Two"]
    assert asked(moves(kim, here, down="1")) == ["Three", "One", "Two"]
    assert asked(moves(kim, here, up="1")) == ["Three", "One", "Two"]
    assert asked(moves(kim, here, remove="2")) == ["Three", "Two"]
    kim.opens(here)
    mark = kim.page.values("mark")[0]
    for wrong in ("0", "3", "-1", "x", ""):
        kim.posts(here, 404, mark=mark, remove=wrong)
    assert asked(kim.opens(here)) == ["Three", "Two"]


def test_a_button_that_is_pressed_twice_is_one_wish(kim: Visitor, workplace: Workplace) -> None:
    here = begins(kim)
    kim.opens(here)
    mark = kim.page.values("mark")[0]
    kim.posts(here, mark=mark, kind="scale")
    with nothing_is_saved(workplace):
        kim.posts(here, 409, mark=mark, kind="scale")
    kim.opens(HOME)
    first = kim.posts(HOME, like="").address
    assert kim.posts(HOME, like="").address == first


def test_a_condition_is_chosen_and_then_its_answers(kim: Visitor) -> None:
    here = begins(kim)
    for kind, fields in (
        ("choice", {"ask": "Which?", "listed": "tea: Tea\nice: Ice", "private": "1"}),
        ("boundary", {"ask": "A limit?", "subject": "tea", "private": "1"}),
        ("pause", {"ask": "Rest", "text": "Breathe.", "breaths": "3"}),
    ):
        adds(kim, here, kind)
        fills(kim, fields)
    there = f"{here}/prompts/3"
    kim.opens(there)
    assert not kim.page.values("any")
    fills(kim, {"when": "which"})
    assert kim.address == there
    assert kim.page.labels("any") == {"ice": "Ice", "tea": "Tea"}
    assert "Please say after which answers it is shown." in kim.page.text
    fills(kim, {"any": ["tea"]})
    assert "after some answers only" in kim.page.text
    kim.opens(there)
    fills(kim, {"when": "a-limit"})
    assert kim.page.labels("any")["not-now"] == "Not now"
    fills(kim, {"any": ["no", "rest"]})
    moves(kim, here, up="3")
    moves(kim, here, up="2")
    assert errors(kim.opens(f"{here}/prompts/1")) == {"when": "Please choose an earlier prompt."}
    fills(kim, {"when": ""})
    assert errors(kim.opens(f"{here}/prompts/1")) == {}


def test_a_guess_is_about_an_earlier_prompt(kim: Visitor) -> None:
    here = begins(kim)
    exercise = make_exercise()
    for prompt in (exercise.prompt("scale"), exercise.prompt("guess")):
        adds(kim, here, prompt.kind)
        for fields in steps_of(prompt):
            fills(kim, fields)
    page = kim.opens(f"{here}/prompts/2")
    assert page.values("about") == ["scale"]
    assert page.ticked()["about"] == ["scale"]


def test_another_language_has_its_words_and_nothing_else(kim: Visitor) -> None:
    here = begins(kim, "how-am-i")
    kim.opens(f"{here}?language=es")
    assert kim.page.heading == "¿Cómo estoy?"
    page = kim.opens(f"{here}/prompts/1?language=es")
    assert "What was your inner weather this week?" in page.text, "the first language stands beside it"
    assert {"short", "private", "id", "points"}.isdisjoint(page.names())
    fills(kim, {"low": ""})
    assert errors(kim.page) == {"low": "This is still empty."}
    assert kim.client.get(f"{here}/es.toml").status_code == 404
    assert kim.client.get(f"{here}/en.toml").status_code == 200
    assert kim.client.get(f"{here}/xx.toml").status_code == 404
    kim.opens(f"{here}?language=es")
    kim.posts(here, mark=kim.page.values("mark")[0], silence="es")
    assert kim.opens(f"{here}?language=es").heading == "How am I?"


def test_one_more_language_begins_with_no_words(kim: Visitor) -> None:
    here = begins(kim, "how-am-i")
    kim.opens(here)
    assert kim.page.values("add-language") == ["de", "fr", "ar"]
    moves(kim, here, **{"add-language": "de"})
    page = kim.opens(f"{here}?language=de")
    assert page.heading == "How am I?"
    assert errors(kim.opens(f"{here}/prompts/1?language=de")) == {}
    assert "There is nothing to look at yet." in kim.opens(f"{here}/look/a?language=de").text
    kim.opens(f"{here}/prompts/1?language=de")
    fills(kim, {"ask": "Wie war das Wetter?", "low": "Sturm", "high": "klar"})
    assert "Wie war das Wetter?" in kim.opens(f"{here}/look/a?language=de").text
    moves(kim, here, **{"add-language": "xx"})
    assert "xx" not in kim.opens(here).text.split()


def test_a_copy_of_ones_own_is_another_one(kim: Visitor) -> None:
    here = begins(kim, "how-am-i")
    kim.opens(HOME)
    kim.posts(HOME, like=here[-22:])
    assert kim.page.heading == "How am I? (2)"
    assert kim.opens(HOME).text.count("How am I?") >= 2


def test_it_will_look_as_each_of_them_finds_it(kim: Visitor) -> None:
    here = begins(kim, "how-am-i")
    assert "After a stormy week" not in kim.opens(f"{here}/look/b?at=1").text
    texts = {who: kim.opens(f"{here}/look/{who}?at=3").text for who in ("a", "b", "summary", "therapist")}
    assert len(set(texts.values())) >= 3
    assert "A therapist reads what all partners agreed to show" in texts["therapist"]
    assert not kim.page.html.select("main form [name=csrf_token]")
    assert not kim.page.html.select("main [data-autosave]")
    assert kim.opens(f"{here}/look/c", 404)


def test_what_a_therapist_reads_has_no_ways_on(kim: Visitor) -> None:
    here = begins(kim, "boundary-check-in")
    assert "Talk it through" in kim.opens(f"{here}/look/summary").text
    assert "Talk it through" not in kim.opens(f"{here}/look/therapist").text


def test_one_that_is_not_sound_yet_is_left_out_of_the_look(kim: Visitor) -> None:
    here = begins(kim, "how-am-i")
    kim.opens(f"{here}/prompts/2")
    fills(kim, {"low": ""})
    page = kim.opens(f"{here}/look/a?at=2")
    assert "One prompt is left out" in page.text
    assert "How loud were your worries" not in page.text
    assert "How much of what came up" in kim.opens(f"{here}/look/a?at=3").text


def test_saving_can_lead_to_the_look_of_it(kim: Visitor) -> None:
    here = begins(kim, "how-am-i")
    kim.opens(f"{here}/prompts/2")
    fills(kim, {"ask": "How loud is it?"}, then="look")
    assert kim.page.full_address == f"{here}/look/a?at=2&language=en"
    assert "How loud is it?" in kim.page.text


def test_the_file_is_what_the_command_would_read(kim: Visitor) -> None:
    here = begins(kim, "open-conversation")
    for language in ("en", "es", "de", "fr", "ar"):
        answer = kim.client.get(f"{here}/{language}.toml")
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
        found = parse(answer.get_data(as_text=True), "try-out", language, "")
        assert isinstance(found, Exercise)


def test_removed_it_is_gone(kim: Visitor) -> None:
    here = begins(kim, "how-am-i")
    kim.opens(f"{here}/remove")
    kim.posts(f"{here}/remove")
    assert kim.address == HOME
    kim.opens(here, 404)
    kim.posts(f"{here}/remove")
    assert kim.address == HOME


def test_it_is_nobody_elses(kim: Visitor, joined: Callable[[str], Visitor]) -> None:
    here = begins(kim, "how-am-i")
    lee = joined("lee")
    for page in ("", "/about", "/prompts/1", "/look/a", "/en.toml", "/remove"):
        assert lee.client.get(f"{here}{page}").status_code == 404, page
    lee.opens(HOME)
    lee.posts(HOME, like=here[-22:])
    assert lee.page.heading == "No title yet"


def test_every_kind_can_be_written() -> None:
    assert set(KINDS) == set(files.KINDS)


def test_every_reason_has_a_sentence_and_every_sentence_a_reason() -> None:
    source = "".join(path.read_text("utf-8") for path in DOMAIN.glob("*.py"))
    reasons = set(re.findall(r'\bsaid\(\s*"([a-z-]+)"', source))
    reasons |= set(re.findall(r'_counted\(\s*form,\s*"([a-z-]+)"', source)) | {"hyphened", "one-line"}
    assert reasons == set(SENTENCES)


def test_every_field_that_a_problem_can_stand_at_has_a_name(kim: Visitor) -> None:
    here = writes(kim, make_exercise())
    for n in range(1, len(make_exercise().prompts) + 1):
        fields = set(kim.opens(f"{here}/prompts/{n}").names()) - {"csrf_token", "mark", "then", "remove", "test"}
        assert fields - {"viewport", "robots"} <= set(LABELS)
