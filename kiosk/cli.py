"""Start the programs beside the printer (取号机命令): `kiosk run`, `selftest`, and for the demo `paper-roll`."""

from __future__ import annotations

import logging
from pathlib import Path

import click

from hall.rules import addresses
from kiosk.address import FORMS, UnknownAddress, read_address, read_card_reader
from kiosk.model import ModelFault, read_model

#: Where the journal is kept when KIOSK_DATA does not say.
OWN_FOLDER = Path("~/.local/share/hall-kiosk")
#: A port of this machine.
PORT = click.IntRange(0, 65_535)


def _address(_context: click.Context, _option: click.Parameter, text: str) -> str:
    """Take the address of a web server."""
    if not addresses.is_of_web_server(text):
        raise click.BadParameter(f"{text!r} is not like {addresses.EXAMPLE}.")
    return text


@click.group()
def main() -> None:
    """Run a kiosk: touch pages on this machine, slips on the printer."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")


def _text(file: Path, option: str) -> str:
    """Read what a small file holds; one that is no text was named by mistake."""
    try:
        return file.read_text(encoding="utf-8").strip()
    except UnicodeDecodeError as fault:
        raise click.BadParameter(f"{file} is not UTF-8 text.", param_hint=f"'{option}'") from fault


@main.command()
@click.option("--hall", required=True, callback=_address, help="Address of the hall, such as http://10.0.0.2:8000.")
@click.option("--token-file", required=True, type=click.Path(path_type=Path, dir_okay=False),
              help="File that holds what `hall token kiosk` printed.")
@click.option("--printer", required=True,
              help=f"Where the ESC/POS printer is: {FORMS}.")
@click.option("--port", type=PORT, default=8080, show_default=True, help="Port of the pages; 0 takes any free one.")
@click.option("--model", type=click.Path(path_type=Path, dir_okay=False), help="Printer file, see config/printers/.")
@click.option("--data", envvar="KIOSK_DATA", type=click.Path(path_type=Path, file_okay=False), default=OWN_FOLDER,
              show_default=True, show_envvar=True, help="Folder of the journal.")
@click.option("--scanner", envvar="KIOSK_SCANNER", show_envvar=True, type=click.Path(path_type=Path),
              help="Code scanner to hold alone, such as /dev/input/by-id/…-event-kbd; without it a scanner types.")
@click.option("--card-reader", envvar="KIOSK_CARD_READER", show_envvar=True,
              help="ID-card reader, such as serial:/dev/ttyUSB0; off without it.")
def run(hall: str, token_file: Path, printer: str, port: int, model: Path | None, data: Path,
        scanner: Path | None, card_reader: str | None) -> None:
    """Show the touch pages on 127.0.0.1 and print; starts also when the printer or the hall is away."""
    from kiosk.app import Plugged
    from kiosk.app import run as run_kiosk
    from kiosk.journal import FolderInUse

    try:
        token = _text(token_file, "--token-file")
        plugged = Plugged(read_address(printer), read_model(model), scanner,
                          read_card_reader(card_reader) if card_reader else None)
        run_kiosk(hall, token, plugged, data.expanduser(), port)
    except (OSError, UnknownAddress, ModelFault, FolderInUse) as fault:
        raise click.ClickException(str(fault)) from fault


@main.command()
@click.option("--printer", required=True, help=f"Where the ESC/POS printer is: {FORMS}.")
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), default=Path("config/printers"),
              show_default=True, help="Folder of the printer file.")
@click.option("--name", default="", help="Name of the printer, when it does not tell its own.")
@click.option("--letter", type=click.Choice("ABC"), help="Last letter that can be read on the slip's ruler.")
@click.option("--cut", type=click.Choice(["full", "part", "none"]), help="How the slip was parted.")
@click.option("--chinese/--no-chinese", default=None, help="Whether the printer's own Chinese can be read.")
@click.option("--qr/--no-qr", default=None, help="Whether the printer's own QR code can be read.")
def selftest(printer: str, into: Path, name: str, letter: str | None, cut: str | None, chinese: bool | None,
             qr: bool | None) -> None:
    """Find out what a printer can, print a slip to look at, and write the printer's file for `kiosk run --model`.

    What only eyes can tell is asked, unless an option says it.
    """
    from kiosk.installing import Answers, in_words
    from kiosk.installing import selftest as test
    from kiosk.job import NotReady

    try:
        test(read_address(printer), into, name, Answers(letter, cut, chinese, qr))
    except NotReady as fault:
        raise click.ClickException(in_words(fault)) from fault
    except (OSError, UnknownAddress) as fault:
        raise click.ClickException(str(fault)) from fault


@main.command("staff-pin")
@click.option("--data", envvar="KIOSK_DATA", type=click.Path(path_type=Path, file_okay=False), default=OWN_FOLDER,
              show_default=True, show_envvar=True, help="Folder of the kiosk.")
@click.option("--pin-file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="File that holds the PIN; asked for when none is named.")
def staff_pin(data: Path, pin_file: Path | None) -> None:
    """Set the PIN of the staff menu, 4 to 12 digits; kept as a hash. Hold the mark on the page to open the menu."""
    from kiosk.staff import set_pin

    named = _text(pin_file, "--pin-file") if pin_file else None
    pin = named if named is not None else click.prompt("PIN", hide_input=True, confirmation_prompt=True)
    try:
        set_pin(data.expanduser(), pin)
    except (ValueError, OSError) as fault:
        raise click.ClickException(str(fault)) from fault


@main.command("paper-roll")
@click.option("--port", type=PORT, default=0, show_default=True, help="TCP port of the printer; 0 takes any free one.")
@click.option("--page-port", type=PORT, default=0, show_default=True, help="Port of the page that shows the paper.")
def paper_roll(port: int, page_port: int) -> None:
    """Be a printer that is a program: hear ESC/POS, show the paper on a page."""
    from kiosk.paper_roll.running import run as run_roll

    run_roll(port, page_port)


@main.command()
@click.option("--kiosk", "address", required=True, callback=_address,
              help="Address of a kiosk that runs, such as http://127.0.0.1:8080.")
@click.option("--data", envvar="KIOSK_DATA", type=click.Path(path_type=Path, file_okay=False), default=OWN_FOLDER,
              show_default=True, show_envvar=True, help="Folder of that kiosk's journal.")
@click.option("--service", required=True, help="Service whose numbers are taken; use a hall for training.")
@click.option("--tickets", type=click.IntRange(1, 1000), default=100, show_default=True, help="How many numbers.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def bench(address: str, data: Path, service: str, tickets: int, as_json: bool) -> None:
    """Measure the time of a ticket from touch to confirmed paper; prints a table."""
    from kiosk.bench import NotTaken
    from kiosk.bench import run as run_bench

    try:
        run_bench(address, data.expanduser(), service, tickets, as_json)
    except (OSError, NotTaken) as fault:
        raise click.ClickException(str(fault)) from fault


if __name__ == "__main__":
    main()
