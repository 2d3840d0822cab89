# ruff: noqa: E501  (patterns and tables read better whole)
"""Credentials given away by the name before them: `password=…`, headers, URLs, command lines, and prose."""

import re
from collections.abc import Callable, Iterator

from assistant.redaction.found import Found
from assistant.redaction.published import is_published
from assistant.redaction.randomness import entropy, is_counting, is_template, looks_random

_PASSWORD = (
    r"pass(?:word|wd|phrase|wort|code)?|pwd|pass[-_ ]?phrase|kennwort|contrase(?:ñ|n)a|senha|wachtwoord|mot[-_ ]de[-_ ]passe|mdp|"
    r"parola[-_ ]d'ordine|has(?:ł|l)o|パスワード|密码|暗証番号"
)
_KEYED = (
    r"(?:api|access|auth|secret|private|encryption|signing|account|shared[-_ ]?access|service|webhook|master|subscription|license|licence|admin)"
    r"[-_ ]?key|secret|token|credentials?|connection[-_ ]?string|"
    r"clave|jeton|schl(?:ü|ue)ssel|chave|chiave|bearer|jwt|session[-_ ]?id|sid|otp|salt"
)
_SEPARATOR = r"[\"'\]`]{0,2}[ \t]{0,3}(?::=|=>|=|:|：)[ \t]{0,3}"
_VALUE = (
    r"(?:\"(?P<dq>[^\"\n]{3,400})\"|'(?P<sq>[^'\n]{3,400})'|`(?P<bq>[^`\n]{3,400})`|(?P<bare>[^\s\"'`,;&<>()]{3,400}))"
)

_PASSWORD_IS = re.compile(rf"(?i)(?:{_PASSWORD})\d?{_SEPARATOR}{_VALUE}")
_KEYED_IS = re.compile(rf"(?i)(?:{_KEYED})\d?{_SEPARATOR}(?:bearer |basic |token )?{_VALUE}")
_PIN_IS = re.compile(
    r"(?i)\b(?:pin|cvv2?|cvc2?|cvn|geheimzahl|tan)\b[ -]?(?:code|number|nummer)?\s*(?:is|ist|es|est|:|=|lautet)\s*(?P<bare>\d{3,8})(?!\d|[.,:]\d)"
)
_CARD_CODE = re.compile(r"(?i)\b(?:cvv2?|cvc2?)\s+(?P<bare>\d{3,4})\b")
_PROSE = re.compile(
    rf"(?i)(?<![\w-])(?:{_PASSWORD}|pw|api[- ]?key|access[- ]?key|secret[- ]?key|token|secret|passcode|clave|zugangsdaten)\b"
    r"(?:\s+(?:for|of|to|für|pour|para|per|voor)\s+(?:[\w@.'-]+\s+){1,4}?)?"
    r"\s*(?:(?:still |now |currently |just )?(?:is|was|ist|war|lautet|es|est|era|é|è|sia|changed to|set to|reset to|=|->|→)(?:\s+(?:still|now|jetzt|currently|nun|set to|gesetzt auf))?\s*:?|:)\s*"
    r"(?:\"(?P<dq>[^\"\s]{4,80})\"|'(?P<sq>[^'\s]{4,80})'|[“„«](?P<bq>[^”“»\s]{4,80})[”“»]|(?P<bare>[^\s\"'`<>()“”]{4,120}))"
)
_PROSE_JA = re.compile(r"(?:パスワード|暗証番号|密码)(?:は|：|:|为|是)?[\s「『]*(?P<bare>[!-~]{4,60})")
_SET_TO = re.compile(
    rf"(?i)\b(?:set|chang\w+|reset|updat\w+)\s+(?:\w+\s+){{0,3}}(?:{_PASSWORD}|pw)\s+(?:\w+\s+){{0,2}}to\s+[\"'`]?(?P<bare>[^\s\"'`<>()]{{4,80}})"
)
_ELEMENT = re.compile(
    rf"(?i)<(?P<tag>[\w:-]{{0,30}}(?:{_PASSWORD}|secret|token|apikey))(?:\s[^<>]{{0,80}})?>(?P<bare>[^<>\s]{{4,400}})</"
)
_QUOTED = re.compile(
    rf"(?i)(?<![\w-])(?:{_PASSWORD}|pw)\s+(?:\"(?P<dq>[^\"\s]{{4,60}})\"|'(?P<sq>[^'\s]{{4,60}})'|`(?P<bq>[^`\s]{{4,60}})`|(?P<bare>(?=\S*\d)(?=\S*[^\W\d])(?=\S*[!@#$%^&*?])\S{{6,60}}))"
)
_LOGIN_PAIR = re.compile(
    r"(?i)\b(?:log ?in|credentials?|creds|user(?:name)?|zugangsdaten|accesos?|identifiants?)\b[^\n:/|]{0,30}[:=]?[ \t]+[\w.@+-]{2,60}(?: ?[/|] ?|:)(?P<bare>[^\s/|]{6,60})(?=[\s.,;)]|$)"
)
_USER_BEFORE = re.compile(
    r"(?i)\b(?:user(?:[-_ ]?name)?|login|log-in|e-?mail|account|benutzer\w*|usuario|utilisateur|utente|usu[áa]rio|gebruiker\w*)\b\"?\s*[:=]\s*\S+[\s,;|/]*$"
)
_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_PASSWORD_LITERALS = (
    "pass",
    "pwd",
    "pw",
    "kennwort",
    "contrase",
    "senha",
    "wachtwoord",
    "mdp",
    "parola",
    "has",
    "clave",
    "key",
    "token",
    "secret",
    "zugang",
    "パスワード",
    "密码",
    "暗証番号",
)
_KEYED_LITERALS = (
    "key",
    "secret",
    "token",
    "credential",
    "connection",
    "clave",
    "jeton",
    "schl",
    "chave",
    "chiave",
    "bearer",
    "jwt",
    "sid",
    "session",
    "otp",
    "salt",
)

