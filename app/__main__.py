"""`python -m app`: make what is missing, check everything, serve, and say so once it really answers."""

import argparse
import gc
import http.client
import os
import signal
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from app.config import Settings, SettingsRefused, home
from app.startup import StartRefused, prepare

THREADS = 8
"""Requests answered at once. Each may hold Argon2id's 64 MiB for a moment: more asks too much of a small machine."""

ENDS = {getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)}
"""What ends the app: Ctrl-C, whoever started it, and a terminal that is closed."""

PATIENCE = 10
"""Seconds that the requests under way get when the app is stopped."""


def main() -> int:
    """Serves until it is stopped. 0 after a clean end, 1 when the start was refused, 130 when it was interrupted."""
    parser = argparse.ArgumentParser(
        prog="python -m app",
        description="Serves Between Us on http://localhost:8000.",
        epilog="Settings are environment variables, such as HOST, PORT, PUBLIC_URL and INSTANCE: see README.md.",
    )
    parser.parse_args()
    gc.disable()  # nearly all that a start makes stays: looking for what could go takes a tenth of it
    try:
        settings = Settings.from_environ(os.environ, home())
        prepare(settings).database.close()
        refuse_taken(settings)
    except (SettingsRefused, StartRefused) as refused:
        print("Between Us can't start:", file=sys.stderr)
        for reason in refused.reasons:
            print(f"- {reason}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    serve(settings)
    return 0


def refuse_taken(settings: Settings) -> None:
    """Raises StartRefused when the address can't be listened on. The server itself would share a taken port quietly,
    and half of the requests would end in somebody else's program."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise StartRefused(
                [f"Can't listen on {settings.host}, port {settings.port}: {error.strerror}. PORT chooses another port."]
            ) from None


def serve(settings: Settings) -> None:
    """Serves with one process and no access log: who asked for what, and when, is nobody's business."""
    server = Granian(
        "app.__main__:worker",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        websockets=False,
        log_level=LogLevels.error,
        log_access=False,
        ssl_key=settings.tls_key,
        ssl_cert=settings.tls_certificate,
        workers_kill_timeout=PATIENCE,
    )
    if hasattr(signal, "sigwait"):
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)
        heeded = ENDS - {signal.SIGHUP} if signal.getsignal(signal.SIGHUP) == signal.SIG_IGN else ENDS  # as by nohup
        threading.Thread(target=end, args=(heeded, server.signal_handler_interrupt), daemon=True).start()
    threading.Thread(target=announce, args=(lambda: bool(server.wrks), settings), daemon=True).start()
    server.serve()


def end(signals: set[signal.Signals], stop: Callable[[], None]) -> None:
    """Stops the server whenever somebody ends it. It is told by this thread and not where a signal comes in: the server
    takes a lock to hear of it, and the second of two signals at once, as `make run` gets when its whole group is ended,
    would wait for good for what the first one holds. A terminal that is closed ends the app too; the server's own
    answer to that would be to start the worker again."""
    while True:
        signal.sigwait(signals)
        stop()


def worker() -> Callable[..., Any]:
    """The app, loaded in the process that serves it."""
    # Ctrl-C reaches every process of the terminal, and so does its end. The first process waits for both and passes
    # them on as SIGTERM, which is all that the worker is to hear.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    from app.server import application

    gc.freeze()
    gc.enable()
    return application


def announce(forked: Callable[[], bool], settings: Settings) -> None:
    """Prints the address as soon as it answers. Until the worker is forked it only sleeps: a lock held at that moment
    would stay locked in the worker for good."""
    while not forked():
        time.sleep(0.01)
    while not answers(settings):
        time.sleep(0.05)
    print(f"{settings.site_name} is ready at {settings.public_url}  (Ctrl-C stops it)", flush=True)


def answers(settings: Settings) -> bool:
    """Whether the server is up, asked from this machine under the name that people use."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 - asked, not bound
    connection = http.client.HTTPConnection(here, settings.port, timeout=5)
    if settings.tls_key:
        # Only whether it answers is asked, on this machine: a certificate made at home has nobody who vouches for it.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection = http.client.HTTPSConnection(here, settings.port, timeout=5, context=context)
    try:
        connection.request("GET", "/healthz", headers={"Host": settings.public_url.partition("://")[2]})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
