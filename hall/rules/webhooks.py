"""Say what a webhook delivers (推送): its body, its signature, when it is tried again. Pure.

Form and signature are those of the Standard Webhooks specification, so that receivers find ready libraries.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from hall.rules.events import for_others

#: What a secret begins with, so that it is known for one wherever it lies around.
SECRET = "whsec_"
#: Bytes of a secret: as many as the signature has, and not so few that they can be tried.
SECRET_BYTES = (24, 64)
#: Characters of the name under which others know a ticket.
NAME_LENGTH = 22


@dataclass(frozen=True)
class Delivery:
    """Hold one delivery: the same event to the same receiver has the same `id` and body however often it is tried."""

    id: str
    body: bytes

    def headers(self, at_seconds: int, secrets: Sequence[bytes]) -> dict[str, str]:
        """Return what goes with a try at a moment: signed with each secret, so that they can be changed one by one."""
        signed = f"{self.id}.{at_seconds}.".encode() + self.body
        signatures = (base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode() for secret in secrets)
        return {
            "content-type": "application/json",
            "webhook-id": self.id,
            "webhook-timestamp": str(at_seconds),
            "webhook-signature": " ".join(f"v1,{one}" for one in signatures),
        }


def secret_from(text: str) -> bytes:
    """Read a secret; ValueError says what is wrong with it, and not what it is."""
    if not text.startswith(SECRET):
        raise ValueError(f"does not begin with {SECRET}")
    try:
        found = base64.b64decode(text.removeprefix(SECRET), validate=True)
    except binascii.Error as fault:
        raise ValueError("is no base64") from fault
    fewest, most = SECRET_BYTES
    if not fewest <= len(found) <= most:
        raise ValueError(f"has {len(found)} bytes and not {fewest} to {most}")
    return found


def secret_text(secret: bytes) -> str:
    """Write a secret as receivers take it."""
    return SECRET + base64.b64encode(secret).decode()


def ticket_name(ticket: str, key: bytes) -> str:
    """Return the name under which others know a ticket: always the same, and no way back to its id."""
    digest = hmac.digest(key, ticket.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode()[:NAME_LENGTH]


def delivery(event: Mapping[str, str], previous: int, key: bytes, *, ticket_ids: bool) -> Delivery:
    """Make the delivery of an event; `previous` is the number of the one that the receiver got before, 0 for none.

    `ticket_ids` sends the ids of tickets themselves, to a receiver who may cancel them.
    """
    at = int(event["at"])
    told = for_others(event, (lambda ticket: ticket) if ticket_ids else (lambda ticket: ticket_name(ticket, key)))
    body: dict[str, Any] = {
        "type": event["type"],
        "timestamp": datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds"),
        "previous": previous,
        "data": told,
    }
    # The moment is part of the name: a queue server that was put back to a backup gives its numbers once more.
    name = f"event_{event['seq']}_{at}"
    return Delivery(name, json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())


def next_try_seconds(tries: int, first_seconds: float, longest_seconds: float, chance: float) -> float:
    """Say how long to wait after so many failed tries: twice as long each time, up to the longest; `chance`, from 0 to
    1, takes up to half of it off, so that many receivers that were down together are not called together."""
    whole = min(longest_seconds, first_seconds * 2.0 ** min(tries - 1, 30))
    return whole * (1 - chance / 2)
