"""What holds a token, or anything that only its reader knows, is not compressed: its length would tell of it (BREACH).
What is compressed holds neither."""

import gzip

import brotli
import pytest
from flask import Flask
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.web.compressed import BUT_THE_TOKENS, LONGEST, TOKEN, WHOLE, around_tokens, in_three
from app.web.exercises import opaque
from tests.navigators import Visitor

TAKES = {"Accept-Encoding": "gzip, deflate, br, zstd"}
AS_THEY_ARE = (
    "/",
    "/account",
    "/account/data",
    "/us/new",
    "/exercises/find",
    "/exercises/open-conversation/begin",
    "{us}",
    "{round}",
    "{round}/prompts/1",
    "{round}/prompts/2",
    "{round}/review",
    "{round}/mine",
    "/over-time/{place}/945e921dabf299fb7e12a7/mine",
    "/nowhere",
)
SMALLER = {
    "exercises.index": "/exercises",
    "exercises.show": "/exercises/open-conversation",
    "help.index": "/help",
    "help.moment": "/help/moment",
    "help.places": "/help/places",
    "help.place": "/help/places/fr",
    "repair.show": "/afterwards",
    "calendar.index": "/calendar",
    "history.index": "/over-time",
    "history.then": "/over-time/then/{address}/{address}",
    "rounds.summary": "{round}/summary",
    "over_time.lines": "/over-time/{place}/945e921dabf299fb7e12a7",
    "talk.step": "{round}/talk/1/2",
    "written_prompts.look": "{written}/look/summary",
}
OWN = {
    "written.index": "/practice/exercises",
    "written.show": "{written}",
    "written.head": "{written}/about",
    "written.removing": "{written}/remove",
    "written_prompts.show": "{written}/prompts/1",
}


def main_of(page: bytes) -> bytes:
    return page[page.index(b"<main") : page.rindex(b"</main>") + len(b"</main>")]


@pytest.mark.parametrize("takes", [TAKES["Accept-Encoding"], "gzip", "br", ""])
def test_what_is_the_readers_own_is_sent_as_it_is(couple: tuple[Visitor, Visitor], takes: str) -> None:
    alex, _ = couple
    alex.starts("open-conversation", opens_at="3-days")
    for page in AS_THEY_ARE:
        path = page.format(us=alex.us, round=alex.round, place=alex.us.removeprefix("/us/"))
        sent = alex.client.get(path, headers={"Accept-Encoding": takes}, follow_redirects=True)
        plain = alex.client.get(path, follow_redirects=True).get_data()
        assert main_of(plain) in sent.get_data(), f"{page}, byte for byte"
        if "gzip" in takes:
            assert sent.content_encoding == "gzip", page
            assert gzip.decompress(sent.get_data()) == plain, page
            assert len(sent.get_data()) < len(plain), page
        else:
            assert sent.content_encoding is None, page
            assert sent.get_data() == plain, page


def test_no_length_but_its_own_tells_of_what_somebody_wrote(couple: tuple[Visitor, Visitor]) -> None:
    """Texts of one length make pages of one length, however well they could be compressed."""
    alex, _ = couple
    alex.starts("open-conversation", opens_at="3-days")
    lengths = set()
    for text in ("a" * 400, "the quiet word of somebody " * 14 + "and more about it.....", "qzj7x9kv" * 50):
        assert len(text) == 400
        alex.answers(2, text=text)
        sent = alex.client.get(f"{alex.round}/prompts/2", headers=TAKES)
        assert text.encode() in gzip.decompress(sent.get_data())
        lengths.add(len(sent.get_data()))
    assert len(lengths) == 1


def test_what_stands_around_it_tells_nothing_of_anybody(couple: tuple[Visitor, Visitor]) -> None:
    """Around <main> a page is the same for two people who read it: there is nothing in it that length could tell of."""
    alex, sam = couple
    alex.starts("open-conversation", opens_at="3-days")
    sam.joins_round(alex.round)
    alex.answers(2, text="something that only Alex knows")
    for page in ("/", "/account", "/account/data", "{us}", "{round}", "{round}/prompts/2", "{round}/review"):
        mine, other = (
            one.client.get(page.format(us=alex.us, round=alex.round, place=alex.us.removeprefix("/us/"))).get_data()
            for one in couple
        )
        assert mine.replace(main_of(mine), b"") == other.replace(main_of(other), b"")
        assert b"csrf_token" not in mine.replace(main_of(mine), b"")


