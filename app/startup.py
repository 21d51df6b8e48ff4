"""Getting ready: folders, keys, database, exercises, places to turn to. Starting is refused, with all reasons, when
anything is wrong: a server that starts with a part missing would sooner or later write what it can't protect."""

import logging
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

from app.config import Settings
from app.domain.files import ExerciseProblems
from app.domain.places import Places, PlacesRefused
from app.mail import MailServer
from app.ports import Ports
from app.services import notices, series, upkeep
from app.services.workplace import Workplace
from app.storage import epochs as epoch_rows
from app.storage import people
from app.storage.database import Database, DatabaseRefused
from app.storage.library import Files as Files  # for the commands, which reach no further than here
from app.storage.library import Library, read_files, read_library
from app.storage.places import read_places
from app.vault.ciphers import Unreadable, bind
from app.vault.epochs import House, KeysRefused, create_keys
from app.vault.keys import Cost

log = logging.getLogger(__name__)

T = TypeVar("T")

UPKEEP_SECONDS = 30
MAIL_AGAIN = 10
"""What could not leave is tried again every so many times: a mail server that says "not now" means minutes."""


class StartRefused(Exception):
    """Why the app does not start: `reasons` are sentences for the operator."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons


def shipped(name: str) -> Path:
    """A folder that belongs to the code (`templates`, `exercises`): in the checkout, or inside the package."""
    here = Path(__file__).parent
    beside = here.parent / name
    return beside if beside.is_dir() else here / "_shipped" / name


def read_exercises() -> Library:
    """The exercises that come with the code. Raises ExerciseProblems, with all of them."""
    library = _shipped_exercises()
    return Library(library.current, dict(library.editions))  # an app adds to its editions


@cache
def _shipped_exercises() -> Library:
    """They are read once: the process that serves is forked from the one that has read and checked them."""
    return read_library(shipped("exercises"))


def read_exercise_files(folder: Path) -> Files:
    """The exercise files of a folder, good and bad: for those who write them."""
    return read_files(folder)


@cache
def read_places_to_turn_to() -> Places:
    """The places that come with the code, read once like the exercises. Raises PlacesRefused."""
    return read_places(Path(__file__).parent / "resources" / "places.toml")


def prepare(settings: Settings, ports: Ports | None = None) -> Workplace:
    """Make what is missing on a first start, check everything, and open it. Raises StartRefused."""
    ports = ports or Ports()
    reasons: list[str] = []
    library = _collect(reasons, read_exercises)
    places = _collect(reasons, read_places_to_turn_to)
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = _collect(reasons, lambda: _opened(settings))
    house = _collect(reasons, lambda: _house(settings, database, ports))
    if database and house:
        reasons += _strangers(database, house)
    if reasons or library is None or places is None or database is None or house is None:
        if database:
            database.close()
        raise StartRefused(reasons)
    cost = Cost(settings.argon_memory_kib, settings.argon_iterations)
    post = MailServer(settings) if settings.smtp_url else None
    return Workplace(database, house, library, places, ports.clock, ports.random, cost, post)


def _collect(reasons: list[str], make: Callable[[], T]) -> T | None:
    try:
        return make()
    except ExerciseProblems as found:
        reasons += [str(problem) for problem in found.problems]
    except (KeysRefused, DatabaseRefused, PlacesRefused) as found:
        reasons += found.reasons
    return None


def _opened(settings: Settings) -> Database:
    database = Database(settings.database_url)
    try:
        database.upgrade()
        database.checkpoint()  # what was deleted just before a crash may still lie in the log
    except BaseException:
        database.close()
        raise
    return database


def _house(settings: Settings, database: Database | None, ports: Ports) -> House:
    """The server's keys, made on the first start. Where people are in the database already, a key that is missing
    was lost, and a new one would lock them out for good."""
    missing = not settings.keys.exists() or not any(settings.keys.iterdir())
    if missing and database is not None:
        with database.reading() as db:
            if people.anybody(db) is not None:
                raise KeysRefused([f"The keys are missing from {settings.keys}, and the database was made with them."])
    if missing and database is None:
        raise KeysRefused([f"There are no keys in {settings.keys}; they are made once the database can be opened."])
    create_keys(settings.keys, ports.clock().date(), ports.random)
    return House.open(settings.keys)


def _strangers(database: Database, house: House) -> list[str]:
    """Why these keys and this database do not belong together."""
    with database.reading() as db:
        lost = sorted(epoch_rows.in_use(db) - set(house.epochs.ids()))
        somebody = people.anybody(db)
    reasons = [f"The epoch key {epoch} is missing, and something in the database needs it." for epoch in lost]
    if somebody is not None:
        try:
            house.field.unseal(somebody.username, bind("people", somebody.person, "username"))
        except Unreadable:
            reasons.append("field.key is not the key that the database was made with.")
    return reasons


def keep_up(workplace: Workplace, stop: threading.Event) -> None:
    """Do what the calendar asks for, until `stop` is set. One thread of each worker; running twice does no harm."""
    workplace.database.keep_room()
    while not stop.wait(UPKEEP_SECONDS):
        try:
            keep_up_once(workplace)
        except Exception:
            # The next round tries again. The traceback holds rows, which are sealed, and no answers.
            log.exception("Upkeep failed")


def keep_up_once(workplace: Workplace) -> None:
    """Everything that is due now."""
    workplace.database.keep_room()
    upkeep.sweep(workplace)
    # Before the keys are turned over: a request on its way may still write under the one that has been current until
    # now, and it shall be found here next time.
    with workplace.writing(shred=True) as ctx:
        upkeep.destroy_old_epochs(ctx)
    with workplace.writing() as ctx:
        if upkeep.epoch_is_due(ctx):
            upkeep.turn_epoch(ctx)
    more = True
    while more:
        with workplace.writing() as ctx:
            more = upkeep.rewrap(ctx)
    begin_what_comes_back(workplace)


def begin_what_comes_back(workplace: Workplace) -> None:
    """Each partnership in a transaction of its own: where one can't go on, the others still do."""
    with workplace.reading() as ctx:
        waiting = series.due(ctx)
    for partnership in waiting:
        try:
            with workplace.writing() as ctx:
                series.begin_due(ctx, partnership)
        except Exception:
            log.exception("A series could not go on")


def keep_telling(workplace: Workplace, stop: threading.Event) -> None:
    """Send what the calendar asks for, until `stop` is set. A thread of its own: a mail server that hangs keeps nothing
    waiting but mail."""
    told, turn = "", 0
    while not stop.wait(UPKEEP_SECONDS):
        try:
            trouble = notices.send(workplace, again=turn % MAIL_AGAIN == 0)
        except Exception as error:
            trouble = type(error).__name__  # without its text, which could hold an address
        if trouble and trouble != told:
            log.warning("Mail can't be sent: %s.", trouble)
        told, turn = trouble, turn + 1


def tell_once(workplace: Workplace) -> str:
    """Send everything that is due now. Returns what kept the mail server from taking it, or ""."""
    return notices.send(workplace)
