"""Keep a file on the disk (存盘): whole or not at all, also when the power is cut in the middle or right afterwards."""

from __future__ import annotations

import os
from pathlib import Path


def keep(file: Path, content: bytes) -> None:
    """Put content in the place of a file, and return when a power cut can take neither it nor its name away."""
    missing = [one for one in (file.parent, *file.parent.parents) if not one.exists()]
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    with fresh.open("wb") as written:
        written.write(content)
        written.flush()
        # Without this a name may reach the disk before what it names: an empty file stands in its place after the cut.
        os.fsync(written.fileno())
    fresh.replace(file)
    for folder in (file.parent, *(one.parent for one in missing)):
        _settle(folder)


def _settle(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