@given(st.binary(max_size=300), st.integers(0, 2 * LONGEST + 3), st.binary(max_size=300))
@settings(max_examples=50)
def test_a_page_in_three_parts_is_gzip(before: bytes, length: int, after: bytes) -> None:
    before, after = before.replace(b"<main", b""), after.replace(b"</main>", b"")
    main = b"<main>" + b"x" * length + b"</main>"
    assume((before + main).count(b"<main") == 1)
    packed = in_three(before + main + after)
    assert packed is not None
    assert gzip.decompress(packed) == before + main + after
    assert len(packed) >= len(main)


def test_what_has_no_main_is_left_alone() -> None:
    assert in_three(b"<p>nothing here</p>") is None


def test_every_compressed_page_is_asked_for() -> None:
    assert set(SMALLER) == WHOLE
    assert set(OWN) == BUT_THE_TOKENS


def written_by(somebody: Visitor) -> str:
    somebody.opens("/practice/exercises")
    return somebody.posts("/practice/exercises", like=opaque("how-am-i")).address


def test_where_all_words_are_ones_own_the_tokens_alone_are_sent_as_they_are(couple: tuple[Visitor, Visitor]) -> None:
    alex, _ = couple
    written = written_by(alex)
    for page in OWN.values():
        path = page.format(written=written)
        plain = alex.client.get(path).get_data()
        sent = alex.client.get(path, headers=TAKES)
        assert sent.content_encoding == "gzip"
        assert gzip.decompress(sent.get_data()) == plain
        assert len(sent.get_data()) < len(plain) / 2
        tokens = TOKEN.findall(plain)
        assert len(tokens) == plain.count(b"csrf_token") > 0
        assert sent.get_data().count(tokens[0]) == len(tokens)


@given(st.text("0123456789abcdef", min_size=64, max_size=64), st.text("0123456789abcdef", max_size=200))
@settings(max_examples=50)
def test_no_length_tells_of_a_token(token: str, beside: str) -> None:
    """However much of it stands beside it."""
    lengths = set()
    for one in (token, "0" * 64, "0123456789abcdef" * 4):
        field = f'<input type="hidden" name="csrf_token" value="{one}">'
        page = f"<main>{token}{beside}<form>{field}{beside}{token[:32]}</form>{field}</main>".encode()
        packed = around_tokens(page)
        assert gzip.decompress(packed) == page
        lengths.add(len(packed))
    assert len(lengths) == 1


def test_what_is_compressed_holds_no_token(couple: tuple[Visitor, Visitor]) -> None:
    """Asked for by somebody signed in, with all that the page can show them."""
    alex, sam = couple
    alex.starts("open-conversation", opens="ready")
    sam.joins_round(alex.round)
    for one in (alex, sam):
        one.answers(5, text=f"the quiet word of {one.name}", share="partners")
        one.seals()
    written = written_by(alex)
    here, address = alex.us.removeprefix("/us/"), alex.round.removeprefix("/rounds/")
    for page in SMALLER.values():
        path = page.format(us=alex.us, round=alex.round, place=here, address=address, written=written)
        path = alex.opens(path).address
        plain = alex.client.get(path)
        assert plain.content_encoding is None
        assert b"csrf_token" not in plain.get_data()
        for encoding, opened in (("br", brotli.decompress), ("gzip", gzip.decompress)):
            smaller = alex.client.get(path, headers={"Accept-Encoding": encoding})
            assert smaller.headers["Content-Encoding"] == encoding
            assert opened(smaller.get_data()) == plain.get_data()
            assert smaller.headers["Content-Length"] == str(len(smaller.get_data()))
            assert len(smaller.get_data()) < len(plain.get_data()) / 2


def test_a_token_keeps_a_page_as_it_is(app: Flask, couple: tuple[Visitor, Visitor]) -> None:
    """Whoever puts a form on such a page makes it longer, and nothing worse."""
    alex, _ = couple
    with_form = '<main><input name="csrf_token" value="{{ csrf_token }}">{{ "very much the same " * 99 }}</main>'
    made = app.view_functions["exercises.index"]

    def index() -> str:
        return app.jinja_env.from_string(with_form).render(csrf_token="x" * 40)

    index.action = made.action  # type: ignore[attr-defined]  # the door's mark
    app.view_functions["exercises.index"] = index
    try:
        page = alex.client.get("/exercises", headers=TAKES).get_data()
        assert b"very much the same " * 99 in page
    finally:
        app.view_functions["exercises.index"] = made
