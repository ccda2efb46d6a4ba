"""Name every key of a centre once; Lua builds the same names with `key('ticket', id)`.

All keys of a centre share one hash tag, so an act that touches both halls is one atomic step on a cluster too.
"""

from __future__ import annotations

from typing import Final

#: First word of a key → what it holds. A guard test holds this list against the Lua files.
KINDS: Final = {
    "head": "hash seq, at: the last event's number and moment; day, stopped, config, skipped: what holds for all",
    "events": "stream, one entry an event, id seq-0",
    "ticket": "hash, one a ticket (rules.ticket.Ticket)",
    "window": "hash, one a window (rules.window.Window)",
    "booked": "zset a service or @window: checked-in appointments by slot",
    "live": "zset a service or @window: everybody else who waits, by rank",
    "reserved_booked": "zset a service: appointments whose paper is not confirmed yet, by slot",
    "reserved": "zset a service: everybody else whose paper is not confirmed yet, by rank",
    "later": "zset a service or @window: who may not be called before a moment, by that moment",
    "since": "zset a service: who waits, by the moment of the number",
    "numbers": "hash a day: series → last count",
    "ids": "hash a day: number → ticket, to find one by what stands on its paper",
    "board": "zset an area: tickets called or serving, by the number of their last call event",
    "missed": "zset an area: tickets missed, by moment",
    "taken_back": "zset an area: tickets whose call was taken back, by moment",
    "notices": "zset: notices that stand on walls now, as JSON, by the moment at which they come down",
    "held": "zset a window: visitors who stepped aside there, by moment",
    "alive": "zset: every ticket that still wants something of the hall, by the moment of its number",
    "undo": "string a window: what was before its last act",
    "due": "zset: what a sweep has to look at, by deadline",
    "shown": "string a ticket: when a screen first showed its call",
    "proof": "hash a ticket: which screens showed and spoke its calls, and when (store.proof)",
    "wall": "hash an area: when a screen of it last said that it showed a call, or spoke",
    "walls": "hash: board → the area in which it hangs, and whether it is to sound",
    "screen": "hash, one a paired screen: what it is to show, how it is, and when it was heard (store.screens)",
    "screens": "zset: every paired screen, by the moment of its pairing",
    "waiting_screen": "hash, one an open screen that nobody has paired: its code, and how it is",
    "waiting_screens": "zset: those, by the moment when they were heard",
    "coded_screens": "zset: those of them that show a code, by the moment when they last asked for it",
    "code": "hash a pairing code: the digest of the secret of the screen that shows it, until when, and who claimed it",
    "tries": "string a person: wrong pairing codes of this minute",
    "alerts": "hash: what is wrong now, as cause:subject → since when, who has acknowledged it (settle_alerts.lua)",
    "wishes": "hash: window → what is asked of it, by whom and until when (ask_window.lua)",
    "no_numbers": "hash: service whose numbers are stopped → since when, and who did it (stop_numbers.lua)",
    "voice": "string an area: who speaks there, what was said (display.speaking.Floor)",
    "voice_used": "hash: language → the recorded voice that speaks it; yao: how 1 is said",
    "webhooks": "hash: webhook → the host that it goes to",
    "webhook": "hash, one a webhook: how far it has come, and how its receiver is (store.webhooks)",
    "request": "string a request: digest and answer of an act already done",
    "kiosk": "hash, one a kiosk: how it is, and when it was heard (records.KioskState)",
    "kiosks": "zset: every kiosk that was heard, by the moment when it was heard last",
    "leases": "hash a day: kiosk → which lease of numbers for a cut is its own",
    "person": "string a service and person: the ticket she holds; a person is a keyed digest, never a number",
    "agent": "zset a person: tickets that she took for others, by their joining",
    "rating": "hash a ticket and the turn of its finished service: how it was rated, and what was done about it",
    "follow_ups": "zset open: low ratings to follow up, by moment; settled: those that are done, by moment",
    "group_visit": "hash, one a group that comes (store.group_visits.GroupVisit)",
    "group_visits": "zset: those groups, by the moment at which they go",
    "appointment": "hash, one an appointment",
    "pace": "hash a service → what other days taught of it (rules.pace.Pace), as JSON",
    "slots": "hash a service: slot → places taken",
    "configuration": "hash version, text: the configuration in force, as JSON",
    "jobs": "what RQ keeps of long work, by names and kinds of its own (store.errands)",
    "secret": "string: what sessions of people are signed with, one for all web processes",
    "token": "hash, one a bearer token by its SHA-256",
}


class Keys:
    """Build the keys of one centre."""

    def __init__(self, centre: str) -> None:
        self.prefix = f"{{{centre}}}:"

    def __call__(self, kind: str, *parts: object) -> str:
        """Return the key of this kind: `keys("ticket", id)`."""
        if kind not in KINDS:
            raise KeyError(f"no kind of key is called {kind!r}")
        return self.prefix + ":".join((kind, *map(str, parts)))
