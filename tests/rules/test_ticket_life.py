"""Hold the life of a ticket against the table that a hall manager signed."""

from __future__ import annotations

import pytest

from hall.rules.discipline import Standing
from hall.rules.ticket import ALIVE, MOVES, Move, State, Ticket

#: Which moves may start from which state; a new move is a new row here, a new state a new column.
TABLE = """
            reserved   waiting    called     serving    held       finished   missed     cancelled  expired
confirm     yes        -          -          -          -          -          -          -          -
call        -          yes        -          -          -          -          -          -          -
recall      -          -          yes        -          -          -          -          -          -
start       -          -          yes        -          -          -          -          -          -
finish      -          -          yes        yes        -          -          -          -          -
miss        -          -          yes        -          -          -          -          -          -
cancel      yes        yes        -          -          yes        -          yes        -          -
send_back   -          -          yes        yes        -          -          -          -          -
transfer    -          -          yes        yes        -          -          -          -          -
hold        -          -          yes        yes        -          -          -          -          -
return_held -          -          -          -          yes        -          -          -          -
rejoin      -          -          -          -          -          -          yes        -          -
defer       -          yes        -          -          -          -          -          -          -
expire      yes        yes        yes        yes        yes        -          -          -          -
"""
ENTERS = {
    "confirm": "waiting",
    "call": "called",
    "recall": "called",
    "start": "serving",
    "finish": "finished",
    "miss": "missed",
    "cancel": "cancelled",
    "send_back": "waiting",
    "transfer": "waiting",
    "hold": "held",
    "return_held": "waiting",
    "rejoin": "waiting",
    "defer": "waiting",
    "expire": "expired",
}


def _rows() -> list[tuple[str, str, bool]]:
    heading, *rows = [line.split() for line in TABLE.strip().splitlines()]
    return [(state, move, may == "yes") for move, *cells in rows for state, may in zip(heading, cells, strict=True)]


def a_ticket(state: State) -> Ticket:
    """Return a ticket in a state."""
    return Ticket("t", "A001", "tax", "east", "east-a", state, Standing.WALK_IN, 1, 0, 0)


@pytest.mark.parametrize(("state", "move", "may"), _rows())
def test_a_move_starts_from_these_states_and_no_other(state: str, move: str, may: bool) -> None:
    assert a_ticket(State(state)).may(Move(move)) is may


@pytest.mark.parametrize("move", ENTERS)
def test_a_move_leads_to_one_state(move: str) -> None:
    assert MOVES[Move(move)].enters == ENTERS[move]


def test_the_table_knows_every_state_and_every_move() -> None:
    assert {state for state, _, _ in _rows()} == set(State)
    assert {move for _, move, _ in _rows()} == set(Move) == set(MOVES) == set(ENTERS)


def test_from_every_state_that_is_alive_there_is_a_way_to_an_end() -> None:
    for state in ALIVE:
        reached, seen = {state}, set()
        while reached - seen:
            seen |= reached
            reached |= {change.enters for change in MOVES.values() if change.leaves & reached}
        assert reached & {State.FINISHED, State.CANCELLED, State.MISSED, State.EXPIRED}
