"""Show the paper (纸卷页面): the slips as pictures, newest first, and switches for the faults."""

from __future__ import annotations

import time
from typing import Any

from flask import Flask, Response, abort, jsonify, render_template, request

from kiosk.paper_roll.faults import WORDS, Fault, Trouble
from kiosk.paper_roll.machine import Machine
from kiosk.paper_roll.paper import CutOff
from kiosk.paper_roll.wire import Wire

#: Bytes after which the line breaks when the page's own switch asks for it: in the middle of a slip.
MIDDLE_OF_A_SLIP = 20_000
#: Seconds a switch may take to act before the answer goes out all the same.
ACTING_SECONDS = 2.0


def create_page(machine: Machine, wire: Wire) -> Flask:
    """Build the page of one paper printer."""
    app = Flask(__name__)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]

    @app.get("/")
    def roll() -> str:
        """Show the paper roll."""
        return render_template("roll.html", faults=WORDS, middle=MIDDLE_OF_A_SLIP, **_state(machine, wire))

    @app.get("/state")
    def state() -> Response:
        """Tell the fault that acts, the paper left in mm, and how many slips were cut."""
        return jsonify(_state(machine, wire))

    @app.get("/slips")
    def slips() -> Response:
        """List the slips on the pile, the newest first."""
        return jsonify([_told(slip) for slip in machine.slips()])

    @app.get("/slips/<int:n>.png")
    def picture(n: int) -> Response:
        """Give one slip as a picture."""
        return _kept(Response(_found(machine, n).png, mimetype="image/png"))

    @app.get("/slips/<int:n>.bin")
    def raw(n: int) -> Response:
        """Give the bytes that made one slip."""
        return _kept(Response(_found(machine, n).raw, mimetype="application/octet-stream"))

    @app.post("/fault")
    def fault() -> tuple[Response, int] | Response:
        """Have a fault from now on: `{"fault": "paper_out", "at": 0}`."""
        return _act(machine, wire)

    @app.post("/roll")
    def new_roll() -> Response:
        """Put in a new roll."""
        machine.new_roll()
        return jsonify(_state(machine, wire))

    @app.after_request
    def guarded(response: Response) -> Response:
        """Let the page load nothing from elsewhere."""
        response.headers["Content-Security-Policy"] = "default-src 'self'"
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return app


def _act(machine: Machine, wire: Wire) -> tuple[Response, int] | Response:
    """Set the fault that was asked for and wait until it acts."""
    asked: Any = request.get_json(silent=True)
    if not isinstance(asked, dict) or asked.get("fault") not in set(Fault):
        return jsonify({"code": "UNKNOWN_FAULT", "known": list(Fault)}), 422
    at = asked.get("at", 0)
    if not isinstance(at, int) or at < 0:
        return jsonify({"code": "UNKNOWN_FAULT", "detail": "at is a count of bytes"}), 422
    machine.act(Trouble(Fault(asked["fault"]), at))
    deadline = time.monotonic() + ACTING_SECONDS
    while not wire.acts(Fault(asked["fault"])) and time.monotonic() < deadline:
        time.sleep(0.01)
    return jsonify(_state(machine, wire))


def _state(machine: Machine, wire: Wire) -> dict[str, Any]:
    """Gather what the page shows beside the slips."""
    slips = machine.slips()
    return {
        "fault": machine.trouble.fault, "paper_left_mm": machine.left_mm(), "roll_mm": machine.paper.roll_mm,
        "slips": slips[0].n if slips else 0, "printing": not machine.idle(), "intruders": machine.intruders,
        "printer": f"tcp://127.0.0.1:{wire.port}",
    }


def _told(slip: CutOff) -> dict[str, Any]:
    """Tell one slip as JSON."""
    return {"n": slip.n, "at": slip.at, "png": f"/slips/{slip.n}.png", "bytes": f"/slips/{slip.n}.bin",
            "width": slip.width, "height": slip.height, "byte_count": len(slip.raw)}


def _found(machine: Machine, n: int) -> CutOff:
    """Find a slip on the pile, or answer 404: the pile keeps the last ones only."""
    found = next((slip for slip in machine.slips() if slip.n == n), None)
    return found or abort(404)


def _kept(response: Response) -> Response:
    """Say that a slip never changes."""
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
