"""A word in every secret field goes through a whole journey on a real server: it is in no file, in nothing that the
server prints, and on nobody's page but where it belongs."""

import sqlite3
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.canaries import Canaries
from tests.faults.servers import Caller, Server

SLUG = "open-conversation"
SHOWN, KEPT, OWN, HELD = 5, 7, 2, 8


@dataclass
class Journey:
    """What a whole journey leaves behind."""

    canaries: Canaries
    folders: list[Path]
    output: Path
    database: Path
    pages: dict[str, list]
    in_files_meanwhile: set[tuple[str, str]]


class Traveller(Caller):
    """Somebody whose passphrase is a canary, and whose every page is kept."""

    def __init__(self, port: int, passphrase: str) -> None:
        super().__init__(port)
        self._passphrase = passphrase
        self.browser.seen = []

    @property
    def passphrase(self) -> str:
        return self._passphrase


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journey]:
    place = tmp_path_factory.mktemp("journey")
    instance, temporary = place / "instance", place / "temporary"
    temporary.mkdir()
    server = Server(instance, TMPDIR=str(temporary), SQLITE_TMPDIR=str(temporary))
    canaries = Canaries()
    travellers = []
    try:
        server.start()
        alex, sam = (
            Traveller(server.port, f"{canaries.new(f'the passphrase of {name}')} keeps quiet lamps lit")
            for name in ("alex", "sam")
        )
        travellers = [alex, sam]
        folders = [place]
        meanwhile = travel(alex, sam, canaries, instance / "data" / "between-us.db", folders)
        yield Journey(
            canaries,
            folders,
            server.output,
            instance / "data" / "between-us.db",
            {"alex": alex.browser.seen or [], "sam": sam.browser.seen or []},
            meanwhile,
        )
    finally:
        for one in travellers:
            one.browser.close()
        server.close()


def travel(alex: Traveller, sam: Traveller, canaries: Canaries, database: Path, folders: list[Path]) -> set:
    """Everything there is to do, and everything that can go wrong on the way."""
    found = set()

    def own(who: str, *ends: str) -> Callable[[str, str], bool]:
        return lambda reader, path: reader == who and path.endswith(ends)

    def circle(reader: str, path: str) -> bool:
        return path == "/" or path.startswith(("/us/", "/rounds/", "/exercises", "/account/data", "/account/copy"))

    names = {
        who: canaries.new(f"the username of {who}", own(who, "/account", "/sign-in", "/copy"))
        for who in ("alex", "sam")
    }
    for somebody, who in ((alex, "alex"), (sam, "sam")):
        somebody.joins(names[who])
        canaries.knows(f"the recovery code of {who}", somebody.recovery_code, own(who, "/recovery-code"))
        canaries.token(f"the first session of {who}", somebody.browser.cookies["session"])
    alex.begins_partnership(
        canaries.new("the label", circle), canaries.new("a display name", circle), canaries.new("pronouns", circle)
    )
    code = alex.invites()
    canaries.knows("the invitation's code", code, own("alex", "/invitations"))
    found |= canaries.in_files(folders)
    sam.accepts(code, canaries.new("another display name", circle))
    sam.joins_round(alex.starts(SLUG))

    def written(who: str, n: int) -> Callable[[str, str], bool]:
        return own(who, f"/prompts/{n}", "/review", "/mine")

    for somebody, who in ((alex, "alex"), (sam, "sam")):
        mine = written(who, SHOWN)
        shown = canaries.new(
            f"what {who} shows", lambda reader, path, mine=mine: mine(reader, path) or path.endswith("/summary")
        )
        somebody.answers(SHOWN, text=shown, share="partners")
        somebody.answers(KEPT, text=canaries.new(f"what {who} keeps", written(who, KEPT)), share="keep")
        somebody.answers(OWN, text=canaries.new(f"what is for {who} alone", written(who, OWN)))
    found |= canaries.in_files(folders)

    # A text that is sent from a page which has locked meanwhile.
    page = alex.prompt(HELD)
    _lock(database)
    held = canaries.new("what was sent while locked", written("alex", HELD))
    alex.posts(f"{alex.round}/prompts/{HELD}", version=page.values("version")[0], text=held, share="keep")
    assert alex.page.heading == "Locked"
    found |= canaries.in_files(folders)
    alex.unlocks()
    assert held in alex.opens(f"{alex.round}/review").text
    canaries.token("a session that was opened again", alex.browser.cookies["session"])

    # Errors: a stale form, a wrong passphrase, an older tab, a row that nothing opens.
    stale = canaries.new("what was sent with a stale form", own("sam", f"/prompts/{KEPT}"))
    sam.prompt(KEPT)
    assert sam.unlocks().address.endswith(f"/prompts/{KEPT}")
    assert sam.sends(f"{sam.round}/prompts/{KEPT}", csrf_token="0" * 64, text=stale).status_code == 400
    older = canaries.new("what an older tab has sent", own("sam", f"/prompts/{KEPT}"))
    token = sam.token
    assert sam.sends(f"{sam.round}/prompts/{KEPT}", csrf_token=token, version="0", text=older).status_code == 409
    with _broken(database):
        broken = canaries.new("what was sent when a row was broken", own("alex", f"/prompts/{HELD}"))
        page_token = alex.token
        answer = alex.sends(f"{alex.round}/prompts/{HELD}", csrf_token=page_token, version="0", text=broken)
        assert answer.status_code == 503
        assert broken in answer.get_data(as_text=True)
    stranger = Caller(alex.browser.port)
    try:
        stranger.opens("/sign-in")
        stranger.posts("/sign-in", 422, username=names["sam"], passphrase=canaries.new("a wrong passphrase"))
    finally:
        stranger.browser.close()

    for somebody in (alex, sam):
        somebody.seals()
    assert "Side by side" in alex.summary().text or alex.address.endswith("/summary")
    sam.summary()
    alex.posts(f"{alex.round}/withdraw", prompt=str(SHOWN))
    sam.summary()
    alex.opens("/account")
    alex.posts("/account", current=alex.passphrase, passphrase=f"{canaries.new('a new passphrase')} waters ferns")
    canaries.knows(
        "a new recovery code", alex.page.html.select_one("code").get_text().strip(), own("alex", "/recovery-code")
    )
    sam.opens(sam.us)
    sam.opens("/account")
    sam.client.get("/exit")
    return found | canaries.in_files(folders)


