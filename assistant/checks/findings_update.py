# ruff: noqa: E501  (patterns and tables read better whole)
"""Findings on customer updates as a whole: owner, leftovers of a form, language, reading, length, repetition."""

import re

from assistant.checks.drafted import Text
from assistant.checks.wording import likeness, tokens
from assistant.domain import Finding
from assistant.understanding.cues import fold

_LEFTOVER = re.compile(
    r"(?<!\\)\[(?!x\]|\s?\]|link|image|\d)(?:[A-Z][^\]\n]{0,60}|[a-z][a-z _/-]{1,40}|…|\.\.\.)\](?!\()|(?<!\w)(?:TBD|TBC|TODO|FIXME|XXX+|lorem ipsum)(?!\w)"
    r"|\{\{?\s*[a-z_][\w. ]{0,40}\}?\}|<(?!(?:SECRET|CARD|IBAN|NATIONALID|EMAIL|PHONE|IP|NAME|ADDRESS)_\d+>)(?:[a-z]+ [a-z ]{2,30}|(?:name|date|time|owner|customer|zone|step|product|version|link|url|insert)[a-z _-]{0,20}|[A-Z_]{3,20})>|_{4,}"
)
_SLOT = r"(?:first|last|full|your|customer|client|contact)?[ _-]?(?:sur)?name|nom|prénom|nombre|apellidos?|nome|cognome|sobrenome|apelido|naam|voornaam|achternaam|vorname|nachname|kundenname|ansprechpartner|氏名|お名前|お客様名|担当者名|会社名|名前"
_EMPTY_SLOT = re.compile(
    rf"(?i:<(?:{_SLOT}|datum|date|fecha|data|uhrzeit|heure|hora|ora|tijd|日時|日付)>|[(（](?:{_SLOT})[)）])"
    r"|<(?!/?(?i:SECRET|CARD|IBAN|NATIONALID|EMAIL|PHONE|IP|NAME|ADDRESS|NULL|NONE|HTML|BODY|DIV|SPAN|TABLE|PRE|CODE|STRONG)\b)[A-ZÀ-Þ][a-zà-ÿ]{2,20}>"
    r"|[〇○◯]{2,}|△{2,}|□{2,}|＿{2,}|[＊*]{2,}(?=様)"
    r"|(?<![\w.:/-])(?:XX|xx)(?=[:.h/](?:[Xx]{2}|\d)|[\s,.!?]|$)"
    r"|(?<![\w_])_{3,}(?![\w_])(?!\s*$)"
    r"|(?<=[^\W\d_] )(?:…|\.{3})(?=,|\s(?:Uhr|o'clock|h|GMT|UTC|CET)\b)|(?:…+|\.{3,})\s?(?=様)"
)
"""Slots that stand for a name or a time: `<surname>`, `(name)`, 〇〇, XX, ___, and three points for whom or when."""
_CODE = re.compile(
    r"```.*?```|`[^`\n]*`|“[^”\n]*”|\"[^\"\n]*\"|„[^“”\n]*[“”]|«[^»\n]*»|「[^」\n]*」|^(?:>|    ).*$", re.DOTALL | re.M
)
"""Code, quoted logs and messages: what stands there is no slot of ours."""
_NAME_LINE = re.compile(r"(?![^\n]*(?:様|御中|殿)$)[^\n。、！？]{0,20}[一-龯々ァ-ヴーぁ-ん]{2,6}")
"""The last line of a Japanese letter: a department and a name, and not whom it is addressed to."""
_LONGEST_SIGN_OFF, _MOST_WORDS = 24, 6
"""Characters of a Japanese sign-off, words of any other."""
_LONGEST_SENTENCE = 42
"""Words; plain-language guides ask for 15 to 20 on average, and nobody follows a sentence of twice that (house default)."""
_LONGEST_SENTENCE_JA = 130
"""Characters."""
_HARDEST = 68
"""LIX (Björnsson 1968: words per sentence + share of words over six letters, in %); from 60 on a text is "very difficult".
German and Dutch compounds lie higher than English, hence a little more."""
_LENGTHS = {"email": 420, "chat": 180, "sms": 60, "status_page": 200, None: 600}
"""Words a channel bears (house default); characters are counted as two to a word where words are not told apart."""
_SAME = 0.85
"""Likeness from which an update only repeats the last one (X15; house default)."""


def owner_named(text: Text) -> tuple[Finding, ...]:
    """Somebody is named as the one who looks after the case.

    Example: "Your contact for this case is Bartek." passes; an update without a name or team does not.
    """
    owner = text.context.owner
    if owner and fold(owner) in text.folded:
        return ()
    body = "\n".join(line for line in text.folded.splitlines() if not _is_a_team(text, line))
    if text.says("u_owner", body) or _signed(text) or _introduced(text):
        return ()
    return (text.context.rules.finding("U-NO-OWNER", text.where, ""),)


def _is_a_team(text: Text, line: str) -> bool:
    """Whether a folded line is the sign-off of a team or a firm alone ("Vatwise Support", サポート窓口)."""
    plain = line.strip(" *_-–—")
    if not plain or plain[-1] in ".!?,:。、！？：":
        return False
    if not text.spaced:
        ends = (m.end() for m in text.words.pattern("u_team_sign").finditer(plain))
        return len(plain) <= _LONGEST_SIGN_OFF and any(end == len(plain) for end in ends)
    named = re.findall(r"[^\W_][\w'’&-]*", plain)
    return len(named) <= _MOST_WORDS and text.says("u_team_sign", plain) and not re.search(r"[,|/(]|\s-\s", plain)


