"""What every answer says to the browser about itself."""

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, request

from app.config import Settings

CONTENT_POLICY = (
    "default-src 'none'; style-src 'self' '{style}'; script-src 'self'; img-src data:; connect-src 'self'; "
    "form-action 'self' {exit}; base-uri 'none'; frame-ancestors 'none'"
)

ALWAYS = (("X-Content-Type-Options", "nosniff"), ("Cross-Origin-Resource-Policy", "same-origin"))
OF_FILES = (("Cache-Control", "max-age=31536000, immutable"),)
OF_PAGES = (
    ("Cache-Control", "no-store"),
    # With no-referrer, Chromium sends "Origin: null" with our own forms.
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
)
"""No view says anything else about these. There is no Vary, as nothing is stored, and no X-Frame-Options, which
browsers pass over where there are frame-ancestors: every byte counts on the first visit."""
OVER_TLS = (("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),)


class Answer(Response):
    """What a view answers. `fixed` goes out with its own headers, which werkzeug looks through for each that is set."""

    fixed: tuple[tuple[str, str], ...] = ()

    def get_wsgi_response(self, environ: dict[str, Any]) -> tuple[Iterable[bytes], str, list[tuple[str, str]]]:
        page, status, headers = super().get_wsgi_response(environ)
        return page, status, [*headers, *self.fixed]


def install(app: Flask, settings: Settings, style: str) -> None:
    """`style` stands in the head of every page."""
    always = ALWAYS + OVER_TLS if settings.secure_cookies else ALWAYS
    of_files = OF_FILES + always
    of_pages = (("Content-Security-Policy", _content_policy(settings, style)), *OF_PAGES, *always)
    app.response_class = Answer

    def headers(answer: Answer) -> Answer:
        if request.endpoint == "static" and answer.status_code < 400:
            answer.fixed = of_files
        else:
            answer.fixed = of_pages
        return answer

    app.after_request(headers)


def _content_policy(settings: Settings, style: str) -> str:
    """Nothing from elsewhere, and no style in the page but the one of its head, to the letter."""
    exit_to = urlsplit(settings.exit_to)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return CONTENT_POLICY.format(exit=f"{exit_to.scheme}://{exit_to.netloc}", style=f"sha256-{digest}")
