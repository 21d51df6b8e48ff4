"""The stylesheet and the script: read, shortened and compressed once at start, and sent under an address that changes
with their content, so that a browser asks for each only once."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import brotli
from flask import Flask, Response, abort, request
from rcssmin import cssmin
from rjsmin import jsmin

KINDS = {".css": ("text/css", cssmin), ".js": ("text/javascript", jsmin)}
"""What is served, and how it is shortened. Nothing else in the folder is."""
POLICY = "default-src 'none'; frame-ancestors 'none'"
"""Opened by itself, a file does nothing."""


@dataclass(frozen=True)
class File:
    """One file in each way that a browser may take it; `version` stands for its content."""

    mimetype: str
    version: str
    encodings: Mapping[str, bytes]


def read(path: Path) -> File:
    """The file, shortened and compressed."""
    mimetype, shorter = KINDS[path.suffix]
    content = shorter(path.read_text("utf-8")).encode()
    encodings = {"br": brotli.compress(content), "gzip": gzip.compress(content, mtime=0), "": content}
    return File(mimetype, sha256(content).hexdigest()[:8], encodings)


def install(app: Flask) -> None:
    """Serve the files in place of Flask's own view, at the addresses that `url_for("static", …)` gives."""
    files = {path.name: read(path) for path in Path(str(app.static_folder)).iterdir() if path.suffix in KINDS}

    def static(filename: str) -> Response:
        found = files.get(filename) or abort(404)
        taken = next((one for one in ("br", "gzip") if request.accept_encodings[one] > 0), "")
        response = Response(found.encodings[taken], mimetype=found.mimetype)
        if taken:
            response.content_encoding = taken
        response.headers["Content-Security-Policy"] = POLICY
        response.vary.add("Accept-Encoding")
        return response

    def versioned(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and values.get("filename") in files:
            values["v"] = files[values["filename"]].version

    app.view_functions["static"] = static
    app.url_defaults(versioned)
