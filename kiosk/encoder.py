"""Lend python-escpos' encoder: the library is started quickly, and without leaving a folder behind.

On its way in it makes a folder in the temp folder, and reads its table of printers, 94 kB of JSON, with a YAML reader
of pure Python: half a second, several on a small kiosk, unless it finds the table where it keeps it from run to run.
"""

from __future__ import annotations

import json
import os
import pickle
import platform
import tempfile
from importlib.util import find_spec
from pathlib import Path

__all__ = ["Dummy"]


def _keep_table(folder: str) -> None:
    """Lay the table of printers where the library looks for one that it kept."""
    library = find_spec("escpos")
    assert library and library.origin
    table = json.loads(Path(library.origin).with_name("capabilities.json").read_text("utf-8"))
    Path(folder, f"{platform.python_version()}.capabilities.pickle").write_bytes(pickle.dumps(table))


with tempfile.TemporaryDirectory() as _scratch:
    _keep_table(_scratch)
    os.environ["ESCPOS_CAPABILITIES_PICKLE_DIR"] = _scratch
    _before, tempfile.tempdir = tempfile.tempdir, _scratch
    from escpos.printer import Dummy

    tempfile.tempdir = _before
    del os.environ["ESCPOS_CAPABILITIES_PICKLE_DIR"]
