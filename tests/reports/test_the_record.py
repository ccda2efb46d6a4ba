"""The recorder writes each event once, whatever is killed or replaced, and the same log gives the same tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from sqlalchemy import Connection, Engine, select

from hall.rules.visits import visits_of
from hall.store.connection import for_recording
from hall.store.keys import Keys
from hall.store.ledger.migrating import MIGRATIONS, migrate
from hall.store.ledger.opening import open_ledger
from hall.store.ledger.tables import DERIVED, events, logs, metadata, visits
from hall.store.ledger.writing import Ledger
from hall.store.recorded import Recorded
from tests.builders import ZONE, Story
from tests.reports.days import ADay
from tests.reports.ledgers import dump, open_to_write, recorder

DAY_MS = 24 * 3600 * 1000


def recorded(engine: Engine) -> list[tuple[int, int]]:
    with engine.connect() as connection:
        found = connection.execute(select(events.c.log, events.c.seq).order_by("log", "seq"))
        return [(log, seq) for log, seq in found]


def reasons(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(select(logs.c.why).order_by(logs.c.log)).scalars())


def outcomes(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        return {f"{log}:{who}": how for log, who, how in
                connection.execute(select(visits.c.log, visits.c.ticket, visits.c.outcome))}


def test_the_migrations_make_the_tables_that_the_program_names(ledger: Engine) -> None:
    with ledger.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_every_event_is_recorded_once_and_acknowledged(centre: Story, ledger: Engine) -> None:
    ADay(centre, seed=1).happen(40)
    count = len(centre.events())
    assert recorder(centre.redis, ledger).catch_up() == count
    assert recorded(ledger) == [(1, seq) for seq in range(1, count + 1)]
    assert centre.redis.xpending(centre.keys("events"), "ledger")["pending"] == 0
    assert recorder(centre.redis, ledger).catch_up() == 0
    centre.takes("tax")
    assert recorder(centre.redis, ledger).catch_up() == 1


@pytest.mark.slow
def test_it_makes_no_difference_how_the_log_came_in_and_a_rebuild_gives_the_same_bytes(
    centre: Story, ledger: Engine, tmp_path: Path
) -> None:
    bit_by_bit = recorder(centre.redis, ledger)
    day = ADay(centre, seed=2)
    for _ in range(25):
        day.happen(10)
        bit_by_bit.catch_up()
    at_once = open_to_write(f"sqlite:///{tmp_path / 'another.sqlite'}")
    recorder(centre.redis, at_once).catch_up()
    whole = dump(ledger)
    assert whole.count(b"\n") > 500
    assert dump(at_once) == whole, "the log of the stream, in one go, by a recorder that came later"
    with ledger.begin() as connection:
        for table in DERIVED:
            connection.execute(table.delete())
    Ledger(ledger, ZONE.key).rebuild()
    assert dump(ledger) == whole, "the log of the ledger"


def test_the_ledger_has_the_visits_that_the_events_tell(centre: Story, ledger: Engine) -> None:
    ADay(centre, seed=3).happen(220)
    recorder(centre.redis, ledger).catch_up()
    wanted = visits_of(centre.events())
    assert {f"1:{one.ticket}": one.outcome for one in wanted.values()} == outcomes(ledger)
    assert len({*outcomes(ledger).values()}) >= 4, "it was a day of many ends"


def test_a_ledger_of_an_older_version_is_made_anew_with_what_the_new_one_derives(
    centre: Story, ledger: Engine, tmp_path: Path
) -> None:
    ADay(centre, seed=5).happen(120)
    recorder(centre.redis, ledger).catch_up()
    older = open_ledger(f"sqlite:///{tmp_path / 'older.sqlite'}", to_write=True)
    with older.begin() as connection, ledger.connect() as known:
        migrate_to("0001", connection)
        for table in (logs, events):
            connection.execute(table.insert(), [dict(row._mapping) for row in known.execute(select(table))])
    assert migrate(older) is True and migrate(older) is False
    Ledger(older, ZONE.key).rebuild()
    assert dump(older) == dump(ledger)


def migrate_to(revision: str, connection: Connection) -> None:
    """Make the tables as an earlier version had them."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def test_two_recorders_of_one_ledger_leave_no_gap_and_write_nothing_twice(centre: Story, ledger: Engine) -> None:
    one, two = recorder(centre.redis, ledger), recorder(centre.redis, ledger)
    day = ADay(centre, seed=4)
    for turn in range(10):
        day.happen(5)
        (one if turn % 2 else two).step(0.001)
    one.catch_up()
    two.catch_up()
    assert recorded(ledger) == [(1, seq) for seq in range(1, len(centre.events()) + 1)]


def test_what_another_recorder_took_and_never_wrote_is_read_again(centre: Story, ledger: Engine) -> None:
    centre.takes("tax")
    mine = recorder(centre.redis, ledger)
    mine.catch_up()
    centre.takes("tax")
    taken = Recorded(centre.redis, centre.keys).news()
    centre.takes("tax")
    assert [one["seq"] for one in taken] == ["2"] and mine.catch_up() == 2
    assert recorded(ledger) == [(1, 1), (1, 2), (1, 3)]


