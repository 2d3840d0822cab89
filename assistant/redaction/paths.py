# ruff: noqa: E501  (patterns read better whole)
"""User names in paths of home folders, masked on request: `C:\\Users\\anna.k\\…`, `/home/anna/…`."""

import re
from collections.abc import Iterator

from assistant.redaction.found import Found

_FOLDERS = r"(?:users|benutzer|utilisateurs|usuarios|utenti|gebruikers|documents and settings)"
_WINDOWS = re.compile(
    rf"(?i)(?:[a-z]:|%3a|\\\\[\w.-]{{1,60}}\\[\w.$-]{{1,60}}|(?<![\w.:/\\])(?:/mnt)?/[a-z])(?:\\{{1,4}}|/|%5c|%2f){_FOLDERS}(?:\\{{1,4}}|/|%5c|%2f)"
    rf"(?P<name>[\w.@'-][\w .@'-]{{0,60}}(?=\\)|[\w.@'-]{{1,64}}(?<![.'-]))"
)
_UNIX = re.compile(
    r"(?<![\w.])(?<!GET )(?<!PUT )(?<!POST )(?<!HEAD )(?<!PATCH )(?<!DELETE )(?:/(?:var/|export/|usr/)?home/(?:[a-z]{1,12}/(?=[\w.-]{2,40}/))?|/Users/)"
    r"(?P<name>[A-Za-z0-9][\w.@+-]{0,62}\w|[A-Za-z])(?=[/\s\"'`<>),;:.\]]|$)"
)
_FOLDER_WORDS = (
    "users",
    "home",
    "benutzer",
    "utilisateurs",
    "usuarios",
    "utenti",
    "gebruikers",
    "documents and settings",
)
_NOBODY = frozenset(
    """public default shared administrator admin all users default user user username runner runneradmin ubuntu ec2-user vagrant
    node app git jenkins www-data circleci vsts vscode appuser nonroot root site work linuxbrew guest pi debian centos deploy svc
    hadoop spark hdfs postgres mysql oracle tomcat contoso your-name yourname you me""".split()
    + ["all users", "default user", "<user>", "user name"]
)
"""Accounts of machines and of examples: they name no person."""


def find_path_users(text: str) -> Iterator[Found]:
    """The part of a path that names whose home folder it is."""
    low = text.lower()
    if not any(mark + folder in low for folder in _FOLDER_WORDS for mark in ("/", "\\", "%5c", "%2f")):
        return
    for pattern in (_WINDOWS, _UNIX):
        for match in pattern.finditer(text):
            if match.group("name").strip().lower() not in _NOBODY and not match.group("name").startswith("jenkins"):
                yield Found("path_user", *match.span("name"))
