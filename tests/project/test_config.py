"""Settings: safe unless asked, every problem at once, and no way to ask for something unsafe by accident."""

from pathlib import Path

import pytest

from app.config import Notices, Registration, Settings, SettingsRefused

ROOT = Path("/srv/between-us")


def read(**environ: str) -> Settings:
    return Settings.from_environ(environ, ROOT)


def refused(**environ: str) -> list[str]:
    with pytest.raises(SettingsRefused) as caught:
        read(**environ)
    return caught.value.reasons


def test_without_an_environment_everything_stays_on_this_machine() -> None:
    settings = read()
    assert settings.host == "127.0.0.1"
    assert settings.public_url == "http://localhost:8000"
    assert settings.registration is Registration.OPEN
    assert not settings.secure_cookies
    assert settings.data == ROOT / "instance" / "data"
    assert settings.keys == ROOT / "instance" / "keys"
    assert settings.database_url == "sqlite:////srv/between-us/instance/data/between-us.db"
    assert settings == Settings(instance=ROOT / "instance")


def test_an_empty_variable_counts_as_not_set() -> None:
    names = ("INSTANCE", "DATABASE_URL", "HOST", "PORT", "SITE_NAME", "TIME_ZONE", "REGISTRATION", "OPERATOR")
    assert read(**dict.fromkeys((*names, "EXIT_TO", "PUBLIC_URL", "ALLOW_PLAIN_HTTP", "DEVELOPMENT"), "")) == read()


def test_the_environment_is_followed() -> None:
    settings = read(
        INSTANCE="/var/lib/us",
        DATABASE_URL="postgresql://us:secret@db/us",
        HOST="0.0.0.0",
        PORT="8443",
        PUBLIC_URL="https://us.example.org/",
        SITE_NAME="Tuesday",
        OPERATOR="Robin, the neighbour",
        TIME_ZONE="Europe/Madrid",
        REGISTRATION="closed",
        EXIT_TO="https://weather.example/today?x=1",
        SMTP_URL="smtps://us:secret@mail.example.org",
        MAIL_FROM="Notes <notes@us.example.org>",
        MAIL_SUBJECT="Tuesday",
        MAIL_TEXT="It is Tuesday.",
        NOTICES="by-timer",
        CALENDAR_TITLE="Tea",
        DEVELOPMENT="yes",
    )
    assert settings == Settings(
        instance=Path("/var/lib/us"),
        database_url="postgresql://us:secret@db/us",
        host="0.0.0.0",
        port=8443,
        public_url="https://us.example.org",
        site_name="Tuesday",
        operator="Robin, the neighbour",
        zone="Europe/Madrid",
        registration=Registration.CLOSED,
        exit_to="https://weather.example/today?x=1",
        smtp_url="smtps://us:secret@mail.example.org",
        mail_from="Notes <notes@us.example.org>",
        mail_subject="Tuesday",
        mail_text="It is Tuesday.",
        notices=Notices.BY_TIMER,
        calendar_title="Tea",
        secure_cookies=True,
        development=True,
    )
    assert "secret" not in repr(settings)


def test_no_mail_is_sent_unless_a_server_is_named() -> None:
    assert (read().smtp_url, read().notices, read().calendar_title) == ("", Notices.BY_ITSELF, "Between Us")
    assert read(SITE_NAME="Tuesday").calendar_title == "Tuesday"


@pytest.mark.parametrize("url", ["mail.example.org", "http://x", "smtp://", "smtp://x:port", "smtp://us:secret@x/y"])
def test_a_mail_server_that_is_none_is_refused_without_saying_its_password(url: str) -> None:
    (reason,) = refused(SMTP_URL=url, MAIL_FROM="notes@us.example.org")
    assert reason.startswith("SMTP_URL must be like")
    assert "secret" not in reason


@pytest.mark.parametrize("text", ["notes", "@x", "a b@x", "Notes notes@x", "nötes@x", "a@x, b@x", "<a@x> b"])
def test_a_sender_that_is_no_address_is_refused(text: str) -> None:
    (reason,) = refused(MAIL_FROM=text)
    assert reason.startswith("MAIL_FROM must be an address")


def test_the_port_shows_in_the_address() -> None:
    assert read(PORT="8001").public_url == "http://localhost:8001"


