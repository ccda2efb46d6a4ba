"""A hall is copied in the middle of its day, while it runs, and begun anew from the copy."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from hall.cli import main
from hall.rules.times import MINUTE_MS
from hall.store import copying
from hall.store.at_kiosks import KioskSays
from hall.store.connection import for_commands
from hall.store.copying import APPEND_ONLY, copy_ledger, copy_queue
from hall.store.ledger.tables import logs
from hall.store.server import QueueServer, url_of
from tests.api import CONFIG
from tests.builders import ZONE, Story, wait_until
from tests.conftest import need_server
from tests.invariants import check_store
from tests.reports.ledgers import dump, open_to_write, recorder
from tests.store.kiosk_acts import day_of


def tomorrow_noon() -> int:
    """Return a moment that is ahead of every clock here: the commands' own clock then moves nothing."""
    noon = datetime.now(ZONE).replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return int(noon.timestamp() * 1000)


@contextmanager
def hall_in(data: Path, presses_from: int = 1) -> Iterator[Story]:
    """Run a hall whose queue server keeps its data in this folder."""
    need_server()
    server = QueueServer(data)
    server.start()
    try:
        story = Story(for_commands(server.url))
        story.clock.now = tomorrow_noon()
        story._presses, story._people = count(presses_from), count(presses_from)
        yield story
    finally:
        server.stop()


def hall(data: Path, *command: object, config: Path = CONFIG) -> Result:
    """Type a command of the hall whose data are there."""
    settings = {"HALL_DATA": str(data), "HALL_REDIS_URL": url_of(data), "HALL_CONFIG": str(config)}
    return CliRunner().invoke(main, [str(word) for word in command], env=settings)


def backed_up(data: Path, backups: Path, name: str, *options: object) -> Path:
    """Back a hall up, as if at the moment of this name: two of one second have the same."""
    made = hall(data, "backup", backups, *options)
    assert made.exit_code == 0, made.output
    return Path(made.output.strip()).rename(backups / name)


def number(story: Story, ticket: str) -> str:
    found = story.reading.ticket(ticket)
    assert found
    return found.number


def lease_of(story: Story, kiosk: str) -> int:
    """Hear a kiosk, and return which lease of the day is its own."""
    return int(story.tickets.hear_kiosk(KioskSays(kiosk), day_of(story)).more["place"])


def ledger(data: Path) -> str:
    return f"sqlite:///{data / 'ledger.sqlite'}"


