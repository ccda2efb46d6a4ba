"""Compare what is made with what was kept; HALL_KEEP=1 keeps it anew, for whoever meant to change it."""

from __future__ import annotations

import os
from pathlib import Path

KEPT = Path(__file__).parent / "golden"


def assert_as_kept(name: str, made: bytes, folder: Path = KEPT) -> None:
    """Fail when the bytes are not those of the kept file."""
    path = folder / name
    if os.environ.get("HALL_KEEP"):
        path.write_bytes(made)
    assert path.read_bytes() == made, f"{path.name} is not as it was kept; HALL_KEEP=1 keeps it anew"
