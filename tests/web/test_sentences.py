"""Every reason why something can't be done has a sentence, and every sentence a reason."""

import ast
import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path

from flask import Flask

from app.domain.answers import Refusal
from app.domain.rounds import Timing
from app.web.sentences import SENTENCES

APP = Path(__file__).parents[2] / "app"


def trees(*folders: str) -> Iterator[ast.Module]:
    for folder in folders:
        for file in sorted((APP / folder).rglob("*.py")):
            yield ast.parse(file.read_text())


def strings(node: ast.AST) -> set[str]:
    """The texts that an expression may have: both branches of a choice."""
    match node:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp(body=body, orelse=other):
            return strings(body) | strings(other)
    return set()


def raised() -> set[str]:
    """What `Refused(…)` is given anywhere, f-strings with a `*` for what is filled in."""
    found = set()
    for tree in trees("services", "domain", "web"):
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Refused":
                for argument in call.args:
                    found |= strings(argument)
                    if isinstance(argument, ast.JoinedStr):
                        parts = [part.value if isinstance(part, ast.Constant) else "*" for part in argument.values]
                        found.add("".join(str(part) for part in parts))
    return found


def returned() -> dict[str, set[str]]:
    """What the functions that say why something is refused return, by function."""
    found: dict[str, set[str]] = {}
    for tree in trees("services", "web"):
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef) and function.name.endswith("_refusal"):
                for node in ast.walk(function):
                    if isinstance(node, ast.Return) and node.value is not None:
                        found.setdefault(function.name, set()).update(strings(node.value))
    return found


def values(*kinds: type[StrEnum]) -> set[str]:
    return {member.value for kind in kinds for member in kind}


@cache
def reasons() -> set[str]:
    whys = returned()
    names = whys.pop("name_refusal")
    filled = {
        "label-*": names,
        "display-name-*": names,
        "pronouns-*": names - {"empty"},
        "username-*": whys.pop("username_refusal"),
        "passphrase-*": whys.pop("passphrase_refusal"),
    }
    plain = set().union(*whys.values()) | {reason for reason in raised() if "*" not in reason}
    patterns = raised() - plain
    assert patterns <= set(filled), "a new kind of reason: say here what fills it in"
    return plain | {one.replace("*", what) for one in patterns for what in filled[one]} | values(Timing, Refusal)


def test_every_reason_has_a_sentence() -> None:
    assert reasons() - set(SENTENCES) == set()


def test_the_reasons_are_found() -> None:
    """Some of each kind, so that an empty search does not pass for a full one."""
    assert {"sealed", "closed", "label-empty", "username-letters", "passphrase-common", "too-many"} <= reasons()
    assert {"registration-closed", "no-time", "past", "code", "full"} <= reasons()


def test_a_sentence_is_a_calm_and_whole_one(app: Flask) -> None:
    with app.test_request_context():
        for reason, lazy in SENTENCES.items():
            said = str(lazy)
            assert said[0].isupper(), reason
            assert said[-1] in ".?", reason
            assert "!" not in said, reason
            assert not {"invalid", "error", "failed", "illegal", "denied"} & set(re.findall(r"\w+", said.lower())), (
                reason
            )


def test_whatever_a_view_asks_for_by_name_has_a_sentence() -> None:
    asked = set()
    for tree in trees("web"):
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "sentence":
                asked |= strings(call.args[0])
    assert asked
    assert asked <= set(SENTENCES)