_HEADER = re.compile(
    r"(?i)(?<![\w-])(?:proxy-)?authorization[\"']?\s*[:=]\s*[\"']?(?:(?:bearer|basic|digest|token|api[-_]?token|api[-_]?key|key|negotiate|ntlm|splunk|hmac)\s+)?"
    r"(?P<bare>[^\s\"'`<>,;]{6,4000})"
)
_TOKEN_HEADER = re.compile(
    r"(?im)(?:^|[\"'>\s])(?:x-[\w-]{0,40}(?:token|key|auth|secret|signature|session)[\w-]{0,20}|(?:api|auth|access|private|csrf|xsrf|session)-?(?:token|key)|token)\s*:\s*"
    r"(?:(?:bearer|token|basic)\s+)?(?P<bare>[^\s\"'`<>,;]{8,2000})"
)
_COOKIE = re.compile(r"(?im)(?<![\w-])(?:set-)?cookie[\"']?\s*:\s*[\"']?(?P<bare>[\w.%-]{1,60}=[^\n\"']{3,4000})")
_BEARER = re.compile(r"(?i)\bbearer\s+(?P<bare>(?=[\w.~+/-]*\d)[\w.~+/-]{16,}={0,2})")
_BASIC = re.compile(r"\b[Bb]asic\s+(?P<bare>(?=[A-Za-z0-9+/]*[A-Z0-9])[A-Za-z0-9+/]{12,}={1,2})")
_URL_LOGIN = re.compile(
    r"(?i)\b[a-z][a-z0-9+.-]{1,20}://(?P<user>[^\s:/@\"'<>?#]{0,80}):(?P<bare>[^\s/@\"'<>]{2,200})@(?=[\w\[.-])"
)
_URL_QUERY = re.compile(
    r"(?i)[?&;#](?:[\w-]*(?:token|secret|signature|passw(?:or)?d|pwd|credential|api_?key|apikey|access_?key|auth|session_?id|sid|jwt)|sig|key|code|state|hash|otp|invite)"
    r"=(?P<bare>[^\s&#\"'<>]{8,2000})"
)
_CURL_USER = re.compile(
    r"(?:^|\s)(?:-u|--user|--proxy-user|-U)[ =]+\s*(?P<bare>(?:\"[^\"\n]{1,200}\"|'[^'\n]{1,200}'|[^\s\"'\n])+)"
)
_VENDORS = (
    "sourcegraph",
    "meraki",
    "okta",
    "cohere",
    "heroku",
    "datadog",
    "discord",
    "twilio",
    "mailchimp",
    "algolia",
    "sumo",
    "splunk",
    "asana",
    "bitbucket",
    "dropbox",
    "facebook",
    "confluent",
)
_VENDOR_KEY = re.compile(
    rf"(?i)\b(?:{'|'.join(_VENDORS)})\w{{0,20}}[\"']?\s{{0,3}}[:=]\s{{0,3}}[\"']?(?P<bare>[A-Za-z0-9_-]{{32,64}})(?![\w-])"
)

