"""Make text safe for spreadsheets (防公式注入): no cell of an export is taken for a formula."""

from __future__ import annotations

#: A spreadsheet takes a cell that begins with one of these for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe(cell: str) -> str:
    """Return a text that is shown as it is, with an apostrophe before what would be computed."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
