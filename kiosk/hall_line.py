"""Talk to the hall over HTTP (大厅接口): what is open, a number please, this paper came out."""

from __future__ import annotations

import threading
from typing import Any

import requests

#: Seconds to reach the hall, and seconds for its answer: nobody stands longer at a kiosk without a word.
TIMEOUTS = (2.0, 2.0)
#: The same for the question whether the hall is there: the pages say within 2 s that it is not.
PULSE_TIMEOUTS = (0.9, 0.9)
_JSON = "application/json"


class HallAway(Exception):
    """Say that the hall could not be reached or did not answer.

    `maybe_made` is true when it may have heard the question all the same, so that a number may exist.
    """

    def __init__(self, why: str, maybe_made: bool) -> None:
        """Keep the reason for the log."""
        super().__init__(why)
        self.maybe_made = maybe_made


class HallSaysNo(Exception):
    """Carry the hall's refusal (problem+json) to whoever asked."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        """Keep the status and the problem as they came."""
        super().__init__(str(problem.get("code", status)))
        self.status = status
        self.problem = problem

    @property
    def code(self) -> str:
        """Give the refusal's code, such as QUOTA_REACHED."""
        return str(self.problem.get("code", "HALL_SAYS_NO"))


class HallLine:
    """Hold the line to one hall (大厅连线); any thread may use it."""

    def __init__(self, url: str, token: str) -> None:
        """Remember where the hall is and who we are."""
        self.url = url.rstrip("/")
        self._token = token
        self._threads = threading.local()

    def centre(self) -> dict[str, Any]:
        """Ask for the centre: halls, agencies, areas."""
        return self._ask("GET", "/api/v1/centre")

    def ready(self) -> None:
        """Ask whether the hall is there and can give numbers; raises HallAway when not."""
        self._ask("GET", "/readyz", timeouts=PULSE_TIMEOUTS)

    def services(self) -> dict[str, Any]:
        """Ask for all services with who waits for them."""
        return self._ask("GET", "/api/v1/services")

    def take(self, body: dict[str, Any], key: str, language: str) -> dict[str, Any]:
        """Ask for a number (取号), reserved until the paper is reported."""
        return self._ask("POST", "/api/v1/tickets", {**body, "printer": True}, key, language)

    def printed(self, ticket: str, outcome: str, key: str) -> dict[str, Any]:
        """Report what became of the paper: confirmed, unverified or failed."""
        return self._ask("POST", f"/api/v1/tickets/{ticket}/printed", {"outcome": outcome}, key)

    def reprint(self, ticket: str, key: str, language: str) -> dict[str, Any]:
        """Have one more copy counted (补打)."""
        return self._ask("POST", f"/api/v1/tickets/{ticket}/reprint", {}, key, language)

    def cancel(self, ticket: str, key: str, language: str) -> dict[str, Any]:
        """Give a number back that was taken by mistake (取消排队)."""
        return self._ask("POST", f"/api/v1/tickets/{ticket}/cancel", {}, key, language)

    def count(self, entry: str, service: str, key: str) -> None:
        """Have somebody counted who is helped without a number: `deflected` online, or `guided` to the windows."""
        self._ask("POST", f"/api/v1/services/{service}/{entry}", {}, key)

    def heartbeat(self, body: dict[str, Any]) -> dict[str, Any]:
        """Say how this kiosk is (心跳); the answer has the hall's clock and the numbers for a cut."""
        return self._ask("POST", "/api/v1/kiosks/heartbeat", body, timeouts=PULSE_TIMEOUTS)

    def leased(self, body: dict[str, Any], key: str) -> dict[str, Any]:
        """Tell of a number that was given while the network was cut (断网取号补报)."""
        return self._ask("POST", "/api/v1/tickets/leased", body, key)

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None, key: str = "",
             language: str = "zh-CN", timeouts: tuple[float, float] = TIMEOUTS) -> dict[str, Any]:
        """Ask and give the answer's JSON; raises HallAway or HallSaysNo."""
        headers = {"Authorization": f"Bearer {self._token}", "Accept": _JSON, "Accept-Language": language}
        if key:
            headers["Idempotency-Key"] = key
        try:
            answer = self._session().request(method, self.url + path, json=body, headers=headers, timeout=timeouts)
        except (requests.exceptions.ConnectTimeout, requests.exceptions.InvalidURL) as fault:
            raise HallAway(str(fault), maybe_made=False) from fault
        except requests.RequestException as fault:
            raise HallAway(str(fault), maybe_made=not _refused(fault)) from fault
        return _read(answer)

    def _session(self) -> requests.Session:
        """Give this thread's session; requests' sessions are not made for sharing."""
        if not hasattr(self._threads, "session"):
            session = requests.Session()
            # The hall is on the same LAN: a proxy of the environment would only be in the way.
            session.trust_env = False
            self._threads.session = session
        kept: requests.Session = self._threads.session
        return kept


def _refused(fault: requests.RequestException) -> bool:
    """Say whether the connection was refused, so that the hall surely heard nothing."""
    return isinstance(fault, requests.ConnectionError) and "NewConnectionError" in repr(fault)


def _read(answer: requests.Response) -> dict[str, Any]:
    """Tell an answer from a refusal, and both from a hall that is not itself."""
    try:
        body = answer.json()
    except requests.exceptions.JSONDecodeError as fault:
        raise HallAway(f"{answer.status_code} without JSON", maybe_made=answer.status_code >= 500) from fault
    if not isinstance(body, dict) or answer.status_code >= 500:
        raise HallAway(f"the hall answered {answer.status_code}", maybe_made=True)
    if answer.status_code in (401, 403):
        raise HallAway(f"the hall does not know this kiosk's token ({body.get('code')})", maybe_made=False)
    if answer.status_code >= 400:
        raise HallSaysNo(answer.status_code, body)
    return body
