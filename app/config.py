"""Settings: what the operator may decide, read from the environment once, at the start.

Every problem is reported at once. Nothing here weakens a promise: what would (the cost of a passphrase guess) has no
variable, and tests change it through the dataclass alone. `ALLOW_PLAIN_HTTP` is the one exception, for whoever protects
the connection in another way.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from email.utils import parseaddr
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, available_timezones

PORT = 8000
ON = ("1", "true", "yes", "on")
OFF = ("0", "false", "no", "off")


class Registration(StrEnum):
    """Who may make an account on this server."""

    OPEN = "open"
    INVITATION = "invitation"
    CLOSED = "closed"


class Notices(StrEnum):
    """Who sends the mails: the running server, or `flask notices send`, called by a timer."""

    BY_ITSELF = "by-itself"
    BY_TIMER = "by-timer"


class SettingsRefused(Exception):
    """The environment asks for something that can't be, or must not be. `reasons`: one sentence for each."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class Settings:
    """`instance` holds data/ and keys/. An empty `database_url` or `public_url` becomes the one that follows from the
    rest. `operator` is who runs this server, in words for the people they invite; empty, whoever started it on this
    machine. Pages are in the first of `languages` for whoever asks for none of them. Without `smtp_url` no mail is ever
    sent; an empty subject or text of a mail is a neutral sentence in the language of whoever gets it.
    `calendar_title` is what every entry of a calendar feed is called. `development` adds the page of components, for
    whoever works on the look."""

    instance: Path
    database_url: str = field(default="", repr=False)
    host: str = "127.0.0.1"
    port: int = PORT
    public_url: str = ""
    tls_key: Path | None = None
    tls_certificate: Path | None = None
    site_name: str = "Between Us"
    operator: str = ""
    zone: str = "UTC"
    languages: tuple[str, ...] = ("en", "es", "de", "fr", "ar")
    registration: Registration = Registration.OPEN
    exit_to: str = "https://www.wikipedia.org/"
    secure_cookies: bool = False
    proxies: int = 0
    smtp_url: str = field(default="", repr=False)
    mail_from: str = ""
    mail_subject: str = ""
    mail_text: str = ""
    notices: Notices = Notices.BY_ITSELF
    calendar_title: str = ""
    development: bool = False
    argon_memory_kib: int = 65536
    argon_iterations: int = 3
    testing: bool = False

    def __post_init__(self) -> None:
        if not self.database_url:
            object.__setattr__(self, "database_url", f"sqlite:///{(self.data / 'between-us.db').as_posix()}")
        if not self.public_url:
            object.__setattr__(self, "public_url", f"http://localhost:{self.port}")
        if not self.calendar_title:
            object.__setattr__(self, "calendar_title", self.site_name)

    @property
    def data(self) -> Path:
        """Where the database and everything worth a backup lies."""
        return self.instance / "data"

    @property
    def keys(self) -> Path:
        """Where the server's keys lie: never in a backup of `data`."""
        return self.instance / "keys"

    @classmethod
    def from_environ(cls, environ: Mapping[str, str], root: Path) -> "Settings":
        """The settings that `environ` asks for; paths are relative to `root`. Raises SettingsRefused."""
        read = _Reader(environ)
        instance = root / read.text("INSTANCE", "instance")
        host = read.host()
        port = read.port()
        tls_key, tls_certificate = read.tls(root)
        public = read.public_url(f"{'https' if tls_key else 'http'}://localhost:{port}", bool(tls_key))
        read.refuse_plain_http(host, public)
        # Behind a proxy the server listens on loopback and is still open to the world: both must be at home.
        at_home = _is_loopback(host) and _is_loopback(public.hostname)
        settings = cls(
            instance=instance,
            database_url=read.database_url(instance / "keys"),
            host=host,
            port=port,
            public_url=public.geturl(),
            tls_key=tls_key,
            tls_certificate=tls_certificate,
            site_name=read.line("SITE_NAME", cls.site_name, 60),
            operator=read.line("OPERATOR", cls.operator, 120),
            zone=read.zone(),
            registration=read.registration(Registration.OPEN if at_home else Registration.INVITATION),
            exit_to=read.exit_to(),
            # Secure cookies over http never come back, not even from localhost in some browsers.
            secure_cookies=public.scheme == "https",
            proxies=read.proxies(),
            smtp_url=read.smtp_url(),
            mail_from=read.mail_from(),
            mail_subject=read.line("MAIL_SUBJECT", cls.mail_subject, 100),
            mail_text=read.line("MAIL_TEXT", cls.mail_text, 300),
            notices=read.notices(),
            calendar_title=read.line("CALENDAR_TITLE", cls.calendar_title, 60),
            development=read.flag("DEVELOPMENT"),
        )
        if read.reasons:
            raise SettingsRefused(read.reasons)
        return settings


