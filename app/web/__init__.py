"""Pages. A view locates, handles and prints; what may be done is asked at the door and by the services."""

from zoneinfo import ZoneInfo

from flask import Flask, current_app
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
    headers,
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
        WTF_I18N_ENABLED=False,  # no sentence of WTForms' own is ever shown, and its catalog is read anew for each form
    )
    app.extensions["workplace"] = workplace
    if settings.proxies:  # else everybody could claim to come from anywhere, and escape the limits on guessing
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies)  # type: ignore[method-assign]  # as Flask says
    app.ensure_sync = lambda func: func  # type: ignore[method-assign]  # none is async: nobody looks before each call
    app.request_class = PostedRequest
    app.session_interface = Sessions(workplace, settings.secure_cookies, f"{app.static_url_path}/")
    Babel(app, locale_selector=languages.locale, timezone_selector=lambda: _zone().key)
    files.install(app)
    style = files.head_style(app)
    app.jinja_env.globals["head_style"] = Markup(style)  # noqa: S704 - a file of ours
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
    headers.install(app, settings, style)


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


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
