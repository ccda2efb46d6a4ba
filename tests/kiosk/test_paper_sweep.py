"""No number without paper, no paper without a number, no double print: whatever the printer does, whenever.

Five printers of different abilities; every visitor has a fault of her own, which begins after any number of bytes.
HALL_PAPER_TICKETS=500 sends each printer so many visitors, HALL_PAPER_SEED gives them another chance.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

import pytest

from kiosk.job import Outcome
from kiosk.paper_roll.faults import Ability, Fault
from tests.kiosk.desk import Desk, Hardware, plugged_in
from tests.kiosk.visits import Books, Visit, small

TICKETS = int(os.environ.get("HALL_PAPER_TICKETS", "25"))
SEED = int(os.environ.get("HALL_PAPER_SEED", "20251122"))
#: Bytes in which a fault may begin: the questions before a slip, the small slip of this test, the questions after it.
BYTES = 14_000

PRINTERS = {
    "knows everything": frozenset[Ability](),
    "cannot be cleared": frozenset({Ability.CLEAR}),
    "confirms by its paper sensor": frozenset({Ability.PROCESS_ID}),
    "confirms by its automatic status": frozenset({Ability.PROCESS_ID, Ability.SENSOR}),
    "knows neither numbers nor clearing": frozenset({Ability.PROCESS_ID, Ability.CLEAR}),
}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the waiting for what does not come, and the slips."""
    for name, seconds in (("job.PRINT_SECONDS", 0.4), ("job.ANSWER_SECONDS", 0.15), ("job.QUIET_SECONDS", 0.01),
                          ("link.STALL_SECONDS", 0.3), ("plug.CONNECT_SECONDS", 0.2)):
        monkeypatch.setattr(f"kiosk.{name}", seconds)
    monkeypatch.setattr("kiosk.paper_roll.machine.SLOW_MM_A_SECOND", 400)
    monkeypatch.setattr("kiosk.slips.draw", small)


@pytest.fixture(params=PRINTERS)
def hardware(request: pytest.FixtureRequest) -> Iterator[Hardware]:
    """Put a printer of each kind on the desk, one after the other."""
    with plugged_in(PRINTERS[request.param]) as there:
        yield there


@pytest.mark.slow
def test_whatever_the_printer_does_numbers_and_paper_agree(desk: Desk, request: pytest.FixtureRequest) -> None:
    visitors(desk, random.Random(f"{SEED} {request.node.name}"), TICKETS)


@pytest.mark.slow
@pytest.mark.parametrize("hardware", ["knows everything"], indirect=True)
@pytest.mark.parametrize("broken", [
    ("kiosk.job.Job.clear", lambda job: True),
    ("kiosk.job.Job._confirmation", lambda job, ours: Outcome.CONFIRMED),
    ("kiosk.taking._answered", lambda story, touch: None),
], ids=["it only says that it cleared", "it confirms unseen", "it forgets the touch"])
def test_a_kiosk_that_breaks_its_promise_is_found_out(
        desk: Desk, broken: tuple[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*broken)
    with pytest.raises(AssertionError, match="visitor"):
        visitors(desk, random.Random(SEED), 200)


def visitors(desk: Desk, chance: random.Random, many: int) -> None:
    """Let so many come, each with a fault of her own."""
    books = Books(desk)
    for n in range(many):
        fault, at = chance.choice(list(Fault)), chance.randrange(BYTES)
        if chance.random() < 0.25:
            at = 0
        desk.hardware.has(fault, at)
        try:
            one_visit(books, chance, f"touch-{n:06d}", fault)
        except AssertionError as wrong:
            raise AssertionError(f"visitor {n}, {fault} after {at} bytes: {wrong}") from wrong


def one_visit(books: Books, chance: random.Random, key: str, fault: Fault) -> None:
    """Let one visitor take a number, answer if she is asked, and look at what became of it."""
    desk = books.desk
    numbers = issued(desk)
    visit = books.visit(key, service="tax")
    out = books.came_out()
    if chance.random() < 0.2:
        again = books.visit(key, service="tax")
        if visit.status == 201:
            assert (again.ticket, again.status) == (visit.ticket, 201), "the same touch is the same number"
        visit = again
        out += books.came_out()
    answer = chance.choice(["have", "reprint", "reprint when mended", "nothing"])
    if visit.told.get("printed") == "unverified":
        if answer == "reprint when mended":
            books.repair()
        if answer != "nothing":
            books.visit(f"{key}-answer", f"/tickets/{visit.ticket}/{answer.split()[0]}")
    before = len(out + (more := books.came_out()))
    books.repair()
    later = books.came_out()
    desk.silence(20)
    # One that took no more bytes for a while takes the rest of them first, then what tells it to forget.
    can_clear = Ability.CLEAR not in desk.hardware.machine._lacks and fault is not Fault.STALL
    assert not (later and can_clear), "nothing comes out of a mended printer that was told to forget it"
    check(desk, visit, [*out, *more, *later], issued(desk)[len(numbers):])
    assert before + len(later) <= 2


def check(desk: Desk, visit: Visit, slips: list[tuple[str, int]], numbers: list[str]) -> None:
    """Compare what she was told, what the hall knows, and what lies on the floor."""
    assert len(numbers) <= 1, "one touch is one number"
    assert len(set(slips)) == len(slips), "no copy comes out twice"
    assert {ticket for ticket, _ in slips} <= set(numbers), "paper is of a number that was made for her"
    state = desk.hall_says(numbers[0]) if numbers else ""
    if visit.status == 201:
        assert (state, numbers) == ("waiting", [visit.ticket]), "she was told a number: it waits"
        assert visit.told["printed"] == "unverified" or (visit.ticket, 1) in slips, "a confirmed slip is there"
    else:
        assert state in ("", "cancelled"), "she was told that there is no number: none waits"
        assert not slips, "and nothing was printed"


def issued(desk: Desk) -> list[str]:
    """List the tickets that were made."""
    return [event["ticket"] for event in desk.door.api.events() if event["type"] == "issued"]
