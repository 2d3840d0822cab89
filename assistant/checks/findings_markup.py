# ruff: noqa: E501  (patterns read better whole)
"""Findings on what acts in the reader's program instead of being read: tags, mentions, deceiving links, formulas.

Where a text goes is not known (mail, chat, a help desk), so what any of them obeys counts. An ordinary link is held
only where it says another address than it opens, or opens what the customer has never been shown.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from assistant.checks.drafted import Text
from assistant.domain import Finding, FindingLevel
from assistant.inert import without_commands
from assistant.understanding.cues import fold

_TAG = re.compile(
    r"(?i)<\s*/?\s*(?:a|abbr|applet|audio|b|base|body|br|button|center|code|dd|del|div|dl|dt|embed|em|font|form|frame|frameset|h[1-6]|head|hr|html|i|iframe|img|input|ins|link|li|map|math|marquee|meta|object|ol|option|p|param|pre|s|script|select|source|span|strike|strong|style|sub|sup|svg|table|tbody|td|template|textarea|th|title|tr|tt|u|ul|video|xml)"
    r"(?=[\s/>])[^<>\n]{0,400}/?>|<!--|<!\[CDATA\[|<!doctype\b|<\?(?:php|xml)\b|<\s*(?:script|iframe|img|svg|object)\b"
)
_HANDLER = re.compile(r"(?i)<[^<>\n]{1,200}\son[a-z]{3,20}\s*=")
_MENTION = re.compile(
    r"(?i)<[@#!](?:[UWCSG][A-Z0-9]{2,20}|here|channel|everyone|subteam\^\w+|&?\d{5,20})(?:\|[^>\n]{0,80})?>|<!?(?:channel|here|everyone)>"
    r"|(?<![\w.@/])@(?:here|channel|everyone|all|team|room)\b(?![.@]\w)|\[~[\w.@:-]{2,60}\]|<at(?:\s+id=[^>]*)?>|@\[[^\]\n]{1,60}\]\([^)\n]{1,80}\)"
)
_MARKDOWN = re.compile(
    r"(!?)\[([^\[\]\n]{0,200})\]\(\s*<?([^()\s<>]{1,400}(?:\([^()\s]*\)[^()\s<>]*)*)>?(?:\s+[\"'(][^\n)]{0,120}[\"')])?\s*\)"
)
_SLACK_LINK = re.compile(r"<((?:https?|ftp|mailto|javascript|data|file):[^<>|\s]{1,400})\|([^<>\n]{1,200})>")
_WIKI_LINK = re.compile(r"\[([^\[\]|\n]{1,200})\|([a-z][a-z0-9+.-]{1,12}:[^\[\]|\s]{1,400})\]")
_HTML_LINK = re.compile(r"(?is)<a\s[^<>]{0,300}?href\s*=\s*[\"']?([^\"'\s>]{1,400})[^<>]*>(.{0,200}?)</a\s*>")
_REFERENCE = re.compile(r"(?m)^\s{0,3}\[([^\]\n]{1,80})\]:\s*<?(\S{1,400}?)>?(?:\s|$)")
_SCRIPT_LINK = re.compile(
    r"(?i)(?<![\w-])(?:j\s*a\s*v\s*a\s*s\s*c\s*r\s*i\s*p\s*t|vbscript|livescript)\s*:(?=\S)|(?<![\w-])data\s*:\s*[\w.+-]{2,40}/[\w.+-]{2,60}\s*[;,]|(?<![\w-])(?:file|smb|ms-[a-z]{2,20}|search-ms|intent):(?://|\S)"
)
_FORMULA = re.compile(
    r"(?im)(?:^|[|;\t])[\s\"'>*-]{0,4}[=+@\uff1d\uff0b\uff20-](?:[A-Z]{2,20}\s*\(|cmd\s*\|)|[=+\uff1d]\s*(?:HYPERLINK|WEBSERVICE|IMPORT(?:XML|DATA|FEED|HTML|RANGE)|IMAGE|DDE|CALL|EXEC|REGISTER\.ID|FILTERXML)\s*\("
    r"|(?:^|[|;\t])[\s\"']{0,3}[=+\uff1d]\s*[A-Z]{1,3}\$?\d{1,7}\b|cmd\|'|\|'\s*/c\b"
)
_MAIL = re.compile(r"[\w.+-]+@[\w.-]+\w")
_ADDRESS = re.compile(
    r"(?i)(?:https?://|www\.)[^\s<>\"'()\[\]]+|(?<![\w@.-])(?:[a-z0-9-]+\.)+[a-z]{2,18}(?![\w-])(?:/[^\s<>\"')]*)?"
)
_LOOKS = re.compile(
    r"(?i)<\s*/?\s*(?:abbr|b|br|center|code|dd|del|div|dl|dt|em|font|h[1-6]|hr|i|ins|li|ol|p|pre|s|span|strike|strong|sub|sup|table|tbody|td|th|tr|tt|u|ul)(?=[\s/>])"
)
"""Tags that only change how a text looks."""
_REACHES_OUT = re.compile(r"(?i)hyperlink|webservice|import|image|dde|call|exec|register|filterxml|cmd")
_INNOCENT = frozenset("\r\n\t\u200e\u200f\u061c\f\v")
"""Line ends of other systems, and marks of direction that mail programs leave."""
_UNRESOLVED = re.compile(
    r"<<?(?:EMAIL|PHONE|IP|USER|PERSON|NAME|ADDRESS|COMPANY|CUSTOMER|ORG|ORGANI[SZ]ATION|LOCATION|URL|HOST|DATE|TIME|TICKET|AGENT|PRODUCT)_\d{1,6}>>?"
    r"|[\[({]\s?(?:EMAIL|PHONE|IP|USER|PERSON|NAME|ADDRESS|COMPANY|CUSTOMER)_\d{1,6}\s?[\])}]"
    r"|\{\{[^{}\n]{1,60}\}\}|\{%[^{}\n]{1,60}%\}|<%=?[^<>\n]{1,60}%>|\*\|[A-Z_]{2,30}\|\*|\[\[[^\[\]\n]{1,40}\]\]|<<[^<>\n]{1,40}>>|#\{[^{}\n]{1,40}\}"
    r"|(?<![\w$])\$(?:\{[A-Za-z_][\w.]{0,40}\}|[A-Za-z_][A-Za-z_]{2,40}(?![\w(]))|(?<![\w%])%[A-Z][A-Z_]{1,30}%(?!\w)|(?<![\w%])%\([a-z_]{2,30}\)s"
    r"|(?i:\((?:unverified|not verified|unconfirmed by the lines)[^()\n]{0,120}\)?)"
)
_ENVIRONMENT = frozenset(
    "APPDATA LOCALAPPDATA TEMP TMP USERPROFILE PROGRAMFILES PROGRAMDATA WINDIR SYSTEMROOT PATH USERNAME HOMEPATH HOMEDRIVE COMPUTERNAME PUBLIC HOME USER PWD SHELL LANG TZ".split()
)
"""Variables that every system has, and that an honest instruction names."""
_MOST = 8


class Acting(NamedTuple):
    """What acts in a text, as it stands there."""

    quote: str
    why: str
    grave: bool
    """Whether it does more than change how the text looks."""


def active_markup(text: Text) -> tuple[Finding, ...]:
    """What a mail program, a chat or a sheet would obey: tags, mentions, scripts, escapes, formulas, deceiving links.

    Example: "<!channel>"; "[help.ours.example](https://evil.example)". What only changes the look is a warning.
    """
    rules = text.context.rules
    found: dict[str, Finding] = {}
    for one in acting(text.body):
        level = None if one.grave else FindingLevel.WARNING
        found.setdefault(one.quote, rules.finding("T-ACTIVE-MARKUP", text.where, one.quote[:160], one.why, level))
    return tuple(found.values())[:_MOST]


def unresolved(text: Text) -> tuple[Finding, ...]:
    """Places that a program or a form should have filled, in an edited or hand-written text.

    Example: "<PERSON_2>", "{{name}}", "%NAME%", "(unverified: 4.18)". What the customer wrote so passes, and what masking
    leaves for a secret.
    """
    held = text.context.public_text
    new = dict.fromkeys(q for q in open_places(text.body) if fold(q) not in held)
    return tuple(text.context.rules.finding("U-PLACEHOLDER", text.where, q) for q in new)


def open_places(body: str) -> tuple[str, ...]:
    """Places that nobody filled, as they stand."""
    found = (m.group() for m in _UNRESOLVED.finditer(body))
    return tuple(q for q in found if q.strip("$%{}").upper() not in _ENVIRONMENT)


def acting(body: str) -> Iterator[Acting]:
    """What acts in a text, and why it does."""
    for match in _MENTION.finditer(body):
        yield Acting(match.group(), "It calls people in a chat.", True)
    for match in _TAG.finditer(body):
        grave = _LOOKS.match(match.group()) is None or _HANDLER.search(match.group()) is not None
        yield Acting(match.group(), "It is a tag of HTML, not words.", grave)
    for match in _SCRIPT_LINK.finditer(body):
        shown = body[match.start() : match.end() + 40].split("\n")[0].strip()
        yield Acting(shown, "It opens a script or a local file.", True)
    for shown, target in _links(body):
        if _deceives(shown, target):
            yield Acting(f"{shown} → {target}", "The link shows another address than it opens.", True)
    for match in _FORMULA.finditer(body):
        yield Acting(
            match.group().strip(), "A sheet reads it as a formula.", _REACHES_OUT.search(match.group()) is not None
        )
    for character in dict.fromkeys(c for c in body if c not in _INNOCENT and not without_commands(c)):
        yield Acting(f"U+{ord(character):04X}", "A terminal obeys this character, or no eye can see it.", True)


def _links(body: str) -> Iterator[tuple[str, str]]:
    """What is shown and what is opened."""
    for image, shown, target in _MARKDOWN.findall(body):
        yield ("image" if image else shown), target
    yield from ((shown, target) for target, shown in _SLACK_LINK.findall(body))
    yield from _WIKI_LINK.findall(body)
    yield from ((re.sub(r"<[^>]*>", "", shown), target) for target, shown in _HTML_LINK.findall(body))
    yield from _REFERENCE.findall(body)


def _deceives(shown: str, target: str) -> bool:
    """Whether the words of a link look like an address, and it opens another host."""
    if (mail := _MAIL.search(shown)) is not None:
        return target.lower().startswith("mailto:") and mail.group().lower() not in target.lower()
    match = _ADDRESS.search(shown)
    return match is not None and _host(match.group()) != _host(target) and not target.startswith(("#", "/"))


def _host(address: str) -> str:
    """The host of an address, without www; empty for none. `user@host` opens the host behind the @."""
    address = address.removeprefix("mailto:")
    whole = address if "//" in address else f"//{address}"
    try:
        host = (urlsplit(whole).hostname or "").rstrip(".")
    except ValueError:
        return "?"
    return host.removeprefix("www.")
