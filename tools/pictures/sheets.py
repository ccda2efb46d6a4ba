"""Put the pictures of the documents together: kiosk.png of the touch pages, manager.png
of the managers' pages, slips.png of the paper.

    HALL_PICTURES=FOLDER python -m pytest -n 0 tests/journeys/test_kiosk_looks.py tests/journeys/test_managers_looks.py
    python tools/pictures/sheets.py FOLDER docs/pictures

The slips come out of the printer that is a program, so what it made of the bytes is seen, not what was meant.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import Image, ImageOps

from hall.rules.slip import Facts, House, Wording, lay_out
from kiosk.encoding import payload
from kiosk.model import Model, Setting
from kiosk.paper_roll.machine import Machine
from kiosk.slips import made

HOUSE = House(Wording("深圳市民中心行政服务大厅", "Administrative Service Hall, Civic Center"),
              ZoneInfo("Asia/Shanghai"), note=Wording("2014年示例"))
PLAIN = Facts(number="A012", hall=Wording("东厅", "East Hall"), area=Wording("东厅甲区", "Area A, East Hall"),
              service=Wording("内资企业设立登记", "Registration of a domestic company"),
              agency=Wording("市市场监督管理局", "Market Supervision Administration"), standing="walk_in",
              issued_at=1_763_776_800_000, ahead=12, low_seconds=1200, high_seconds=2100,
              track_url="http://192.168.1.10:8000/t/8kXh2mQpL9vR4tZs")
LONG = replace(PLAIN, number="G107", standing="priority", copy=2, service=Wording(
    "建设工程规划许可（含市政管线工程、轨道交通工程）核发、变更、延期及补办",
    "Planning permit for construction works, including municipal pipelines and rail: grant, change, renewal, copy"))
MODELS = (Model(), Model(width=384), Model(slip=Setting.CHARACTERS, qr=True),
          Model(width=384, slip=Setting.CHARACTERS, qr=True))
LOOKS = ("normal", "elder", "contrast")
PAGES = ("home", "services-company-setup", "services-personnel-file-who", "done")
SMALL = (270, 480)
#: What managers look at, a row of the sheet each: now, a day that was, a day otherwise and one to come.
MANAGERS = (("live-zh", "wall-zh", "live-en"), ("course-zh", "heat-zh", "estimate-zh"),
            ("what-if-zh", "plan-zh", "reports-en"))
WIDE = (720, 405)


def printed(facts: Facts, model: Model) -> Image.Image:
    machine = Machine(width=model.width)
    machine.hear(payload(made(lay_out(facts, HOUSE), model), b"look", model), lambda said: None)
    while not machine.slips():
        time.sleep(0.01)
    machine.stop()
    return ImageOps.expand(Image.open(BytesIO(machine.slips()[0].png)).convert("L"), 12, 255)


def beside(pictures: list[Image.Image], gap: int = 16) -> Image.Image:
    size = sum(one.width + gap for one in pictures) + gap, max(one.height for one in pictures) + 2 * gap
    sheet = Image.new("L", size, 150)
    at = gap
    for one in pictures:
        sheet.paste(one, (at, gap))
        at += one.width + gap
    return sheet


def pages(folder: Path) -> Image.Image:
    sheet = Image.new("RGB", (SMALL[0] * len(PAGES) * 2, SMALL[1] * len(LOOKS)))
    for row, look in enumerate(LOOKS):
        shown = [folder / f"kiosk-{look}-{language}-{page}.png" for language in ("zh", "en") for page in PAGES]
        for column, path in enumerate(shown):
            small = Image.open(path).convert("RGB").resize(SMALL, Image.Resampling.LANCZOS)
            sheet.paste(small, (column * SMALL[0], row * SMALL[1]))
    return sheet.quantize(96, dither=Image.Dither.NONE)


def managers(folder: Path) -> Image.Image:
    gap = 12
    size = len(MANAGERS[0]) * (WIDE[0] + gap) + gap, len(MANAGERS) * (WIDE[1] + gap) + gap
    sheet = Image.new("RGB", size, (150, 156, 162))
    for row, names in enumerate(MANAGERS):
        for column, name in enumerate(names):
            small = Image.open(folder / f"manager-{name}.png").convert("RGB").resize(WIDE, Image.Resampling.LANCZOS)
            sheet.paste(small, (gap + column * (WIDE[0] + gap), gap + row * (WIDE[1] + gap)))
    return sheet.quantize(160, dither=Image.Dither.NONE)


def main() -> None:
    folder, into = map(Path, sys.argv[1:])
    slips = beside([printed(facts, model) for facts in (PLAIN, LONG) for model in MODELS])
    slips.resize((slips.width // 2, slips.height // 2), Image.Resampling.LANCZOS).quantize(32).save(
        into / "slips.png", optimize=True)
    pages(folder).save(into / "kiosk.png", optimize=True)
    managers(folder).save(into / "manager.png", optimize=True)


if __name__ == "__main__":
    main()
