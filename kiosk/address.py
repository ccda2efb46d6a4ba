"""Say where the printer is plugged in (打印机地址): network, USB or serial, as given on the command line."""

from __future__ import annotations

import termios
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl, urlsplit

#: What an address may look like, for whoever typed another one.
FORMS = "tcp://HOST:PORT, usb:/dev/usb/lp0 or serial:/dev/ttyS0?baud=19200&flow=rtscts"
#: Bits a second when nothing is said, and what else a printer may be set to.
BAUD = 19_200
#: The same for an ID-card reader: what its module is delivered with.
CARD_BAUD = 115_200
BAUDS = {speed: getattr(termios, f"B{speed}") for speed in (4800, 9600, 19_200, 38_400, 57_600, 115_200)}


class Flow(StrEnum):
    """Name how a serial printer says "wait" (流控): by a wire, by a sign, or not at all."""

    WIRE = "rtscts"
    SIGN = "xonxoff"
    NONE = "none"


class UnknownAddress(Exception):
    """Say that a printer address cannot be used, and which can."""


@dataclass(frozen=True)
class Tcp:
    """Hold a printer on the network (网口打印机): nearly always port 9100."""

    host: str
    port: int

    def __str__(self) -> str:
        """Write it as it is given on the command line."""
        return f"tcp://{self.host}:{self.port}"


@dataclass(frozen=True)
class Usb:
    """Hold a printer of the kernel's USB printer class (USB 打印机): a character device such as /dev/usb/lp0."""

    path: str

    def __str__(self) -> str:
        """Write it as it is given on the command line."""
        return f"usb:{self.path}"


@dataclass(frozen=True)
class Serial:
    """Hold a device on a serial line (串口), 8N1; without flow control a small printer loses a picture."""

    path: str
    baud: int = BAUD
    flow: Flow = Flow.WIRE

    def __str__(self) -> str:
        """Write it as it is given on the command line."""
        return f"serial:{self.path}?baud={self.baud}&flow={self.flow}"


Address = Tcp | Usb | Serial


def read_address(text: str) -> Address:
    """Read `tcp://HOST:PORT`, `usb:PATH` or `serial:PATH?baud=…&flow=…`; raises UnknownAddress."""
    parts = urlsplit(text)
    if parts.scheme == "usb" and parts.path.startswith("/") and not parts.query:
        return Usb(parts.path)
    if parts.scheme == "serial" and parts.path.startswith("/"):
        return _serial(text, Serial(parts.path))
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if parts.scheme != "tcp" or not host or not port:
        raise UnknownAddress(f"{text}: a printer is given as {FORMS}")
    return Tcp(host, port)


def read_card_reader(text: str) -> Serial:
    """Read `serial:PATH?baud=…` of an ID-card reader, which has three wires; raises UnknownAddress."""
    parts = urlsplit(text)
    if parts.scheme != "serial" or not parts.path.startswith("/"):
        raise UnknownAddress(f"{text}: a card reader is given as serial:/dev/ttyUSB0?baud={CARD_BAUD}")
    return _serial(text, Serial(parts.path, CARD_BAUD, Flow.NONE))


def _serial(text: str, usual: Serial) -> Serial:
    """Read the settings of a serial line; what is not said is as usual."""
    told = dict(parse_qsl(urlsplit(text).query, keep_blank_values=True))
    baud, flow = told.pop("baud", str(usual.baud)), told.pop("flow", usual.flow)
    if told or baud not in map(str, BAUDS) or flow not in set(Flow):
        raise UnknownAddress(f"{text}: baud is one of {', '.join(map(str, BAUDS))}; flow is one of {', '.join(Flow)}")
    return Serial(usual.path, int(baud), Flow(flow))
