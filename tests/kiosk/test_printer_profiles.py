"""The library's table of printers is read quickly and is the library's own all the same."""

from __future__ import annotations

import os
from pathlib import Path

import yaml
from escpos import capabilities

from kiosk import encoder

#: The one in C where there is one; both read the same.
SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def test_the_table_of_printers_is_the_library_s_own() -> None:
    assert encoder.Dummy
    whole = Path(capabilities.__file__).with_name("capabilities.json")
    assert yaml.load(whole.read_bytes(), SafeLoader) == capabilities.CAPABILITIES


def test_no_start_of_a_kiosk_reads_the_table_slowly_and_nothing_is_left_behind() -> None:
    assert not capabilities.full_load
    assert "ESCPOS_CAPABILITIES_PICKLE_DIR" not in os.environ
    assert not Path(capabilities.pickle_dir).exists()
