"""Start the programs beside the printer (取号机命令): `kiosk run`, and for the demo `kiosk paper-roll`."""

from __future__ import annotations

import click


@click.group()
def main() -> None:
    """Run a kiosk: touch pages on this machine, slips on the printer."""


@main.command("paper-roll")
@click.option("--port", type=int, default=0, show_default=True, help="TCP port of the printer; 0 takes any free one.")
@click.option("--page-port", type=int, default=0, show_default=True, help="Port of the page that shows the paper.")
def paper_roll(port: int, page_port: int) -> None:
    """Be a printer that is a program: hear ESC/POS, show the paper on a page."""
    from kiosk.paper_roll.running import run

    run(port, page_port)


if __name__ == "__main__":
    main()
