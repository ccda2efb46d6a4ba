"""The commands `hall backup` (备份) and `hall restore` (恢复): all that a hall has to keep, copied while it runs."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from hall.processes import queue_server
from hall.settings import Settings

#: How old, in seconds, the ledger of a backup may be. The stream keeps three days, and the recorder catches up from it.
LEDGER_SECONDS = 20 * 3600
#: The folders and the file of a backup, which are named as they are in HALL_DATA.
LEDGER, VOICE, CONFIG = "ledger.sqlite", "voice", "config"


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--keep", type=click.IntRange(1), default=48, show_default=True, help="How many backups stay in FOLDER.")
def backup(folder: Path, keep: int) -> None:
    """Copy all that the hall has to keep into a new folder in FOLDER, while it runs."""
    settings = Settings()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with queue_server() as url, _alone(folder):
        made = folder / f"{datetime.now():%Y-%m-%dT%H%M%S}"
        try:
            _copy(settings, url, folder / ".part", _all(folder))
        except OSError as fault:
            raise click.ClickException(f"no backup was made: {fault}") from fault
        # Half a backup never has the name of one, not even after a power cut.
        _settle(folder / ".part")
        (folder / ".part").rename(made)
        for old in _all(folder)[:-keep]:
            shutil.rmtree(old)
    print(made)
    if settings.ledger_url:
        print("without the ledger, which is in a database of its own: that one has its own backup")


def _all(folder: Path) -> list[Path]:
    """Return the backups in a folder, the oldest first."""
    return sorted(one for one in folder.iterdir() if one.name[0].isdigit())


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
    from hall.store.copying import APPEND_ONLY, copy_ledger, copy_queue

    shutil.rmtree(to, ignore_errors=True)
    to.mkdir(mode=0o700)
    ledger = settings.data / LEDGER
    if ledger.exists() and not settings.ledger_url:
        young = [one / LEDGER for one in earlier if _age(one / LEDGER) < LEDGER_SECONDS]
        # Copied once a day: it grows for years, and the disk need not hold it once every backup.
        if young:
            (to / LEDGER).hardlink_to(young[-1])
        else:
            copy_ledger(ledger, to / LEDGER)
    if (settings.data / VOICE).exists():
        shutil.copytree(settings.data / VOICE, to / VOICE)
    shutil.copytree(settings.config, to / CONFIG)
    copy_queue(for_commands(url), to / APPEND_ONLY)


def _settle(folder: Path) -> None:
    """Wait until all of a folder is on the disk."""
    for one in (*folder.rglob("*"), folder):
        written = os.open(one, os.O_RDONLY)
        os.fsync(written)
        os.close(written)


def _age(file: Path) -> float:
    """Return the age of a file in seconds, of one that is not there more than any."""
    return time.time() - file.stat().st_mtime if file.exists() else float("inf")


@click.command()
@click.argument("backup", metavar="BACKUP", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--skip", type=click.IntRange(0, 4000), default=100, show_default=True,
              help="Numbers that each series leaves out today: those given since the backup are on paper.")
def restore(backup: Path, skip: int) -> None:
    """Put a BACKUP into HALL_DATA, where there is no hall yet; its configuration is copied by hand."""
    from hall.store.copying import APPEND_ONLY
    from hall.store.server import QueueServer, url_of

    settings = Settings()
    if not _of_one_centre(settings.config, backup / CONFIG):
        raise click.ClickException(f"{settings.config} is of another centre: put {backup / CONFIG} there first")
    there = [settings.data / name for name in (APPEND_ONLY, LEDGER, VOICE) if (settings.data / name).exists()]
    if there:
        raise click.ClickException(f"{there[0]} is there already: stop the hall and move {settings.data} away")
    if settings.redis_url not in ("", url_of(settings.data)):
        raise click.ClickException(f"the queue server is one of your own: put {backup / APPEND_ONLY} into its folder")
    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in (APPEND_ONLY, VOICE):
            if (backup / name).exists():
                shutil.copytree(backup / name, settings.data / name)
        if (backup / LEDGER).exists() and not settings.ledger_url:
            shutil.copyfile(backup / LEDGER, settings.data / LEDGER)
    except OSError as fault:
        raise click.ClickException(f"nothing was restored: {fault}") from fault
    server = QueueServer(settings.data)
    server.start()
    try:
        _begin_again(settings, server.url, skip)
    finally:
        server.stop()


def _of_one_centre(*folders: Path) -> bool:
    """Say whether these configurations are there, and of the same centre: its id names every key."""
    from hall.directory import ConfigFaults, centre_id

    try:
        return len({centre_id(folder) for folder in folders}) == 1
    except ConfigFaults:
        return False


def _begin_again(settings: Settings, url: str, skip: int) -> None:
    """Leave out the numbers that may be on paper already, and say from when the hall goes on."""
    from hall.app import handles
    from hall.store.tickets import Request
    from hall.web.opened import Opened
    from hall.web.today import Today

    opened = handles(settings, url)
    hall = Opened(opened.in_force, opened.reading, opened.presence, settings, Today(opened.reading))
    last = opened.reading.as_of()
    for event in opened.reading.events(max(0, last - 1)):
        print(f"restored up to event {last}, of {hall.local(int(event['at'])):%Y-%m-%d %H:%M:%S}")
    if skip:
        press = Request(uuid.uuid4().hex, "", "manager:terminal")
        opened.tickets.skip_numbers(press, skip, hall.day_offset_ms(opened.reading.now()))
        print(f"each series leaves {skip} numbers out today")
