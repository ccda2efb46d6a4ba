"""Turn a slip into what the printer hears (打印指令): python-escpos encodes, one block of bytes comes out.

python-escpos is used as an encoder only; its own transport hides every fault (see kiosk/plug.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from PIL import Image

from kiosk.encoder import Dummy
from kiosk.model import Cut, Model

#: Real-time commands: a printer may run them even inside a picture (DLE EOT status, DLE ENQ, DLE DC4 power and clear).
DANGEROUS = (b"\x10\x04", b"\x10\x05", b"\x10\x14")
#: Black is 1 on the wire and 0 in Pillow: this table turns one into the other.
INVERTED = bytes(byte ^ 0xFF for byte in range(256))
_PAIR = re.compile(b"\x10(?=[\x04\x05\x14])")
#: `GS ( H`, function 48: answer `37 22 d1..d4 00` when all before it is printed.
ASK_PROCESS_ID = b"\x1d\x28\x48\x06\x00\x30\x30"
#: `GS r 1`: answer the paper sensors' state once all before it is taken in.
ASK_PAPER_SENSOR = b"\x1dr\x01"
#: DLE EOT 1..4: printer, offline cause, error cause, paper sensors; answered at once, even out of paper.
ASK_STATUS = tuple(b"\x10\x04" + bytes([n]) for n in (1, 2, 3, 4))
#: DLE DC4 8: throw away what is still held and answer `37 25 00`.
CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
#: ESC @: as after switching on; the paper and what is on it stay.
RESET = b"\x1b@"
#: GS a: say by itself when the line state, an error or the paper changes (ASB), and how they are right now.
TELL_CHANGES = b"\x1da\x0e"
TELL_NOTHING = b"\x1da\x00"
#: How the paper is parted: `GS V` runs on to the knife first; without one the paper runs on to where it can be torn.
KNIFE = {Cut.PART: b"\x1dVB\x00", Cut.FULL: b"\x1dVA\x00", Cut.NONE: b"\x1bd\x06"}
#: Rows a raster block has at most: small printers have a buffer for about so much.
BLOCK_ROWS = 960


def harmless(picture: Image.Image) -> Image.Image:
    """Flip one dot wherever the picture's bytes would read as a real-time command (安全点阵).

    0x10 becomes 0x11: that makes no new dangerous pair on either side.
    """
    wire = picture.convert("1").tobytes().translate(INVERTED)
    return Image.frombytes("1", picture.size, _PAIR.sub(b"\x11", wire).translate(INVERTED))


@dataclass(frozen=True)
class Body:
    """Hold what makes one slip (号票内容): the bytes between the reset and the knife, and how many mm they print."""

    data: bytes
    mm: int


def raster(picture: Image.Image, model: Model) -> Body:
    """Encode a slip as a picture (点阵): the same on every printer; its width is the model's."""
    if picture.width != model.width:
        raise ValueError(f"a picture {picture.width} dots wide for a printer of {model.width}")
    encoder = Dummy(profile=model.profile)
    encoder.image(harmless(picture), impl="bitImageRaster", fragment_height=BLOCK_ROWS)
    return Body(bytes(encoder.output), picture.height // model.dots_per_mm)


def payload(body: Body, process_id: bytes, model: Model, *, fresh_edge: bool = False, watch: bool = True) -> bytes:
    """Put a whole job together (一张号票的数据): reset, the slip, cut, then the questions whether it is printed.

    With a fresh edge what an earlier job left between head and knife is cut off first; with `watch` the printer says
    by itself when it stops in the middle.
    """
    edge = KNIFE[model.cut] if fresh_edge else b""
    told = TELL_CHANGES if watch else b""
    job = RESET + told + edge + body.data + KNIFE[model.cut] + question(process_id)
    if any(pair in job for pair in DANGEROUS):
        raise ValueError("the job holds a real-time command")
    return job


def question(process_id: bytes) -> bytes:
    """Ask whether everything before this is printed (询问打印完成), in three ways, the best first."""
    if len(process_id) != 4 or not all(0x20 <= byte <= 0x7E for byte in process_id):
        raise ValueError("a process id is four visible ASCII characters")
    return ASK_PROCESS_ID + process_id + ASK_PAPER_SENSOR + TELL_CHANGES
