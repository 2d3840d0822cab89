"""Where comments begin in a ticket export, and internal notes anywhere.

A marker is a line, or the bracketed or dashed beginning of one, made of nothing but marker words (internal note,
public reply, comment 2), names, roles and dates: "Comment 2 — Name (agent), public reply, 2026-11-03 10:00",
"--- internal note (Jonas, L1) ---", "[cliente, 19/11 14:22]", "Internal note:".
"""

import re
from collections.abc import Sequence

from assistant.domain.issue import SpanKind, Visibility
from assistant.intake.dates import parse_when
from assistant.intake.labels import names_field, plain_label
from assistant.intake.lines import Line
from assistant.intake.opening import Opening, Origin
from assistant.intake.people import role_named, visibility_named, without_label_words
from assistant.intake.words import late

_RULED = late(r"\s{0,3}(?:[-–—=*_~#]{2,}|[#*_]{1,6}|h[1-6]\.) ?(?P<inside>[^\s].{1,120}?)\s*[-–—=*_~#:]{0,40}\s*$")
_BRACKETED = late(
    r"\s{0,3}(?:[-*•] "
    r")?[*_]{0,2}(?P<open>[\[(【<])(?P<inside>[^\[\]【】<>\n]{2,120})[\])】>][*_]{0,2}\s*(?P<colon>[:：]?)\s*(?P<rest>.*)$",
    re.DOTALL,
)
_LEADING = late(
    r"\s{0,3}[*_]{0,2}(?P<inside>(?:[^:：\n]"
    r"|(?<=\d)[:](?=\d\d)){3,90}?)[*_]{0,2}\s?[:：][*_]{0,2}(?:\s+(?P<rest>.*))?$",
    re.DOTALL,
)
_NUMBERED = late(
    r"(?:comment|update|reply|response|entry|note|message|kommentar|antwort|commentaire|réponse"
    r"|comentario|comentário|respuesta|resposta|commento|risposta|"
    r"reactie|opmerking|komentarz|コメント|返信)\s*(?:#|no\.?|nr\.?|nº)?\s*\d{1,3}\b",
    re.IGNORECASE,
)
_BY = late(
    r"(?:^|\b)(?:comment(?:ed)?|note|reply|replied|added|posted|submitted|asked|answered|reported"
    r"|opened|written|updated|update|escrito|enviado|publié|posté|geschrieben|kommentar"
    r"|kommentiert|commentaire|comentario|comentário|commento|reactie)\s+"
    r"(?:added\s+)?(?:by|from|von|par|por|da|di|van)\s+(?P<name>[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,3})",
    re.IGNORECASE,
)
_ADDED = late(
    r"^(?P<name>[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,3})\s+(?:(?:\([^)]{2,30}\) )?(?:opened this issue"
    r"|added a comment|commented|wrote|replied|a commenté|hat kommentiert|comentó|comentou"
    r"|ha commentato))\b",
    re.IGNORECASE,
)
_WHEN = late(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[./-]\d{1,2}(?:[./-](?:\d{4}|\d{2}))?\.?"
    r"|\d{4}年\d{1,2}月\d{1,2}日|\d{1,2}月\d{1,2}日|"
    r"\d{1,2}[:h]\d{2}(?::\d{2})?(?:[.,]\d+)?\s*(?:[ap]\.?m\.?)?(?:\s*(?:Z|UTC|GMT|CES?T|MEZ|MESZ"
    r"|[ECMP][SD]T|BST|JST|BRT|[+-]\d{2}:?\d{2}))?|"
    r"\b(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\b\.?|"
    r"\b(?:today|yesterday|heute|gestern|hier|aujourd'hui|hoy|ayer|hoje|ontem|oggi|ieri|vandaag"
    r"|gisteren|at|um|uhr|le|el|on|am|à|às|as|alle)\b|(?<=\s)T(?=\d)",
    re.IGNORECASE,
)
_DATE_ONLY = late(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[./]\d{1,2}|\d{1,2}[:h]\d{2}|\d月")
_SMALL_WORDS = late(r"(?:a|las|el|em|il|op|om|às|alle|ore|den|le|on|at|h)(?: (?:a|las|el|em|il|op|om|alle|ore))*")
"""What is left of "on the 13th at 10" in other languages, once date and clock are taken out."""
_FILLER = late(
    r"\b(?:comment|comments|note|notes|reply|message|update|start|begin|end|of|by|from|von|par|por"
    r"|da|di|van|added|posted|kommentar|notiz|note|nota|commentaire|via|"
    r"e-?mail|web|phone|chat|api|to|the|team|not visible|only|for|ticket|log|edited|an|a|la|der"
    r"|die|das|und|and|for|received|submitted|taken|recorded|eingegangen|aufgenommen|erfasst|erhalten"
    r"|re[çc]ue?|pris|prise|recibid[oa]|tomad[oa]|recebid[oa]|registrad[oa]|ricevut[oa]|raccolt[oa]|ontvangen"
    r"|opgenomen|newest|oldest|first|last|neueste|älteste|zuerst|oben)\b|[#№]\d*|\d+",
    re.IGNORECASE,
)
_NAME = late(r"[^\W\d_][\w.'’@-]*(?: [^\W\d_][\w.'’@-]*){0,3}")
_COMMENT = late(
    r"\b(?:comment|note|reply|update|message|kommentar|notiz|antwort|commentaire|réponse|comentario|comentário"
    r"|respuesta|resposta|commento|risposta|reactie|opmerking|antwoord)\b|コメント|返信|メモ",
    re.IGNORECASE,
)
_BEFORE_DATE = late(r"\s(?:on|am|le|el|em|il|op|at)\b")
_ENDS = late(r"^(?:/|end\b|ende\b|fin\b|fim\b|fine\b|einde\b)", re.IGNORECASE)
_FIELD = late(r"(?:^|\s{2,}|[|;·•\t]\s*)(?P<label>[^\W\d_](?:(?!\s{2})[^:：|;\n]){1,30}?)\s?[:：]\s+(?=\S)")
_OF_VISIBILITY = frozenset(
    "type comment note comments notes typ tipo art sichtbarkeit visibility visibilité visibilidad visibilidade "
    "visibilità zichtbaarheid".split()
)
_LABELLED = late(r"[^\W\d_]{3,}: ")
_ROLE_AND_NAME = late(r"(?P<role>[^\W\d_]{4,20})\s?\((?P<name>[^()]{2,80})\)")
_EXPLICIT = late(r"public|öffentlich|públic|pubblic|openbaar|visible|external|公開|公开", re.IGNORECASE)
_SENTENCE = late(r"[.!?]\s*$|(?<!\b[A-Z])[.!?]\s+[A-Z]")


def find_ticket_opening(lines: Sequence[Line], at: int) -> Opening | None:
    """The comment or note beginning at this line, if one does."""
    line = lines[at]
    text = line.text.text
    if len(text) > 4000 or not text.strip():
        return None
    if match := _BRACKETED.match(text):
        return _marked(line, match, bracket=True)
    if match := _RULED.match(text):
        if found := _judged(match["inside"], dressed=True):
            return _placed(found, line, None)
    if len(text) <= 140 and (found := _judged(text.strip(" \t:：*_"), dressed=False)):
        return _placed(found, line, None)
    if match := _LEADING.match(text):
        return _marked(line, match, bracket=False)
    return None


def _marked(line: Line, match: re.Match[str], *, bracket: bool) -> Opening | None:
    found = _judged(match["inside"], dressed=bracket, followed=bool(match["rest"]))
    if found is None:
        return None
    rest = match["rest"]
    return _placed(found, line, match.start("rest") if rest else None)


def _placed(found: Opening, line: Line, rest: int | None) -> Opening:
    if rest is None:
        found.pieces = [(line.text.strip(), SpanKind.META)]
    else:
        found.pieces = [(line.text.cut(0, rest).strip(), SpanKind.META)]
        found.rest = line.text.cut(rest).strip()
    return found


def _judged(inside: str, *, dressed: bool, followed: bool = False) -> Opening | None:
    """The opening these words make, if they are nothing but marker words, names, roles and dates."""
    words = inside.strip(" -–—=*_~#")
    if not words or _SENTENCE.search(words) and not dressed:
        return None
    visibility, role = visibility_named(words), role_named(words)
    if _names_a_value(words) or len(_LABELLED.findall(words)) >= (1 if followed else 2):
        return None
    numbered, dated = _NUMBERED.search(words), _DATE_ONLY.search(words) is not None
    by = _BY.search(words) or _ADDED.match(words)
    marked = visibility is not None or numbered is not None or by is not None
    spoken = _ROLE_AND_NAME.fullmatch(words)
    internal = visibility is Visibility.INTERNAL
    if (
        not marked
        and not (role is not None and (dated or spoken or dressed and _COMMENT.search(words)))
        or by
        and not (dated or dressed or followed or internal)
    ):
        return None
    name = _name_in(words, by)
    if name and plain_label(name) in _OF_VISIBILITY:
        name = ""
    if name is None and spoken and role_named(spoken["role"]):
        name = spoken["name"].split(",")[0].strip()
    if name is None and dressed and visibility is Visibility.INTERNAL and len(words.split()) <= 9:
        name = ""
    if name is None or visibility is None and role is not None and followed and not dated:
        return None
    if (
        visibility is not Visibility.INTERNAL
        and not (numbered or by or dated or role or _EXPLICIT.search(words))
        and not _whole_phrase(words)
    ):
        return None
    if followed and not dressed and visibility is not Visibility.INTERNAL and not (numbered or dated or by):
        return None
    return Opening(
        Origin.TICKET,
        1,
        author=name or None,
        label=words,
        visibility=visibility,
        sent_at=parse_when(words),
        closes=_ENDS.match(words) is not None,
    )


def _names_a_value(words: str) -> bool:
    """Whether these are fields of a ticket head, "Status: Pending internal", of which only some tell who may read."""
    labels = [match["label"] for match in _FIELD.finditer(words)]
    return any(names_field(label) and plain_label(label) not in _OF_VISIBILITY for label in labels)


def _whole_phrase(words: str) -> bool:
    """ "Public reply" alone is a marker, "Reply" alone is a word."""
    return len(words.split()) >= 2 and not without_label_words(words).strip(" ,.-")


def _name_in(words: str, by: re.Match[str] | None) -> str | None:
    """The author named, "" for none, None when other words stand there, so that it is no marker."""
    rest = _NUMBERED.sub(" ", words)
    rest = _WHEN.sub(" , ", rest)
    rest = _FILLER.sub(" ", without_label_words(rest)) if by is None else _BEFORE_DATE.split(by["name"])[0]
    parts = [part.strip(" \t.'’-") for part in re.split(r"[,;|()\[\]—–·:/•]|\s-\s|\s{2,}", rest)]
    names = [part for part in parts if re.search(r"\w", part) and not _SMALL_WORDS.fullmatch(part)]
    if not names:
        return ""
    if len(names) > 3 or any(len(name) > 40 or _NAME.fullmatch(name) is None for name in names):
        return None
    if by is None and not all(
        word[:1].isupper() or word[:1] == "@" or len(word) <= 3 or not word[:1].isascii() or "@" in word
        for name in names
        for word in name.split()
    ):
        return None
    return names[0]
