"""Pages. A view locates, handles and prints; what may be done is asked at the door and by the services."""

from base64 import b64encode
from hashlib import sha256
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import Flask, Response, current_app, request
from flask_babel import Babel
from markupsafe import Markup
from werkzeug.middleware.proxy_fix import ProxyFix

from app.config import Settings
from app.services.workplace import Workplace
from app.web import (
    accounts,
    agreements,
    assigning,
    assignments,
    bringing,
    calendar,
    choosing,
    components,
    compressed,
    exercises,
    files,
    front,
    guard,
    help,
    history,
    invitations,
    items,
    languages,
    moments,
    notices,
    one_question,
    over_time,
    own_data,
    partnerships,
    pictures,
    practice,
    problems,
    prompts,
    repair,
    rounds,
    sealing,
    second_step,
    showings,
    staying,
    summaries,
    talk,
    therapists,
    written,
    written_prompts,
)
from app.web.forms import PostedRequest
from app.web.limits import limiter
from app.web.sessions import Sessions

CONTENT_POLICY = (
    "default-src 'none'; style-src 'self' '{style}'; script-src 'self'; img-src data:; connect-src 'self'; "
    "form-action 'self' {exit}; base-uri 'none'; frame-ancestors 'none'"
)

ALWAYS = (("X-Content-Type-Options", "nosniff"), ("Cross-Origin-Resource-Policy", "same-origin"))
OF_PAGES = (
    ("X-Frame-Options", "DENY"),
    # With no-referrer, Chromium sends "Origin: null" with our own forms.
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
)
"""No view says anything else about these."""


def install(app: Flask, settings: Settings, workplace: Workplace) -> None:
    """Everything that answers requests."""
    app.config.update(
        SECURE_COOKIES=settings.secure_cookies,
        MAX_CONTENT_LENGTH=4 * guard.BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=4 * guard.BODY_BYTES,
        SETTINGS=settings,
        RATELIMIT_ENABLED=not settings.testing,
        RATELIMIT_STORAGE_URI="memory://",
        BABEL_DEFAULT_LOCALE=settings.languages[0],
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.extensions["workplace"] = workplace
    if settings.proxies:  # else everybody could claim to come from anywhere, and escape the limits on guessing
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies)  # type: ignore[method-assign]
    app.ensure_sync = lambda func: func  # type: ignore[method-assign]  # none is async: nobody looks before each call
    app.request_class = PostedRequest
    app.session_interface = Sessions(workplace, settings.secure_cookies)
    Babel(app, locale_selector=languages.language, timezone_selector=lambda: _zone().key)
    files.install(app)
    style = files.head_style(app)
    app.jinja_env.globals["head_style"] = Markup(style)  # noqa: S704 - a file of ours
    app.config["CONTENT_POLICY"] = _content_policy(settings, style)
    guard.install(app)
    problems.install(app)
    limiter.init_app(app)
    modules = (
        front,
        languages,
        accounts,
        second_step,
        own_data,
        exercises,
        choosing,
        partnerships,
        invitations,
        items,
        rounds,
        prompts,
        sealing,
        summaries,
        calendar,
        agreements,
        bringing,
        history,
        moments,
        therapists,
        showings,
        assignments,
        practice,
        assigning,
        one_question,
        repair,
        over_time,
        staying,
        talk,
        notices,
        written,
        written_prompts,
        help,
    )
    # The pages of a round, of a therapist and of a practice lie in several files and are one blueprint each.
    for pages in dict.fromkeys(module.pages for module in modules):
        app.register_blueprint(pages)
    if settings.development:
        app.register_blueprint(components.pages)
    app.context_processor(_everywhere)
    app.jinja_env.globals["pictures"] = pictures
    compressed.install(app)
    app.after_request(guard.set_visitor)
    app.after_request(_headers)


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _content_policy(settings: Settings, style: str) -> str:
    """Nothing from elsewhere, and no style in the page but the one of its head, to the letter."""
    exit_to = urlsplit(settings.exit_to)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return CONTENT_POLICY.format(exit=f"{exit_to.scheme}://{exit_to.netloc}", style=f"sha256-{digest}")


def _zone() -> ZoneInfo:
    who = guard.person()
    return who.zone if who is not None else ZoneInfo(_settings().zone)


def _everywhere() -> dict[str, object]:
    """What every template gets."""
    return {
        "site_name": _settings().site_name,
        "person": guard.person(),
        "language_choices": languages.choices,
        "this_page": languages.back,
        "csrf_token": FORM_TOKEN,
    }


class FormToken:
    """Made where a form prints it, once, and only there: it gives a visitor a cookie."""

    def __html__(self) -> str:
        return guard.form_token()


FORM_TOKEN = FormToken()


def _headers(response: Response) -> Response:
    headers, config = response.headers, current_app.config
    # To set one looks through all that are there, so it is done while they are few.
    if request.endpoint == "static" and response.status_code < 400:
        headers["Cache-Control"] = "max-age=31536000, immutable"
    else:
        headers["Cache-Control"] = "no-store"
        headers["Vary"] = "Cookie"
        headers.setdefault("Content-Security-Policy", config["CONTENT_POLICY"])
        headers.extend(OF_PAGES)
    if config["SECURE_COOKIES"]:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    headers.extend(ALWAYS)
    return response
