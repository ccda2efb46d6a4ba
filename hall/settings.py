"""Read the environment into frozen settings; every variable is named, explained and defaulted here."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

#: The configuration that comes with the program.
EXAMPLE_CONFIG = Path(__file__).resolve().parent.parent / "config"


class Settings(BaseSettings):
    """Hold what differs from machine to machine; each field is the variable HALL_<NAME>."""

    model_config = SettingsConfigDict(env_prefix="HALL_", frozen=True)

    redis_url: str = Field("", description="A queue server of one's own; empty runs the bundled one in `data`.")
    config: Path = Field(EXAMPLE_CONFIG, description="The folder of the centre's configuration.")
    data: Path = Field(Path("data"), description="Where the bundled queue server keeps its data.")
    ledger_url: str = Field("", description="A PostgreSQL database for the ledger; empty keeps it as a file in `data`.")
    always_open: bool = Field(False, description="For training and checks: no hours, no quota, no closing.")
    public_url: str = Field("", description="The address that visitors' phones reach; printed as QR when set.")
    metrics_closed: bool = Field(False, description="Whether /metrics asks for a token of a program or a manager.")
    demo_signs: str = Field("", description="Set by `hall demo`: its sign-ins, shown on the entrance page.")
