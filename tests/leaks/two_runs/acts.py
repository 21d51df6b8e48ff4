"""What people do with rounds, each in the requests that a browser would send for it; and the time that goes by."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import MultiDict

from app.domain.answers import Picks, Worksheet
from app.domain.exercise import Exercise, Opens
from app.domain.one_question import Question
from app.services.rounds import Address
from app.services.worksheets import Sheet
from app.web.answers import answer_from, given_from, share_from
from app.web.exercises import opaque
from tests.leaks.two_runs.exercises import BLIND, CHOOSING, EXERCISES, one_of, with_items
from tests.leaks.two_runs.pages import PAGES, PRACTICE, PRIED, SOUGHT

if TYPE_CHECKING:
    from tests.leaks.two_runs.stage import Stage


ADDRESSES = {**PAGES, **PRACTICE}
VERSION = re.compile(rb'name="version" value="(\w+)"')


@dataclass(frozen=True)
class Begin:
    slug: str
    opens: Opens
    at: str

    def perform(self, stage: "Stage", who: str) -> None:
        stage.wakes(who)
        fields = {"exercise": self.slug, "opens": self.opens, "opens_at": self.at}
        reply = stage.asks(who, f"{stage.us}/rounds", fields)
        assert reply.location.startswith("/rounds/"), (reply.status, reply.location)
        stage.begins(reply.location, with_items(EXERCISES[self.slug], stage.own, stage.own_ids))


@dataclass(frozen=True)
class BeginChoosing:
    at: str

    def perform(self, stage: "Stage", who: str) -> None:
        stage.wakes(who)
        reply = stage.asks(who, f"{stage.us}/choose", {"opens_at": self.at})
        assert reply.location.endswith("/choose"), (reply.status, reply.location)
        stage.begins(reply.location.removesuffix("/choose"), CHOOSING)


@dataclass(frozen=True)
class BeginQuestion:
    """An evening with the n-th prompt of an exercise, and nothing else."""

    slug: str
    n: int
    at: str

    def perform(self, stage: "Stage", who: str) -> None:
        stage.wakes(who)
        exercise = EXERCISES[self.slug]
        key = Question(exercise, exercise.prompts[self.n - 1]).key
        reply = stage.asks(who, f"{stage.us}/one-question", {"question": key, "opens_at": self.at})
        assert reply.location.startswith("/rounds/"), (reply.status, reply.location)
        stage.begins(reply.location, one_of(exercise, self.n))


@dataclass(frozen=True)
class Choose:
    """Pick these subjects, in the place of earlier ones."""

    subjects: tuple[str, ...]

    def perform(self, stage: "Stage", who: str) -> None:
        reply = stage.asks(who, f"{stage.round}/choose", {"picks": self.subjects})
        assert reply.status == 303, reply.status


@dataclass(frozen=True)
class Save:
    """An answer to the n-th prompt, as form fields; none of them: it is skipped. `by_itself`: the page saves while
    somebody types."""

    n: int
    fields: tuple[tuple[str, Any], ...] = ()
    share: str = ""
    by_itself: bool = False

    def perform(self, stage: "Stage", who: str) -> None:
        fields = {name: _typed(stage, value) for name, value in self.fields} or {"skip": "1"}
        round_, exercise = stage.rounds[-1]
        saved = stage.saved.get((who, round_, self.n), ({}, ""))
        path = f"{round_}/prompts/{self.n}"
        version = version_of(round_, exercise, self.n, *saved)
        if (who, round_) in stage.brought and not saved[0]:
            found = VERSION.search(stage.asks(who, path).body)
            if found is None:
                return  # by what was brought along it is not asked
            version = found[1].decode()
        if self.by_itself:
            stage.wakes(who)  # a page that saves by itself does not unlock
            fields["autosave"] = "1"
        reply = stage.asks(who, path, {**fields, "share": self.share, "version": version})
        assert reply.status == (200 if self.by_itself else 303), (reply.status, self)
        stage.saved[who, round_, self.n] = (fields, self.share) if self.fields else ({}, "")


@dataclass(frozen=True)
class SaveInParts:
    """Cards sorted a page at a time: those of the first page, and then the others."""

    n: int
    fields: tuple[tuple[str, Any], ...]
    share: str = ""

    def perform(self, stage: "Stage", who: str) -> None:
        round_, exercise = stage.rounds[-1]
        place = (who, round_, self.n)
        if (who, round_) in stage.brought and place not in stage.saved:
            Save(self.n).perform(stage, who)
        items = exercise.prompts[self.n - 1].items  # type: ignore[union-attr]
        first = {f"pile-{item.id}" for item in items[: -(-len(items) // 2)]}
        for part in (1, 2):
            saved, share = stage.saved.get(place, ({}, ""))
            here = {name: pile for name, pile in self.fields if (name in first) == (part == 1)}
            rest = {name: pile for name, pile in saved.items() if (name in first) == (part == 2)}
            version = version_of(round_, exercise, self.n, saved, share)
            fields = {**here, "part": str(part), "share": self.share, "version": version}
            reply = stage.asks(who, f"{round_}/prompts/{self.n}", fields)
            assert reply.status == 303, (reply.status, self)
            if here or rest:
                stage.saved[place] = (here | rest, share if part == 1 else self.share)


@dataclass(frozen=True)
class Clash:
    """Save what was typed in an older tab, perhaps too late. It is refused, and the newer answer is on the page."""

    n: int

    def perform(self, stage: "Stage", who: str) -> None:
        fields = {"text": "typed in an older tab", "point": "3", "level": "ask", "picks": "massage", "version": "older"}
        reply = stage.asks(who, f"{stage.round}/prompts/{self.n}", fields)
        # 303: it says what is saved already; 422: this kind of prompt takes none of it
        assert reply.status in (303, 404, 409, 422), reply.status


def _typed(stage: "Stage", value: Any) -> Any:
    """A text at its length, and items as the app calls them."""
    if isinstance(value, str):
        return value.replace("*much*", "much of it, " * 60)
    return tuple(stage.own_ids.get(one, one) for one in value)


def version_of(round_: str, exercise: Exercise, n: int, fields: Mapping[str, Any], share: str = "") -> str:
    """What the form of this prompt would carry, as the worksheet itself says it."""
    prompt = exercise.prompts[n - 1]
    worksheet, picks = Worksheet(), Picks()
    if fields:
        answer: Any = answer_from(prompt, given_from(prompt, MultiDict(fields)), exercise.about(prompt))
        if prompt.blind:
            picks = Picks(items={prompt.id: answer})
        else:
            choice: Any = share_from(share) if prompt.shareable else None
            worksheet = Worksheet(answers={prompt.id: answer}, choices={prompt.id: choice} if choice else {})
    address = Address.parse(round_.removeprefix("/rounds/"))
    # It has no row: what it is in lies in no database.
    sheet = Sheet(address, exercise, None, "", worksheet, picks, False, False, False, None)  # type: ignore[arg-type]
    return sheet.version(prompt)


@dataclass(frozen=True)
class Seal:
    """`shared`: numbers of the prompts to share; the others are kept."""

    shared: tuple[int, ...] = ()

    def perform(self, stage: "Stage", who: str) -> None:
        stage.asks(who, f"{stage.round}/review", {f"share-{n}": "partners" for n in self.shared})


@dataclass(frozen=True)
class Keep:
    """Keep after all what was sealed to be shared."""

    n: int

    def perform(self, stage: "Stage", who: str) -> None:
        stage.asks(who, f"{stage.round}/review", {"keep": str(self.n)})


@dataclass(frozen=True)
class Clear:
    def perform(self, stage: "Stage", who: str) -> None:
        stage.asks(who, f"{stage.round}/review", {"clear": "1"})
        stage.saved = {place: saved for place, saved in stage.saved.items() if place[0] != who}


@dataclass(frozen=True)
class HoldBack:
    round: int = -1

    def perform(self, stage: "Stage", who: str) -> None:
        stage.asks(who, f"{stage.rounds[self.round][0]}/hold-back", {})


@dataclass(frozen=True)
class Withdraw:
    """Take back one answer, or one matched item for everybody."""

    n: int
    item: str = ""
    round: int = -1

    def perform(self, stage: "Stage", who: str) -> None:
        item = stage.own_ids.get(self.item, self.item)
        stage.asks(who, f"{stage.rounds[self.round][0]}/withdraw", {"prompt": str(self.n), "item": item})


@dataclass(frozen=True)
class KeepOpen:
    def perform(self, stage: "Stage", who: str) -> None:
        stage.asks(who, f"{stage.round}/keep-open", {})


@dataclass(frozen=True)
class Renew:
    def perform(self, stage: "Stage", who: str) -> None:
        stage.asks(who, "/account/data/renew", {"round": stage.round.removeprefix("/rounds/")})


@dataclass(frozen=True)
class Look:
    """Open pages, of the last round or of an earlier one."""

    pages: tuple[str, ...]
    round: int = -1

    def perform(self, stage: "Stage", who: str) -> None:
        round_, exercise = stage.rounds[self.round] if stage.rounds else ("/rounds/none", BLIND)
        first = next((one for one, of in stage.rounds if of.slug == exercise.slug), round_)
        names = {"us": stage.us, "round": round_, "exercise": opaque(exercise.slug), "us_id": stage.place}
        names |= {"first": first.rpartition("/")[2], "round_id": round_.rpartition("/")[2]}
        names |= {"pact": stage.pacts[-1] if stage.pacts else "/agreements/none", "assigned": stage.assigned}
        names |= {"link": stage.link, "client": stage.client}
        for page in self.pages:
            stage.asks(who, ADDRESSES[page].format(**names), SOUGHT.get(page))


@dataclass(frozen=True)
class Read:
    """Read the summary. It has the texts with these marks, the picks in common, and nothing else."""

    marks: frozenset[str]
    matched: frozenset[str]
    round: int = -1

    def perform(self, stage: "Stage", who: str) -> None:
        stage.reads_summary(who, stage.rounds[self.round][0], self.marks, self.matched)


@dataclass(frozen=True)
class Pry:
    """Try addresses of a partnership that one has no place in, and others that lead nowhere."""

    paths: tuple[str, ...]

    def perform(self, stage: "Stage", who: str) -> None:
        for path in self.paths:
            stage.pries(who, path, PRIED[path])


@dataclass(frozen=True)
class Wait:
    minutes: int

    def perform(self, stage: "Stage", who: str) -> None:
        stage.clock.passes(minutes=self.minutes)
        stage.tells()


@dataclass(frozen=True)
class Night:
    """What the server does by itself."""

    def perform(self, stage: "Stage", who: str) -> None:
        stage.keeps_up()


@dataclass(frozen=True)
class Theft:
    """Somebody copies the database. With `sessions`, when nobody has been there for a day."""

    sessions: bool = False

    def perform(self, stage: "Stage", who: str) -> None:
        stage.theft = self
