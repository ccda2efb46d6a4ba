"""Make the bytes that a bar understands (条屏协议): the sample driver, to be replaced by that of the bars one has.

    02  address  length  text in GB2312 …  sum

`length` counts the text's bytes, `sum` is all bytes from the address to the end of the text, modulo 256. A bar keeps
its text until the next frame; a frame whose sum is wrong it leaves alone.
"""

from __future__ import annotations

BEGIN = 0x02
#: Addresses that a bar's switches can be set to; 0 calls all bars of a bus.
ADDRESSES = range(1, 255)
#: Bytes of text that a bar holds: eight full-width characters.
MOST_BYTES = 16


def frame(address: int, text: str) -> bytes:
    """Return the bytes that put a text on the bar of an address."""
    body = text.encode("gb2312", "replace")[:MOST_BYTES]
    counted = bytes([address, len(body)]) + body
    return bytes([BEGIN]) + counted + bytes([sum(counted) % 256])
