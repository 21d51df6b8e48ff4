"""Mail as it travels, and mail servers as they are: willing, fussy, silent, and gone in the middle."""

import socket
import ssl
import subprocess
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.config import Settings
from app.domain.notices import Letter
from app.mail import MailServer
from app.services.post import Delivery
from tests.mailboxes import DROPS, MAIL_FROM, mailbox, silent
from tests.ports import HERE, free_port

AT = datetime(2026, 11, 28, 19, 0, tzinfo=UTC)
ALEX = Letter("alex@example.org", "en", AT, "a1")
SAM = Letter("sam@example.net", "en", AT, "b2")
KIM = Letter("kim@example.com", "en", AT, "c3")


def server(url: str, patience: float = 5, **more: str) -> MailServer:
    settings = Settings(
        instance=Path("nowhere"), smtp_url=url, mail_from=MAIL_FROM, public_url="https://us.example.org"
    )
    return MailServer(replace(settings, **more), patience)  # type: ignore[arg-type]  # fields by name


def test_a_mail_arrives_and_says_nothing() -> None:
    with mailbox() as box:
        assert server(box.url).deliver([ALEX]) == server(box.url).deliver([])
        mail = box.read()
    assert box.to == ["alex@example.org"]
    assert mail["from"] == MAIL_FROM
    assert mail["to"] == "alex@example.org"
    assert mail["subject"] == "From your calendar"
    assert mail["auto-submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().splitlines() == [
        "Something in your calendar is there now, for when you have a moment.",
        "",
        "https://us.example.org/",
    ]
    fixed = {"from", "to", "subject", "date", "message-id", "auto-submitted", "mime-version"}
    assert {name.lower() for name in mail} == fixed | {"content-type", "content-transfer-encoding"}


def test_its_date_is_that_of_what_it_is_about_and_its_number_says_nothing() -> None:
    mail = server("smtp://x").written(ALEX)
    assert b"\r\nDate: Sat, 28 Nov 2026 19:00:00 +0000\r\n" in mail
    assert b"\r\nMessage-ID: <a1@us.example.org>\r\n" in mail


@pytest.mark.parametrize("language", ["en", "es", "de", "fr", "ar"])
def test_two_who_read_the_same_language_get_the_same_bytes(language: str) -> None:
    mails = [server("smtp://x").written(replace(one, language=language)) for one in (ALEX, SAM)]
    mails[1] = mails[1].replace(SAM.to.encode(), ALEX.to.encode()).replace(b"<b2@", b"<a1@")
    assert mails[0] == mails[1]


def test_the_operator_may_choose_other_words() -> None:
    post = server("smtp://x", mail_subject="Dienstag: Müll", mail_text="Übermorgen ist Dienstag.")
    assert post.words("ar") == ("Dienstag: Müll", "Übermorgen ist Dienstag.\n\nhttps://us.example.org/\n")
    with mailbox() as box:
        replace_url = server(box.url, mail_subject="Dienstag: Müll", mail_text="Übermorgen ist Dienstag.")
        replace_url.deliver([ALEX])
        assert box.read()["subject"] == "Dienstag: Müll"
        assert box.read().get_content().startswith("Übermorgen ist Dienstag.")


def test_a_mail_with_a_code_looks_alike_from_outside() -> None:
    with mailbox() as box:
        server(box.url).deliver([replace(ALEX, code="012345")])
        mail = box.read()
    assert mail["subject"] == "From your calendar"
    assert "012345" in mail.get_content()
    assert mail.get_content().count("http") == 1


def test_the_server_is_greeted_under_the_senders_name_and_not_this_machines() -> None:
    with mailbox() as box:
        server(box.url).deliver([])
        assert box.calls == ["us.example.org"], "called, though there was nothing to bring"
    assert socket.gethostname() not in box.calls


def test_nobody_there_and_all_of_it_is_kept() -> None:
    delivery = server(f"smtp://{HERE}:{free_port()}").deliver([ALEX, SAM])
    assert delivery.kept == (ALEX, SAM)
    assert delivery.trouble == "ConnectionRefusedError"
    assert server(f"smtp://{HERE}:{free_port()}").deliver([]).trouble == "ConnectionRefusedError"


@pytest.mark.parametrize("after", [b"", b"220 hello\r\n"])
def test_a_server_that_says_nothing_is_left_alone_after_a_while(after: bytes) -> None:
    with silent(after) as (port, calls):
        begun = time.monotonic()
        delivery = server(f"smtp://{HERE}:{port}", patience=0.3).deliver([ALEX, SAM, KIM])
        assert time.monotonic() - begun < 3
    assert delivery.kept == (ALEX, SAM, KIM)
    assert delivery.trouble
    assert len(calls) == 1


