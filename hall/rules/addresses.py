"""Know the address of a web server (地址) from another text."""

from __future__ import annotations

from urllib.parse import urlsplit

#: An address as it is meant, for whoever typed another text.
EXAMPLE = "http://10.0.0.2:8000"


def is_of_web_server(text: str) -> bool:
    """Say whether a program can dial this address; any other one would be tried for ever."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
