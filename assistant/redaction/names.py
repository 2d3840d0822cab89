# ruff: noqa: E501  (patterns read better whole)
"""What a name promises of the value beside it: a password, an issued credential, or nothing."""

import re
from functools import lru_cache

from assistant.redaction.vocabulary import words

PASSWORD = "password"
"""A person may have chosen it: any value that is not an ordinary word of denial."""
SECRET = "secret"
"""A machine issued it: a value that looks generated."""
KEY = "key"
"""Some key: a value that looks generated and is long."""
ISSUER = "issuer"
"""Only the name of a service: a long generated value, directly assigned."""

_PART = re.compile(r"[A-ZÀ-Þ]+(?![a-zß-ÿ])|[A-ZÀ-Þ]?[a-zß-ÿ]+|[^\W\d_]+")
_PASSWORD_END = ("password", "passwd", "pwd", "passwort", "kennwort", "wachtwoord", "passphrase", "contraseña", "dbpass", "smtppass", "ftppass", "userpass")  # fmt: skip
_SECRET_END = ("token", "secret", "apikey", "secretkey", "accesskey", "privatekey", "authkey", "credential")
_ONLY_WITH_OTHERS = frozenset({"pass", "auth", "pat", "sid", "sas", "salt", "otp", "clave", "pw", "crumb"})
"""Ordinary words or parts of file names besides: they count only at the end of the name."""


def _word_kind(word: str, last: bool) -> str | None:
    known = words()
    if word in _ONLY_WITH_OTHERS and not last:
        return None
    if word in known.password or word.endswith(_PASSWORD_END):
        return PASSWORD
    if word in known.secret or word.endswith(_SECRET_END):
        return SECRET
    return None


def _key_kind(before: list[str]) -> str | None:
    known = words()
    if not before or before[-1] in known.key_not_secret or "public" in before:
        return None
    return SECRET if before[-1] in known.key_before or known.issuers & set(before) else KEY


@lru_cache(maxsize=8192)
def kind_of(name: str, before: str = "") -> str | None:
    """What `name` (`dbPassword`, `X-Api-Key`, `AUTH_CLIENTSECRET`) promises; `before` is the word in front of it."""
    parts = [p.lower() for p in _PART.findall(name)]
    found: str | None = None
    for place, part in enumerate(parts):
        here = _word_kind(part, place == len(parts) - 1)
        if part in ("key", "keys") or (part == "id" and parts[place - 1 : place] == ["key"]):
            here = _key_kind(parts[:place] or ([before.lower()] if before else []))
        if here is None and part in ("private", "access") and place == len(parts) - 1:
            here = KEY
        if here:
            found = here
        elif part in words().described and found:
            found = None
    if found is None and parts and words().issuers & {*parts, "".join(parts[:2])} and "id" not in parts[-1:]:
        return ISSUER
    return found