def test_what_is_not_taken_now_is_kept_and_the_rest_goes() -> None:
    with mailbox(rcpt=lambda address: "450 later" if address == SAM.to else "250 OK") as box:
        assert server(box.url).deliver([ALEX, SAM, KIM]).kept == (SAM,)
    assert box.to == [ALEX.to, KIM.to]


def test_what_will_never_be_taken_is_not_tried_again() -> None:
    with mailbox(rcpt=lambda address: "550 nobody" if address == SAM.to else "250 OK") as box:
        assert server(box.url).deliver([ALEX, SAM, KIM]).kept == ()
    assert box.to == [ALEX.to, KIM.to]


@pytest.mark.parametrize(
    "bad",
    [replace(SAM, to="\u017fam@example.org"), replace(SAM, id="b2\r\nBcc: kim@example.com"), replace(SAM, to="a\nb")],
)
def test_one_that_cannot_be_sent_takes_no_other_with_it(bad: Letter) -> None:
    with mailbox() as box:
        assert server(box.url).deliver([ALEX, bad, KIM]) == Delivery((), "")
    assert box.to == [ALEX.to, KIM.to]


def test_a_connection_that_breaks_before_a_mail_keeps_it_and_all_after_it() -> None:
    with mailbox(rcpt=lambda address: DROPS if address == SAM.to else "250 OK") as box:
        assert server(box.url).deliver([ALEX, SAM, KIM]).kept == (SAM, KIM)
    assert box.to == [ALEX.to]


@pytest.mark.parametrize("said", [DROPS, "451 hm", "554 no"])
def test_once_a_mail_was_given_it_counts_as_gone_whatever_is_said(said: str) -> None:
    with mailbox(data=lambda address: said if address == SAM.to else "250 OK") as box:
        assert server(box.url).deliver([ALEX, SAM, KIM]).kept == ()
    assert box.to == [ALEX.to, SAM.to, KIM.to], "by a new connection, if need be"


def test_a_server_that_goes_after_a_mail_keeps_the_rest() -> None:
    def and_goes(address: str) -> str:
        box.controller.server.close()  # type: ignore[union-attr]
        return DROPS

    with mailbox(data=and_goes) as box:
        assert server(box.url).deliver([ALEX, SAM, KIM]).kept == (SAM, KIM)
    assert box.to == [ALEX.to]


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """With a certificate made at home."""
    key, certificate = (tmp_path_factory.mktemp("tls") / name for name in ("key.pem", "certificate.pem"))
    how = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=us"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(["openssl", "req", "-x509", *how, *files], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


@pytest.mark.parametrize(("scheme", "wrapped"), [("smtp", False), ("smtps", True)])
def test_it_is_encrypted_wherever_the_server_can_and_the_password_goes_there(
    tls: ssl.SSLContext, scheme: str, wrapped: bool
) -> None:
    with mailbox(tls=tls, wrapped=wrapped) as box:
        at = f"{HERE}:{box.port}"
        assert server(f"{scheme}://us:p%40ss%2Fword@{at}").deliver([ALEX]).kept == ()
        assert server(f"{scheme}://us:wrong@{at}").deliver([SAM]).trouble == "SMTPAuthenticationError"
    assert box.to == [ALEX.to]


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of another machine, which is this one."""
    real = socket.create_connection
    monkeypatch.setattr(socket, "create_connection", lambda at, *rest, **more: real((HERE, at[1]), *rest, **more))
    return "elsewhere.test"


def test_a_password_is_never_said_in_the_open_to_another_machine(elsewhere: str) -> None:
    with mailbox() as box:
        delivery = server(f"smtp://us:secret@{elsewhere}:{box.port}").deliver([ALEX])
    assert delivery == Delivery((ALEX,), "SMTPNotSupportedError")
    assert not box.mails


def test_nor_to_one_whose_certificate_nobody_vouches_for(elsewhere: str, tls: ssl.SSLContext) -> None:
    with mailbox(tls=tls) as box:
        delivery = server(f"smtp://us:secret@{elsewhere}:{box.port}").deliver([ALEX])
    assert delivery == Delivery((ALEX,), "SSLCertVerificationError")


def test_the_password_is_nowhere_to_be_seen() -> None:
    settings = Settings(instance=Path("nowhere"), smtp_url="smtp://us:secret@x", mail_from=MAIL_FROM)
    assert "secret" not in repr(settings) + repr(MailServer(settings))
