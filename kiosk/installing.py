"""Talk with the installer at the printer (安装检测): what was found, what to look at, what to write down."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from kiosk.address import Address
from kiosk.job import NotReady, Outcome
from kiosk.model import Cut
from kiosk.selftest import Examined, Seen, examine, model_of, print_examination, verdict, write_model
from kiosk.state import Cause
from kiosk.trial import CHINESE, CODE, LETTERS
from kiosk.words import Words


@dataclass(frozen=True)
class Answers:
    """Hold what the installer said beforehand (预先答复); what is missing is asked once the slip is out."""

    letter: str | None = None
    cut: str | None = None
    chinese: bool | None = None
    qr: bool | None = None


def selftest(address: Address, into: Path, name: str, answers: Answers) -> None:
    """Examine a printer and write its file; raises NotReady with the cause in words."""
    click.echo(f"打印机 printer: {address}")
    examined = examine(address)
    _tell(examined)
    outcome, seconds = print_examination(address, examined)
    click.echo(f"检测页 slip: {_OUTCOMES[outcome]} ({seconds:.1f} s)")
    if outcome is Outcome.REFUSED:
        raise NotReady(Cause.OFF)
    model = model_of(address, examined, _ask(answers), name)
    for line in verdict(model):
        click.echo(f"- {line}")
    path = write_model(model, into)
    click.echo(f"已写入 written: {path}\n启动 start: kiosk run … --printer '{address}' --model {path}")


def in_words(fault: NotReady) -> str:
    """Say in both languages why the printer is not ready."""
    zh, en = (Words(language)(f"cause.{fault.cause}") for language in ("zh", "en"))
    return f"打印机没有准备好：{zh}\nThe printer is not ready: {en} ({fault})"


def _tell(examined: Examined) -> None:
    """Tell what the printer said of itself."""
    for what, found in (
        ("厂家 maker", examined.maker), ("型号 model", examined.model), ("字库 characters", examined.characters),
        ("确认方式 confirms by", examined.confirms.value), ("清除残留 clears", "yes" if examined.clears else "no"),
    ):
        click.echo(f"{what}: {found or '—'}")


def _ask(answers: Answers) -> Seen:
    """Ask what only eyes can tell, unless it was said beforehand."""
    letter = answers.letter or click.prompt(
        "纸上最右边能看到的字母 the last letter you can read on the ruler", type=click.Choice(list(LETTERS)))
    cut = answers.cut or click.prompt(
        "纸切了吗：全切、留一点、没切 was it cut: through, all but a corner, not at all",
        type=click.Choice([cut.value for cut in (Cut.FULL, Cut.PART, Cut.NONE)]))
    chinese = answers.chinese if answers.chinese is not None else click.confirm(
        f"看得到“{CHINESE}”吗 can you read this line")
    qr = answers.qr if answers.qr is not None else click.confirm(
        f"手机扫二维码得到 {CODE} 吗 does a phone read this from the QR code")
    return Seen(LETTERS[letter], Cut(cut), chinese, qr)


_OUTCOMES = {
    Outcome.CONFIRMED: "打印机已确认 confirmed by the printer",
    Outcome.UNCERTAIN: "打印机没有确认 not confirmed by the printer",
    Outcome.REFUSED: "没有打印 not printed",
}
