"""Read where webhooks go (推送配置): config/webhooks.toml, for `hall webhooks` alone; it is no part of the centre."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError, model_validator

from hall.directory.centre import Model
from hall.directory.faults import ConfigFaults, Fault, Findings
from hall.directory.gathering import load
from hall.rules.events import TYPES
from hall.rules.webhooks import secret_from

WEBHOOKS = "webhooks.toml"
#: Webhooks of one centre at most: each holds a connection to the queue server.
MOST = 20


def _event(name: str) -> str:
    if name not in TYPES:
        raise ValueError("is no type of event: docs/events.md lists them")
    return name


class WebhookEntry(Model):
    """Describe one webhook as an administrator writes it.

    `secrets` says where they are: "file:NAME", beside this file or anywhere, or "env:NAME"; two while one is changed.
    `plain_http` lets it go unencrypted, `ca` is a file of the certificate authority of one's own network, `ticket_ids`
    sends the ids of tickets, by which the receiver may cancel them.
    """

    url: Annotated[str, Field(max_length=500)]
    secrets: Annotated[list[Annotated[str, Field(pattern=r"^(file|env):\S+$")]], Field(min_length=1, max_length=2)]
    events: Annotated[list[Annotated[str, AfterValidator(_event)]], Field(min_length=1)] | None = None
    plain_http: bool = False
    ca: str | None = None
    ticket_ids: bool = False

    @model_validator(mode="after")
    def _is_an_address(self) -> Self:
        parts = urlsplit(self.url)
        if parts.scheme not in ("https", "http") or not parts.hostname or parts.fragment:
            raise ValueError("url is no https:// address")
        if parts.username or parts.password:
            raise ValueError("url has a password in it: the signature says who sends")
        if parts.scheme == "http" and not self.plain_http:
            raise ValueError("url is not encrypted: use https, or plain_http = true within the hall's own network")
        return self

    @property
    def host(self) -> str:
        """Return where it goes, without what may be secret in the rest of the address."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    def wants(self, kind: str) -> bool:
        """Say whether events of a type are delivered."""
        return self.events is None or kind in self.events


class _File(Model):
    webhooks: dict[Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")], WebhookEntry] = Field(
        default_factory=dict, max_length=MOST
    )


def read_webhooks(folder: Path) -> dict[str, WebhookEntry]:
    """Read the webhooks of a folder, none where there is no such file; ConfigFaults lists what is wrong."""
    findings = Findings()
    found = _read(folder, findings)
    if findings.sorted():
        raise ConfigFaults(findings.sorted())
    return found


def webhook_faults(folder: Path) -> tuple[Fault, ...]:
    """List what is wrong with them; secrets are not looked for, they may be on another machine."""
    findings = Findings()
    _read(folder, findings)
    return findings.sorted()


def secrets_of(entry: WebhookEntry, folder: Path, environment: Mapping[str, str] = os.environ) -> tuple[bytes, ...]:
    """Read the secrets of a webhook; ValueError says which one is missing or wrong."""
    return tuple(_secrets(entry, folder, environment))


def _read(folder: Path, findings: Findings) -> dict[str, WebhookEntry]:
    if not (folder / WEBHOOKS).exists():
        return {}
    head = load(folder, WEBHOOKS, findings)
    try:
        return _File.model_validate(head or {}).webhooks
    except ValidationError as fault:
        findings.add_invalid(WEBHOOKS, "", fault)
        return {}


def _secrets(entry: WebhookEntry, folder: Path, environment: Mapping[str, str]) -> Iterator[bytes]:
    for place in entry.secrets:
        kind, _, name = place.partition(":")
        try:
            text = environment.get(name, "") if kind == "env" else (folder / name).read_text("utf-8")
            yield secret_from(text.strip())
        except (OSError, ValueError) as fault:
            raise ValueError(f"{place}: {fault}") from fault
