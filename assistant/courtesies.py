"""Greetings, courtesies and closings: words of a message that say nothing of its matter."""

import re

_HELLO = (
    r"(?:hi|hello|hey|dear|greetings|to whom it may concern|mesdames,? messieurs"
    r"|good (?:morning|afternoon|evening|day)|hallo|guten (?:tag|morgen|abend)|moin|servus|gr(?:ü|ue)(?:ß|ss) gott"
    r"|gr(?:ü|ue)ezi|liebe[rs]?|sehr geehrte[rs]?|bonjour|bonsoir|salut|ch[eè]re?s?|hola"
    r"|buen[oa]s(?: d[ií]as| tardes| noches)?"
    r"|estimad[oa]s?|ol[aá]|oi|bom dia|boa (?:tarde|noite)|prezad[oa]s?|ciao|salve|buongiorno|buonasera|gentil[ei]"
    r"|goede(?:morgen|middag|navond|ndag)|hoi|geachte|beste|здравствуйте|добрый день"
    r"|こんにちは|お世話になっております|您好|你好|안녕하세요)(?![^\W_])"
)
_GREETED = (
    r"(?:(?-i:[^\W\d_a-z][\w.'’-]*)|all|team|there|support|every(?:one|body)|folks|guys|zusammen|[ée]quip[oe]|und|and"
    r"|à tous|todos)"
)
"""A name, or who a greeting is for; "Hey the export fails" greets nobody."""
_OPENING = re.compile(rf"{_HELLO}(?:[ \t]+{_GREETED}){{0,4}}[ \t]*[,;:.!。，、！–-]+[ \t]*", re.I)
"""`Hello Ms Brandt, `: what follows it on the line may be the matter itself."""
_KIND = (
    r"(?:(?:i|we) )?(?:do )?hope (?:you|this|all|every\w+)\b.{0,30}\b(?:well|good|great|fine|safe|nice)\b.{0,30}"
    r"|ich hoffe,? es geht \w+ gut.{0,20}|j'esp[èe]re que (?:vous allez|tout va) bien.{0,20}"
    r"|espero que\b.{0,30}\b(?:bien|bem).{0,20}|spero che\b.{0,30}\bbene.{0,20}"
)
_THANKS = (
    r"(?:(?:many|kind) )?thank(?:s|ing)?(?: you)?(?:(?: (?:for|in|so|a|again|and|very|to)\b|,).{0,40})?"
    r"|(?:vielen |herzlichen |besten )?dank(?:e)?(?: (?:im|für|euch|ihnen)\b.{0,40})?"
    r"|merci(?: (?:d|pour|beaucoup|par)\b.{0,40})?|(?:muchas |mil )?gracias(?: (?:por|de)\b.{0,40})?"
    r"|(?:muito )?obrigad[oa](?: (?:pela?|desde)\b.{0,40})?|grazie(?: (?:per|in|mille)\b.{0,40})?"
)
_CLOSING = (
    r"(?:(?:best|kind|warm|many) )?(?:regards|wishes|greetings)|best|cheers|(?:yours )?(?:sincerely|faithfully|truly)"
    r"|mfg|(?:mit )?(?:freundlichen?|besten?|viele[n]?|liebe[n]?) gr(?:ü|ue)(?:ß|ss)en?|bien (?:à vous|cordialement)"
    r"|cordialement|(?:un )?saludos?(?: cordiales)?|atentamente|atenciosamente|(?:cordiali|distinti) saluti"
    r"|met vriendelijke groet(?:en)?|med v[aä]nlig(?:a)? h[aä]lsning(?:ar)?"
)
_EMPTY = re.compile(rf"{_HELLO}(?:[ \t]+{_GREETED}){{0,4}}|{_KIND}|{_THANKS}|(?:{_CLOSING})(?:,.{{0,40}})?", re.I)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")
_MARKS = " \t.,;:!。，、！–-"


def beyond_courtesy(line: str) -> str:
    """A line from its first words on that are no greeting, courtesy or closing; "" where it holds nothing else."""
    rest = line.strip()
    while rest:
        if opened := _OPENING.match(rest):
            rest = rest[opened.end() :]
            continue
        end = _SENTENCE_END.search(rest)
        if not _EMPTY.fullmatch((rest[: end.start()] if end else rest).strip(_MARKS)):
            return rest
        rest = rest[end.end() :] if end else ""
    return ""