_NOT_A_VALUE = frozenset(
    """null none nil undefined true false required expired invalid incorrect wrong missing empty blank unknown changed reset
    forgotten correct accepted rejected denied valid failed failing error errors ok optional string str int bool bytes object
    secret password passwd pass token key username user test testing admin yes no not n/a tbd here below above attached same
    ask unset disabled enabled default hidden redacted masked encrypted hashed removed bearer basic digest abgelaufen falsch
    ungültig vergessen zurückgesetzt korrekt oublié incorrecto incorrecta inválida errada incorreta sbagliata errata verkeerd
    self this config env process request response session data value sent given provided being now still also only never
    case-sensitive non-empty read-only write-only auto-generated""".split()
)
_COMMON_SECRETS = frozenset(
    "password pass passwd token secret test yyy xxx pwd mypassword mytoken key user username api_key".split()
)


def _spans(match: re.Match[str]) -> tuple[int, int] | None:
    for name in ("dq", "sq", "bq", "bare"):
        if name in match.re.groupindex and match.group(name) is not None:
            low, high = match.span(name)
            text = match.string
            if name == "bare":
                while high > low and text[high - 1] in ".,;:!?)]}\\|*":
                    # a closing mark of the sentence; "!" and "?" end many passwords, so only one before a space goes
                    if text[high - 1] in "!?*" and (high - 1 - low) < 24:
                        break
                    high -= 1
            return (low, high) if high > low else None
    return None


def _is_word(value: str) -> bool:
    """An ordinary word: letters only, capital only in front."""
    body = value.strip("-_'’")
    return body.isalpha() and (body.islower() or body[1:].islower() or (body.isupper() and len(body) < 8))


def _no_value(value: str) -> bool:
    low = value.lower().strip(".,;:!?()[]{}*'\"")
    return not low or low in _NOT_A_VALUE or is_template(value) or low.startswith(("http://", "https://", "www."))


def _looks_typed(value: str) -> bool:
    """A password a person would choose: something besides letters in it, or capitals inside."""
    if _no_value(value) or len(value) < 4:
        return False
    kinds = sum(
        (
            any(c.isdigit() for c in value),
            any(c.islower() for c in value),
            any(c.isupper() for c in value),
            any(not c.isalnum() and c not in ".,'’-" for c in value),
        )
    )
    return kinds >= 2 and not _is_word(value)


def _looks_generated(value: str) -> bool:
    if (
        _no_value(value)
        or is_counting(value)
        or len(value) < 8
        or _is_path_or_number(value)
        or is_published(value)
        or value.endswith("EXAMPLE")
    ):
        return False
    if looks_random(value, least=2.6):
        return len(value) >= 12 or (len(value) >= 8 and entropy(value) >= 2.9)
    return len(value) >= 20 and entropy(value) >= 3.8 and not _is_code(value)


