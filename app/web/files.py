"""The stylesheet and the script: read, shortened and compressed once at start, and sent under an address that changes
with their content, so that a browser asks for each only once."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import brotli
from flask import Flask, Request, Response, abort, request
from rcssmin import cssmin
from rjsmin import jsmin

KINDS = {".css": ("text/css", cssmin), ".js": ("text/javascript", jsmin)}
"""What is served, and how it is shortened. Nothing else in the folder is."""
BEFORE = {"talk.js": "site.js"}
"""What is sent in one with a file, before it, so that a page that needs both asks once."""
HEAD = "head.css"
"""Stands in the pages themselves, and is no file to ask for."""


@dataclass(frozen=True)
class File:
    """One file in each way that a browser may take it; `version` stands for its content."""

    mimetype: str
    version: str
    encodings: Mapping[str, bytes]


def read(path: Path) -> File:
    """The file with what comes before it, shortened and compressed."""
    mimetype, shorter = KINDS[path.suffix]
    parts = [path.with_name(BEFORE[path.name])] if path.name in BEFORE else []
    content = "\n".join(shorter(part.read_text("utf-8")) for part in (*parts, path)).encode()
    encodings = {"br": brotli.compress(content), "gzip": gzip.compress(content, mtime=0), "": content}
    return File(mimetype, sha256(content).hexdigest()[:8], encodings)


def head_style(app: Flask) -> str:
    """The style that stands in every page."""
    return str(cssmin(Path(str(app.static_folder), HEAD).read_text("utf-8")))


def taken(asked: Request) -> str:
    """The encoding in which a browser gets something: the shortest that it takes; "" for none."""
    return next((one for one in ("br", "gzip") if asked.accept_encodings[one] > 0), "")


def install(app: Flask) -> None:
    """Serve the files in place of Flask's own view, at the addresses that `url_for("static", …)` gives."""
    files = {
        path.name: read(path)
        for path in Path(str(app.static_folder)).iterdir()
        if path.suffix in KINDS and path.name != HEAD
    }

    def static(filename: str) -> Response:
        found = files.get(filename) or abort(404)
        encoding = taken(request)
        response = Response(found.encodings[encoding], mimetype=found.mimetype)
        if encoding:
            response.content_encoding = encoding
        response.vary.add("Accept-Encoding")
        return response

    def versioned(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and values.get("filename") in files:
            values["v"] = files[values["filename"]].version

    app.view_functions["static"] = static
    app.url_defaults(versioned)