def _lock(database: Path) -> None:
    """What the sweeper does to sessions that idled."""
    with closing(sqlite3.connect(database, timeout=5, isolation_level=None)) as connection:
        connection.execute("UPDATE sessions SET keys = NULL")


class _broken:
    """Meanwhile a column holds what no key opens."""

    def __init__(self, database: Path) -> None:
        self.database = database

    def __enter__(self) -> None:
        with closing(sqlite3.connect(self.database, timeout=5, isolation_level=None)) as connection:
            self.before = connection.execute("SELECT rowid, settings FROM rounds").fetchall()
            connection.execute("UPDATE rounds SET settings = x'01' || randomblob(150)")

    def __exit__(self, *_: object) -> None:
        with closing(sqlite3.connect(self.database, timeout=5, isolation_level=None)) as connection:
            connection.executemany("UPDATE rounds SET settings = ? WHERE rowid = ?", [(s, r) for r, s in self.before])


def test_no_secret_is_in_any_file_or_in_what_the_server_prints(journey: Journey) -> None:
    assert journey.in_files_meanwhile == set()
    assert journey.canaries.in_files(journey.folders) == set()
    scanned = {path.name for folder in journey.folders for path in folder.rglob("*")}
    assert {"between-us.db", "between-us.db-wal", "field.key", "instance.output"} <= scanned
    assert "Traceback" not in journey.output.read_text()
    assert "Unexpected" in journey.output.read_text()


def test_nobody_gets_a_secret_on_a_page_where_it_is_not_for_them(
    journey: Journey, record_property: Callable[[str, object], None]
) -> None:
    pages = sum(len(seen) for seen in journey.pages.values())
    secrets = len(journey.canaries.secrets)
    record_property("canaries", f"{secrets} secrets, {pages} pages, no file and no page that must not have them")
    assert journey.canaries.in_pages(journey.pages) == set()
    assert secrets >= 25


def test_every_secret_with_a_place_was_seen_there(journey: Journey) -> None:
    """Else its journey proves nothing."""
    everywhere = b"".join(answer.get_data() for seen in journey.pages.values() for answer in seen)
    for name, secret in journey.canaries.secrets.items():
        shown = secret in everywhere
        assert shown == (not name.startswith(NEVER_SHOWN)), name


NEVER_SHOWN = ("the passphrase", "a new passphrase", "a wrong passphrase", "the first session", "a session")


LEAKS: dict[str, Callable[[Path, bytes], None]] = {
    "a line of the log": lambda place, secret: _append(place / "instance.output", b"saved " + secret + b"\n"),
    "a temporary file": lambda place, secret: _append(place / "temporary" / "tmp123", secret),
    "a key's file": lambda place, secret: _append(place / "instance" / "keys" / "field.key", secret),
    "the name of a file": lambda place, secret: _append(place / "temporary" / secret.decode(), b""),
    "base64": lambda place, secret: _append(place / "temporary" / "b", b64encode(b"ab" + secret + b"c")),
    "hex": lambda place, secret: _append(place / "temporary" / "h", secret.hex().encode()),
    "a deleted row": lambda place, secret: _deleted_row(place / "instance" / "data" / "between-us.db", secret),
}


@pytest.mark.parametrize("leak", LEAKS)
def test_a_secret_that_leaks_is_found(tmp_path: Path, leak: str) -> None:
    for folder in ("temporary", "instance/keys", "instance/data"):
        (tmp_path / folder).mkdir(parents=True)
    canaries = Canaries()
    secret = canaries.new("a secret").encode()
    with closing(sqlite3.connect(tmp_path / "instance" / "data" / "between-us.db")) as open_meanwhile:
        open_meanwhile.execute("PRAGMA journal_mode=wal")
        open_meanwhile.execute("SELECT * FROM sqlite_master").fetchall()  # else the log would go with its last user
        assert canaries.in_files([tmp_path]) == set()
        LEAKS[leak](tmp_path, secret)
        assert [name for name, _ in canaries.in_files([tmp_path])] == ["a secret"]


def test_a_secret_on_the_wrong_page_is_found(journey: Journey) -> None:
    shown_to_alex = [answer for answer in journey.pages["alex"] if answer.request.path.endswith("/review")]
    found = journey.canaries.in_pages({"sam": shown_to_alex})
    assert {name for name, _, _ in found} >= {"what alex shows", "what alex keeps", "what is for alex alone"}


def _append(path: Path, content: bytes) -> None:
    with path.open("ab") as file:
        file.write(content)


def _deleted_row(database: Path, secret: bytes) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE leak (text)")
        connection.execute("INSERT INTO leak VALUES (?)", [secret])
        connection.execute("DELETE FROM leak")
