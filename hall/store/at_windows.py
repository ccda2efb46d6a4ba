"""Change what happens at a window: calling, serving, staffing; one method a Lua file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hall.store.pressing import Onward, Pressing, Request
from hall.store.records import Answer


class AtWindows(Pressing):
    """Press what a clerk presses."""

    def call_next(self, request: Request, window: str) -> Answer:
        """Call the next visitor to a window (叫号); no ticket in the answer means that nobody waits."""
        return self._do("call_next", request, window=window, **self._calls())

    def recall(self, request: Request, window: str, ticket: str | None = None) -> Answer:
        """Announce the called visitor again (重呼)."""
        return self._do("recall", request, window=window, ticket=ticket)

    def start(self, request: Request, window: str, ticket: str | None = None) -> Answer:
        """Begin to serve (开始办理)."""
        return self._do("start", request, window=window, ticket=ticket)

    def finish(self, request: Request, window: str, ticket: str | None = None) -> Answer:
        """Finish with the visitor (办理完毕)."""
        return self._do("finish", request, window=window, ticket=ticket)

    def finish_and_call_next(self, request: Request, window: str, ticket: str | None = None) -> Answer:
        """Finish with the visitor and call the next one, as one act."""
        return self._do("finish_and_call_next", request, window=window, ticket=ticket, **self._calls())

    def no_show(self, request: Request, window: str, ticket: str | None = None, *, early: bool = False) -> Answer:
        """Miss a called visitor who did not come (过号), after her time or at once when `early`."""
        return self._do(
            "no_show",
            request,
            window=window,
            ticket=ticket,
            early=early,
            after_ms=self._times.miss_after_ms,
            after_priority_ms=self._times.miss_priority_after_ms,
            latest_ms=self._times.shown_latest_ms,
        )

    def call_this(self, request: Request, window: str, wanted: str, reason: str) -> Answer:
        """Call one ticket out of its order (选呼、特呼), with a reason."""
        recalls = self._times.recall_after_seconds
        return self._do("call_this", request, window=window, wanted=wanted, reason=reason, recall_after=recalls)

    def transfer(
        self,
        request: Request,
        window: str,
        place: Onward,
        ticket: str | None = None,
        *,
        to: str | None = None,
        end_of_line: bool = False,
        chain: Sequence[Onward] | None = None,
    ) -> Answer:
        """Send the visitor on (转移) to a service, or `to` one window; `chain` lists the services after it."""
        return self._do(
            "transfer",
            request,
            window=window,
            ticket=ticket,
            place=vars(place),
            to=to,
            pin_ms=self._times.pinned_ms,
            end_of_line=end_of_line,
            chain=[vars(one) for one in chain] if chain else None,
            **self._due(),
        )

    def hold(self, request: Request, window: str, ticket: str | None = None) -> Answer:
        """Let the visitor step aside (挂起)."""
        return self._do("hold", request, window=window, ticket=ticket)

    def return_held(self, request: Request, window: str, wanted: str) -> Answer:
        """Let a held visitor back into the queue (回呼)."""
        return self._do(
            "return_held",
            request,
            window=window,
            wanted=wanted,
            hold_ms=self._times.hold_ms,
            back_ms=self._times.back_ms,
            pin_ms=self._times.pinned_ms,
            **self._due(),
        )

    def undo(self, request: Request, window: str) -> Answer:
        """Take back the window's last act as a whole (撤销); `undone` in `more` names it."""
        return self._do("undo", request, window=window, undo_ms=self._times.undo_ms)

    def open_window(self, request: Request, window: str, reach: Mapping[str, int]) -> Answer:
        """Open a window (开始服务) with its services and their handicaps in ms."""
        return self._do("open_window", request, window=window, reach=dict(reach))

    def pause_window(self, request: Request, window: str, reason: str, visitor: str | None = None) -> Answer:
        """Stop calling for a while (暂停服务); `visitor` says what becomes of one who is there."""
        return self._do("pause_window", request, window=window, state="paused", reason=reason, visitor=visitor)

    def close_window(self, request: Request, window: str, visitor: str | None = None) -> Answer:
        """Stop calling for the day (停止服务); `visitor` says what becomes of one who is there."""
        return self._do("pause_window", request, window=window, state="closed", reason="", visitor=visitor)

    def lose_window(self, window: str) -> Answer:
        """Take a window for lost whose console is silent; for the sweep."""
        return self._do("lose_window", None, window=window)

    def _calls(self) -> dict[str, Any]:
        return {**self._due(), "recall_after": self._times.recall_after_seconds}