def _introduced(text: Text) -> bool:
    """Whether the writer gives a name: "I am", and then a capital."""
    return any(
        re.match(r"\W{0,3}[^\W\d_a-z]", text.body[m.end() : m.end() + 4])
        for m in text.words.pattern("i_am").finditer(text.folded)
    )


def _signed(text: Text) -> bool:
    """Whether the text ends with a name: a short last line in capitals that is no closing formula."""
    lines = [line.strip() for line in text.body.strip().splitlines() if line.strip()]
    usual = text.context.usual_words.get(text.language, frozenset())
    if not text.spaced:
        last = lines[-1] if len(lines) > 2 else ""
        named = _NAME_LINE.fullmatch(last) is not None
        return named and not text.says("courtesy", last) and not _is_a_team(text, fold(last))
    for line in lines[-2:]:
        if _is_a_team(text, fold(line)) or _is_ours(text, line):
            continue
        words = re.findall(r"[^\W\d_][\w'’-]+", line)
        if line is not lines[-1] and len(words) <= 3 and text.says("courtesy", fold(line)):
            continue
        strange = [w for w in words if w[0].isupper() and not w.isupper() and fold(w) not in usual]
        if strange and len(lines) > 2 and len(words) <= 6 and line[-1] not in ".!?,:":
            return True
    return False


def _is_ours(text: Text, line: str) -> bool:
    """Whether a line is a firm: the name of an address's domain in the issue or the update."""
    word = re.sub(r"\W", "", fold(line))
    return (
        bool(word)
        and re.search(rf"@(?:[\w-]+\.)*{re.escape(word)}\.", f"{text.folded}\n{text.context.public_text}") is not None
    )


def leftovers(text: Text) -> tuple[Finding, ...]:
    """Places of a form that nobody filled.

    Example: "Dear [name]"; `<SECRET_1>`, which masking leaves, is none.
    """
    id = "U-PLACEHOLDER" if text.kind == "update" else "B-PLACEHOLDER"
    held = text.context.public_text
    own = _CODE.sub(lambda m: re.sub(r"\S", "·", m.group()), text.body)
    slots = (m.group() for m in _EMPTY_SLOT.finditer(own))
    found = dict.fromkeys([*(m.group() for m in _LEFTOVER.finditer(text.body)), *slots])
    return tuple(
        text.context.rules.finding(id, text.where, quote) for quote in found if not held or fold(quote) not in held
    )


def language(text: Text) -> tuple[Finding, ...]:
    """The update is in the customer's language. Example: an English reply to a French mail."""
    document = text.context.document
    if document is None or text.written_in is None or text.written_in == document.language:
        return ()
    if text.quote_of("other_language") is not None:
        return ()
    said = f"The customer writes {document.language}, the update is in {text.written_in}."
    return (text.context.rules.finding("U-LANGUAGE", text.where, text.body.strip()[:80], said),)


def reading_ease(text: Text) -> tuple[Finding, ...]:
    """Sentences that can be read once. Example: sixty words in a row, full of long ones."""
    rules = text.context.rules
    longest = _LONGEST_SENTENCE if text.spaced else _LONGEST_SENTENCE_JA
    counts = [len(tokens(s, spaced=text.spaced)) for s in text.sentences]
    for sentence, count in zip(text.sentences, counts, strict=True):
        if count > longest:
            what = "words" if text.spaced else "characters"
            return (rules.finding("U-HARD-TO-READ", text.where, sentence[:160], f"A sentence has {count} {what}."),)
    words = tokens(text.folded, spaced=True) if text.spaced else []
    if len(words) < 60:
        return ()
    lix = len(words) / max(1, len([c for c in counts if c > 2])) + 100 * sum(len(w) > 6 for w in words) / len(words)
    if lix > _HARDEST:
        return (rules.finding("U-HARD-TO-READ", text.where, "", f"The text reads as very difficult (LIX {lix:.0f})."),)
    return ()


def length(text: Text) -> tuple[Finding, ...]:
    """Short enough for its channel. Example: a letter of 500 words for a chat."""
    most = _LENGTHS.get(text.channel, _LENGTHS[None])
    count = len(tokens(text.folded, spaced=True)) if text.spaced else len(tokens(text.folded, spaced=False)) // 2
    if count <= most:
        return ()
    where = f"a {text.channel}" if text.channel else "an update"
    said = f"The text has {count} words; {where} bears {most}."
    return (text.context.rules.finding("U-TOO-LONG", text.where, "", said),)


def repeated(text: Text) -> tuple[Finding, ...]:
    """Not the last update once more (X15). Example: yesterday's text with a new time."""
    if not text.earlier:
        return ()
    share = likeness(text.folded, fold(text.earlier), spaced=text.spaced)
    if share < _SAME:
        return ()
    said = f"{share:.0%} of it stood in the last update."
    return (text.context.rules.finding("U-REPEATED", text.where, text.earlier.strip()[:120], said),)
