"""Where a message's signature begins: closing formula, `-- `, legal footer, "Sent from my iPhone", or a bare card.

What follows a closing formula is read as signature only while it looks like one; a postscript is prose again.
"""

import re
from collections.abc import Sequence

from assistant.intake.words import Phrases, late

_FORMULAS = """
best regards|cordiale saluto|cordiali saluti|caro saluto|gr|kind regards|warm regards|regards|best wishes|
many thanks|yours sincerely|yours faithfully|yours truly|sincerely|with best regards|with kind regards|warmly|
respectfully|rgds|brgds|kr|br|vg|mit freundlichen grüßen|mit freundlichen grüssen|mit freundlichen gruessen|
mit freundlichem gruß|mit freundlichem gruss|freundliche grüße|freundliche grüsse|freundliche gruesse|viele grüße|
viele grüsse|viele gruesse|beste grüße|beste grüsse|beste gruesse|liebe grüße|liebe grüsse|liebe gruesse|
schöne grüße|schoene gruesse|herzliche grüße|herzliche gruesse|mit besten grüßen|hochachtungsvoll|grüße|gruesse|
grüsse|gruß|gruss|mfg|lg|vg|bg|schönen gruß|cordialement|bien cordialement|très cordialement|bien à vous|
bien à toi|sincères salutations|salutations|meilleures salutations|salutations distinguées|bonne journée|
bonne réception|cdlt|cdt|respectueusement|amicalement|à bientôt|saludos|un saludo|saludos cordiales|
un cordial saludo|cordialmente|atentamente|atte|muchos saludos|un abrazo|abrazos|saludos a todos|atenciosamente|
atenciosamente,|att|cumprimentos|com os melhores cumprimentos|melhores cumprimentos|abraços|abraço|abs|grato|
grata|cordiali saluti|distinti saluti|saluti|un saluto|un caro saluto|buona giornata|cordialmente|a presto|
met vriendelijke groet|met vriendelijke groeten|vriendelijke groet|vriendelijke groeten|groeten|groetjes|groet|
mvg|hartelijke groet|med venlig hilsen|venlig hilsen|hilsen|mvh|med vänliga hälsningar|vänliga hälsningar|
hälsningar|med vennlig hilsen|z poważaniem|pozdrawiam|serdecznie pozdrawiam|よろしくお願いします|
よろしくお願いいたします|よろしくお願い致します|宜しくお願いします|宜しくお願いいたします|宜しくお願い致します|
どうぞよろしくお願いいたします|以上、よろしくお願いいたします|以上|敬具|此致|祝好
"""
_WEAK = """
thanks|thank you|thanks a lot|thanks in advance|thank you in advance|thx|cheers|best|all the best|take care|ta|
danke|vielen dank|danke im voraus|vielen dank im voraus|danke und gruß|danke und grüße|merci|merci d'avance|
merci beaucoup|merci par avance|gracias|muchas gracias|gracias de antemano|obrigado|obrigada|muito obrigado|
muito obrigada|desde já agradeço|grazie|grazie mille|grazie in anticipo|bedankt|alvast bedankt|dank je|dank u|tak|
tack|dziękuję|ありがとうございます|谢谢
"""


