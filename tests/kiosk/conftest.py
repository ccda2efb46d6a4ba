"""Give the kiosk's tests a printer of real sockets and bytes; only the paper is a picture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hall.rules.slip import Facts, House, Wording
from tests.api import Api
from tests.builders import wait_until
from tests.kiosk.desk import Desk, Door, Hardware, plugged_in


@pytest.fixture
def hardware() -> Iterator[Hardware]:
    """Put a healthy printer with a new roll on the desk."""
    with plugged_in() as there:
        yield there


@pytest.fixture
def desk(hardware: Hardware, api: Api, tmp_path: Path) -> Iterator[Desk]:
    """Put a kiosk beside the printer, and the real hall behind it."""
    door = Door(api)
    made = Desk(hardware, door, tmp_path)
    yield made
    made.crash()
    door.close()


@pytest.fixture
def house() -> House:
    """Give the example hall's paper heading."""
    return House(Wording("深圳市民中心行政服务大厅", "Administrative Service Hall, Civic Center"),
                 ZoneInfo("Asia/Shanghai"), note=Wording("2014年示例"))


@pytest.fixture
def facts() -> Facts:
    """Give the facts of an ordinary ticket, taken on 22 November 2025 at 10:00."""
    return Facts(number="A012", hall=Wording("东厅", "East Hall"), area=Wording("东厅A区", "Area A, East Hall"),
                 service=Wording("企业设立登记", "Company registration"),
                 agency=Wording("市场监督管理局", "Market Supervision Administration"), standing="walk_in",
                 issued_at=1_763_776_800_000, ahead=12, low_seconds=1200, high_seconds=1900,
                 track_url="http://192.168.1.10:8000/t/8kXh2mQpL9vR4tZs")


@pytest.fixture
def pages(desk: Desk) -> Iterator[Desk]:
    """Let the kiosk follow the hall, as it does when it runs."""
    desk.parts.start()
    wait_until(lambda: desk.parts.kiosk.following.known is not None, "the hall")
    yield desk
    desk.parts.kiosk.counting.stop()
    desk.parts.kiosk.following.stop()