_NUMBER_LIKE = re.compile(
    r"[\d.,:/+TZ-]+|v?\d+(?:\.\d+)+[\w.-]*|[A-Z]{2,6}[-_]\d{2,6}|[A-Za-z_][\w-]*(?:\.[A-Za-z_]\w*)+(?:\(.*)?"
)
_PATH_PART = re.compile(r"[a-z._-]*\d{0,4}|[A-Z]?[a-z_-]+\d{0,4}|\d+")


def _is_path_or_number(value: str) -> bool:
    """A number, date, version, error code, file path or dotted name."""
    if _NUMBER_LIKE.fullmatch(value):
        return not (value.count(".") == 2 and len(value) > 60)
    return "/" in value and all(_PATH_PART.fullmatch(p) for p in value.split("/"))


def _login_word(value: str) -> bool:
    """The second half of "login: name / word": letters and digits, no mail address, no hash, no time."""
    return (
        _looks_typed(value)
        and any(c.isdigit() for c in value)
        and any(c.isalpha() for c in value)
        and not re.search(r"@[\w-]+\.\w|^[0-9a-f]{12,}$|^\d+:\d|^v?\d+\.", value)
        and not _is_path_or_number(value)
    )


def _is_code(value: str) -> bool:
    """An identifier or a call: words joined by dots, underscores or capitals."""
    parts = [p for p in re.split(r"[._:/()\-\[\]]+|(?<=[a-z])(?=[A-Z])", value) if p]
    return all(p.isalpha() for p in parts) and max((len(p) for p in parts), default=0) <= 16


def _password_values(text: str) -> Iterator[tuple[int, int]]:
    for match in _PASSWORD_IS.finditer(text):
        span = _spans(match)
        if span is None:
            continue
        value = text[slice(*span)]
        if _no_value(value) or len(value) < 4:
            continue
        if value.startswith("-") or _is_path_or_number(value) and not value.isdigit():
            continue
        assigned = "=" in text[match.start() : span[0]]
        paired = bool(_USER_BEFORE.search(text[max(0, match.start() - 120) : match.start()]))
        if _looks_typed(value) or paired or (assigned and not _is_code(value)) or (assigned and len(value) >= 12):
            yield span
        elif value.isdigit() and not text[span[1] : span[1] + 30].strip(" \t.,;").split("\n")[0]:
            yield span


