"""Programs come back to their port (端口), and nobody else is given it while they are away."""

from __future__ import annotations

import socket

import pytest

from hall.processes import KeptPort


def test_a_server_opens_a_kept_port_goes_and_comes_back(kept_port: KeptPort) -> None:
    for _ in range(2):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", kept_port.port))
        with socket.create_server(("127.0.0.1", kept_port.port)):
            socket.create_connection(("127.0.0.1", kept_port.port)).close()


def test_somebody_who_does_not_ask_for_it_by_its_number_as_servers_do_never_gets_it(kept_port: KeptPort) -> None:
    with socket.socket() as stranger, pytest.raises(OSError, match="in use"):
        stranger.bind(("127.0.0.1", kept_port.port))
