"""Copy what a hall keeps while it runs (备份): the queue server's append-only files and the file of the ledger.

Whoever copies both takes the ledger first: the recorder brings an older ledger up to the stream by itself, while one
that knows more than its queue server begins a new log.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

#: Where a server keeps its append-only files below its own folder; the bundled one has the default name.
APPEND_ONLY = "appendonlydir"
#: A line of the list of those files: NAME, and b (base) or i (increment); h, which it no longer uses, is left out.
_LISTED = re.compile(r"^file (\S+) seq \d+ type [bi]\b.*$", re.MULTILINE)


def copy_queue(redis: Any, folder: Path) -> None:
    """Copy the append-only files of a running server on this machine into a new folder; OSError where it may not.

    A file on the list is only appended to, so what was read of it is what the server held at some moment; of an act
    that was cut off at the end, the server leaves all out when it loads. When the list changes, all is copied anew.
    """
    told = redis.config_get("dir", "appenddirname", "appendfilename")
    there, manifest = Path(told["dir"], told["appenddirname"]), told["appendfilename"] + ".manifest"
    while True:
        before = (there / manifest).read_text("utf-8")
        kept = list(_LISTED.finditer(before))
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        try:
            for one in kept:
                shutil.copyfile(there / one[1], folder / one[1])
        except FileNotFoundError:
            if (there / manifest).read_text("utf-8") == before:
                raise
            continue
        if (there / manifest).read_text("utf-8") == before:
            (folder / manifest).write_text("".join(f"{one[0]}\n" for one in kept), "utf-8")
            return


def copy_ledger(file: Path, copy: Path) -> None:
    """Copy a ledger as it is at one moment, whoever reads and writes it meanwhile."""
    with closing(sqlite3.connect(f"file:{file}?mode=rw", uri=True)) as ledger, closing(sqlite3.connect(copy)) as to:
        ledger.backup(to)


def is_past_of(file: Path, copy: Path) -> bool:
    """Say whether a copy is of this ledger's own past: the last event that it has is one that the ledger has too.

    It is not when the ledger was put back to an older copy, or begun anew; nor is one that cannot be read.
    """
    newest = "SELECT log, seq, fields FROM events ORDER BY log DESC, seq DESC LIMIT 1"
    same = "SELECT 1 FROM events WHERE log = ? AND seq = ? AND fields = ?"
    try:
        # Nobody writes a copy: reading it leaves no file beside it.
        with closing(sqlite3.connect(f"file:{copy}?immutable=1", uri=True)) as kept:
            last = kept.execute(newest).fetchone()
        with closing(sqlite3.connect(f"file:{file}?mode=rw", uri=True)) as ledger:
            return bool(last and ledger.execute(same, last).fetchone())
    except sqlite3.Error:
        return False
