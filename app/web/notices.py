"""Notices outside the product: a mail address, and a calendar feed. And the feed itself, which calendars fetch."""

from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for

from app.config import Settings
from app.exchange.calendar import Entry, calendar
from app.services import notices, sessions, wishes
from app.services.context import Context, NotFound, Refused
from app.services.person import Person, Unlocked
from app.services.post import Post
from app.web.forms import NoticesForm
from app.web.guard import LESS, allow, moved_by_lock, visit, workplace
from app.web.limits import asking_for_mail, asking_for_mail_in_all, trying_mail_codes
from app.web.sentences import sentence
from app.web.told import reading

pages = Blueprint("notices", __name__)


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _post() -> Post:
    """Whatever carries mail. Raises NotFound on a server that sends none."""
    post = workplace().post
    if post is None:
        raise NotFound
    return post


@pages.get("/calendar/notices")
@allow("stop the notices")
def show(me: Person) -> Any:
    """Locked it says nothing of what is wished for, and leads to stopping it all."""
    elsewhere = moved_by_lock(me)
    if elsewhere:
        return elsewhere
    return _page(me, {}, {}) if isinstance(me, Unlocked) else render_template("notices/locked.html")


@pages.post("/calendar/notices/mail")
@asking_for_mail
@asking_for_mail_in_all
@allow("set up the notices")
def ask(me: Unlocked) -> Any:
    post, form = _post(), NoticesForm()
    try:
        with workplace().writing(shred=True) as ctx:
            letter = wishes.ask(ctx, me, form.mailbox.data or "")
    except Refused as refused:
        return _page(me, form.given, {"mailbox": sentence(refused.reason)}), 422
    if letter is not None:
        post.soon(letter)
    return redirect(url_for("notices.show"), 303)


@pages.post("/calendar/notices/code")
@trying_mail_codes
@allow("change the notices")
def confirm(me: Unlocked) -> Any:
    _post()
    form = NoticesForm()
    with workplace().writing() as ctx:
        reason = wishes.confirm(ctx, me, form.code.data or "")
    if reason is not None:
        return _page(me, {}, {"code": sentence(reason)}), 422
    return redirect(url_for("notices.show"), 303)


@pages.post("/calendar/notices/begin")
@allow("change the notices")
def begin(me: Unlocked) -> Any:
    _post()
    with workplace().writing() as ctx:
        wishes.begin_mail(ctx, me)
    return redirect(url_for("notices.show"), 303)


@pages.post("/calendar/notices/feed")
@allow("set up the notices")
def make_feed(me: Unlocked) -> Any:
    """A new feed, whose address is shown in this session alone, until it was put away."""
    found = visit()
    with workplace().writing(shred=True) as ctx:
        secret = wishes.make_feed(ctx, me)
        if found is not None:
            sessions.change_content(ctx, found, feed=secret)
    return redirect(url_for("notices.show"), 303)


@pages.post("/calendar/notices/put-away")
@allow("stop the notices")
def put_away(me: Person) -> Any:
    with workplace().writing(shred=True) as ctx:
        _forget_secret(ctx)
    return redirect(url_for("notices.show"), 303)


@pages.post("/calendar/notices/stop")
@allow("stop the notices")
def stop(me: Person) -> Any:
    """One of them, or all: it asks for no key."""
    with workplace().writing(shred=True, safety=True) as ctx:
        match request.form.get("what"):
            case "mail":
                wishes.stop_mail(ctx, me)
            case "address":
                wishes.forget_address(ctx, me)
            case "feed":
                wishes.end_feed(ctx, me)
                _forget_secret(ctx)
            case _:
                wishes.stop_everything(ctx, me)
                _forget_secret(ctx)
    here = url_for("notices.show")
    return redirect(here if isinstance(me, Unlocked) else f"{here}?{LESS}=1&stopped=1", 303)


def _forget_secret(ctx: Context) -> None:
    found = visit()
    if found is not None and found.content.feed is not None:
        sessions.change_content(ctx, found, feed=None)


@pages.get("/feeds/<secret>.ics")
@allow("read a calendar feed")
def feed(me: Person | None, secret: str) -> Any:
    """The same for whoever asks with the secret, signed in or not: it is the calendar of whose secret it is."""
    with workplace().reading() as ctx:
        happenings = notices.feed(ctx, secret)
    entries = [Entry(one.uid, one.at) for one in happenings]
    return calendar(_settings().calendar_title, entries), 200, {"Content-Type": "text/calendar; charset=utf-8"}


def _page(me: Unlocked, given: dict[str, Any], errors: dict[str, str]) -> str:
    post, found = workplace().post, visit()
    with workplace().reading() as ctx:
        wish, now = wishes.find(ctx, me), ctx.now
    secret = found.content.feed if found and wish.feed else None
    return render_template(
        "notices/show.html",
        given=given,
        errors=errors,
        wish=wish,
        waits=wish.waits(now),
        words=post.words(reading().language) if post else None,
        link=f"{_settings().public_url}{url_for('notices.feed', secret=secret)}" if secret else None,
        title=_settings().calendar_title,
    )
