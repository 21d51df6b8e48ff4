"""The addresses that people open, and those that they try."""

from collections.abc import Mapping

from app.web.exercises import opaque
from tests.leaks.two_runs.exercises import BLIND

PAGES: Mapping[str, str] = {
    "home": "/",
    "us": "{us}",
    "leaving": "{us}/place",
    "exercises": "/exercises",
    "exercise": "/exercises/{exercise}",
    "round": "{round}",
    "prompt 1": "{round}/prompts/1",
    "prompt 2": "{round}/prompts/2",
    "prompt 3": "{round}/prompts/3",
    "review": "{round}/review",
    "begin": "/exercises/{exercise}/begin",
    "summary": "{round}/summary",
    "shown": "{round}/shown",
    "keeping open": "{round}/keep-open",
    "talk": "{round}/talk",
    "turn": "{round}/talk/1/2",
    "closing": "{round}/talk/1/closing",
    "items": "{us}/items/{exercise}",
    "choose": "/choose",
    "subjects": "{round}/choose",
    "mine": "{round}/mine",
    "calendar": "/calendar",
    "over time": "/over-time",
    "lines": "/over-time/{us_id}/{exercise}",
    "own lines": "/over-time/{us_id}/{exercise}/mine",
    "then and now": "/over-time/then/{first}/{round_id}",
    "own then and now": "/over-time/then/{first}/{round_id}/mine",
    "agreements": "/agreements",
    "agreement": "{pact}",
    "drafting": "/agreements/new?round={round_id}",
    "changing": "{pact}/change",
    "the day": "{pact}/look.ics",
    "moments": "/moments/{us_id}",
    "keeping": "{round}/keep",
    "coming back": "/calendar/series/new?partnership={us_id}&exercise={exercise}",
    "notices": "/calendar/notices",
    "one question": "/one-question",
    "account": "/account",
    "second step": "/account/second-step",
    "data": "/account/data",
    "copy": "/account/copy",
    "unlock": "/unlock?again=1&then={round}",
    "staying": "/stay",
    "signing out": "/sign-out",
    "language": "/lang",
    "finding": "/exercises/find",
    "misstep": "/afterwards",
    "written": "/practice/exercises",
    "therapists": "{us}/others",
    "practice": "/practice",
    "therapist": "{link}",
    "showing": "{round}/showing",
    "assigned": "{assigned}",
}
"""Every page that a partner can open, by name."""

PRACTICE: Mapping[str, str] = {
    "practice": "/practice",
    "client": "{client}",
    "assign": "{client}/assign",
    "codes": "/practice/codes",
    "statement": "/practice/statement",
    "shown there": "{client}/rounds/{round_id}",
}
"""And those that a therapist has for themselves."""

SELDOM = (
    "unlock",
    "staying",
    "signing out",
    "language",
    "finding",
    "coming back",
    "notices",
    "one question",
    "misstep",
    "written",
)
SELDOM += ("leaving", "exercises", "exercise", "items", "choose", "account", "second step", "therapists", "practice")
"""Those that tell of no round. Opened as often as the others, they would be in the way of these."""

OF_AGREEMENTS = ("agreement", "agreements", "drafting", "changing", "the day", "moments", "keeping")
OVER_TIME = ("calendar", "over time", "lines", "own lines", "then and now", "own then and now")
"""Where there is little to see before there is an agreement or a therapist, and before time has gone by."""
OF_THERAPISTS = ("therapists", "therapist", "showing", "assigned")
OFTEN = tuple(page for page in PAGES if page not in (*SELDOM, *OF_AGREEMENTS, *OVER_TIME, *OF_THERAPISTS))

SOUGHT: Mapping[str, Mapping[str, str]] = {"finding": {"words": "evening", "form": "exercise"}}
"""What is sent to those of them that answer by a form and keep nothing."""

OF_A_ROUND = ("round", "prompt 1", "prompt 3", "review", "summary", "shown", "mine")
LISTING = ("home", "us", "data", "copy", "calendar", "over time", "agreements")
"""Where rounds and agreements are listed."""

PRIED: Mapping[str, Mapping[str, str] | None] = {
    "{us}": None,
    "{us}/place": None,
    "{us}/rounds": {"exercise": "plain-three", "opens": "at", "opens_at": "3-days"},
    "{round}": None,
    "{round}/prompts/1": None,
    "{round}/summary": None,
    "{round}/shown": None,
    "{round}/talk/1/1": None,
    "{us}/items/" + opaque(BLIND.slug): {"prompt": "3", "words": "lanterns"},
    "{us}/choose": {"opens_at": "5-minutes"},
    "{round}/choose": {"picks": "talking"},
    "{round}/hold-back": {},
    "{round}/withdraw": {"prompt": "1"},
    "{round}/bring": {},
    "{round}/keep": {"moment": "1-none"},
    "/calendar/series": {"partnership": "{us_id}", "every": "week", "first": "2026-12-01", "at": "20:00"},
    "{series}": None,
    "{series}/end": {},
    "/agreements/new?round={round_id}": None,
    "/agreements/new": {"partnership": "{us_id}", "words": "lanterns", "opens_at": "20-minutes", "look": "month"},
    "{pact}": None,
    "{pact}/yes": {},
    "{pact}/end": {},
    "{pact}/change": {"words": "lanterns", "opens_at": "20-minutes", "look": "month"},
    "{pact}/look": {},
    "/moments/{us_id}": {"words": "lanterns"},
    "/over-time/{us_id}/" + opaque(BLIND.slug): None,
    "/over-time/then/{round_id}/{round_id}": None,
    "{us}/others": None,
    "/others/{round_id}": None,
    "/others/{round_id}/end": {},
    "/practice/{round_id}": None,
    "{us}/one-question": {"question": "lanterns", "opens_at": "5-minutes"},
    "{link}": None,
    "{link}/yes": {},
    "{link}/sees": {"sees": "completion"},
    "{link}/end": {},
    "{round}/showing": None,
    "/practice/{link_id}": None,
    "/practice/{link_id}/end": {},
}
"""What a stranger tries: to open, or to send."""
