"""An installer finds out what a printer can, and the kiosk works with the file that was written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import zxingcpp
from click.testing import CliRunner, Result

from hall.rules.slip import Facts, House, lay_out
from kiosk.address import Flow, Serial
from kiosk.cli import main
from kiosk.job import Outcome
from kiosk.model import Confirms, Cut, Model, Setting, read_model
from kiosk.paper_roll.faults import Ability, Fault
from kiosk.printer import Printer
from kiosk.selftest import Examined, Seen, model_of, slug, write_model
from kiosk.slips import made
from kiosk.trial import CODE
from tests.kiosk.desk import Hardware, plugged_in

pytestmark = pytest.mark.slow

EYES = ("--letter", "C", "--cut", "part", "--chinese", "--qr")
EVERYTHING = frozenset[Ability]()


@pytest.fixture
def plugged() -> Iterator[Callable[[frozenset[Ability]], Hardware]]:
    """Plug in printers that lack something."""
    with ExitStack() as desk:
        yield lambda lacks: desk.enter_context(plugged_in(lacks))


def selftest(hardware: Hardware, folder: Path, *words: str, said: str = "") -> Result:
    """Run the command as an installer types it."""
    told = ["selftest", "--printer", str(hardware.printer.address), "--into", str(folder), *words]
    return CliRunner().invoke(main, told, input=said)


@pytest.mark.parametrize(("lacks", "confirms", "clears"), [
    (EVERYTHING, Confirms.PROCESS_ID, True),
    (frozenset({Ability.PROCESS_ID}), Confirms.SENSOR, True),
    (frozenset({Ability.PROCESS_ID, Ability.SENSOR, Ability.CLEAR}), Confirms.AUTOMATIC, False),
    (frozenset({Ability.PROCESS_ID, Ability.SENSOR, Ability.AUTOMATIC, Ability.CLEAR}), Confirms.NONE, False),
])
def test_it_finds_out_how_a_printer_confirms_and_the_kiosk_prints_by_its_file(
        plugged: Callable[[frozenset[Ability]], Hardware], tmp_path: Path, facts: Facts, house: House,
        lacks: frozenset[Ability], confirms: Confirms, clears: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.job.PRINT_SECONDS", 0.4)
    # The printer is a thread of this busy program here: what it can do is asked, not how fast it is.
    monkeypatch.setattr("kiosk.job.ANSWER_SECONDS", 2.0)
    hardware = plugged(lacks)
    result = selftest(hardware, tmp_path, *EYES)
    assert result.exit_code == 0, result.output
    model = read_model(tmp_path / "hall-paper-roll.toml")
    assert (model.confirms, model.clears, model.name) == (confirms, clears, "HALL PAPER-ROLL")
    with Printer(hardware.printer.address, model).job() as job:
        sure = Outcome.UNCERTAIN if confirms is Confirms.NONE else Outcome.CONFIRMED
        assert job.print(made(lay_out(facts, house), model)) is sure


def test_its_slip_shows_the_ruler_chinese_and_a_code(hardware: Hardware, tmp_path: Path) -> None:
    assert selftest(hardware, tmp_path, *EYES).exit_code == 0
    (slip,) = hardware.slips()
    assert [code.text for code in zxingcpp.read_barcodes(slip.convert("L"))] == [CODE]
    assert hardware.machine.intruders == 0 and hardware.machine.unknown == 0


def test_what_only_eyes_can_tell_is_asked(hardware: Hardware, tmp_path: Path) -> None:
    result = selftest(hardware, tmp_path, said="A\nnone\nn\nn\n")
    model = read_model(tmp_path / "hall-paper-roll.toml")
    assert (model.width, model.cut, model.qr, model.roll_mm) == (384, Cut.NONE, False, 30_000)
    assert "no knife" in result.output and "confirmed by the printer" in result.output


def test_a_serial_printer_with_chinese_gets_characters_and_another_one_pictures() -> None:
    line = Serial("/dev/ttyS0", 19_200, Flow.WIRE)
    examined = Examined("ACME", "T80", "", Confirms.SENSOR, True)
    for chinese, slip in ((True, Setting.CHARACTERS), (False, Setting.PICTURE)):
        assert model_of(line, examined, Seen(576, Cut.PART, chinese, True)).slip is slip


def test_a_printer_that_does_not_tell_its_name_gets_one(
        plugged: Callable[[frozenset[Ability]], Hardware], tmp_path: Path) -> None:
    hardware = plugged(frozenset({Ability.NAME}))
    assert selftest(hardware, tmp_path, *EYES, "--name", "东芯 XP-80").exit_code == 0
    assert read_model(tmp_path / "xp-80.toml").name == "东芯 XP-80"


@pytest.mark.parametrize(("fault", "words"), [
    (Fault.PAPER_OUT, "打印纸用完了"), (Fault.COVER_OPEN, "打印机上盖没有关好"), (Fault.OFF, "打印机没有响应")])
def test_a_printer_that_is_not_ready_is_told_in_words_and_nothing_is_written(
        hardware: Hardware, tmp_path: Path, fault: Fault, words: str) -> None:
    hardware.has(fault)
    result = selftest(hardware, tmp_path, *EYES)
    assert result.exit_code == 1 and words in result.output and "not ready" in result.output
    assert list(tmp_path.iterdir()) == []


def test_an_address_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["selftest", "--printer", "lpt1", "--into", str(tmp_path), *EYES])
    assert result.exit_code == 1 and "tcp://HOST:PORT" in result.output


@pytest.mark.parametrize("name", ['say "hi"\\', "换行\n", "ESC/POS 80 mm"])
def test_a_file_is_read_back_as_it_was_written(tmp_path: Path, name: str) -> None:
    model = Model(name=name, slip=Setting.CHARACTERS, qr=True, confirms=Confirms.SENSOR, clears=False)
    again = read_model(write_model(model, tmp_path))
    assert again == Model(**{**vars(model), "name": again.name}) and slug(name)
