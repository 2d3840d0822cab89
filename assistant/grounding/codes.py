"""Addresses, identifiers and versions: what must stand letter by letter, apart from case and punctuation."""

import re

from assistant.grounding.claims import ClaimKind, Key, Reading
from assistant.grounding.numerals import values
from assistant.grounding.scan import Scan
from assistant.grounding.vocabulary import codes

_PLACEHOLDER = re.compile(r"<[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_\d+>")
_URL = re.compile(r"(?:\b[a-z][a-z0-9+.-]{1,12}://|\bwww\.)[^\s<>`|\"“”«»„「」（）]+")
_URL_TAIL = ".,;:!?)]}'*_。、"
_MAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_CODE_SPAN = re.compile(r"(?<!`)`([^`\n]{2,200})`(?!`)")
_PATH = re.compile(r"(?<![\w/.:])(?:[a-z]:\\[^\s\"<>|]+|~?/[\w~%.{}-]+(?:/[\w~%.{}-]*)*(?:\?[^\s\"<>|)]+)?)")
_DOTTED = re.compile(r"(?<![\w.@/-])[a-z0-9][\w-]*(?:\.[\w-]+)+(?![\w@])", re.ASCII)
_TOKEN = re.compile(r"(?<![\w])#?[a-z0-9]+(?:[-_/:.][a-z0-9]+)*(?![\w])", re.ASCII)
_UNDERSCORED = re.compile(r"(?<!\w)\w*[a-z0-9]_\w*[a-z0-9]\w*(?!\w)")
_IN_WORD = r"[^\W\u3040-\u30ff\u3400-\u9fff]"
"""A letter, digit or underscore of a script that sets words apart: kana and kanji run on into a version."""
_VERSION = re.compile(
    rf"(?<!{_IN_WORD})(?<![.,-])v?\d{{1,5}}(?:\.\d{{1,5}}){{2,4}}(?:[-+.]?(?:rc|alpha|beta|a|b|dev|snapshot|final|build|p|lts|sp)"
    rf"[.-]?\d*(?:\.\d+)?)?(?:\.[x*])?(?!{_IN_WORD}|[.,]\d)"
    rf"|(?<!{_IN_WORD})(?<![.,/-])v\d{{1,5}}(?:\.\d{{1,5}})?(?:\.[x*])?(?!{_IN_WORD}|[.,]\d)"
    rf"|(?<!{_IN_WORD})(?<![.,/-])\d{{1,5}}(?:\.\d{{1,5}})+-?(?:rc|alpha|beta|dev|snapshot|lts)[.-]?\d*(?!{_IN_WORD}|[.,]\d)"
    rf"|(?<!{_IN_WORD})(?<![.,/-])\d{{1,5}}(?:\.\d{{1,5}})*\.[x*](?!{_IN_WORD})"
)
_NAMED_VERSION = re.compile(r"(?<![\w.])([^\W\d_]{1,12})\.?[ :]{1,2}(v?\d{1,5}(?:\.\d{1,5}){0,4})(?!\w|[.,:/-]\d|\s?%)")
_GLUED_VERSION = re.compile(
    rf"([\u3040-\u30ff\u3400-\u9fff]{{2,12}})[ :]?(v?\d{{1,5}}(?:\.\d{{1,5}}){{1,4}})(?!{_IN_WORD}|[.,:/-]\d|\s?%)"
)
"""A version of two parts right behind its word, as Japanese writes it."""
_CJK = 0x3000
_DIGITS = re.compile(r"\d{3,}")
_NOT_CODE = re.compile(r"[\W_]+")
_LETTER, _DIGIT = re.compile(r"[a-z]"), re.compile(r"\d")


def code_key(folded: str) -> Key:
    """A code without case and punctuation: "E-412" and "e412" are the same."""
    return "code", _NOT_CODE.sub("", folded)


def url_key(folded: str) -> str:
    """An address without scheme, "www." and a closing slash."""
    return re.sub(r"^(?:[a-z][a-z0-9+.-]*://)?(?:www\.)?", "", folded).rstrip("/" + _URL_TAIL)


def hosts_of(name: str) -> Reading:
    """A host and the domains it lies in, as keys."""
    labels = name.split(".")
    return tuple(("host", ".".join(labels[i:])) for i in range(max(1, len(labels) - 1)))


