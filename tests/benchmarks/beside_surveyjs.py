"""`python -m tests.benchmarks.beside_surveyjs`: a page of thirty questions of ours beside a page of SurveyJS that asks
the same, in Chromium on a slow 4G. Its packages come from npm's registry into a folder that git ignores.

In a round one prompt is a page. So there are two pages of ours: that of the first prompt, which is what somebody sees
who begins to answer, and one made for this, which holds all thirty as they would be asked.
"""

import gzip
import json
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import Any

from flask import Flask, Response
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from app import create_app
from app.domain.exercise import Exercise, Opens
from app.domain.files import Edition
from app.startup import prepare, read_exercises
from app.storage.library import Library
from app.web.previews import blank, inert
from tests.benchmarks.servers import Within
from tests.benchmarks.world import settings
from tests.browser.weighing import SLOW, scales
from tests.clock import Clock
from tests.makers import make_exercise
from tests.services.circle import Circle
from tests.tools.ensure_browser import find_light

ROOT = Path(__file__).parents[2]
PACKAGES = ROOT / ".surveyjs"
WANTED = ("survey-core@2", "survey-js-ui@2")
FILES = {
    "survey.core.min.js": "survey-core/survey.core.min.js",
    "survey-js-ui.min.js": "survey-js-ui/survey-js-ui.min.js",
    "survey-core.min.css": "survey-core/survey-core.min.css",
}
KINDS = ("reflection", "scale", "choice", "choices", "boundary")
"""Those for which SurveyJS has the same control."""
QUESTIONS, RUNS = 30, 3
MOST = {"bytes": 0.04, "script": 0.03, "lcp": 1 / 3}
"""Of what theirs takes."""
LEVELS = {
    "welcome": "Welcome",
    "ask": "Ask me first",
    "not-now": "Not now",
    "no": "No",
    "rest": "No, and please don’t ask me again",
}
SWITCHES = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")
THIRTY = "/thirty"
Server = Callable[..., Any]
"""WSGI."""
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Thirty questions</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/survey-core.min.css">
<script src="/survey.core.min.js" defer></script>
<script src="/survey-js-ui.min.js" defer></script>
</head>
<body>
<div id="survey"></div>
<script>
addEventListener("DOMContentLoaded", () => new Survey.Model(MODEL).render(document.getElementById("survey")));
</script>
</body>
</html>
"""
LCP = """new PerformanceObserver((list) => {
  for (const one of list.getEntries()) window.lcp = one.startTime;
}).observe({ type: "largest-contentful-paint", buffered: true });"""


@dataclass(frozen=True)
class Cost:
    """Bytes over the wire; milliseconds of script, and until the largest thing is painted."""

    bytes: float
    script: float
    lcp: float


def thirty() -> Exercise:
    """Thirty questions out of the exercises that come with the code, the kinds in turns."""
    found: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    for _, edition in sorted(read_exercises().current.items()):
        for prompt in edition.in_language("en").prompts:
            if prompt.kind in found and not prompt.show_if:
                found[prompt.kind].append(prompt)
    turns = [some[n] for n in range(QUESTIONS // len(KINDS)) for some in found.values()]
    prompts = tuple(one.model_copy(update={"id": f"question-{n}"}) for n, one in enumerate(turns))
    like = make_exercise(prompts[0], slug="thirty-questions", title="Thirty questions", opens=Opens.AT)
    return like.model_copy(update={"prompts": prompts})  # more than a file may have


def model(exercise: Exercise) -> dict[str, Any]:
    """The same for SurveyJS."""
    return {"title": exercise.title, "elements": [_element(one) for one in exercise.prompts]}


def _element(prompt: Any) -> dict[str, Any]:
    asked = {"name": prompt.id, "title": prompt.ask, **({"description": prompt.hint} if prompt.hint else {})}
    match prompt.kind:
        case "reflection":
            return {"type": "comment", "placeholder": " ".join(prompt.starts), **asked}
        case "scale":
            ends = {"minRateDescription": prompt.low, "maxRateDescription": prompt.high}
            return {"type": "rating", "rateMin": 1, "rateMax": prompt.points, **ends, **asked}
        case "boundary":
            return {"type": "radiogroup", "choices": [{"value": k, "text": v} for k, v in LEVELS.items()], **asked}
        case "choice" | "choices":
            kind = "radiogroup" if prompt.kind == "choice" else "checkbox"
            return {"type": kind, "choices": [{"value": one.id, "text": one.text} for one in prompt.options], **asked}
    raise ValueError(prompt.kind)


def fetched() -> Path:
    """The packages, from npm's registry if they are not there."""
    if not all((PACKAGES / "node_modules" / place).exists() for place in FILES.values()):
        npm = shutil.which("npm")
        if not npm:
            sys.exit("SurveyJS comes from npm's registry, and there is no npm here. On Debian: apt install npm")
        PACKAGES.mkdir(exist_ok=True)
        (PACKAGES / "package.json").write_text('{"private": true}')
        quiet = ("--no-audit", "--no-fund", "--ignore-scripts", "--silent")
        subprocess.run([npm, "install", *quiet, *WANTED], cwd=PACKAGES, check=True)
    return PACKAGES / "node_modules"


