"""Which words before a colon or a clock may be the name of who speaks.

"if the 11:00 truck leaves", "Product: Matchhub" and "Contact form, received on 13/11" have the look of a turn. A name
is no field, no kind of document, no phrase with small words in it; and what is not written as names are has to come
back before it counts.
"""

from assistant.intake.labels import names_field
from assistant.intake.language import is_function_word
from assistant.intake.mail import names_header
from assistant.intake.people import names_document, role_named
from assistant.intake.words import Phrases, late

_NOT_NAMES = frozenset(
    """
    error err warn warning info debug trace fatal critical severe notice http https note notes ps p.s nb n.b todo fyi
    update edit tl;dr tldr hi hello hey hallo thanks danke question answer q a step result steps example e.g i.e
    important wichtig attention achtung problem issue url link path file host hinweis frage antwort also so and but
    und aber bonjour hola olá ciao nota rem re fwd aw wg subject from to date cc von an betreff de para objet
    """.split()
)
_DOCUMENTS = Phrases(
    """
    note|notes|form|comment|comments|case|ticket|transcript|report|request|log|update|updates|reply|message|call|entry|
    summary|incident|order|invoice|status|checks|created|opened|reported|submitted|received|updated|resolved|
    notiz|telefonnotiz|formular|kontaktformular|kommentar|vorgang|protokoll|verlauf|meldung|bericht|anfrage|nachricht|
    anruf|störung|rechnung|eingang|erstellt|gemeldet|formulaire|commentaire|dossier|rapport|demande|appel|incident|
    facture|reçu|créé|formulario|comentario|caso|informe|solicitud|mensaje|llamada|incidencia|factura|recibido|creado|
    formulário|comentário|chamado|relatório|solicitação|mensagem|chamada|fatura|recebido|criado|modulo|commento|caso|
    rapporto|richiesta|messaggio|chiamata|segnalazione|fattura|ricevuto|creato|formulier|opmerking|melding|verzoek|
    bericht|oproep|factuur|ontvangen|aangemaakt
    """,
    "|",
)
_THINGS = frozenset("product produkt producto produto prodotto platform backend frontend".split())
_PARTS = late(r"\s[-–—|/]\s|,\s|\s?[|(]")
_PARTICLES = frozenset(
    "de da do das dos di del della dal der den van von vom zu zur la le lo el al y e ter ten te bin ibn af av of and "
    "und et from at aus bei chez with mit".split()
)
"""Small words that stand inside names, or lead from a name to its company."""
_CAPITAL_NAMES = frozenset(
    "al an les per mi ma da la el de van von di do il le na no so sin sono mia con son dos mai".split()
)
"""Names of people, and beginnings of names, that are small words of some language."""
_WORD = late(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_TECHNICAL = late(r"\w\.\w+\.\w")
_LONGEST = 48


def may_speak(name: str) -> bool:
    """Whether nothing forbids these words to be a name."""
    lowered = name.lower()
    words = lowered.split()
    if not words or len(name) > _LONGEST or names_header(name) or lowered in _NOT_NAMES:
        return False
    if "::" in name or _TECHNICAL.search(name) or len(words) == 1 and words[0].strip(".") in _NOT_NAMES:
        return False
    if names_field(name) and not named_by_role(name):
        return False
    if _is_document(name):
        return False
    first = _PARTS.split(name)[0].split()
    return len(first) == 1 or not any(_small(word, at) for at, word in enumerate(first))


def _is_document(name: str) -> bool:
    """Whether it names a kind of text, as "PHONE NOTE - K. Abara" and "Comment, Ann Lee" do, or a field of one."""
    return _DOCUMENTS.within(_PARTS.split(name)[0]) or names_document(name)


def named_by_role(name: str) -> bool:
    """Whether people are called so in a chat: "Customer", "Agent 2", "Support Team"; "Product" is a field of a form."""
    return role_named(name) is not None and name.lower() not in _THINGS


def written_as_name(name: str) -> bool:
    """Whether the words are capitalised as a name's are, or are one word, as a nick is."""
    words = _PARTS.split(name)[0].split()
    if len(words) == 1:
        return not is_function_word(_WORD.fullmatch(words[0])) or not words[0].islower()
    return all(_capital(word) or (at > 0 and _joins(word)) for at, word in enumerate(words))


def _capital(word: str) -> bool:
    bare = word.lstrip("@*_\"'(")
    return not bare[:1].islower() or any(character.isdigit() or character in "_@" for character in bare)


def _joins(word: str) -> bool:
    return word.lower().strip(".") in _PARTICLES or role_named(word) is not None


def _small(word: str, at: int) -> bool:
    """A function word that no name has at this place."""
    found = _WORD.fullmatch(word.strip(".,"))
    if found is None or len(found.group()) < 2 or not is_function_word(found):
        return False
    lowered = found.group().lower()
    if word[:1].isupper():
        return at == 0 and lowered not in _CAPITAL_NAMES
    return lowered not in _PARTICLES
