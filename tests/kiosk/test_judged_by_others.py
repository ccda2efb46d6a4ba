"""Another team's printer judges the slip: emupos 0.4.0 prints what we send, dot for dot, and has faults of its own.

It needs Python 3.13 or newer: `make test` installs it into an environment of its own where there is one.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import requests
import zxingcpp
from PIL import Image

from hall.rules.slip import Facts, House, lay_out
from kiosk.address import Tcp
from kiosk.encoding import harmless, raster
from kiosk.job import NotReady, Outcome
from kiosk.model import Confirms, Model, Setting
from kiosk.picture import draw
from kiosk.printer import Printer
from kiosk.slips import made
from tests.builders import PATIENCE_SECONDS, wait_until

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
COMMAND = Path(os.environ.get("HALL_EMUPOS") or ROOT / ".venv-emupos" / "bin" / "emupos")


class Judge:
    """Hold a running emupos: where it prints, and what it says about it."""

    def __init__(self, port: int, api: int) -> None:
        self.printer = Printer(Tcp("127.0.0.1", port), Model(clears=False))
        self._url = f"http://127.0.0.1:{api}/api/v1"

    def ask(self, path: str, method: str = "GET") -> requests.Response:
        """Ask its control API."""
        return requests.request(method, f"{self._url}{path}", timeout=PATIENCE_SECONDS)

    def runs(self) -> bool:
        """Say whether it answers already."""
        try:
            return self.ask("/health").ok
        except requests.ConnectionError:
            return False

    def has(self, fault: str, method: str = "PUT") -> None:
        """Let it have a fault, or none any more."""
        assert self.ask(f"/devices/front/faults/{fault}", method).status_code == 204

    def receipts(self) -> list[Any]:
        """List what it printed."""
        found: list[Any] = self.ask("/devices/front/receipts").json()
        return found

    def picture(self) -> Image.Image:
        """Give the last receipt as it saw it."""
        return Image.open(BytesIO(self.ask("/devices/front/receipts/latest/image").content)).convert("1")

    def text(self) -> str:
        """Give the last receipt's characters; it knows no Chinese and shows its bytes in an old code page."""
        shown = self.ask("/devices/front/receipts/latest/text").content.decode("utf-8")
        return shown.encode("cp437", "ignore").decode("gb18030", "ignore")


@pytest.fixture(scope="module")
def emupos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    """Start it; where it is not installed the slip is judged by ourselves alone, and that is said."""
    if not COMMAND.exists():
        pytest.skip(f"NOBODY ELSE JUDGES THE SLIP: {COMMAND.name} is not installed (it needs Python 3.13 or newer)")
    folder = tmp_path_factory.mktemp("emupos")
    port, api = free_ports()
    (folder / "emupos.yaml").write_text(
        f"schema: 1\napi: {{ host: 127.0.0.1, port: {api} }}\ndevices:\n"
        f"  - id: front\n    type: printer\n    profile: epson-tm-t20iii\n    receipts_dir: {folder / 'receipts'}\n"
        f"    connections:\n      - tcp: {{ port: {port} }}\n")
    running = subprocess.Popen([COMMAND, "run"], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    judge = Judge(port, api)
    wait_until(judge.runs, "emupos runs")
    yield judge
    running.send_signal(signal.SIGINT)
    running.wait(timeout=PATIENCE_SECONDS)


def free_ports() -> list[int]:
    """Find two ports that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as two:
        return [one.getsockname()[1], two.getsockname()[1]]


def test_its_picture_of_the_slip_is_ours_dot_for_dot(emupos: Judge, facts: Facts, house: House) -> None:
    drawn = harmless(draw(lay_out(facts, house)))
    before = len(emupos.receipts())
    with emupos.printer.job() as job:
        assert job.print(raster(drawn, Model())) is Outcome.CONFIRMED
    wait_until(lambda: len(emupos.receipts()) == before + 1, "the receipt is cut")
    seen = emupos.picture()
    assert seen.width == drawn.width
    assert seen.crop((0, 0, drawn.width, drawn.height)).tobytes() == drawn.tobytes()
    assert [code.text for code in zxingcpp.read_barcodes(seen.convert("L"))] == [facts.track_url]


def test_it_reads_the_chinese_back_from_a_slip_of_characters(emupos: Judge, facts: Facts, house: House) -> None:
    model = Model(slip=Setting.CHARACTERS, clears=False)
    slip, before = lay_out(facts, house), len(emupos.receipts())
    with emupos.printer.job() as job:
        assert job.print(made(slip, model)) is Outcome.CONFIRMED
    wait_until(lambda: len(emupos.receipts()) == before + 1, "the receipt is cut")
    read = "".join(emupos.text().split())
    for line in slip.lines:
        assert "".join(line.zh.split()) in read, line.part


def test_it_has_no_process_ids_so_its_paper_sensor_confirms(emupos: Judge) -> None:
    with emupos.printer.job() as job:
        assert job.find_out() is Confirms.SENSOR


@pytest.mark.parametrize(("fault", "cause"), [
    ("paper-out", "paper_end"), ("cover-open", "cover_open"), ("offline", "offline")])
def test_its_faults_are_heard_and_nothing_comes_out_when_they_are_gone(
        emupos: Judge, fault: str, cause: str) -> None:
    before = len(emupos.receipts())
    emupos.has(fault)
    with pytest.raises(NotReady) as refused, emupos.printer.job():
        pytest.fail("the job was opened")
    emupos.has(fault, "DELETE")
    assert refused.value.cause == cause
    with emupos.printer.job():
        assert len(emupos.receipts()) == before


def test_its_near_end_is_a_warning(emupos: Judge, facts: Facts, house: House) -> None:
    emupos.has("paper-near-end")
    state = emupos.printer.look()
    assert state and state.near_end and state.cause is None
    with emupos.printer.job() as job:
        assert job.print(raster(draw(lay_out(facts, house)), Model())) is Outcome.CONFIRMED
    emupos.has("paper-near-end", "DELETE")