_STRONG = Phrases(_FORMULAS, "|")
_THANKS = Phrases(_WEAK, "|")
_BEFORE = late(
    r"\s*(?:(?:with|con|un|una|con un|mit|avec|with the)\s+|(?:thanks|danke|merci|gracias"
    r"|obrigad[oa]|grazie|bedankt)(?: and| und| et| y| e| en|,)?\s+)?",
    re.IGNORECASE,
)
_STRONG_TAIL = late(
    r"\s*[,.!;。、]*\s*$|\s+(?:aus|from|de|van|da|an|and|und|to) (?:\S+\s?){1,4}$|"
    r"\s*[,.!;–-]*\s*(?:[A-ZÀ-ÖØ-Þ][\w.'’&-]*,?\s?(?:& )?){1,6}$|\s*,\s*(?:[\w.'’-]+\s?){1,2}$|\s*/\s*.{2,40}$"
)
_WEAK_TAIL = late(r"\s*[,.!]*\s*$|\s*[,.!–-]+\s*(?:[A-ZÀ-ÖØ-Þ][\w.'’&-]*,?\s?(?:& )?){1,6}$")
_DELIMITER = late(r"\s*(?:--|—|__) ?\s*$")
_DEVICE = late(
    r"\s*(?:sent from my|sent from (?:outlook|yahoo|mail|proton)|sent via|get outlook for"
    r"|gesendet von mein|von meinem \w+ gesendet|diese nachricht wurde von meinem|envoyé de mon"
    r"|envoyé depuis|"
    r"enviado desde mi|enviado do meu|enviado a partir d|inviato da(?:l mio)? |verzonden (?:vanaf"
    r"|van) mijn|verstuurd vanaf|sendt fra min|skickat från min|iphoneから送信|androidから送信)",
    re.IGNORECASE,
)
_LEGAL = late(
    r"(?:this (?:e-?mail|message|communication)(?: and any (?:attachments?"
    r"|files?))?.{0,60}(?:confidential|intended|privileged)|confidentiality notice|"
    r"\bdisclaimer:|if you (?:have received|are not the intended)|please consider the environment"
    r"|diese e-?mail (?:und|enthält|kann|ist)|"
    r"diese nachricht (?:und|enthält|ist) .{0,60}vertraulich|der inhalt dieser e-?mail"
    r"|geschäftsführ(?:er|ung|erin)\s?:|sitz der gesellschaft|handelsregister|amtsgericht"
    r"|\bHRB ?\d|ust-?id|"
    r"ce (?:message|courriel|mail).{0,60}(?:confidentiel|destin)|este (?:mensaje|correo|e-?mail"
    r"|mensagem).{0,80}(?:confidencial|destin)|esta mensagem.{0,60}confidencial|"
    r"(?:questo messaggio|la presente e-?mail|questa e-?mail).{0,80}(?:riservat|confidenzial"
    r"|destin)|dit (?:bericht|e-?mail).{0,60}(?:vertrouwelijk|bestemd)|"
    r"registered (?:office|in england)|you (?:are receiving|received) this (?:e-?mail"
    r"|message) because|unsubscribe|powered by zendesk|this email is a service from|"
    r"本メール(?:は|に)|このメールは)",
    re.IGNORECASE,
)
_LEGAL_TRIGGERS = (
    "confiden",
    "intended",
    "privileged",
    "disclaimer",
    "environment",
    "mail",
    "nachricht",
    "geschäftsführ",
    "gesellschaft",
    "register",
    "amtsgericht",
    "hrb",
    "ust",
    "destin",
    "mensaje",
    "mensagem",
    "messaggio",
    "bericht",
    "because",
    "unsubscribe",
    "zendesk",
    "メール",
)
_CONTACT = late(
    r"@[\w-]+\.|\b(?:tel|phone|mobile?|mob|fon|fax|t|m|p|cell|direct|durchwahl|tél|móvil|teléfono"
    r"|telefon|telefone|cel|电话|電話)\s?[.:+]|\+?\d[\d ()/.-]{6,}\d|https?://|www\.|"
    r"\b(?:GmbH|AG|KG|e\.V|Inc|Ltd|LLC|LLP|PLC|Corp|S\.?L\.?U?|S\.?A\.?S?|SARL|S\.?r\.?l|S\.?p\.?A"
    r"|B\.?V|N\.?V|Ltda|Lda|d\.o\.o|Oy|AB|ApS|A/S|sp\. z o\.o|株式会社|Co)\b\.?|\b\d{3}-\d{4}\b",
)
_TITLE = late(
    r"\b(?:manager|director|engineer|lead|head|officer|admin\w*|analyst|specialist|consultant"
    r"|coordinator|assistant|president|vp|c[etio]o|owner|founder|support|team|department|"
    r"leiter\w*|leitung|abteilung|sachbearbeiter\w*|verwaltung|vertrieb|einkauf|buchhaltung"
    r"|personal\w*|geschäftsführer\w*|systemadministrator\w*|IT\b|responsable|directeur|directrice"
    r"|"
    r"chef|gérante?|service|secrétariat|comptab\w+|jefe|jefa|director\w?|gerente|coordinador\w?"
    r"|coordenador\w?|diretor\w?|sistemas|responsabile|direttore|amministra\w+|ufficio|"
    r"beheerder|hoofd|afdeling|medewerker|部|課|担当)\b",
    re.IGNORECASE,
)
_NAME = late(
    r"\s*[-–—~]{0,2}\s*(?:(?:dr|prof|mr|mrs|ms|hr|fr|ing|dott"
    r"|sig)\.? )?[^\W\d_][\w.'’-]*(?:\s(?:[^\W\d_][\w.'’-]*|\([^)]{1,40}\)|/)){0,4}[,]?(?:\s*[,("
    r"|·–-].{2,60})?\s*$",
    re.IGNORECASE,
)
_SENTENCE_END = late(r"[.!?。]['\")]*\s*$")
_MAX_CARD = 9


def _legal(text: str) -> bool:
    """A legal footer; the few telling words are looked for first, since the whole pattern is slow."""
    lowered = text.lower()
    return any(word in lowered for word in _LEGAL_TRIGGERS) and _LEGAL.search(text) is not None


def closing(text: str) -> bool:
    """True for a closing formula on its own line, a name behind it allowed."""
    return len(text) <= 90 and (
        _closes(text, _STRONG, _STRONG_TAIL) or _closes(_after_opening(text), _STRONG, _STRONG_TAIL)
    )


def _after_opening(text: str) -> str:
    match = _BEFORE.match(text)
    return text[match.end() :] if match else text


def _closes(text: str, formulas: Phrases, tail: re.Pattern[str]) -> bool:
    stripped = text.lstrip()
    end = formulas.opening(stripped)
    return end is not None and tail.match(stripped, end) is not None