def test_a_new_queue_server_counts_from_1_again_and_begins_a_log_of_its_own(
    centre: Story, ledger: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    running = recorder(centre.redis, ledger)
    she = centre.takes("tax")
    centre.takes("tax")
    centre.opens("east/1")
    running.catch_up()
    centre.redis.flushall()
    again = centre.takes("deeds")
    assert running.catch_up() == 1
    assert recorded(ledger) == [(1, 1), (1, 2), (1, 3), (2, 1)]
    assert reasons(ledger) == ["first", "counts_again"] and "counts_again" in caplog.text
    assert outcomes(ledger) == {f"1:{she}": "lost", "1:tax-2": "lost", f"2:{again}": ""}
    whole = dump(ledger)
    Ledger(ledger, ZONE.key).rebuild()
    assert dump(ledger) == whole


def test_a_new_queue_server_that_has_counted_further_is_noticed_too(centre: Story, ledger: Engine) -> None:
    centre.takes("tax")
    recorder(centre.redis, ledger).catch_up()
    centre.redis.flushall()
    for _ in range(5):
        centre.takes("tax")
    stream = Recorded(centre.redis, centre.keys)
    stream.join()
    stream.acknowledge(stream.news())
    centre.takes("tax")
    assert recorder(centre.redis, ledger).catch_up() == 6
    assert recorded(ledger) == [(1, 1), *((2, seq) for seq in range(1, 7))]


def test_a_queue_server_that_was_put_back_to_before_goes_its_own_way_from_there(
    centre: Story, ledger: Engine
) -> None:
    running = recorder(centre.redis, ledger)
    for _ in range(4):
        centre.takes("tax")
        running.catch_up()
    # As from a backup of after the second event: the last two numbers are given anew.
    stream = centre.keys("events")
    centre.redis.delete(stream)
    for event in [one for one in recorded_events(ledger) if int(one["seq"]) <= 2]:
        centre.redis.xadd(stream, event, id=f"{event['seq']}-0")
    for seq in (3, 4, 5):
        fields = {"seq": seq, "at": centre.clock.now,
                  "type": "issued", "ticket": f"new-{seq}", "request": f"other-{seq}"}
        centre.redis.xadd(stream, fields, id=f"{seq}-0")
    assert running.catch_up() == 3
    assert recorded(ledger) == [(1, 1), (1, 2), (1, 3), (1, 4), (2, 3), (2, 4), (2, 5)]
    centre.redis.flushall()


def recorded_events(engine: Engine) -> list[dict[str, str]]:
    with engine.connect() as connection:
        found = list(connection.execute(select(events.c.log, events.c.seq).order_by("log", "seq")))
    book = Ledger(engine, ZONE.key)
    here = book.latest()
    assert here
    return [event for log, seq in found if log == here.log and (event := book.known(here, seq))]


def test_the_stream_lets_go_only_of_what_is_old_and_acknowledged(centre: Story, ledger: Engine) -> None:
    stream = Recorded(centre.redis, centre.keys)
    for _ in range(3):
        centre.takes("tax")
    centre.clock.now += 4 * DAY_MS
    centre.takes("tax")
    stream.join()
    assert stream.trim(centre.clock.now) == 0, "nobody has acknowledged anything"
    stream.news()
    assert stream.trim(centre.clock.now) == 0, "it was read, and is not in any ledger"
    recorder(centre.redis, ledger).catch_up()
    assert stream.trim(centre.clock.now) == 3
    assert [one["seq"] for one in centre.events()] == ["4"]
    assert recorded(ledger) == [(1, 1), (1, 2), (1, 3), (1, 4)]
    centre.redis.flushall()


def test_a_gap_is_told_and_not_bridged(centre: Story, ledger: Engine, caplog: pytest.LogCaptureFixture) -> None:
    centre.takes("tax")
    recorder(centre.redis, ledger).catch_up()
    for _ in range(4):
        centre.takes("tax")
    centre.redis.xtrim(centre.keys("events"), minid="4-0", approximate=False)
    recorder(centre.redis, ledger).catch_up()
    assert recorded(ledger) == [(1, 1), (2, 4), (2, 5)]
    assert reasons(ledger) == ["first", "gap"] and "gap" in caplog.text
    centre.redis.flushall()


def test_events_whose_answer_was_lost_are_read_again_although_nothing_follows_them(
    centre: Story, ledger: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last events of a day would else be missing until the next day's first one."""
    recording, lost, parse = recorder(centre.redis, ledger), [], Redis.parse_response

    def loses_one(self: Redis, connection: Any, name: str, **more: Any) -> Any:
        answer = parse(self, connection, name, **more)
        if name == "XREADGROUP" and answer and not lost:
            lost.append(answer)
            raise RedisConnectionError("the answer was lost")
        return answer

    recording.catch_up()
    centre.takes("tax")
    monkeypatch.setattr(Redis, "parse_response", loses_one)
    with pytest.raises(RedisConnectionError):
        recording.step(0.001)
    assert recorder(centre.redis, ledger).catch_up() == 1
    assert lost and recorded(ledger) == [(1, 1)]


def test_an_empty_ledger_begins_where_the_stream_does(redis: Redis, centre: Story, ledger: Engine) -> None:
    for _ in range(4):
        centre.takes("tax")
    stream = Recorded(for_recording(f"unix://{redis.connection_pool.connection_kwargs['path']}"), Keys("civic"))
    stream.join()
    stream.acknowledge(stream.news())
    redis.xtrim(centre.keys("events"), minid="3-0", approximate=False)
    recorder(centre.redis, ledger).catch_up()
    centre.takes("tax")
    recorder(centre.redis, ledger).catch_up()
    assert recorded(ledger) == [(1, 3), (1, 4), (1, 5)]
    redis.flushall()