class _Reader:
    """Reads one variable after the other, notes what is wrong with it, and goes on with the default."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.reasons: list[str] = []

    def text(self, name: str, default: str) -> str:
        """An empty variable counts as not set: compose files pass those on."""
        return self.environ.get(name, "").strip() or default

    def line(self, name: str, default: str, longest: int) -> str:
        text = self.text(name, default)
        if len(text) > longest or any(unicodedata.category(sign).startswith("C") for sign in text):
            self.reasons.append(f"{name} must be one line of at most {longest} ordinary characters.")
            return default
        return text

    def flag(self, name: str) -> bool:
        text = self.text(name, "0").lower()
        if text not in ON + OFF:
            self.reasons.append(f"{name} must be 1 or 0, not {text!r}.")
        return text in ON

    def host(self) -> str:
        text = self.text("HOST", Settings.host)
        if text == "localhost":
            return Settings.host
        try:
            return str(ip_address(text))
        except ValueError:
            self.reasons.append(f"HOST must be an address of this machine, such as 127.0.0.1 or 0.0.0.0, not {text!r}.")
            return Settings.host

    def port(self) -> int:
        text = self.text("PORT", str(PORT))
        if text.isascii() and text.isdigit() and len(text) <= 5 and 1 <= int(text) <= 65535:
            return int(text)
        self.reasons.append(f"PORT must be a number from 1 to 65535, not {text!r}.")
        return PORT

    def tls(self, root: Path) -> tuple[Path | None, Path | None]:
        """The key and certificate that the server itself uses, or None for both."""
        names = ("TLS_KEY", "TLS_CERTIFICATE")
        given = [root / text if (text := self.text(name, "")) else None for name in names]
        if given.count(None) == 1:
            self.reasons.append("TLS_KEY and TLS_CERTIFICATE go together.")
            return None, None
        for name, path in zip(names, given, strict=True):
            if path is not None and not path.is_file():
                self.reasons.append(f"{name} names a file that isn't there: {path}.")
        key, certificate = given
        return key, certificate

    def public_url(self, default: str, with_tls: bool) -> SplitResult:
        parts = _address(self.text("PUBLIC_URL", default))
        if parts is None or parts.scheme not in ("http", "https") or parts.path.strip("/") or parts.query:
            self.reasons.append(
                "PUBLIC_URL must be the address people type, with nothing after the host and port, "
                "such as https://us.example.org."
            )
            return urlsplit(default)
        if with_tls and parts.scheme != "https":
            self.reasons.append("PUBLIC_URL must begin with https, as there is a TLS_CERTIFICATE.")
        return parts._replace(path="")

    def refuse_plain_http(self, host: str, public: SplitResult) -> None:
        allowed = self.flag("ALLOW_PLAIN_HTTP") or public.scheme == "https"
        if allowed or (_is_loopback(host) and _is_loopback(public.hostname)):
            return
        self.reasons.append(
            "Without TLS everybody on the network could read what is typed, so only this machine may connect. "
            "Set PUBLIC_URL to the https address of a proxy in front, leave HOST at 127.0.0.1, "
            "or set ALLOW_PLAIN_HTTP=1 if something else protects the connection."
        )

    def database_url(self, keys: Path) -> str:
        """The address may hold a password, so no reason ever repeats it."""
        text = self.text("DATABASE_URL", "")
        scheme, _, rest = text.partition("://")
        if not text or scheme in ("postgresql", "postgresql+psycopg"):
            return text
        if scheme != "sqlite":
            self.reasons.append("DATABASE_URL must start with sqlite:/// or postgresql://.")
        elif not rest.startswith("/") or rest in ("/", "/:memory:"):
            self.reasons.append("DATABASE_URL must name a file after sqlite:///, or everything is lost at the end.")
        elif keys.resolve() in Path(rest[1:]).resolve().parents:
            self.reasons.append("DATABASE_URL must not put the database among the keys: one backup would hold both.")
        return text

    def proxies(self) -> int:
        """How many proxies stand in front. Their word on who asks is believed, so nobody else's may be."""
        text = self.text("PROXIES", "0")
        if text not in ("0", "1", "2"):
            self.reasons.append(f"PROXIES must be 0, 1 or 2, not {text!r}.")
            return 0
        return int(text)

    def zone(self) -> str:
        name = self.text("TIME_ZONE", Settings.zone)
        try:
            return ZoneInfo(name).key
        except (LookupError, ValueError, OSError):
            near = get_close_matches(name, available_timezones(), 1)
            known = f"did you mean {near[0]}?" if near else "such as Europe/Madrid."
            self.reasons.append(f"TIME_ZONE doesn't know {name!r}: {known}")
            return Settings.zone

    def registration(self, default: Registration) -> Registration:
        text = self.text("REGISTRATION", default)
        if text not in list(Registration):
            self.reasons.append(f"REGISTRATION must be open, invitation or closed, not {text!r}.")
            return default
        return Registration(text)

    def smtp_url(self) -> str:
        """It may hold a password, so no reason ever repeats it."""
        text = self.text("SMTP_URL", "")
        try:
            parts = urlsplit(text)
            sound = bool(parts.hostname) and (parts.port is None or parts.port > 0)
        except ValueError:
            sound = False
        if text and not (sound and parts.scheme in ("smtp", "smtps") and not parts.path.strip("/") and not parts.query):
            self.reasons.append(
                "SMTP_URL must be like smtp://mail.example.org:587 or smtps://name:password@mail.example.org."
            )
            return ""
        return text

    def mail_from(self) -> str:
        text = self.line("MAIL_FROM", "", 200)
        name, address = parseaddr(text)
        plain = address.isascii() and address.isprintable() and " " not in address and all(address.rpartition("@"))
        if text and not (plain and text in (address, f"{name} <{address}>")):
            self.reasons.append("MAIL_FROM must be an address, or a name with one, such as Notes <notes@example.org>.")
            return ""
        if not text and self.text("SMTP_URL", ""):
            self.reasons.append("SMTP_URL needs a MAIL_FROM, the address that mails come from.")
        return text

    def notices(self) -> Notices:
        text = self.text("NOTICES", Settings.notices)
        if text not in list(Notices):
            self.reasons.append(f"NOTICES must be by-itself or by-timer, not {text!r}.")
            return Settings.notices
        return Notices(text)

    def exit_to(self) -> str:
        parts = _address(self.text("EXIT_TO", Settings.exit_to))
        if parts is None or parts.scheme != "https":
            self.reasons.append("EXIT_TO must be a full https address.")
            return Settings.exit_to
        return parts.geturl()


def _address(text: str) -> SplitResult | None:
    """The parts of a web address, or None when it isn't one, or holds a name, a password, a fragment or white space."""
    try:
        parts = urlsplit(text)
        sound = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return None
    plain = text.isascii() and text.isprintable() and not any(sign in text for sign in ' "<>\\')
    return parts if sound and plain and "@" not in parts.netloc and not parts.fragment else None


def _is_loopback(host: str | None) -> bool:
    if host is None or host == "localhost" or host.endswith(".localhost"):
        return host is not None
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def home() -> Path:
    """Where a relative INSTANCE begins: the checkout, or the current folder when the app was installed elsewhere."""
    checkout = Path(__file__).resolve().parent.parent
    return checkout if (checkout / "pyproject.toml").is_file() else Path.cwd()
