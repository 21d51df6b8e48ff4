"""`flask languages …`: for those who translate. The words of the interface stand in app/translations, the exercises in
folders of their own that mirror the English one."""

import io
import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from app.cli.authors import in_folder
from app.domain.translations import ORIGINAL, Record, parts, read_record, stale, write_record
from app.startup import Files, read_exercise_files, shipped

CATALOGS = Path(__file__).parents[1] / "translations"
LANGUAGES = ("es", "de", "fr", "ar")
WHOLE = ("es",)
"""These have every exercise."""
FIRST = (
    "open-conversation",
    "flexible-and-core",
    "who-taught-us",
    "shared-language",
    "boundary-check-in",
    "consent-check-in",
)
"""And the others have these."""
RECORD = "translated.toml"
NOTE = "For translators:"
NO_DAY = datetime(2026, 1, 1, tzinfo=UTC)
"""The files say nothing of days, so that the same sentences are compiled to the same bytes."""
PLACES = re.compile(r"%\((\w+)\)[sd]")


@click.group()
def languages() -> None:
    """Translate: bring the catalogs up to date, list what is missing or stale, note what was translated."""


@languages.command()
def update() -> None:
    """Put the interface's sentences of today into the catalogs, and compile them. A translation stays; what has changed
    a little becomes fuzzy, which is not used until somebody has looked at it."""
    template = extracted()
    for language in LANGUAGES:
        path = catalog_path(language)
        catalog = read_catalog(language) if path.exists() else Catalog(language, fuzzy=False)
        catalog.update(template, update_header_comment=False)
        catalog.obsolete.clear()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_po(catalog))
        compiled_path(language).write_bytes(compiled(read_catalog(language)))
        told = [*_of_catalog(language, template)]
        click.echo(f"{language}: {len(catalog)} sentences, {len(told)} to look at.")


@languages.command("compile")
def compile_() -> None:
    """Compile the catalogs as they are."""
    for language in LANGUAGES:
        compiled_path(language).write_bytes(compiled(read_catalog(language)))


@languages.command()
@in_folder
def check(folder: Path) -> None:
    """List what is missing or stale, in every language. Fails if anything is."""
    found = read_exercise_files(folder)
    template = extracted()
    told = [
        line
        for language in LANGUAGES
        for line in (*_of_catalog(language, template), *_of_exercises(language, folder, found))
    ]
    for line in told:
        click.echo(line, err=True)
    if told:
        raise click.ClickException(f"{len(told)} to translate or to look at.")
    click.echo(f"{', '.join(LANGUAGES)}: nothing is missing, nothing is stale.")


@languages.command()
@in_folder
@click.option(
    "--of", "places", multiple=True, metavar="LANGUAGE/SLUG", help="Which ones; all of them, if none is named."
)
def made(folder: Path, places: tuple[str, ...]) -> None:
    """Note that translations say what the English words of today say. Do so only where you have compared them."""
    found = read_exercise_files(folder)
    originals, record = found.originals(), {key: dict(value) for key, value in _record(folder).items()}
    for exercise in found.exercises.values():
        place = f"{exercise.language}/{exercise.slug}"
        if exercise.language != ORIGINAL and (not places or place in places):
            record.setdefault(exercise.language, {})[exercise.slug] = parts(originals[exercise.slug])
    (folder / RECORD).write_text(write_record(record), "utf-8")


# -- the interface


def catalog_path(language: str) -> Path:
    return CATALOGS / language / "LC_MESSAGES" / "messages.po"


def compiled_path(language: str) -> Path:
    return catalog_path(language).with_suffix(".mo")


def extracted() -> Catalog:
    """Every sentence of the interface, with the files it stands in."""
    catalog = Catalog(fuzzy=False)
    keywords = DEFAULT_KEYWORDS | {"lazy_gettext": None}
    for folder, method in ((shipped("templates"), ("**.html", "jinja2")), (CATALOGS.parent, ("**.py", "python"))):
        found = extract_from_dir(folder, [method], keywords=keywords, comment_tags=(NOTE,), strip_comment_tags=True)
        for file, _, message, comments, context in found:
            catalog.add(message, locations=[(f"{folder.name}/{file}", 0)], auto_comments=comments, context=context)
    return catalog


def read_catalog(language: str) -> Catalog:
    catalog = read_po(io.BytesIO(catalog_path(language).read_bytes()), locale=language)
    catalog.creation_date = catalog.revision_date = NO_DAY
    return catalog


def compiled(catalog: Catalog) -> bytes:
    """What the app reads of it."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def _po(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(out, catalog, width=120, omit_header=False, sort_by_file=True, include_lineno=False)
    return b"".join(line for line in out.getvalue().splitlines(keepends=True) if not _is_of_a_day(line))


def _is_of_a_day(line: bytes) -> bool:
    """Dates and program versions, which would change with nothing else."""
    return line.startswith((b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Generated-By'))


def _of_catalog(language: str, template: Catalog) -> Iterator[str]:
    if not catalog_path(language).exists():
        yield f"{language}: there is no catalog: `flask languages update`"
        return
    catalog = read_catalog(language)
    wanted = {message.id for message in template if message.id}
    for message in catalog:
        if message.id in wanted and (fault := _fault(message)):
            yield f"{language}: {fault}: {_first(message)!r}"
    there = {message.id for message in catalog if message.id}
    for id_ in sorted(map(str, wanted - there)):
        yield f"{language}: is not in the catalog: {id_!r}"
    for id_ in sorted(map(str, there - wanted)):
        yield f"{language}: is nowhere any more: {id_!r}"
    if not compiled_path(language).exists() or compiled_path(language).read_bytes() != compiled(catalog):
        yield f"{language}: is not compiled as it is now: `flask languages compile`"


def _fault(message: Message) -> str | None:
    """What is wrong with a translation, if anything is."""
    given = [message.string] if isinstance(message.string, str) else list(message.string or ("",))
    if not all(given):
        return "is missing"
    if message.fuzzy:
        return "may be stale"
    wanted = set(PLACES.findall(_last(message)))
    # A form for one, or for two, may say its number in a word.
    if any(set(PLACES.findall(text)) - wanted for text in given) or set(PLACES.findall(given[-1])) != wanted:
        return "has other gaps to fill"
    return None


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _last(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[-1]


# -- the exercises


def _of_exercises(language: str, folder: Path, found: Files) -> Iterator[str]:
    mine = {one.slug: one for one in found.exercises.values() if one.language == language}
    originals = found.originals()
    for slug in sorted(set(originals if language in WHOLE else FIRST) - mine.keys()):
        yield f"{language}/{slug}.toml: is missing"
    record = _record(folder).get(language, {})
    for slug in sorted(mine):
        for part in stale(originals[slug], record.get(slug, {})):
            yield f"{language}/{slug}.toml: {part}: may be stale: the English words are others now"


def _record(folder: Path) -> Record:
    path = folder / RECORD
    return read_record(tomllib.loads(path.read_text("utf-8"))) if path.exists() else {}