def test_a_hall_goes_on_from_its_backup_and_gives_no_number_twice(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, backups = folder / "first", folder / "second", folder / "backups"
    with hall_in(first) as story:
        story.opens("east/1")
        on_paper = [number(story, story.takes("tax")) for _ in range(5)]
        served = story.calls("east/1")
        story.later(minutes=10)
        on_paper += [number(story, story.takes("tax")) for _ in range(3)]
        recorder_here = recorder(story.redis, open_to_write(ledger(first)))

        def one_more_is_recorded(file: Path, copy: Path) -> None:
            on_paper.append(number(story, story.takes("tax")))
            recorder_here.catch_up()
            copy_ledger(file, copy)

        # Whatever is recorded meanwhile, no ledger knows more than the queue server beside it.
        monkeypatch.setattr(copying, "copy_ledger", one_more_is_recorded)
        places = {kiosk: lease_of(story, kiosk) for kiosk in ("east-taxes", "east-trade")}
        (first / "voice").mkdir()
        (first / "voice" / "east.opus").write_bytes(b"the hall's own voice")
        made = hall(first, "backup", backups)
        assert made.exit_code == 0, made.output
        waiting, token_key = story.reading.waiting(["tax"])["tax"].total, story.redis.get(story.keys("secret"))
        on_paper += [number(story, story.takes("tax")) for _ in range(4)]
        leased = {lease_of(story, "west-people"), lease_of(story, "west-transport")}

    put_back = hall(second, "restore", made.output.strip())
    assert put_back.exit_code == 0 and "12:10:00" in put_back.output, put_back.output
    assert hall(second, "restore", made.output.strip()).exit_code == 1, "a hall that is there is not written over"
    with hall_in(second, presses_from=1000) as again:
        assert again.reading.waiting(["tax"])["tax"].total == waiting == 8
        assert again.redis.get(again.keys("secret")) == token_key, "sessions, digests of persons go on"
        assert again.reading.window("east/1").ticket == served
        given = [number(again, again.takes("tax")) for _ in range(5)]
        assert given[0] == "A110" and not set(given) & set(on_paper)
        assert {kiosk: lease_of(again, kiosk) for kiosk in places} == places, "and goes on with its slips of a cut"
        assert lease_of(again, "east-people") not in leased, "another kiosk printed these in a cut"
        again.finishes("east/1")
        assert again.calls("east/1"), "who waited is called"
        engine = open_to_write(ledger(second))
        recorder(again.redis, engine).catch_up()
        with engine.connect() as connection:
            assert list(connection.execute(select(logs.c.why)).scalars()) == ["first"], "one log, and nobody lost"
        whole = open_to_write(f"sqlite:///{folder / 'whole.sqlite'}")
        recorder(again.redis, whole).catch_up()
        assert dump(engine) == dump(whole)
        check_store(again.redis, again.keys)
    assert (second / "voice" / "east.opus").read_bytes() == b"the hall's own voice"
    assert (Path(made.output.strip()) / "config" / "centre.toml").exists()


def test_a_copy_is_whole_while_numbers_are_given_and_the_server_writes_its_file_anew(folder: Path) -> None:
    with hall_in(folder / "first") as story:
        story.takes("tax")
        taken, enough = [0], threading.Event()

        def take() -> None:
            while not enough.is_set():
                story.takes("tax")
                taken[0] += 1

        people = threading.Thread(target=take)
        people.start()
        try:
            for one in range(3):
                before = taken[0]
                wait_until(lambda before=before: taken[0] > before + 20, "a rush")  # type: ignore[misc]
                story.redis.bgrewriteaof()
                (folder / f"copy-{one}").mkdir()
                copy_queue(story.redis, folder / f"copy-{one}" / APPEND_ONLY)
                wait_until(lambda: not story.redis.info("persistence")["aof_rewrite_in_progress"], "the file")
        finally:
            enough.set()
            people.join()
    for one in range(3):
        with hall_in(folder / f"copy-{one}") as again:
            assert again.reading.waiting(["tax"])["tax"].total >= 20 * (one + 1)
            check_store(again.redis, again.keys)


def test_a_backup_goes_where_its_hall_can_be(folder: Path) -> None:
    with hall_in(folder / "first") as story:
        story.takes("tax")
        made = Path(hall(folder / "first", "backup", folder / "backups").output.strip())
    (folder / "another").mkdir()
    ours = hall(folder / "second", "restore", made, config=folder / "another")
    assert "of another centre" in ours.output
    away = hall(folder / "first", "state")
    assert away.exit_code and "queue server of HALL_REDIS_URL" in str(away.exception)


def test_of_many_backups_the_newest_stay_and_the_ledger_is_copied_once_a_day(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, backups = folder / "data", folder / "backups"
    ours = backups / "2014-before-the-move"
    ours.mkdir(parents=True)
    with hall_in(data) as story:
        story.takes("tax")
        recorder(story.redis, open_to_write(ledger(data))).catch_up()
        backed_up(data, backups, "2014-08-18T090000", "--keep", 2)
        second = backed_up(data, backups, "2014-08-19T090000", "--keep", 2) / "ledger.sqlite"
        third = backed_up(data, backups, "2014-08-20T090000", "--keep", 2) / "ledger.sqlite"
        assert [one.name for one in sorted(backups.iterdir())] == [
            "2014-08-19T090000", "2014-08-20T090000", "2014-before-the-move"
        ]
        assert third.samefile(second)
        os.utime(third, (0, 0))
        fourth = backed_up(data, backups, "2014-08-21T090000") / "ledger.sqlite"
        assert not fourth.samefile(third), "a ledger of another day"
        with monkeypatch.context() as mount:
            mount.setattr(Path, "hardlink_to", fails)
            fifth = backed_up(data, backups, "2014-08-22T090000") / "ledger.sqlite"
        assert not fifth.samefile(fourth), "a mount that knows no hard links"
        fifth.parent.rename(backups / "2999-08-22T090000")
        fourth.write_text("what a bad disk left of it hinders no other")
        sixth = Path(hall(data, "backup", backups, "--keep", 1).output.strip())
        assert set(backups.iterdir()) == {sixth, ours}, "what a clock that ran ahead had made goes first"


def test_no_backup_has_the_ledger_of_another_past(folder: Path) -> None:
    first, second, backups = folder / "first", folder / "second", folder / "backups"
    with hall_in(first) as story:
        recorder_here = recorder(story.redis, open_to_write(ledger(first)))
        story.takes("tax")
        recorder_here.catch_up()
        early = backed_up(first, backups, "2014-08-20T090000")
        story.takes("tax")
        recorder_here.catch_up()
        os.utime(early / "ledger.sqlite", (0, 0))
        late = backed_up(first, backups, "2014-08-20T091000")
    assert hall(second, "restore", early, "--skip", 0).exit_code == 0
    with hall_in(second, presses_from=1000) as again:
        unrecorded = backed_up(second, backups, "2014-08-20T092000")
        assert not (unrecorded / "ledger.sqlite").samefile(late / "ledger.sqlite"), "that one is ahead"
        shutil.rmtree(unrecorded)
        again.takes("tax")
        recorder(again.redis, open_to_write(ledger(second))).catch_up()
        other = backed_up(second, backups, "2014-08-20T093000")
        assert not (other / "ledger.sqlite").samefile(late / "ledger.sqlite"), "that one knows another event"
        next_one = backed_up(second, backups, "2014-08-20T094000")
        assert (next_one / "ledger.sqlite").samefile(other / "ledger.sqlite")


def fails(*_: object, **__: object) -> None:
    raise OSError("this mount does not do that")


def test_what_cannot_be_copied_is_told_and_leaves_no_half_backup(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = folder / "data"

    def no_backup() -> None:
        failed = hall(data, "backup", folder / "backups")
        assert failed.exit_code == 1 and "no backup was made" in failed.output
        assert [one.name for one in (folder / "backups").iterdir()] == [".part"]

    with hall_in(data) as story:
        story.takes("tax")
        with monkeypatch.context() as disk:
            disk.setattr(os, "fsync", fails)
            no_backup()
        (data / "ledger.sqlite").write_text("what was a ledger before the disk failed, and is none any more")
        no_backup()
        (data / "ledger.sqlite").unlink()
        next((data / APPEND_ONLY).glob("*.base.*")).unlink()
        no_backup()
        shutil.move(data / APPEND_ONLY, folder / "elsewhere")
        no_backup()


def test_what_cannot_be_put_back_leaves_nothing_behind(folder: Path) -> None:
    broken = folder / "broken"
    shutil.copytree(CONFIG, broken / "config")
    (broken / APPEND_ONLY).mkdir()
    (broken / APPEND_ONLY / "appendonly.aof.manifest").write_text("not a list of files")
    (broken / "voice").mkdir()
    clip = broken / "voice" / "east.opus"
    clip.symlink_to("a clip that is not there")

    def nothing() -> None:
        failed = hall(folder / "data", "restore", broken)
        assert failed.exit_code == 1 and "nothing was restored" in failed.output, failed.output
        assert not {one.name for one in (folder / "data").iterdir()} & {APPEND_ONLY, "voice", "ledger.sqlite"}

    need_server()
    nothing()
    clip.unlink()
    (broken / "ledger.sqlite").touch()
    nothing()


def test_of_an_older_backup_somebody_has_to_say_how_many_numbers_were_given_since(folder: Path) -> None:
    with hall_in(folder / "first") as story:
        story.clock.now = int(time.time() * 1000) - 16 * MINUTE_MS
        story.takes("tax")
        made = hall(folder / "first", "backup", folder / "backups").output.strip()
    refused = hall(folder / "second", "restore", made)
    assert refused.exit_code == 1 and "--skip" in refused.output, refused.output
    assert not (folder / "second" / APPEND_ONLY).exists()
    told = hall(folder / "second", "restore", made, "--skip", 900)
    assert told.exit_code == 0 and "leaves 900 numbers out" in told.output, told.output


def test_a_hall_that_was_moved_on_purpose_before_its_first_day_leaves_no_numbers_out(folder: Path) -> None:
    with hall_in(folder / "first"):
        made = hall(folder / "first", "backup", folder / "backups").output.strip()
    assert hall(folder / "second", "restore", made, "--skip", 0).exit_code == 0
    with hall_in(folder / "second") as again:
        assert number(again, again.takes("tax")) == "A001"
