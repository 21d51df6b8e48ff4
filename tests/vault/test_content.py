"""What is read from a box leaves nothing behind: not for the next one, and not in an error."""

import json
import traceback
from collections.abc import Callable
from random import Random as Seeded
from typing import Any

import pytest
from pydantic import BaseModel

from app.domain.notices import Wish
from app.domain.therapists import Says, Statement
from app.vault.agreements import open_content
from app.vault.assignments import open_assignment
from app.vault.boxes import open_disclosure, open_joint, open_name, open_picks, open_worksheet
from app.vault.ciphers import Unreadable, padded, seal
from app.vault.epochs import FieldKey
from app.vault.items import open_items
from app.vault.shown import open_shown

random = Seeded(11).randbytes
KEY, HERE = random(32), b"here"
FIELD = FieldKey(random(32))
WORDS = "q0x1z tea"
ANSWER = {"kind": "reflection", "text": WORDS}

OPENED: dict[str, tuple[Any, Callable[[bytes], Any]]] = {
    "worksheet": ({"answers": {"p": ANSWER}}, lambda box: open_worksheet(box, KEY, HERE).answers["p"]),
    "disclosure": ({"p": ANSWER}, lambda box: open_disclosure(box, KEY, HERE, "a").answers["p"]),
    "picks": ({"p": [WORDS]}, lambda box: open_picks(box, KEY, HERE).items["p"]),
    "joint": ({"p": [WORDS]}, lambda box: open_joint(box, KEY, HERE).matches["p"]),
    "name": ({"display": WORDS}, lambda box: open_name(box, KEY, HERE).display),
    "items": ({"p": [WORDS]}, lambda box: open_items(box, KEY, HERE)["p"]),
    "agreement": ({"text": WORDS}, lambda box: open_content(box, KEY, HERE).text),
    "assignment": ({"edition": "", "note": WORDS}, lambda box: open_assignment(box, KEY, HERE).note),
    "shown": (
        {"names": {"a": WORDS}, "answers": {"a": {"p": ANSWER}}, "matches": {"p": [WORDS]}, "own": {}},
        lambda box: (lambda seen: (*seen.names.values(), seen.disclosures[0].answers["p"], *seen.joint.matches["p"]))(
            open_shown(box, KEY, HERE)
        ),
    ),
}


def _texts(opened: Any) -> list[str]:
    """Every text in it that has our words."""
    if isinstance(opened, str):
        return [opened] if opened == WORDS else []
    if isinstance(opened, tuple):
        return [text for one in opened for text in _texts(one)]
    return _texts(opened.text)


def _box(content: Any) -> bytes:
    return seal(KEY, padded(json.dumps(content).encode(), 4096), HERE, random)


@pytest.mark.parametrize("kind", OPENED)
def test_no_text_is_kept_for_the_next_time(kind: str) -> None:
    content, opens = OPENED[kind]
    first, second = _texts(opens(_box(content))), _texts(opens(_box(content)))
    assert first == second != []
    assert not {id(text) for text in first} & {id(text) for text in second}


@pytest.mark.parametrize("kind", OPENED)
def test_an_error_quotes_nothing(kind: str) -> None:
    _, opens = OPENED[kind]
    with pytest.raises(Unreadable) as error:
        opens(_box([WORDS, {"unknown": WORDS}]))
    assert WORDS not in "".join(traceback.format_exception(error.value))


def test_plain_values_under_the_field_key_are_not_kept_either() -> None:
    box = FIELD.seal_json({"second": WORDS}, 64, HERE, random)
    first, second = FIELD.open_json(box, HERE), FIELD.open_json(box, HERE)
    assert first == second == {"second": WORDS}
    assert first["second"] is not second["second"]
    with pytest.raises(Unreadable) as error:
        FIELD.open_json(FIELD.seal(padded(f"{{{WORDS}".encode(), 64), HERE, random), HERE)
    assert WORDS not in "".join(traceback.format_exception(error.value))


@pytest.mark.parametrize("kind", [Wish, Statement, Says])
def test_models_that_services_read_keep_nothing(kind: type[BaseModel]) -> None:
    assert kind.model_config["cache_strings"] == "none"
    assert kind.model_config["hide_input_in_errors"]


def test_a_mail_address_is_not_kept() -> None:
    first, second = (Wish.model_validate_json(json.dumps({"address": WORDS})).address for _ in range(2))
    assert first == second == WORDS
    assert first is not second
