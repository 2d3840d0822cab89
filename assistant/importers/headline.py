"""A title for a record that has none: the first sentence of its text that says something."""

import re

from assistant.intake.mapped import Mapped
from assistant.intake.sentences import sentences

_LONGEST = 100
_LOOKED_AT = 40
"""Lines looked at: no greeting is longer."""
_HELLO = (
    r"(?:hi|hello|hey|dear|greetings|good (?:morning|afternoon|evening|day)|hallo|guten (?:tag|morgen|abend)|moin"
    r"|servus|liebe[rs]?|sehr geehrte[rs]?|bonjour|bonsoir|salut|ch[eè]re?s?|hola|buen[oa]s (?:d[ií]as|tardes|noches)"
    r"|estimad[oa]s?|ol[aá]|bom dia|boa (?:tarde|noite)|prezad[oa]s?|ciao|salve|buongiorno|buonasera|gentil[ei]"
    r"|goede(?:morgen|middag|navond)|geachte|beste|здравствуйте|добрый день"
    r"|こんにちは|お世話になっております|您好|你好|안녕하세요)"
)
_OPENING = re.compile(
    rf"{_HELLO}(?![^\W_])(?:[ \t]+[^\s,;:.!。，、！]+){{0,4}}[ \t]*[,;:.!。，、！–-]+[ \t]*", re.IGNORECASE
)
"""`Hello Ms Brandt, `: what follows it on the line may be the matter itself."""
_EMPTY = re.compile(
    rf"{_HELLO}(?:[ \t]+\S+){{0,3}}|(?:i |we )?hope (?:you|this|all|everyone)\b.{{0,60}}|(?:many )?thanks?\b.{{0,40}}",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r" \(https?://[^\s()]*\)")
"""What `html_text` puts behind the words of a link."""


def headline(text: str) -> str:
    """That sentence on one line, cut between words; what the text begins with where every sentence is a greeting."""
    lines = [line.strip(" \t>*#|-") for line in text.splitlines()]
    told = [line for line in lines if any(map(str.isalnum, line))]
    for line in told[:_LOOKED_AT]:
        for sentence in sentences(Mapped.of(_OPENING.sub("", line, count=1) if _OPENING.match(line) else line)):
            words = sentence.text.strip()
            if any(map(str.isalnum, words)) and not _EMPTY.fullmatch(words.rstrip(" .,!。")):
                return _cut(words)
    return _cut(told[0]) if told else ""


def _cut(words: str) -> str:
    words = " ".join(_ADDRESS.sub("", words).split())
    return words if len(words) <= _LONGEST else words[:_LONGEST].rsplit(" ", 1)[0]
