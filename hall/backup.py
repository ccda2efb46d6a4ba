"""The commands `hall backup` (备份) and `hall restore` (恢复): all that a hall has to keep, copied while it runs."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import sqlite3
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import click

from hall.processes import queue_server
from hall.rules.times import MINUTE_MS
from hall.settings import Settings

#: How old, in seconds, the ledger of a backup may be. The stream keeps three days, and the recorder catches up from it.
LEDGER_SECONDS = 20 * 3600
#: The folders and the file of a backup, which are named as they are in HALL_DATA.
LEDGER, VOICE, CONFIG = "ledger.sqlite", "voice", "config"
#: What a backup is named: the moment at which it was begun.
NAME, NAMED = "%Y-%m-%dT%H%M%S", re.compile(r"\d{4}-\d\d-\d\dT\d{6}")
#: Minutes in which no series gives more than this many numbers.
FRESH_MINUTES, SKIP = 15, 100


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--keep", type=click.IntRange(1), default=48, show_default=True, help="How many backups stay in FOLDER.")
def backup(folder: Path, keep: int) -> None:
    """Copy all that the hall has to keep into a new folder in FOLDER, while it runs."""
    settings = Settings()
    with _told("no backup was made"):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with queue_server() as url, _alone(folder):
            made = folder / f"{datetime.now():{NAME}}"
            _copy(settings, url, folder / ".part", _until(made))
            # Half a backup never has the name of one, not even after a power cut.
            _settle(folder / ".part")
            (folder / ".part").rename(made)
            with _told(f"{made} was made, but an older one stays"):
                for old in _until(made)[:-keep]:
                    shutil.rmtree(old)
    print(made)
    if settings.ledger_url:
        print("without the ledger, which is in a database of its own: that one has its own backup")


def _until(made: Path) -> list[Path]:
    """Return the backups of a folder, the oldest first, up to the one that is made now.

    One with a later name is older all the same: a clock that ran ahead gave it.
    """
    found = [one for one in made.parent.iterdir() if NAMED.fullmatch(one.name)]
    return sorted(found, key=lambda one: (one.name <= made.name, one.name))


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Tell in one line what a fault of the disk, or of the ledger's file, has led to."""
    try:
        yield
    except (OSError, sqlite3.Error) as fault:
        raise click.ClickException(f"{what}: {fault}") from fault


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one program at a time write into a folder."""
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _copy(settings: Settings, url: str, to: Path, earlier: list[Path]) -> None:
    """Copy everything: the ledger before the queue server's files, which the recorder brings it up to."""
    from hall.store.connection import for_commands
    from hall.store.copying import APPEND_ONLY, copy_queue

    shutil.rmtree(to, ignore_errors=True)
    to.mkdir(mode=0o700)
    if (settings.data / LEDGER).exists() and not settings.ledger_url:
        _keep_ledger(settings.data / LEDGER, to / LEDGER, earlier)
    if (settings.data / VOICE).exists():
        shutil.copytree(settings.data / VOICE, to / VOICE)
    shutil.copytree(settings.config, to / CONFIG)
    copy_queue(for_commands(url), to / APPEND_ONLY)


def _keep_ledger(ledger: Path, to: Path, earlier: list[Path]) -> None:
    """Copy the ledger once a day: it grows for years, and the disk need not hold it once every backup."""
    from hall.store.copying import copy_ledger, is_past_of

    young = [one / LEDGER for one in earlier if _age(one / LEDGER) < LEDGER_SECONDS]
    if young and is_past_of(ledger, young[-1]):
        # A mount may know no hard links.
        with suppress(OSError):
            to.hardlink_to(young[-1])
    if not to.exists():
        copy_ledger(ledger, to)


def _settle(folder: Path) -> None:
    """Wait until all of a folder is on the disk."""
    for one in (*folder.rglob("*"), folder):
        written = os.open(one, os.O_RDONLY)
        os.fsync(written)
        os.close(written)


