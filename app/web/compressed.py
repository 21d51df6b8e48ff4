"""What is compressed on its way, and what is not.

The length of something compressed tells of what is in it: of a token, or of an answer beside words that others chose
(BREACH). So a page travels in three parts. What stands before and after its <main> is the same for everybody who reads
that page in that language, and is compressed by itself; <main> travels as it is. Pages that hold neither a token nor
anything that only their reader knows are in a list, and are compressed whole. A second list names pages with forms on
which all words are their reader's own, so that nobody else can put a guess beside a token: of those the tokens alone
travel as they are.
"""

import gzip
import re
import struct
import zlib

import brotli
from flask import Flask, Response, g, request

from app.web.files import taken

WHOLE = frozenset(
    {
        "exercises.index",
        "exercises.show",
        "help.index",
        "help.moment",
        "help.places",
        "help.place",
        "repair.show",
        # What comes for everybody in a place alike; of several places it is no page for all of them (`g.apart`).
        "calendar.index",
        "history.index",
        # What was shared: all who could be curious about its length can read the page itself.
        "rounds.summary",
        "over_time.lines",
        "history.then",
        "talk.step",
        # Only their author reads them, beside nothing that anybody else chose.
        "written_prompts.look",
    }
)
BUT_THE_TOKENS = frozenset(
    {"written.index", "written.show", "written.head", "written.removing", "written_prompts.show"}
)
TOKEN = re.compile(rb'<input type="hidden" name="csrf_token"[^>]*>')
QUALITY = 5
"""Of brotli: the next ones save a hundred bytes a page, and take longer than making it."""
GZIP_HEAD = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
LONGEST = 0xFFFF
"""Bytes in one stored block of deflate (RFC 1951, 3.2.4)."""


def install(app: Flask) -> None:
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    leads_on = 300 <= response.status_code < 400
    if leads_on or response.mimetype != "text/html" or "Content-Disposition" in response.headers:
        return response
    page = response.get_data()
    whole = request.endpoint in WHOLE and response.status_code == 200 and b"csrf_token" not in page and "apart" not in g
    encoding = taken(request) if whole else ""
    smaller = None
    if encoding == "br":
        smaller = brotli.compress(page, mode=brotli.MODE_TEXT, quality=QUALITY)
    elif encoding == "gzip":
        smaller = gzip.compress(page, mtime=0)
    elif request.accept_encodings["gzip"] > 0:
        own = request.endpoint in BUT_THE_TOKENS and response.status_code == 200
        encoding, smaller = "gzip", around_tokens(page) if own else in_three(page)
    if smaller is not None:
        response.set_data(smaller)
        response.content_encoding = encoding
    return response


def in_three(page: bytes) -> bytes | None:
    """The page as gzip: its <main> is in it as it is, byte for byte, and nothing that is compressed looks into it.
    None for what has no <main>."""
    before, start, rest = page.partition(b"<main")
    inside, end, after = rest.rpartition(b"</main>")
    if not start or not end:
        return None
    deflated = _deflated(before, zlib.Z_FULL_FLUSH) + _stored(start + inside + end) + _deflated(after, zlib.Z_FINISH)
    return _gzip(deflated, page)


def around_tokens(page: bytes) -> bytes:
    """The page as gzip: each token is in it as it is, and nothing that is compressed looks into one."""
    deflated, at = b"", 0
    for token in TOKEN.finditer(page):
        deflated += _deflated(page[at : token.start()], zlib.Z_FULL_FLUSH) + _stored(token[0])
        at = token.end()
    return _gzip(deflated + _deflated(page[at:], zlib.Z_FINISH), page)


def _gzip(deflated: bytes, page: bytes) -> bytes:
    return GZIP_HEAD + deflated + struct.pack("<II", zlib.crc32(page), len(page))


def _deflated(part: bytes, end: int) -> bytes:
    """Compressed by itself, up to a whole byte; `end`: whether more follows."""
    deflating = zlib.compressobj(level=9, wbits=-zlib.MAX_WBITS)
    return deflating.compress(part) + deflating.flush(end)


def _stored(part: bytes) -> bytes:
    """Blocks that are not compressed: length, its complement, and the bytes themselves."""
    blocks = [part[at : at + LONGEST] for at in range(0, len(part), LONGEST)]
    return b"".join(b"\0" + struct.pack("<HH", len(one), LONGEST ^ len(one)) + one for one in blocks)
