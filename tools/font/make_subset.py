"""Make the ticket font (号票字体): the GB2312 part of WenQuanYi Micro Hei, from Debian's fonts-wqy-microhei.

Run by hand when the set of characters changes, never at run time (see README.md beside this file):

    python tools/font/make_subset.py /usr/share/fonts/truetype/wqy/wqy-microhei.ttc kiosk/fonts/
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection

#: The face in the collection: 0 is the proportional Micro Hei, 1 the monospaced one.
FACE = 0
#: Signs that stand on slips beside GB2312: Latin-1, dashes, quotes, bullets, arrows and the full-width forms.
EXTRA_RANGES = ((0x20, 0x7E), (0xA0, 0xFF), (0x2010, 0x2027), (0x2030, 0x203B), (0x2190, 0x2199), (0xFF01, 0xFF5E))
NAME = "wqy-microhei-gb2312.ttf"


def gb2312() -> set[int]:
    """Give the code points of GB2312: 6,763 characters and 682 signs."""
    points = set()
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                points.add(ord(bytes((high, low)).decode("gb2312")))
            except UnicodeDecodeError:
                continue  # The table has holes; they are not characters.
    return points


def main(source: Path, folder: Path) -> None:
    """Write the subset into the folder and print its sha256 for NOTICE."""
    font = TTCollection(source).fonts[FACE]
    points = gb2312() | {point for first, last in EXTRA_RANGES for point in range(first, last + 1)}
    options = subset.Options()
    # Hinting is dropped: a slip is drawn at 24 px and more and then cut at one threshold; it halves the file.
    options.hinting = False
    options.layout_features = []
    options.name_IDs = ["*"]
    options.notdef_outline = True
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=points)
    cutter.subset(font)
    font["head"].modified = font["head"].created  # The same input gives the same bytes.
    font.recalcTimestamp = False
    target = folder / NAME
    font.save(target)
    print(hashlib.sha256(target.read_bytes()).hexdigest(), target.stat().st_size, target)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
