"""Say what the options of the commands may be (命令参数), and end a command whose input is wrong with 2."""

from __future__ import annotations

import math
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from hall.rules import addresses

#: A port of this machine; 0 takes any free one.
PORT = click.IntRange(0, 65_535)
#: The number of an event; greater ones than the queue server can count are none.
EVENT = click.IntRange(0, 2**63 - 1)

FIRST_YEAR, LAST_YEAR = 1970, 9998


class WrongInput(click.ClickException):
    """What a command was given is wrong, as an option can be: it ends with 2, not with the 1 of what fails."""

    exit_code = 2


class _Day(click.DateTime):
    """Take a day such as 2014-08-20; one before the clocks of machines or at the end of all calendars is none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read it, and refuse what no hall has seen."""
        found: datetime = super().convert(value, param, ctx)
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            self.fail(f"{value!r} is not in the years {FIRST_YEAR} to {LAST_YEAR}.", param, ctx)
        return found


#: A day such as 2014-08-20.
DAY = _Day(["%Y-%m-%d"])


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


def text_of(file: Path) -> str:
    """Read what a small file such as that of a token holds."""
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise WrongInput(f"{file}: {fault}") from fault


def address(_context: click.Context, _option: click.Parameter, text: str) -> str:
    """Take the address of a web server."""
    if not addresses.is_of_web_server(text):
        raise click.BadParameter(f"{text!r} is not like {addresses.EXAMPLE}.")
    return text