def _age(file: Path) -> float:
    """Return how many seconds a file is old, or ahead of a clock put right; of one that is not there more than any."""
    return abs(time.time() - file.stat().st_mtime) if file.exists() else float("inf")


@click.command()
@click.argument("backup", metavar="BACKUP", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--skip", type=click.IntRange(0, 4000),
              help="Numbers that each series leaves out today: those given since the backup are on paper."
                   f" {SKIP} for a backup of the last {FRESH_MINUTES} minutes.")
def restore(backup: Path, skip: int | None) -> None:
    """Put a BACKUP into HALL_DATA, where there is no hall yet; its configuration is copied by hand."""
    from hall.store.copying import APPEND_ONLY
    from hall.store.server import url_of

    settings = Settings()
    if not _of_one_centre(settings.config, backup / CONFIG):
        raise click.ClickException(f"{settings.config} is of another centre: put {backup / CONFIG} there first")
    parts = [settings.data / name for name in (APPEND_ONLY, VOICE, LEDGER)]
    for there in parts:
        if there.exists():
            raise click.ClickException(f"{there} is there already: stop the hall and move {settings.data} away")
    if settings.redis_url not in ("", url_of(settings.data)):
        raise click.ClickException(f"the queue server is one of your own: put {backup / APPEND_ONLY} into its folder")
    try:
        with _told("nothing was restored"):
            _put_back(settings, backup, parts, skip)
    except BaseException:
        # Half a hall must not be taken for one; nor is it in the way of another try.
        for part in parts:
            if part.is_file():
                part.unlink()
            else:
                shutil.rmtree(part, ignore_errors=True)
        raise


def _put_back(settings: Settings, backup: Path, parts: list[Path], skip: int | None) -> None:
    """Copy these parts out of a backup, and let the hall that they make go on."""
    from hall.store.server import QueueServer, ServerFault

    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    for part in parts:
        kept = backup / part.name
        if kept.is_dir():
            shutil.copytree(kept, part)
        elif kept.exists() and not settings.ledger_url:
            shutil.copyfile(kept, part)
    server = QueueServer(settings.data)
    try:
        server.start()
    except ServerFault as fault:
        raise click.ClickException(f"nothing was restored: {fault}") from fault
    try:
        _go_on(settings, server.url, skip)
    finally:
        server.stop()


def _of_one_centre(*folders: Path) -> bool:
    """Say whether these configurations are there, and of the same centre: its id names every key."""
    from hall.directory import ConfigFaults, centre_id

    try:
        return len({centre_id(folder) for folder in folders}) == 1
    except ConfigFaults:
        return False


def _go_on(settings: Settings, url: str, skip: int | None) -> None:
    """Leave out the numbers that may be on paper already, and say from when the hall goes on.

    How many they may be is known of a fresh backup alone: of an older one, somebody has to say it.
    """
    from hall.handles import handles
    from hall.store.tickets import Request
    from hall.web.opened import Opened
    from hall.web.today import Today

    opened = handles(settings, url)
    hall = Opened(opened.in_force, opened.reading, opened.presence, settings, Today(opened.reading))
    last, now = opened.reading.as_of(), opened.reading.now()
    found = opened.reading.events(max(0, last - 1))
    # One that the stream has let go of is days old.
    at = int(found[0]["at"]) if found else 0
    moment = f"{hall.local(at):%Y-%m-%d %H:%M:%S}" if found else "some days ago"
    if last and skip is None and now - at > FRESH_MINUTES * MINUTE_MS:
        raise click.ClickException(
            f"nothing was restored: the last event of this backup is of {moment}, more than {FRESH_MINUTES} minutes"
            " ago. Say with --skip how many numbers a series may have given today that the backup does not know"
        )
    if last:
        print(f"restored up to event {last}, of {moment}")
    skip = SKIP if skip is None else skip
    if skip:
        press = Request(uuid.uuid4().hex, "", "manager:terminal")
        opened.tickets.skip_numbers(press, skip, hall.day_offset_ms(now))
        print(f"each series leaves {skip} numbers out today")
