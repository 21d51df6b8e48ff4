"""A Chromium for the browser tests: the one that is there, or Debian's, or Playwright's, or a clear refusal.

The tests launch with what `find_light()` and `find()` find; run as a program it installs what is missing, and with
`--packaged` no more than Debian's. A test run without a browser fails: tests that are skipped in silence protect
nobody.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LIGHT = "chromium-headless-shell"
"""Debian's Chromium without windows, tabs and an address bar. It draws the same pages with a fifth less work."""
REFUSAL = """\
The tests need a Chromium browser, and none could be found or installed. Do one of these and run `make test` again:
  apt install chromium                              (Debian)
  .venv/bin/playwright install --with-deps chromium (elsewhere; asks for an administrator's password)"""


def find() -> str | None:
    """The path of a browser that starts, or None."""
    return next((path for path in _candidates() if _starts(path)), None)


def find_light() -> str | None:
    """The path of a browser that has nothing but pages; where there is none, of any other that starts, or None."""
    path = shutil.which(LIGHT)
    return path if path and _starts(path) else find()


def _candidates() -> Iterator[str]:
    """The system's browsers, then the one that Playwright downloads, whether or not it has."""
    yield from filter(None, map(shutil.which, NAMES))
    asked = subprocess.run(
        [
            sys.executable,
            "-c",
            "from playwright.sync_api import sync_playwright\n"
            "with sync_playwright() as browsers: print(browsers.chromium.executable_path)",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    yield asked.stdout.strip()


def _starts(path: str) -> bool:
    """Some systems ship a placeholder under the browser's name, which only says where to get the real one."""
    try:
        asked = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


def install_packaged() -> None:
    """Debian's, where it can be had and is missing. It needs nothing that is installed for the tests, so that it can be
    fetched beside that."""
    path = find()
    if shutil.which("apt-get") and os.geteuid() == 0 and (path is None or _lacks_the_light_one(path)):
        print("Installing Debian's chromium for the browser tests (once)...", flush=True)
        _run("apt-get", "update", "-q")
        for package in ("chromium", LIGHT):
            _run("apt-get", "install", "-q", "-y", "--no-install-recommends", package)


def install() -> str | None:
    """The path of a browser, installed first if need be, or None. What the installers say is shown."""
    install_packaged()
    path = find()
    if path is None:
        print("Downloading a Chromium for the browser tests (once)...", flush=True)
        _run(sys.executable, "-m", "playwright", "install", "chromium")
        path = find()
    return path


def _lacks_the_light_one(path: str) -> bool:
    """Beside Debian's own browser; another system may have no such package, and its browser does for everything."""
    return path == shutil.which("chromium") and not shutil.which(LIGHT)


def _run(*command: str) -> None:
    """An installer that fails is only a reason to try the next; `find()` decides."""
    subprocess.run(command, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, check=False)


if __name__ == "__main__":
    if sys.argv[1:] == ["--packaged"]:
        install_packaged()
    elif install() is None:
        sys.exit(REFUSAL)
