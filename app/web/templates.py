"""Templates, compiled once for each language that somebody reads in.

Most of a page is the same for everybody who reads it in one language: its sentences, and the addresses of pages that
have only one. They are put in when a template is compiled, so that a request looks up none of them. Nothing else is:
what is compiled knows nothing of whoever asked first.
"""

from collections.abc import Mapping, MutableMapping
from typing import Any

from babel import Locale
from babel.support import NullTranslations
from flask.sansio.app import App
from flask.templating import Environment
from flask_babel import get_translations
from jinja2 import StrictUndefined, Template, Undefined, nodes
from jinja2.utils import missing
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from app.web import told


class Compiled(Template):
    """A template that finds at a glance what is Markup already, as whatever comes from a macro or a filter of ours is:
    markupsafe takes eight calls to see it, hundreds of times on a long page. All else it escapes as ever. What comes of
    it goes into the page at once, so words and numbers need not become Markup first."""

    @classmethod
    def from_code(cls, *compiled: Any, **more: Any) -> Template:
        made = super().from_code(*compiled, **more)
        made.root_render_func.__globals__["escape"] = _escaped
        return made


def _escaped(said: Any) -> str:
    kind = type(said)
    if kind is Markup:
        return said
    if kind is str:
        return told.escaped_words(said)
    if kind is Undefined:
        return ""  # a field without an error, for one; markupsafe asks it for what it can't have
    return str(said) if kind is int else escape(said)


class Absent(StrictUndefined):
    """What a template asks for and was not given. In a mapping it is nothing, as the error of a field that has none.
    Anywhere else it is a slip: a sentence about who can read what must not be missing in silence."""

    def __new__(cls, hint: str | None = None, obj: Any = missing, *more: Any, **named: Any) -> Any:
        return Undefined(hint, obj, *more, **named) if isinstance(obj, Mapping) else super().__new__(cls)


class Templates(Environment):
    """The environment of the app. Whatever is asked of it comes from one of its own for the reader's language, which
    has all that this one has when it is first needed."""

    template_class = Compiled
    translations: NullTranslations | None = None

    def __init__(self, app: App, **options: Any) -> None:
        super().__init__(app, **options, undefined=Absent)
        self.languages: dict[Locale, Templates] = {}
        self.found: dict[Any, Template] = {}

    def get_template(
        self, name: str | Template, parent: str | None = None, globals: MutableMapping[str, Any] | None = None
    ) -> Template:
        if self.translations is not None:
            if name not in self.found:
                self.found[name] = super().get_template(name, parent, globals)
            return self.found[name]
        locale = told.reading()
        if locale not in self.languages:
            self.languages[locale] = self._in(locale)
        return self.languages[locale].get_template(name, parent, globals)

    def _in(self, locale: Locale) -> "Templates":
        made = self.overlay()
        made.translations, made.found = get_translations(), {}
        made.filters = {**self.filters, **told.filters(locale.language)}
        made.globals = {**self.globals, **told.words(made.translations)}
        made.globals |= {"lang": str(locale).replace("_", "-"), "dir": locale.text_direction}
        return made

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """A plain dict in place of Jinja's chain of them, in which each template looks through all of them: nothing is
        added once templates are in use."""
        return {**self.globals, **(d or {})}

    def _generate(self, source: nodes.Template, name: Any, filename: Any, defer_init: bool = False) -> str:
        if self.translations is not None:
            source = _Settled(self.app, self.translations).visit(source)
        return super()._generate(source, name, filename, defer_init)


class _Settled(NodeTransformer):
    """Puts in what a call comes to, as far as that depends on the language alone."""

    def __init__(self, app: App, translations: NullTranslations) -> None:
        self.app = app
        self.translations = translations

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        match node:
            case nodes.Call(node=nodes.Name(name="_"), args=[nodes.Const(value=sentence)], dyn_kwargs=None):
                said = Markup(self.translations.ugettext(sentence))  # noqa: S704 - translators are of the house
                words = [nodes.Pair(nodes.Const(one.key), one.value) for one in node.kwargs]
                return nodes.Mod(nodes.Const(said), nodes.Dict(words), lineno=node.lineno)
            case nodes.Call(node=nodes.Name(name="url_for"), args=[nodes.Const(value=endpoint)], dyn_kwargs=None):
                values = {one.key: one.value.value for one in node.kwargs if isinstance(one.value, nodes.Const)}
                if len(values) == len(node.kwargs):
                    return nodes.Const(self._address(endpoint, values), lineno=node.lineno)
        return node

    def _address(self, endpoint: str, values: dict[str, Any]) -> str:
        """The same as Flask's own, which asks the request where the site begins: ours begins at the root of its host,
        as its cookies and its forms have it."""
        self.app.inject_url_defaults(endpoint, values)
        return self.app.url_map.bind("").build(endpoint, values)
