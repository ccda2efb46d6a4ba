"""Plug into the printer (接口): a socket, a USB printer device or a serial line, all as bytes that never block.

A plug writes what the other side takes right now and reads what is there. `HungUp` is the only way it ends.
"""

from __future__ import annotations

import os
import socket
import termios
import tty
from typing import Protocol

from kiosk.address import BAUDS, Address, Flow, Serial, Tcp, Usb

#: Seconds to reach a printer on the network: it is in the same room.
CONNECT_SECONDS = 1.0
#: Bytes read at a time; answers are a few bytes long.
READ = 4096
_INPUT, _OUTPUT, _CONTROL, _LOCAL, _IN_SPEED, _OUT_SPEED = range(6)


class HungUp(OSError):
    """Say that the other side hung up."""


class Plug(Protocol):
    """Be one open way to the printer (接口); `fileno` lets somebody wait for it. Every fault is an OSError."""

    def fileno(self) -> int:
        """Give the descriptor to wait on."""

    def write(self, data: bytes) -> int:
        """Hand over what is taken now and say how much that was."""

    def read(self) -> bytes:
        """Give what is there; b"" says nothing; raises HungUp at the end."""

    def close(self) -> None:
        """Let the printer go."""


class TcpPlug:
    """Be a connection to a printer's network board (网口)."""

    def __init__(self, address: Tcp) -> None:
        """Connect."""
        self._socket = socket.create_connection((address.host, address.port), timeout=CONNECT_SECONDS)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.setblocking(False)

    def fileno(self) -> int:
        """Give the descriptor to wait on."""
        return self._socket.fileno()

    def write(self, data: bytes) -> int:
        """Hand over what is taken now."""
        return self._socket.send(data)

    def read(self) -> bytes:
        """Give what is there; an end of the stream must never be read as "adequate", as python-escpos does."""
        heard = self._socket.recv(READ)
        if not heard:
            raise HungUp("the printer closed the line")
        return heard

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()


class DevicePlug:
    """Be an open character device (设备文件): the kernel's USB printer class, or a serial line."""

    def __init__(self, path: str) -> None:
        """Open it for both directions; of a USB printer the kernel lets one program in."""
        self._fd = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)

    def fileno(self) -> int:
        """Give the descriptor to wait on."""
        return self._fd

    def write(self, data: bytes) -> int:
        """Hand over what is taken now."""
        return os.write(self._fd, data)

    def read(self) -> bytes:
        """Give what is there; a USB printer may well answer with nothing, that is no end."""
        try:
            return os.read(self._fd, READ)
        except BlockingIOError:
            return b""

    def close(self) -> None:
        """Close the device."""
        os.close(self._fd)


class SerialPlug(DevicePlug):
    """Be a serial line set up for the printer (串口): raw, 8N1, with its speed and flow control."""

    def __init__(self, address: Serial) -> None:
        """Open and set it up."""
        super().__init__(address.path)
        try:
            self._set_up(address)
        except termios.error as fault:
            self.close()
            raise OSError(f"{address.path} is no serial line: {fault.args[-1]}") from fault

    def _set_up(self, address: Serial) -> None:
        """Make the line raw: no echo, no line ends, no signals; three wires have no carrier to wait for."""
        tty.setraw(self._fd)
        now = termios.tcgetattr(self._fd)
        now[_CONTROL] |= termios.CLOCAL | termios.CREAD
        now[_CONTROL] &= ~termios.CRTSCTS
        if address.flow is Flow.WIRE:
            now[_CONTROL] |= termios.CRTSCTS
        if address.flow is Flow.SIGN:
            now[_INPUT] |= termios.IXON
        now[_IN_SPEED] = now[_OUT_SPEED] = BAUDS[address.baud]
        termios.tcsetattr(self._fd, termios.TCSANOW, now)

    def read(self) -> bytes:
        """Give what is there; an adapter that was pulled out reads as nothing for ever."""
        try:
            heard = os.read(self._fd, READ)
        except BlockingIOError:
            return b""
        if not heard:
            raise HungUp("the serial line is gone")
        return heard


def plug_in(address: Address) -> Plug:
    """Open the way to the printer (接上打印机); raises OSError."""
    match address:
        case Tcp():
            return TcpPlug(address)
        case Usb():
            return DevicePlug(address.path)
        case Serial():
            return SerialPlug(address)
