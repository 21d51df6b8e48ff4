"""A live server that its operator has rewritten: it gets what is typed and opened from then on, and nothing else."""

from flask import Flask, Response, request

from tests.leaks.canaries import KEPT, SHARED, write
from tests.leaks.conftest import Couple, Steal


def listen(app: Flask) -> list[str]:
    """Everything that comes in and goes out from now on."""
    heard: list[str] = []

    def comes_in() -> None:
        heard.extend(str(value) for values in request.form.listvalues() for value in values)

    def goes_out(response: Response) -> Response:
        if not response.direct_passthrough:
            heard.append(response.get_data(as_text=True))
        return response

    app.before_request_funcs.setdefault(None, []).append(comes_in)
    app.after_request_funcs.setdefault(None, []).append(goes_out)
    return heard


def has(heard: list[str], words: str) -> bool:
    return any(words in text for text in heard)


def rewritten(app: Flask, couple: Couple) -> list[str]:
    """Alex has sealed something for Sam and kept something, and is gone; now the server is another."""
    alex, sam = couple
    sam.joins_round(alex.starts("open-conversation"))
    write(alex)
    alex.seals()
    return listen(app)


def test_what_is_typed_and_opened_is_its_operators(app: Flask, couple: Couple) -> None:
    _, sam = couple
    heard = rewritten(app, couple)
    write(sam, "typed by sam", "kept by sam")
    sam.signs_in()
    sam.seals()
    assert SHARED in sam.summary().text
    for words in ("typed by sam", "kept by sam", sam.passphrase, SHARED):
        assert has(heard, words), words


def test_what_nobody_opens_again_stays_closed(app: Flask, couple: Couple, steal: Steal) -> None:
    alex, sam = couple
    heard = rewritten(app, couple)
    sam.signs_in()
    sam.seals()
    sam.summary()
    thief = steal()
    thief.knows_passphrase("sam", sam.passphrase)
    assert thief.opens_everything().has(SHARED)
    assert not has(heard, KEPT)
    assert not thief.has(KEPT)
    alex.signs_in()
    assert has(heard, alex.passphrase), "the control"
    thief = steal()
    thief.knows_passphrase("alex", alex.passphrase)
    assert thief.opens_everything().has(KEPT), "the control: a passphrase that is typed opens what it opens"