def version_key(folded: str) -> Key:
    """A version's parts; a leading v, and a closing ".x", say nothing."""
    return "v", *[p for p in re.split(r"[.+-]|(?<=\d)(?=[a-z])", folded.lstrip("v")) if p not in ("", "x", "*")]


def version_prefixes(key: Key) -> Reading:
    """What a version proves: itself and the lines it belongs to (4.18.2 is a 4.18 and a 4, and no 4.1)."""
    return tuple(("v", *key[1:n]) for n in range(2, len(key) + 1))


def find_addresses(scan: Scan) -> None:
    """Placeholders, URLs, mail addresses, code spans and paths."""
    for match in _PLACEHOLDER.finditer(scan.text):
        scan.add(ClaimKind.CODE, *match.span(), ((("code", match.group().lower()),),))
    for match in _URL.finditer(scan.folded) if "://" in scan.folded or "www." in scan.folded else ():
        if scan.free(*match.span()):
            _url(scan, match.start(), match.start() + len(match.group().rstrip(_URL_TAIL)))
    for match in _MAIL.finditer(scan.folded) if "@" in scan.folded else ():
        start, end = match.start(), match.start() + len(match.group().rstrip(".-_"))
        if scan.free(start, end):
            mail = scan.folded[start:end]
            scan.add(ClaimKind.CODE, start, end, ((("mail", mail),),), adds=hosts_of(mail.rpartition("@")[2]))


def _url(scan: Scan, start: int, end: int) -> None:
    key = url_key(scan.folded[start:end])
    if not key:
        return
    cuts = [m.start() for m in re.finditer(r"[/?#]", key)]
    host = re.split(r"[/?#:]", key, maxsplit=1)[0].rpartition("@")[2]
    adds: Reading = (*(("url", key[:c].rstrip("/")) for c in cuts), *hosts_of(host), *_parts(key))
    scan.add(ClaimKind.URL, start, end, ((("url", key),),), adds=adds)


def _parts(folded: str) -> Reading:
    """The codes within a longer one, and their digits."""
    pieces = {p for p in re.split(r"[^a-z0-9_-]+", folded) if _DIGIT.search(p)}
    pieces |= {q for p in pieces for q in re.split(r"[-_]", p) if len(q) > 2 and _DIGIT.search(q)}
    return (*(code_key(p) for p in sorted(pieces)), *(("id", d) for d in sorted(set(_DIGITS.findall(folded)))))


def find_paths(scan: Scan) -> None:
    """Code spans and paths; after quotes, before dates."""
    for match in _CODE_SPAN.finditer(scan.folded):
        start, end = match.span(1)
        if scan.free(start, end) and match.group(1).strip():
            scan.add(ClaimKind.CODE, start, end, ((code_key(match.group(1)),),), adds=_parts(match.group(1)))
    for match in _PATH.finditer(scan.folded):
        path = match.group().rstrip(_URL_TAIL)
        start, end = match.start(), match.start() + len(path)
        if len(path) > 2 and _LETTER.search(path) and scan.free(start, end):
            scan.add(ClaimKind.CODE, start, end, ((code_key(path),),), adds=_parts(path))


def find_versions(scan: Scan) -> None:
    """Versions by shape, or by the word before them; four numbers to 255 are an address of a machine too."""
    for match in _VERSION.finditer(scan.folded):
        if scan.free(*match.span()):
            _version(scan, *match.span())
    words = scan.vocabulary.version
    for match in _NAMED_VERSION.finditer(scan.folded):
        if match.group(1) in words and scan.free(*match.span(2)):
            _version(scan, *match.span(2))
    for match in _GLUED_VERSION.finditer(scan.folded) if not scan.folded.isascii() else ():
        if match.group(1).endswith(tuple(w for w in words if ord(w[0]) > _CJK)) and scan.free(*match.span(2)):
            _version(scan, *match.span(2))