@pytest.mark.parametrize(
    ("environ", "start"),
    [
        ({"HOST": "us.example.org"}, "HOST must be an address of this machine"),
        ({"PORT": "0"}, "PORT must be a number"),
        ({"PORT": "65536"}, "PORT must be a number"),
        ({"PORT": "9" * 5000}, "PORT must be a number"),
        ({"PORT": "８０"}, "PORT must be a number"),
        ({"PUBLIC_URL": "us.example.org"}, "PUBLIC_URL must be"),
        ({"PUBLIC_URL": "ftp://us.example.org"}, "PUBLIC_URL must be"),
        ({"PUBLIC_URL": "https://us.example.org/app"}, "PUBLIC_URL must be"),
        ({"PUBLIC_URL": "https://us.example.org?x=1"}, "PUBLIC_URL must be"),
        ({"PUBLIC_URL": "https://us.example.org#x"}, "PUBLIC_URL must be"),
        ({"PUBLIC_URL": "https://me:pass@us.example.org"}, "PUBLIC_URL must be"),
        ({"PUBLIC_URL": "https://us.example.org:port"}, "PUBLIC_URL must be"),
        ({"PUBLIC_URL": "https://[::1"}, "PUBLIC_URL must be"),
        ({"DATABASE_URL": "mysql://us:secret@db/us"}, "DATABASE_URL must start with"),
        ({"DATABASE_URL": "between-us.db"}, "DATABASE_URL must start with"),
        ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL must name a file"),
        ({"DATABASE_URL": "sqlite:///:memory:"}, "DATABASE_URL must name a file"),
        ({"DATABASE_URL": "sqlite:////srv/between-us/instance/keys/us.db"}, "DATABASE_URL must not put"),
        ({"SITE_NAME": "x" * 61}, "SITE_NAME must be one line"),
        ({"OPERATOR": "Sam\nand Alex"}, "OPERATOR must be one line"),
        ({"OPERATOR": "Sam \u202e"}, "OPERATOR must be one line"),
        ({"TIME_ZONE": "Europe/Belrin"}, "TIME_ZONE doesn't know 'Europe/Belrin': did you mean Europe/Berlin?"),
        ({"TIME_ZONE": "Europe"}, "TIME_ZONE doesn't know"),
        ({"TIME_ZONE": "../etc/passwd"}, "TIME_ZONE doesn't know"),
        ({"REGISTRATION": "everybody"}, "REGISTRATION must be open, invitation or closed"),
        ({"EXIT_TO": "http://www.wikipedia.org/"}, "EXIT_TO must be"),
        ({"EXIT_TO": "javascript:alert(1)"}, "EXIT_TO must be"),
        ({"EXIT_TO": 'https://x"><script>'}, "EXIT_TO must be"),
        ({"ALLOW_PLAIN_HTTP": "perhaps"}, "ALLOW_PLAIN_HTTP must be"),
        ({"NOTICES": "always"}, "NOTICES must be by-itself or by-timer"),
        ({"MAIL_SUBJECT": "two\nlines"}, "MAIL_SUBJECT must be one line"),
        ({"MAIL_TEXT": "x" * 301}, "MAIL_TEXT must be one line"),
        ({"CALENDAR_TITLE": "x" * 61}, "CALENDAR_TITLE must be one line"),
        ({"SMTP_URL": "smtp://mail.example.org"}, "SMTP_URL needs a MAIL_FROM"),
        ({"DEVELOPMENT": "perhaps"}, "DEVELOPMENT must be 1 or 0"),
    ],
)
def test_a_wrong_value_is_refused_with_its_name(environ: dict[str, str], start: str) -> None:
    reasons = refused(**environ)
    assert len(reasons) == 1
    assert reasons[0].startswith(start)
    assert "secret" not in reasons[0]


def test_every_problem_is_reported_at_once() -> None:
    reasons = refused(HOST="nowhere", PORT="x", TIME_ZONE="Mars/Base", REGISTRATION="x", EXIT_TO="x", PUBLIC_URL="x")
    assert [reason.split()[0] for reason in reasons] == [
        "HOST",
        "PORT",
        "PUBLIC_URL",
        "TIME_ZONE",
        "REGISTRATION",
        "EXIT_TO",
    ]


@pytest.mark.parametrize(
    "environ",
    [{"HOST": "0.0.0.0"}, {"HOST": "::"}, {"HOST": "192.168.1.5"}, {"PUBLIC_URL": "http://us.home:8000"}],
)
def test_others_connect_over_tls_or_because_the_operator_says_so(environ: dict[str, str]) -> None:
    assert refused(**environ)[0].startswith("Without TLS everybody on the network could read")
    assert read(**environ, ALLOW_PLAIN_HTTP="1").host == environ.get("HOST", "127.0.0.1")
    assert read(**(environ | {"PUBLIC_URL": "https://us.home"})).secure_cookies


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_loopback_needs_nothing(host: str) -> None:
    assert read(HOST=host).registration is Registration.OPEN


@pytest.mark.parametrize(
    "environ", [{"HOST": "0.0.0.0", "ALLOW_PLAIN_HTTP": "1"}, {"PUBLIC_URL": "https://us.example.org"}]
)
def test_strangers_cannot_join_a_server_that_others_reach(environ: dict[str, str]) -> None:
    assert read(**environ).registration is Registration.INVITATION
    assert read(**environ, REGISTRATION="open").registration is Registration.OPEN


@pytest.mark.parametrize("name", ["ARGON_MEMORY_KIB", "ARGON_ITERATIONS", "SECURE_COOKIES", "TESTING"])
def test_what_would_weaken_a_promise_has_no_variable(name: str) -> None:
    assert read(**{name: "1"}) == read()


def test_proxies_are_believed_only_when_they_are_counted() -> None:
    assert read().proxies == 0
    assert read(PROXIES="1").proxies == 1
    assert refused(PROXIES="many") == ["PROXIES must be 0, 1 or 2, not 'many'."]


def test_a_certificate_needs_its_key_and_https(tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    key.touch()
    both = {"TLS_KEY": str(key), "TLS_CERTIFICATE": str(key)}
    settings = read(**both)
    assert settings.public_url == "https://localhost:8000"
    assert settings.secure_cookies
    assert settings.tls_key == settings.tls_certificate == key
    assert refused(TLS_KEY=str(key)) == ["TLS_KEY and TLS_CERTIFICATE go together."]
    assert refused(**both, PUBLIC_URL="http://localhost:8000")[0].startswith("PUBLIC_URL must begin with https")
    assert "isn't there" in refused(**(both | {"TLS_KEY": str(tmp_path / "none.pem")}))[0]