def _checked(pattern: re.Pattern[str], text: str, test: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    for match in pattern.finditer(text):
        span = _spans(match)
        if span is not None and test(text[slice(*span)]):
            yield span


def _lines_with(text: str, low: str, literals: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Start and end of each line that holds one of the words; the patterns are too dear for every line."""
    if not any(x in low for x in literals):
        return
    at = 0
    for line in low.splitlines(keepends=True):
        if any(x in line for x in literals):
            yield at, at + len(line)
        at += len(line)


def _prose_values(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_PROSE, _QUOTED):
        for match in pattern.finditer(text):
            span = _spans(match)
            if span is None:
                continue
            value = text[slice(*span)]
            quoted = match.group("bare") is None
            if quoted and not _no_value(value) and (_looks_typed(value) or value.islower()):
                yield span
            elif (
                not quoted
                and _looks_typed(value)
                and not _is_path_or_number(value)
                and (any(c.isdigit() for c in value) or any(c in "!@#$%^&*?" for c in value[:-1]))
            ):
                yield span


def _curl_values(text: str) -> Iterator[tuple[int, int]]:
    """`curl -u user:password`; either half may be empty, quotes and braces may stand round each half."""
    if "curl" not in text and "wget" not in text and "--user" not in text:
        return
    for match in _CURL_USER.finditer(text):
        raw = match.group("bare")
        plain = re.sub(r"[\"']", "", raw)
        user, colon, word = plain.partition(":")
        if not colon:
            continue
        secret = word or user
        if len(secret) < 3 or secret.lower() in _COMMON_SECRETS or is_template(secret) or is_template(plain):
            continue
        if re.match(r"^\$[A-Z_{(]|^\$\d$", secret) or not (_looks_typed(secret.strip("{}")) or len(secret) >= 10):
            continue
        yield match.span("bare")


def _url_values(text: str) -> Iterator[tuple[int, int]]:
    for match in _URL_LOGIN.finditer(text):
        word = match.group("bare")
        if word.lower() in _COMMON_SECRETS or is_template(word) or word.startswith("$"):
            continue
        yield match.start("user"), match.end("bare")


def _header_value(value: str) -> bool:
    return (
        not _no_value(value)
        and not is_template(value)
        and len(value) >= 6
        and (
            any(c.isdigit() for c in value)
            or (len(value) >= 10 and not _is_word(value) and not _is_code(value))
            or value.endswith("=")
        )
    )


def _cookie_value(value: str) -> bool:
    return not is_template(value) and any(len(p.partition("=")[2]) >= 3 for p in value.split(";"))


def _any_value(value: str) -> bool:
    return not is_template(value)


def _vendor_value(value: str) -> bool:
    return looks_random(value, least=3.2)


def _secretly_named(text: str, match: re.Match[str], span: tuple[int, int]) -> bool:
    """Whether the value after a "token" or "key" is one; session ids that are GUIDs are needed for support."""
    value = text[slice(*span)]
    name = text[match.start() : span[0]].lower()
    if _GUID.fullmatch(value) and ("session" in name or "sid" in name):
        return False
    return _looks_generated(value)


def _keyed_values(text: str) -> Iterator[tuple[int, int]]:
    for match in _KEYED_IS.finditer(text):
        span = _spans(match)
        if span is not None and _secretly_named(text, match, span):
            yield span


def _by_line(text: str, low: str) -> Iterator[tuple[int, int]]:
    """What is read line by line, and only on lines that hold a telling word."""
    for start, end in _lines_with(text, low, _PASSWORD_LITERALS):
        # the line before comes along: "username: x" stands there when "password: y" is on its own line
        back = (
            text.rfind("\n", 0, max(0, start - 1)) + 1
            if start - text.rfind("\n", 0, max(0, start - 1)) < 200
            else start
        )
        for a, b in _password_values(text[back:end]):
            yield back + a, back + b
        line = text[start:end]
        for a, b in (
            *_prose_values(line),
            *_checked(_PROSE_JA, line, _looks_typed),
            *_checked(_SET_TO, line, _looks_typed),
            *_checked(_ELEMENT, line, _element_value),
        ):
            yield start + a, start + b
    for start, end in _lines_with(text, low, _KEYED_LITERALS):
        line = text[start:end]
        for a, b in (*_keyed_values(line), *_checked(_TOKEN_HEADER, line, _looks_generated)):
            yield start + a, start + b


def _element_value(value: str) -> bool:
    return not _no_value(value) and len(value) >= 4


def find_named(text: str) -> Iterator[Found]:
    """Every credential that the words or marks before it give away."""
    low = text.lower()
    spans: list[tuple[int, int]] = [*_by_line(text, low), *_curl_values(text)]
    for literals, pattern, test in _GUARDED:
        if any(x in low for x in literals):
            spans.extend(_checked(pattern, text, test))
    if "://" in text:
        spans.extend(_url_values(text))
    for start, end in spans:
        yield Found("secret", start, end)


_GUARDED: tuple[tuple[tuple[str, ...], re.Pattern[str], Callable[[str], bool]], ...] = (
    (("pin", "cvv", "cvc", "cvn", "geheimzahl", "tan"), _PIN_IS, _any_value),
    (("cvv", "cvc"), _CARD_CODE, _any_value),
    (
        ("login", "log in", "credential", "creds", "user", "zugangsdaten", "acceso", "identifiant"),
        _LOGIN_PAIR,
        _login_word,
    ),
    (("authorization",), _HEADER, _header_value),
    (("cookie",), _COOKIE, _cookie_value),
    (("bearer",), _BEARER, _header_value),
    (("basic",), _BASIC, _header_value),
    (("=",), _URL_QUERY, _looks_generated),
    (_VENDORS, _VENDOR_KEY, _vendor_value),
)
"""Words one of which must stand in the text, the pattern, and the test of its value."""
