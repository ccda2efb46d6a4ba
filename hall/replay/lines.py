"""Check the lines of a replay's input (重放输入) before anything is replayed: what is wrong, and in which line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

#: The furthest moment and the longest time, in ms: thirty years, and still exact in the engine's scripts.
FURTHEST_MS = 10**12
#: More windows than any centre has; an estimate looks at each of them.
MOST_WINDOWS = 10_000

Ms = Annotated[int, Field(ge=0, le=FURTHEST_MS)]
#: Very large head starts are strict priority, and meant so.
Minutes = Annotated[float, Field(ge=0, le=10**10, allow_inf_nan=False)]
Name = Annotated[str, Field(min_length=1)]


class ReplayFault(Exception):
    """A line of the input cannot be replayed; the message names it."""


class _Line(BaseModel):
    # What a line has besides is its writer's own business, as it is with events.
    model_config = ConfigDict(strict=True, extra="ignore")
    t: Ms


class _Policy(_Line):
    ev: Literal["policy"]
    ha: Minutes
    hp: Minutes
    e: Minutes
    g: Minutes


class _Window(_Line):
    ev: Literal["window"]
    w: Name
    serves: dict[Name, Ms]


class _History(_Line):
    ev: Literal["history"]
    svc: Name
    cycle: Annotated[float, Field(ge=1, le=FURTHEST_MS, allow_inf_nan=False)] = 1
    cv: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] = 0
    priority_per_hour: Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)] | None = None
    show_rate: Annotated[float, Field(ge=0, le=1)] = 1


class _Plan(_Line):
    ev: Literal["plan"]
    from_ms: Ms = Field(alias="from")
    to: Ms
    svc: Name
    windows: Annotated[int, Field(ge=0, le=MOST_WINDOWS)]

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> _Plan:
        if self.to < self.from_ms:
            raise ValueError("to: must not be before from")
        return self


class _Booked(_Line):
    ev: Literal["booked"]
    svc: Name
    slot: Ms


class _Leg(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")
    svc: Name
    service: Ms


class _Join(_Line):
    ev: Literal["join"]
    id: Name
    svc: Name
    cls: Literal["W", "P", "A"]
    service: Ms
    slot: Ms | None = None
    then: list[_Leg] = []

    @model_validator(mode="after")
    def _appointment_has_its_slot(self) -> _Join:
        if self.cls == "A" and self.slot is None:
            raise ValueError("slot: is missing, and an appointment needs it")
        return self


class _OfOne(_Line):
    ev: Literal["leave", "grant"]
    id: Name


_LINE: TypeAdapter[object] = TypeAdapter(
    Annotated[_Policy | _Window | _History | _Plan | _Booked | _Join | _OfOne, Field(discriminator="ev")]
)
#: pydantic's word for a mistake → a sentence for whoever wrote the line; the data are pydantic's own.
_PLAIN: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "missing": lambda _: "is missing",
    "model_attributes_type": lambda _: "must be an object {…}",
    "model_type": lambda _: "must be an object {…}",
    "dict_type": lambda _: "must be an object {…}",
    "list_type": lambda _: "must be a list […]",
    "int_type": lambda _: "must be a whole number",
    "int_from_float": lambda _: "must be a whole number",
    "float_type": lambda _: "must be a number",
    "finite_number": lambda _: "must be a number",
    "string_type": lambda _: 'must be a text "…"',
    "string_unicode": lambda _: "must be a text of Unicode",
    "string_too_short": lambda _: "must not be empty",
    "literal_error": lambda data: f"must be {data['expected']}",
    "union_tag_not_found": lambda _: "ev: is missing",
    "union_tag_invalid": lambda data: f"ev: must be {' or '.join(data['expected_tags'].split(', '))}",
    "greater_than_equal": lambda data: f"must not be less than {data['ge']:g}",
    "less_than_equal": lambda data: f"must not be more than {data['le']:.15g}",
    "value_error": lambda data: str(data["error"]),
}
#: What was given is told up to so many characters.
TOLD = 60


def read(lines: Iterable[bytes]) -> list[dict[str, Any]]:
    """Return the lines of an input as they are; ReplayFault names the first that cannot be replayed."""
    found: list[dict[str, Any]] = []
    joined: dict[str, int] = {}
    last = 0
    for number, text in enumerate(lines, 1):
        if not text.strip():
            continue
        try:
            line = _parsed(text)
            _LINE.validate_python(line)
            _follows(line, last, joined)
        except ValidationError as wrong:
            raise ReplayFault(f"line {number}: {_in_words(wrong)}") from wrong
        except (ValueError, RecursionError) as wrong:
            raise ReplayFault(f"line {number}: {wrong}") from wrong
        if line["ev"] == "join":
            joined[line["id"]] = number
        last = line["t"]
        found.append(line)
    return found


def _parsed(text: bytes) -> Any:
    try:
        return json.loads(text.decode("utf-8").rstrip())
    except json.JSONDecodeError as wrong:
        raise ValueError(f"is not JSON: {wrong.msg} at column {wrong.colno}") from wrong
    except UnicodeDecodeError as wrong:
        raise ValueError(f"is not UTF-8: {wrong.reason} at byte {wrong.start + 1}") from wrong
    except (ValueError, RecursionError) as wrong:
        raise ValueError(f"is not JSON that can be read: {wrong}") from wrong


def _follows(line: Mapping[str, Any], last: int, joined: Mapping[str, int]) -> None:
    """Refuse a line that does not fit to those before it."""
    if line["t"] < last:
        raise ValueError(f"t: goes back in time, must not be less than {last} of the line before, is {line['t']}")
    if line["ev"] == "join" and line["id"] in joined:
        before = joined[line["id"]]
        raise ValueError(f"id: {_told(line['id'])} has joined in line {before}, each needs an id of its own")
    if line["ev"] in ("leave", "grant") and line["id"] not in joined:
        raise ValueError(f"id: nobody has joined as {_told(line['id'])} before")


def _in_words(wrong: ValidationError) -> str:
    """Say the first complaint in one line: where in the line, what is expected, what is there."""
    first = wrong.errors(include_url=False)[0]
    # The first part is the kind of the line, by which its model was chosen; a key of a table is named by itself.
    place = ".".join(f"{part}" for part in first["loc"][1:] if part != "[key]")
    plain = _PLAIN.get(first["type"])
    said = plain(first.get("ctx", {})) if plain else first["msg"]
    where = f"{place}: {said}" if place else said
    shown = first["type"] not in ("missing", "value_error", "union_tag_not_found", "union_tag_invalid")
    tag = first.get("ctx", {}).get("tag") if first["type"] == "union_tag_invalid" else None
    return f"{where}, is {_told(first['input'])}" if shown else f"{where}, is {_told(tag)}" if tag else where


def _told(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    # A text that is none of Unicode has no bytes to be printed as.
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return text if len(text) <= TOLD else f"{text[: TOLD - 1]}…"