def theirs(exercise: Exercise) -> Flask:
    """Each file is compressed once, as a good server does."""
    app, modules = Flask("theirs", static_folder=None), fetched()
    files = {f"/{name}": (modules / place).read_bytes() for name, place in FILES.items()}
    files["/"] = PAGE.replace("MODEL", json.dumps(model(exercise))).encode()
    packed = {path: gzip.compress(content, 9, mtime=0) for path, content in files.items()}
    kinds = {"js": "text/javascript", "css": "text/css"}

    @app.get("/")
    @app.get("/<name>")
    def file(name: str = "") -> Response:
        if f"/{name}" not in packed:
            return Response(status=404)
        kind = kinds.get(name.rpartition(".")[2], "text/html; charset=utf-8")
        return Response(packed[f"/{name}"], content_type=kind, headers={"Content-Encoding": "gzip"})

    return app


@contextmanager
def ours(exercise: Exercise, folder: Path) -> Iterator[tuple[Server, str, dict[str, str]]]:
    """The app with a round of it, and beside it all thirty on one page; where the first prompt is; Alex's cookies."""
    edition = Edition(sha256(exercise.slug.encode()).hexdigest(), exercise.model_dump_json(), {"en": exercise})
    at = replace(settings(folder), testing=True)
    workplace = replace(prepare(at), library=Library({exercise.slug: edition}, {edition.hash: edition}))
    clock = Clock()
    clock.now = workplace.clock()
    circle = Circle(workplace, clock)
    circle.found("alex", "sam")
    first = f"/rounds/{circle.start('alex', exercise.slug, days=3)}/prompts/1"
    app = create_app(at, workplace=workplace)
    asked = Within(app)
    asked.signs_in("alex")
    whole = gzip.compress(all_of_them(app, exercise, asked.asks(first)[1].decode()), 9, mtime=0)

    def serve(environ: Any, start: Any) -> Any:
        if environ["PATH_INFO"] != THIRTY:
            return app({**environ, "HTTP_ACCEPT_ENCODING": "gzip"}, start)
        start("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip")])
        return [whole]

    try:
        yield serve, first, asked.cookies
    finally:
        workplace.database.close()


def all_of_them(app: Flask, exercise: Exercise, page: str) -> bytes:
    """The page of a prompt, with every prompt in the place of its one."""
    with app.test_request_context("/"):
        parts = [inert(blank(exercise, n), f"q{n}") for n in range(1, QUESTIONS + 1)]
    before, start, rest = page.partition("<main")
    return f"{before}{start}>{''.join(parts)}</main>{rest.rpartition('</main>')[2]}".encode()


@contextmanager
def served(server: Server) -> Iterator[str]:
    class Silent(WSGIRequestHandler):
        def log(self, *_: object) -> None:
            pass

    running = make_server("localhost", 0, server, threaded=True, request_handler=Silent)
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    try:
        yield f"http://localhost:{running.port}"
    finally:
        running.shutdown()
        thread.join()
        running.server_close()


def visited(browser: Browser, address: str, cookies: dict[str, str]) -> Cost:
    """A first visit."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
    page = context.new_page()
    page.add_init_script(LCP)
    with scales(page) as here:
        here.wire.send("Network.emulateNetworkConditions", SLOW)
        here.wire.send("Performance.enable")
        page.goto(address, wait_until="networkidle")
        page.wait_for_timeout(1000)
        assert page.locator("textarea").count() > 0, "there is nothing to answer on it"
        metrics = {one["name"]: one["value"] for one in here.wire.send("Performance.getMetrics")["metrics"]}
        cost = Cost(here.size, metrics["ScriptDuration"] * 1000, float(page.evaluate("lcp")))
    context.close()
    return cost


def middle(costs: list[Cost]) -> Cost:
    return Cost(*[median(getattr(one, each.name) for one in costs) for each in fields(Cost)])


def told(name: str, mine: Cost, other: Cost) -> str:
    """A page of ours with what it takes of theirs, and whether that is more than is asked."""
    parts = []
    for what, most in MOST.items():
        share = getattr(mine, what) / getattr(other, what)
        parts.append(f"{what} {share:.1%} ({'more than' if share > most else 'at most'} {most:.1%})")
    return f"{name}: {', '.join(parts)}"


def main() -> int:
    exercise = thirty()
    path = find_light()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright, ours(exercise, Path(folder)) as made:
        server, first, cookies = made
        browser = playwright.chromium.launch(executable_path=path, args=list(SWITCHES))
        with served(server) as here, served(theirs(exercise)) as there:
            pages = {"the first prompt": (here + first, cookies), "all thirty": (here + THIRTY, cookies)}
            pages["SurveyJS"] = (there + "/", {})
            costs: dict[str, list[Cost]] = {name: [] for name in pages}
            for _ in range(RUNS):
                for name, (address, given) in pages.items():
                    costs[name].append(visited(browser, address, given))
            version = browser.version
        browser.close()
    middles = {name: middle(some) for name, some in costs.items()}
    print(f"Chromium {version}, slow 4G, gzip on both sides, medians of {RUNS} first visits")
    for name, one in middles.items():
        print(f"{name:20}{one.bytes:12,.0f} bytes{one.script:10,.1f} ms of script{one.lcp:10,.0f} ms until LCP")
    verdicts = [told(name, middles[name], middles["SurveyJS"]) for name in pages if name != "SurveyJS"]
    print("\n".join(verdicts))
    return int(any("more than" in one for one in verdicts))


if __name__ == "__main__":
    sys.exit(main())
