"""Ask axe what a screen reader or a weak eye would stumble over; a page is given its script once."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

SCRIPT = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
#: Everything but the violations would cost more on its way to the test than to find out. Colours on their way to others
#: are waited for.
ASK = """async (rules) => {
  const changing = document.getAnimations().filter((one) => one instanceof CSSTransition);
  await Promise.allSettled(changing.map((one) => one.finished));
  const only = rules.length ? { runOnly: rules } : {};
  const { violations } = await axe.run(document, { resultTypes: ["violations"], ...only });
  return violations.map((one) => [one.id, one.nodes.map((node) => node.html)]);
}"""


def no_fault(page: Page, where: str = "", *rules: str) -> None:
    """Fail with what is wrong on this page; only these rules are asked for, if any are named."""
    # A page that is on its way has no heading yet.
    page.wait_for_load_state()
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(SCRIPT)
    found = page.evaluate(ASK, list(rules))
    assert not found, (where, found)
