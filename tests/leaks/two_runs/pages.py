"""The addresses that people open, and those that they try."""

from collections.abc import Mapping

from app.web.exercises import opaque
from tests.leaks.two_runs.exercises import BLIND

PAGES: Mapping[str, str] = {
    "home": "/",
    "us": "{us}",
    "leaving": "{us}/leave",
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
    "account": "/account",
    "data": "/account/data",
    "copy": "/account/copy",
    "unlock": "/unlock?again=1&then={round}",
}
"""Every page that a partner can open, by name."""

PRIED: Mapping[str, Mapping[str, str] | None] = {
    "{us}": None,
    "{us}/leave": None,
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
}
"""What a stranger tries: to open, or to send."""