def signature_start(texts: Sequence[str], *, mail: bool) -> list[bool]:
    """For each line of one message, whether it belongs to a signature; blank lines are never asked about."""
    marks = [False] * len(texts)
    at = 0
    while at < len(texts):
        text = texts[at]
        if not text.strip():
            at += 1
        elif _DEVICE.match(text) or (_legal(text) and at > 0):
            legal = _legal(text)
            at = _mark(marks, texts, at, _paragraph_end(texts, at) if legal else at + 1)
        elif (
            _DELIMITER.match(text)
            and at > 0
            and len(text.strip()) == 2
            and (mail or text.rstrip("\r\n").endswith(" ") or _card_like(texts, at + 1))
        ):
            at = _mark(marks, texts, at, _card_end(texts, at + 1))
        elif closing(text) or (len(text) <= 60 and _closes(text, _THANKS, _WEAK_TAIL) and _ends_soon(texts, at + 1)):
            at = _mark(marks, texts, at, _card_end(texts, at + 1))
        else:
            at += 1
    end = _before_footer(marks, texts)
    if mail and end:
        _mark_bare_card(marks, texts[:end])
    if mail and not any(marks):
        _mark_last_name(marks, texts)
    return marks


def _before_footer(marks: Sequence[bool], texts: Sequence[str]) -> int:
    """Where the legal footer and "Sent from my …" at the end begin; 0 where a signature stands above them."""
    end = len(texts)
    while end and (
        not texts[end - 1].strip() or marks[end - 1] and (_DEVICE.match(texts[end - 1]) or _legal(texts[end - 1]))
    ):
        end -= 1
    return 0 if any(marks[:end]) else end


def _mark(marks: list[bool], texts: Sequence[str], start: int, end: int) -> int:
    for position in range(start, end):
        marks[position] = bool(texts[position].strip())
    return max(end, start + 1)


def _paragraph_end(texts: Sequence[str], at: int) -> int:
    while at < len(texts) and texts[at].strip():
        at += 1
    return at


def _card_line(text: str) -> bool:
    """Short and no sentence, or plainly contact data."""
    stripped = text.strip()
    if _CONTACT.search(stripped) or _TITLE.search(stripped):
        return len(stripped) <= 120 and not (
            len(stripped) > 60 and _SENTENCE_END.search(stripped) and stripped.count(" ") > 8
        )
    return (
        len(stripped) <= 60
        and not _SENTENCE_END.search(stripped)
        and not stripped.endswith(":")
        and stripped.count(" ") <= 6
    )


def _card_like(texts: Sequence[str], at: int) -> bool:
    return any(_CONTACT.search(text) or _NAME.match(text) for text in texts[at : at + 3] if text.strip())


def _card_end(texts: Sequence[str], at: int) -> int:
    """The end of the lines after a closing that still look like a visiting card."""
    taken, end = 0, at
    while at < len(texts) and taken < _MAX_CARD:
        text = texts[at]
        if text.strip():
            if re.match(r"\s*(?:p\.?\s?s\b|n\.?b\.|ps[.:])", text, re.IGNORECASE) or not (
                _card_line(text) or _legal(text) or _DEVICE.match(text)
            ):
                break
            if (
                taken
                and not texts[at - 1].strip()
                and not (_CONTACT.search(text) or _TITLE.search(text) or _NAME.match(text))
            ):
                break
            taken += 1
            end = at + 1
        at += 1
    return end


def _ends_soon(texts: Sequence[str], at: int) -> bool:
    rest = [text for text in texts[at:] if text.strip()]
    return len(rest) <= 8 and all(_card_line(text) or _legal(text) or _DEVICE.match(text) for text in rest[:4])


def _mark_bare_card(marks: list[bool], texts: Sequence[str]) -> None:
    """A last paragraph of short lines that begins with a name: a signature without a formula."""
    end = len(texts)
    while end and not texts[end - 1].strip():
        end -= 1
    start = end
    while start and texts[start - 1].strip():
        start -= 1
    card = texts[start:end]
    if (
        not card
        or start == 0
        or len(card) > _MAX_CARD
        or not _NAME.match(card[0])
        or not all(_card_line(text) for text in card)
    ):
        return
    first = card[0].strip(" -–—~,")
    words = re.split(r"[,(|·/]|\s[–-]\s", first)[0].split()
    capital = all(word[0].isupper() or not word[0].isascii() or len(word) <= 3 for word in words)
    evidence = any(_CONTACT.search(text) or _TITLE.search(text) for text in card[1:])
    if capital and 1 <= len(words) <= 4 and (evidence or len(card) == 1 or (len(card) <= 3 and len(first) <= 30)):
        _mark(marks, texts, start, end)


def _mark_last_name(marks: list[bool], texts: Sequence[str]) -> None:
    """A name alone on the last line, under a finished sentence."""
    filled = [at for at, text in enumerate(texts) if text.strip()]
    if len(filled) < 2 or not _SENTENCE_END.search(texts[filled[-2]]):
        return
    if re.fullmatch(
        r"\s*[-–—/~]{0,2}\s?[^\W\d_a-zà-ÿ][\w.'’-]*(?: [^\W\d_a-zà-ÿ][\w.'’-]*){0,2}\s*", texts[filled[-1]]
    ):
        marks[filled[-1]] = True
