"""Ask a small hall over HTTP as its kiosks, guides, clerks, screens and managers do.

    ticket = api.post("/tickets", {"service": "tax"}, role="kiosk").json
    assert api.post("/windows/east/1/call-next", role="clerk").json["ticket"]["id"] == ticket["id"]
"""

from __future__ import annotations

from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

from werkzeug.test import TestResponse

from hall.app import Program, create_app
from hall.settings import Settings
from hall.store.ledger.migrating import migrate
from hall.store.ledger.opening import open_ledger, url_of
from hall.web.people import Role
from tests.builders import Clock, moment

CONFIG = Path(__file__).parent / "config-small"
#: When a story over HTTP begins: the hall has just opened.
OPENING = "9:05"


class Programs:
    """Build web processes on one queue server, each when it is first asked for."""

    def __init__(self, url: str, data: Path) -> None:
        self.url = url
        self.data = data
        # A ledger of nothing: what a report tells before anything is recorded.
        migrate(open_ledger(url_of("", data), to_write=True))
        self.clock = Clock(moment(OPENING))

    def build(self, config: Path = CONFIG, *, always_open: bool) -> Program:
        """Build a web process; it has no threads of its own until it is started."""
        settings = Settings(config=config, data=self.data, ledger_url="", always_open=always_open)
        program = create_app(settings, self.url, self.clock, async_mode="threading")
        program.app.extensions["tests.clock"] = self.clock
        return program

    @cached_property
    def always_open(self) -> Program:
        """Serve at any hour, without quotas."""
        return self.build(always_open=True)

    @cached_property
    def with_hours(self) -> Program:
        """Serve by hours and quotas."""
        return self.build(always_open=False)


class Api:
    """Send requests to a program; each has a key of its own unless the test gives one, or None for no key."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.handles = program.handles
        self.clock: Clock = program.app.extensions["tests.clock"]
        self.clock.now = moment(OPENING)
        self.client = program.app.test_client(use_cookies=False)
        self._keys = count(1)
        self._tokens: dict[str, str] = {}

    def token(self, role: str, windows: str = "*") -> str:
        """Return a bearer token of a role, `windows` for a clerk of those alone."""
        name = f"{role}@{windows}"
        if name not in self._tokens:
            self._tokens[name] = self.handles.presence.new_token(Role(role).value, f"{role}-1", windows)
        return self._tokens[name]

    def ask(self, method: str, path: str, body: Any = None, *, role: str = "", windows: str = "*",
            key: str | None = "", **more: Any) -> TestResponse:
        """Send one request; paths are those under /api/v1 unless they begin with another root."""
        headers: dict[str, str] = dict(more.pop("headers", {}))
        if role:
            headers["Authorization"] = f"Bearer {self.token(role, windows)}"
        if method == "POST" and key is not None:
            headers["Idempotency-Key"] = key or f"test-key-{next(self._keys):06d}"
        if body is not None:
            more["json"] = body
        whole = path if path.startswith(OUTSIDE) or path.partition("?")[0] == "/" else f"/api/v1{path}"
        return self.client.open(whole, method=method, headers=headers, **more)

    def get(self, path: str, role: str = "", **more: Any) -> TestResponse:
        """Read something."""
        return self.ask("GET", path, role=role, **more)

    def post(self, path: str, body: Any = None, role: str = "", **more: Any) -> TestResponse:
        """Do something."""
        return self.ask("POST", path, body, role=role, **more)

    def at(self, text: str, days: int = 0) -> None:
        """Let the clock come to a moment, of the story's day or of so many days later."""
        assert moment(text, days) >= self.clock.now, "tell it in order"
        self.clock.now = moment(text, days)

    # the sentences that most stories need

    def takes(self, service: str = "tax", role: str = "kiosk", **known: Any) -> dict[str, Any]:
        """Somebody takes a number."""
        return said(self.post("/tickets", {"service": service, **known}, role=role), 201)

    def opens(self, window: str = "east/1") -> str:
        """A window opens."""
        said(self.act(window, "open"))
        return window

    def act(self, window: str, act: str, body: Any = None, **more: Any) -> TestResponse:
        """A clerk presses a button."""
        return self.post(f"/windows/{window}/{act}", body, role=more.pop("role", "clerk"), **more)

    def calls(self, window: str = "east/1") -> str | None:
        """A window calls the next visitor."""
        ticket = said(self.act(window, "call-next"))["ticket"]
        return ticket["id"] if ticket else None

    def events(self) -> list[dict[str, str]]:
        """Return everything that happened."""
        return self.handles.reading.events(0, 100_000)


#: Roots of addresses that do not lie under /api/v1.
OUTSIDE = (
    "/api/", "/healthz", "/readyz", "/metrics", "/t/", "/board",
    "/sign/", "/desk", "/overview/", "/queue", "/window/", "/manage", "/sign-", "/static", "/voice/", "/recording",
)


def said(answer: TestResponse, status: int = 200) -> Any:
    """Return an answer's JSON after looking at its status."""
    assert answer.status_code == status, f"{answer.status_code}: {answer.get_data(as_text=True)}"
    return answer.get_json()


def refused(answer: TestResponse, status: int, code: str) -> Any:
    """Return a problem after looking at its form: RFC 9457 with a code and a sentence."""
    assert answer.status_code == status, f"{answer.status_code}: {answer.get_data(as_text=True)}"
    assert answer.mimetype == "application/problem+json"
    body = answer.get_json()
    assert (body["status"], body["code"]) == (status, code), body
    assert body["title"], "a problem has a sentence for people"
    return body
