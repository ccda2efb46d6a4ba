"""Say what the options of the commands may be (命令参数), and end a command whose input is wrong with 2."""

from __future__ import annotations

import math
from typing import Any

import click

#: A port of this machine; 0 takes any free one.
PORT = click.IntRange(0, 65_535)
#: A day such as 2014-08-20.
DAY = click.DateTime(["%Y-%m-%d"])
#: The number of an event; greater ones than the queue server can count are none.
EVENT = click.IntRange(0, 2**63 - 1)


class WrongInput(click.ClickException):
    """What a command was given is wrong, as an option can be: it ends with 2, not with the 1 of what fails."""

    exit_code = 2


class Factor(click.FloatRange):
    """Take a number above 0 and not above a greatest one; `nan` is none, though it compares with nothing."""

    def __init__(self, greatest: float) -> None:
        super().__init__(0, greatest, min_open=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read it, and refuse what is no number."""
        found = float(super().convert(value, param, ctx))
        if math.isnan(found):
            self.fail(f"{value!r} is not a number.", param, ctx)
        return found
