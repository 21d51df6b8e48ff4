"""One request for every route, with fields that would have an effect: a route that is not here fails a test."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.navigators import Visitor
from tests.therapists import TERMS


@dataclass(frozen=True)
class Asked:
    """What is asked for: {us} and {round} stand in the path for places, {address} for the round's, there or in a
    field."""

    endpoint: str
    path: str
    post: bool = False
    fields: dict[str, str] = field(default_factory=dict)

    def at(self, us: str, round_: str) -> str:
        return self.path.format(us=us, round=round_, address=round_.removeprefix("/rounds/"))

    def by(self, somebody: Visitor, us: str, round_: str, headers: Any = None, **more: Any) -> TestResponse:
        """Asked by somebody, with the form token of the page they are on."""
        if not self.post:
            return somebody.client.get(self.at(us, round_), headers=headers)
        address = round_.removeprefix("/rounds/")
        fields = {name: value.format(address=address) for name, value in self.fields.items()}
        return somebody.sends(self.at(us, round_), headers, **{"csrf_token": somebody.token, **fields, **more})

    def __str__(self) -> str:
        return f"{'POST' if self.post else 'GET'} {self.endpoint}"


def _get(endpoint: str, path: str) -> Asked:
    return Asked(endpoint, path)


def _post(endpoint: str, path: str, **fields: str) -> Asked:
    return Asked(endpoint, path, post=True, fields=fields)


STRONG = "nine green boats at rest"

ASKED = (
    _get("front.index", "/"),
    _post("front.try_card", "/", pile="core"),
    _post("front.first", "/first"),
    _get("languages.show", "/lang"),
    _post("languages.choose", "/lang", language="es", then="/join"),
    _get("front.healthz", "/healthz"),
    _get("accounts.join", "/join"),
    _post("accounts.join_now", "/join", username="newcomer", passphrase=STRONG, adult="1"),
    _get("accounts.recovery", "/recovery-code"),
    _post("accounts.put_away", "/recovery-code", decline="1"),
    _get("accounts.sign_in", "/sign-in"),
    _post("accounts.sign_in_now", "/sign-in", username="alex", passphrase="alex keeps five quiet lamps lit"),
    _get("second_step.code", "/sign-in/code"),
    _post("second_step.give_code", "/sign-in/code", code="000000"),
    _get("second_step.show", "/account/second-step"),
    _post("second_step.change", "/account/second-step", what="begin"),
    _get("accounts.signing_out", "/sign-out"),
    _post("accounts.sign_out", "/sign-out"),
    _get("accounts.leave_page", "/exit"),
    _get("accounts.unlock", "/unlock"),
    _post("accounts.unlock_now", "/unlock", passphrase="alex keeps five quiet lamps lit"),
    _get("staying.left", "/stay"),
    _post("staying.stay", "/stay"),
    _get("accounts.recover", "/recover"),
    _post("accounts.recover_now", "/recover", username="alex", code="7" * 26, passphrase=STRONG),
    _get("accounts.account", "/account"),
    _post("accounts.change_account", "/account", zone="Asia/Tokyo", language="en"),
    _get("own_data.shared", "/account/data"),
    _post("own_data.renew", "/account/data/renew", round="{address}"),
    _get("own_data.copy", "/account/copy"),
    _post("own_data.take_copy", "/account/copy", **{"as": "json"}),
    _get("own_data.delete", "/account/whole"),
    _post("own_data.delete_now", "/account/whole"),
    _get("own_data.mine", "{round}/mine"),
    _get("exercises.index", "/exercises"),
    _get("exercises.finder", "/exercises/find"),
    _post("exercises.find", "/exercises/find", words="touch"),
    _get("exercises.show", "/exercises/flexible-and-core"),
    _get("exercises.begin", "/exercises/flexible-and-core/begin"),
    _get("calendar.index", "/calendar"),
    _get("calendar.new", "/calendar/series/new"),
    _post(
        "calendar.begin",
        "/calendar/series",
        partnership="{address:.22}",
        exercise="ce0ad60897a42d61bec394",
        every="week",
        first="2026-12-03",
        at="19:00",
    ),
    _get("calendar.ending", "/calendar/series/{address}"),
    _post("calendar.end", "/calendar/series/{address}/end"),
    _get("agreements.index", "/agreements"),
    _get("agreements.new", "/agreements/new"),
    _post(
        "agreements.create",
        "/agreements/new",
        partnership="{address:.22}",
        words="Phones stay in the hall.",
        opens_at="20-minutes",
        look="month",
    ),
    _get("agreements.show", "/agreements/{address}"),
    _get("agreements.change", "/agreements/{address}/change"),
    _post("agreements.change_now", "/agreements/{address}/change", words="Other words."),
    _post("agreements.yes", "/agreements/{address}/yes"),
    _post("agreements.end", "/agreements/{address}/end"),
    _post("agreements.look", "/agreements/{address}/look"),
    _get("agreements.look_day", "/agreements/{address}/look.ics"),
    _get("history.index", "/over-time"),
    _get("history.then", "/over-time/then/{address}/{address}"),
    _get("history.mine", "/over-time/then/{address}/{address}/mine"),
    _get("over_time.lines", "/over-time/{address:.22}/ce0ad60897a42d61bec394"),
    _get("over_time.mine", "/over-time/{address:.22}/ce0ad60897a42d61bec394/mine"),
    _get("repair.show", "/afterwards"),
    _get("moments.show", "/moments/{address:.22}"),
    _post("moments.create", "/moments/{address:.22}", words="Snow at the bus stop"),
    _get("moments.choose", "{round}/keep"),
    _post("moments.keep", "{round}/keep", moment="1-somebody"),
    _get("one_question.index", "/one-question"),
    _post("one_question.start", "{us}/one-question", question="0" * 22, opens_at="5-minutes"),
    _get("choosing.index", "/choose"),
    _post("choosing.start", "{us}/choose", opens_at="5-minutes"),
    _get("choosing.show", "{round}/choose"),
    _post("choosing.pick", "{round}/choose", picks="load"),
    _get("partnerships.new", "/us/new"),
    _post("partnerships.create", "/us/new", name="another", display_name="Alex"),
    _get("partnerships.show", "{us}"),
    _post("partnerships.invite", "{us}/invitations"),
    _get("partnerships.invited", "{us}/invitations"),
    _post("partnerships.revoke", "{us}/invitations/revoke"),
    _get("partnerships.leave", "{us}/place"),
    _post("partnerships.leave_now", "{us}/place"),
    _get("items.show", "{us}/items/ce0ad60897a42d61bec394"),
    _post("items.change", "{us}/items/ce0ad60897a42d61bec394", prompt="3", words="Swimming at night"),
    _post("partnerships.start", "{us}/rounds", exercise="flexible-and-core", opens="at", opens_at="20-minutes"),
    _get("therapists.index", "{us}/others"),
    _post("therapists.propose", "{us}/others", code="7" * 26, opens_at="20-minutes"),
    _get("therapists.show", "/others/{address}"),
    _post("therapists.yes", "/others/{address}/yes"),
    _post("therapists.sees", "/others/{address}/sees", sees="completion"),
    _post("therapists.end", "/others/{address}/end"),
    _get("therapists.showing", "{round}/showing"),
    _post("therapists.show_round", "{round}/showing", link="{address:.22}", shown="1"),
    _get("therapists.assigned", "/assigned/{address}"),
    _post("therapists.begin", "/assigned/{address}", opens="ready", opens_at="3-days"),
    _get("practice.round_shown", "/practice/{address}/rounds/{address:.22}"),
    _get("practice.lines", "/practice/{address}/over-time/ce0ad60897a42d61bec394"),
    _post("practice.meeting", "/practice/{address}/meeting", meets_on="2026-12-01"),
    _get("practice.assign", "/practice/{address}/assign"),
    _post("practice.give", "/practice/{address}/assign", exercise="good-moments", due="meeting"),
    _post("practice.give_sequence", "/practice/{address}/sequence", sequence="beginning"),
    _post("practice.change_assignment", "/practice/{address}/assigned/{address:.22}", talked="1"),
    _get("practice.index", "/practice"),
    _get("practice.statement", "/practice/statement"),
    _post("practice.state", "/practice/statement", **TERMS),
    _get("practice.codes", "/practice/codes"),
    _post("practice.make_code", "/practice/codes", label="Tuesdays at four"),
    _get("practice.show", "/practice/{address}"),
    _post("practice.end", "/practice/{address}/end"),
    _get("invitations.accept", "/invitation"),
    _post("invitations.accept_now", "/invitation", code="7" * 26, display_name="Alex"),
    _get("rounds.show", "{round}"),
    _get("rounds.prompt", "{round}/prompts/4"),
    _post("rounds.save", "{round}/prompts/4", text="A private thought of mine", share="keep", version=""),
    _get("rounds.review", "{round}/review"),
    _post("rounds.seal", "{round}/review"),
    _get("rounds.summary", "{round}/summary"),
    _get("talk.begin", "{round}/talk"),
    _get("talk.step", "{round}/talk/1/1"),
    _get("talk.pause", "{round}/talk/1/1/pause"),
    _get("talk.enough", "{round}/talk/1/enough"),
    _get("talk.closing", "{round}/talk/1/closing"),
    _get("rounds.shown", "{round}/shown"),
    _get("rounds.keeping_open", "{round}/keep-open"),
    _post("rounds.keep_open", "{round}/keep-open"),
    _post("rounds.withdraw", "{round}/withdraw", prompt="1"),
    _post("rounds.hold_back", "{round}/hold-back"),
    _post("bringing.bring", "{round}/bring"),
    _get("notices.show", "/calendar/notices"),
    _post("notices.ask", "/calendar/notices/mail", mailbox="alex@example.org"),
    _post("notices.confirm", "/calendar/notices/code", code="000000"),
    _post("notices.begin", "/calendar/notices/begin"),
    _post("notices.make_feed", "/calendar/notices/feed"),
    _post("notices.put_away", "/calendar/notices/put-away"),
    _post("notices.stop", "/calendar/notices/stop"),
    _get("notices.feed", f"/feeds/{'0' * 40}.ics"),
    _get("written.index", "/practice/exercises"),
    _post("written.begin", "/practice/exercises", like="ce0ad60897a42d61bec394"),
    _post("written.bring", "/practice/exercises/bring"),
    _get("written.show", "/practice/exercises/{address:.22}"),
    _post("written.arrange", "/practice/exercises/{address:.22}", kind="scale"),
    _get("written.head", "/practice/exercises/{address:.22}/about"),
    _post("written.save_head", "/practice/exercises/{address:.22}/about", title="A quiet hour"),
    _get("written_prompts.show", "/practice/exercises/{address:.22}/prompts/1"),
    _post("written_prompts.save", "/practice/exercises/{address:.22}/prompts/1", ask="A question of mine"),
    _get("written_prompts.look", "/practice/exercises/{address:.22}/look/a"),
    _get("written.export", "/practice/exercises/{address:.22}/en.toml"),
    _get("written.removing", "/practice/exercises/{address:.22}/remove"),
    _post("written.remove", "/practice/exercises/{address:.22}/remove"),
    _get("help.index", "/help"),
    _get("help.moment", "/help/moment"),
    _get("help.places", "/help/places"),
    _get("help.place", "/help/places/es"),
)
GETS = [one for one in ASKED if not one.post]
POSTS = [one for one in ASKED if one.post]
ABOUT_PLACES = [one for one in ASKED if "{" in f"{one.path} {one.fields.values()}"]


def routes(app: Flask) -> Iterator[tuple[str, str]]:
    """(endpoint, method) of every route but files."""
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}:
            if rule.endpoint != "static":
                yield rule.endpoint, method
