"""The story of one ticket is told in words of the reader's language, never in codes of the program."""

from __future__ import annotations

import re

import pytest

from hall.reports import story
from hall.rules.ticket import State
from hall.store.scripts import FOLDER
from hall.web.language import LANGUAGES, words
from tests.api import Api, said


def told(api: Api, ticket: str, language: str) -> str:
    return "\n".join(story.tell(story.of_ticket(api.events(), ticket), api.handles.centre, words(language)))


def test_an_act_that_was_taken_back_is_told_by_its_name(api: Api) -> None:
    api.opens("east/1")
    api.takes("tax")
    ticket = api.calls("east/1") or ""
    said(api.post("/windows/east/1/no-show", {"early": True}, role="clerk"))
    said(api.act("east/1", "undo"))
    assert "撤销了上一步（过号），号票回到：已叫号" in told(api, ticket, "zh-CN")
    assert "took its last act back (no-show); the ticket is called again" in told(api, ticket, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_act_that_can_be_taken_back_and_every_state_has_its_word(language: str) -> None:
    sources = "\n".join(file.read_text("utf-8") for file in FOLDER.rglob("*.lua"))
    kept = [line for line in re.findall(r"\bremember\(window, (.+)\)", sources) if line]
    acts = {act for line in kept for act in re.findall(r"'(\w+)'", line)} - {"closed"}
    assert len(acts) > 8
    wanted = {f"story.acts.{act}" for act in acts} | {f"story.states.{state}" for state in State}
    assert wanted - set(words(language)) == set()
