"""Addresses and tokens from the settings, refused where they would carry a token to where it must not go."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from assistant.sending.errors import NotConfigured

_LOCAL_NAMES = frozenset({"localhost", "localhost."})
_TOKEN = re.compile(r"[\x21-\x7e]+")


def is_loopback(host: str | None) -> bool:
    """Whether the name or address is this machine."""
    if not host:
        return False
    if host.lower() in _LOCAL_NAMES:
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def base_address(value: str, setting: str) -> str:
    """The address without a slash at its end.

    Raises NotConfigured for one that is no HTTPS address, carries a login, a query or a fragment, or is plain HTTP to
    another machine.
    """
    address = value.strip().rstrip("/")
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise NotConfigured(f"{setting} is no web address.", "Write it as https://example.atlassian.net.") from error
    if parts.scheme not in ("https", "http") or not host:
        raise NotConfigured(f"{setting} is no web address.", "Write it as https://example.atlassian.net.")
    if parts.username is not None or parts.password is not None:
        raise NotConfigured(f"{setting} carries a login.", "Give e-mail and token by their own settings.")
    if parts.query or parts.fragment or any(c.isspace() or not c.isprintable() for c in address):
        raise NotConfigured(f"{setting} holds more than an address.", "Leave out what follows the path.")
    if parts.scheme == "http" and not is_loopback(host):
        raise NotConfigured(
            f"{setting} is plain http: anybody on the way could read the token.",
            "Write https://; plain http is for this machine only.",
        )
    return address


def token(value: str, setting: str) -> str:
    """A token as one line of printable ASCII. Raises NotConfigured, without the token in its words."""
    stripped = value.strip()
    if not _TOKEN.fullmatch(stripped):
        raise NotConfigured(f"{setting} is no token: it holds blanks or signs that no token has.", "Copy it anew.")
    return stripped


def origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port: what must stay the same for a redirect to be followed."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "", "", None
    port = port or {"https": 443, "http": 80}.get(parts.scheme)
    return parts.scheme, (parts.hostname or "").lower(), port
