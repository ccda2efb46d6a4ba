"""The handles to the queue server: whoever cannot reach it hears so, whatever kept them apart."""

from __future__ import annotations

import pytest
from redis import UnixDomainSocketConnection
from redis.exceptions import TimeoutError as RedisTimeoutError

from hall.store.connection import for_commands, for_jobs, for_recording, for_waiting


@pytest.mark.parametrize("handle", [for_commands, for_waiting, for_recording, for_jobs])
def test_a_server_that_hangs_and_takes_no_connection_is_out_of_reach(
    monkeypatch: pytest.MonkeyPatch, handle: object
) -> None:
    def hangs(self: object) -> None:
        raise TimeoutError("timed out")

    monkeypatch.setattr(UnixDomainSocketConnection, "_connect", hangs)
    with pytest.raises(RedisTimeoutError):
        handle("unix:///no/queue.sock").ping()  # type: ignore[operator]
