"""Let visitors come to a kiosk whose printer has faults, and keep the books: touches, numbers, slips."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hall.rules.slip import Part, Slip
from kiosk.encoding import Body
from kiosk.paper_roll.faults import Fault
from kiosk.paper_roll.paper import CutOff
from kiosk.picture import Image, draw
from tests.builders import wait_until
from tests.kiosk.desk import Desk


def small(slip: Slip, dots: int) -> Image.Image:
    """Draw a slip's number and copy alone: quick, and every byte of it can be tried."""
    kept = tuple(line for line in slip.lines if line.part in (Part.NUMBER, Part.COPY))
    return draw(Slip(kept), dots)


@dataclass
class Visit:
    """Hold one visit: what the kiosk answered, and the whole slips that came out, by copy."""

    key: str
    status: int
    told: dict[str, Any]
    slips: list[int] = field(default_factory=list)

    @property
    def ticket(self) -> str:
        """Give the ticket's id, when there is one."""
        return str(self.told.get("id", ""))


class Books:
    """Watch one kiosk: which slips were made, which came out whole, and for whom."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.made: dict[tuple[str, int], Body] = {}
        self._seen = 0
        self.watch()

    def watch(self) -> None:
        """Keep a copy of every slip that is made."""
        taking = self.desk.parts.kiosk.taking
        make = taking._make

        def kept(ticket: dict[str, Any], copy: int) -> Body:
            body = make(ticket, copy)
            self.made[ticket["id"], copy] = body
            return body

        taking._make = kept

    def visit(self, key: str, path: str = "/tickets", **wish: str) -> Visit:
        """Touch once and read the answer."""
        answer = self.desk.touch(key=key, path=path, **wish)
        return Visit(key, answer.status_code, answer.get_json())

    def came_out(self) -> list[tuple[str, int]]:
        """Give the slips that came out whole since the last look, as ticket and copy."""
        wait_until(self.at_rest, "the printer prints what it can")
        fresh = [slip for slip in reversed(self.desk.hardware.machine.slips()) if slip.n > self._seen]
        self._seen = max([self._seen, *(slip.n for slip in fresh)])
        return [whose for slip in fresh if (whose := self._whose(slip))]

    def at_rest(self) -> bool:
        """Say whether nothing more comes out by itself."""
        machine = self.desk.hardware.machine
        return machine.idle() or machine.status()[0] & 0x08 != 0

    def _whose(self, slip: CutOff) -> tuple[str, int] | None:
        """Find whose slip this is; half a slip and a test slip are nobody's."""
        return next((whose for whose, body in reversed(self.made.items()) if body.data in slip.raw), None)

    def repair(self) -> None:
        """Mend the printer as staff do: take the fault away, and switch it off and on when it is out of use."""
        self.desk.hardware.has(Fault.NONE)
        wait_until(self._well, "the printer is ready again")

    def _well(self) -> bool:
        """Look at the printer; one that is out of use is switched off and on."""
        cause = self.desk.look()
        if cause == "held":
            self.desk.hardware.has(Fault.OFF)
            self.desk.look()
            self.desk.hardware.has(Fault.NONE)
        return cause is None