def _version(scan: Scan, start: int, end: int) -> None:
    key = version_key(scan.folded[start:end])
    whole = scan.folded[start:end]
    adds: Reading = (*version_prefixes(key), code_key(whole))
    if re.fullmatch(r"\d+(?:\.\d+)?", whole):
        adds = (*adds, ("bare", float(whole)), ("n", float(whole)))
    numbers: tuple[Reading, ...] = tuple((("n", v),) for v in values(whole)) if re.fullmatch(r"[\d.]+", whole) else ()
    scan.add(ClaimKind.VERSION, start, end, ((key,), *numbers), adds=adds)


def find_codes(scan: Scan) -> None:
    """Hosts, file names and identifiers; after dates, times and versions, before quantities."""
    tables = codes()
    for match in _DOTTED.finditer(scan.folded):
        whole = match.group()
        ending = whole.rpartition(".")[2]
        if not scan.free(*match.span()) or not _LETTER.search(whole) or whole in tables.ordinary:
            continue
        # NOTE: "sent.The" is a missing space, so the case of the raw text decides beside the known endings.
        if ending in tables.file_endings or (ending in tables.host_endings and _one_case(scan, match)):
            scan.add(
                ClaimKind.CODE,
                *match.span(),
                ((code_key(whole),), (("host", whole),)),
                adds=(*hosts_of(whole), *_parts(whole)),
            )
    for match in _UNDERSCORED.finditer(scan.folded) if "_" in scan.folded else ():
        if scan.free(*match.span()):
            scan.add(ClaimKind.CODE, *match.span(), ((code_key(match.group()),),), adds=_parts(match.group()))
    for match in _TOKEN.finditer(scan.folded):
        _token(scan, match)


def _one_case(scan: Scan, match: re.Match[str]) -> bool:
    last = scan.text[match.start() : match.end()].rpartition(".")[2]
    return last.islower()


def _token(scan: Scan, match: re.Match[str]) -> None:
    start, end = match.span()
    whole = match.group()
    if not _DIGIT.search(whole) or not scan.free(start, end):
        return
    tables = codes()
    hashed = whole.startswith("#")
    if not hashed and (
        _NOT_CODE.sub("", whole) in tables.ordinary or whole in tables.ordinary or not is_code(whole, scan)
    ):
        return
    digits = whole.lstrip("#")
    if digits.isdigit():
        keys: tuple[Reading, ...] = ((("id", digits),), (("n", float(digits)),))
        scan.add(ClaimKind.CODE, start, end, keys, adds=(("id", digits), ("n", float(digits)), ("bare", float(digits))))
        return
    readings: list[Reading] = [(code_key(whole),)]
    bare = re.sub(r"^(?:[a-z]{2,}[-/:])+(?=[a-z]*-?\d)|(?:[-/:][a-z]{3,})+$", "", whole)
    if bare != whole and _DIGIT.search(bare):
        # "HK-2291-Ticket", "Fehler-E412": words glued to a code in compounds
        readings.append((code_key(bare),))
        if is_plain_number(bare) and whole.startswith(bare):
            readings.append((("n", float(bare)),))
    scan.add(ClaimKind.CODE, start, end, tuple(readings), adds=_parts(whole))


def is_plain_number(token: str) -> bool:
    """Digits, perhaps with one decimal point."""
    return re.fullmatch(r"\d+(?:\.\d+)?", token) is not None


_GLUED = re.compile(r"\d[\d.,']*-?([a-z]+(?:/s)?)(?:\d{0,2}[a-z]{0,3})")
_COUPLED = re.compile(r"(\d{1,5})[-/:](\d{1,5})")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th|er|re|e|eme|te|ten|ter|x|ste|de|a|o)")


def is_code(token: str, scan: Scan) -> bool:
    """Whether a token with digits is an identifier rather than a number, a size, a range or an ordinal."""
    if _LETTER.search(token) is None:
        pair = _COUPLED.fullmatch(token)
        if pair is not None:
            return "-" in token and len(pair.group(2)) > len(pair.group(1)) + 1
        return ("-" in token or ":" in token) and len(_DIGIT.findall(token)) > 4
    if _ORDINAL.fullmatch(token):
        return False
    glued = _GLUED.fullmatch(token)
    if glued is None:
        return True
    unit, words = glued.group(1), scan.vocabulary
    return not (unit in words.units or unit in words.scales or unit in codes().currencies or unit in codes().fused)
