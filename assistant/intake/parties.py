"""Who is named as asking and as answering in the fields of a form or a ticket head: "Requester: …", "Case owner: …"."""

import re
from collections.abc import Iterator, Sequence

from assistant.domain.issue import Role, Visibility
from assistant.intake.labels import plain_label
from assistant.intake.line_sorts import FIELD, PIECES
from assistant.intake.messages import Turn
from assistant.intake.people import role_named
from assistant.intake.words import late

_ASKING = frozenset(
    """
    reporter|reported by|requester|requested by|requestor|raised by|opened by|submitted by|visitor|caller|
    customer contact|contact|contact name|contact person|name|your name|full name|melder|melderin|gemeldet von|
    anrufer|anruferin|ansprechpartner|ansprechpartnerin|kontakt|absender|vorname nachname|ihr name|demandeur|
    demandeuse|appelant|appelante|nom|nom et prénom|votre nom|interlocuteur|signalé par|solicitante|llamante|
    contacto|nombre|nombre y apellidos|su nombre|reportado por|persona de contacto|contato|nome|nome completo|
    seu nome|relatado por|quem ligou|richiedente|chiamante|contatto|nome e cognome|segnalato da|referente|aanvrager|
    beller|contactpersoon|naam|gemeld door|visitante|visitatore|besucher|visiteur|bezoeker|報告者|依頼者|お名前|氏名
    """.replace("\n", "")
    .replace("    ", "")
    .split("|")
)
_WRITING = _ASKING - frozenset(
    "contact|contact name|contact person|customer contact|caller|anrufer|anruferin|ansprechpartner|ansprechpartnerin|"
    "kontakt|appelant|appelante|interlocuteur|llamante|contacto|persona de contacto|contato|quem ligou|chiamante|"
    "contatto|referente|beller|contactpersoon".split("|")
)
"""Those who wrote the text below; a caller or a contact is written about."""
_ANSWERING = frozenset(
    """
    case owner|ticket owner|owner|assignee|assigned to|assigned|agent|support agent|handled by|taken by|logged by|
    recorded by|created by agent|engineer|bearbeiter|bearbeiterin|zuständig|sachbearbeiter|sachbearbeiterin|
    aufgenommen von|erfasst von|zugewiesen an|conseiller|conseillère|assigné à|agent en charge|suivi par|
    pris en charge par|agente|operador|asignado a|atendido por|atendente|atribuído a|responsável|operatore|
    assegnato a|gestito da|behandelaar|toegewezen aan|medewerker|担当|担当者
    """.replace("\n", "")
    .replace("    ", "")
    .split("|")
)
_CHANNEL = frozenset(
    "channel kanal canal canale kanaal チャネル via source medium origin herkunft origine origen origem".split()
)
_BY_PHONE = late(
    r"\b(?:phone|telephone|call|voice|telefon\w*|anruf|t[ée]l[ée]phone|appel|tel[ée]fono|llamada|telefone|chamada|chiamata"
    r"|telefoon)\b|電話",
    re.IGNORECASE,
)
_NAME = late(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,3}")
_SENTENCE = late(r"[^\W\d_]{2,}[.!?,]|[。！？、]")
_BRACKET = late(r"\s?[(\[](?P<words>[^()\[\]]{2,40})[)\]]")
_FOR = late(
    r"(?:for|on behalf of|für|im auftrag|pour|au nom de|para|en nombre de|em nome de|per|per conto di|voor|namens)\b",
    re.IGNORECASE,
)
"""An agent who files a report for a customer."""
_FEW = 3
"""Words in a bracket that is a role; "(Head of Engineering, Acme)" is a title at a customer's."""
_MOST_LINES = 60


def people_in_fields(turns: Sequence[Turn]) -> dict[str, Role]:
    """Names in lower case, each with the side that its field gives it; a role in brackets behind the name wins."""
    found: dict[str, Role] = {}
    for label, value in (pair for turn in turns for pair in _fields(turn)):
        side = Role.CUSTOMER if label in _ASKING else Role.SUPPORT if label in _ANSWERING else None
        name = _NAME.match(value)
        if side is None or name is None:
            continue
        beside = _BRACKET.match(value, name.end())
        said = role_named(beside["words"]) if beside and len(beside["words"].split()) <= _FEW else None
        if side is Role.CUSTOMER and beside and _FOR.match(beside["words"]):
            said = Role.SUPPORT
        found.setdefault(name.group().lower(), said if said in (Role.SUPPORT, Role.ENGINEERING) else side)
    return found


def role_in_fields(author: str, people: dict[str, Role]) -> Role | None:
    """The side of an author by his whole name, or by a first name that only one of the people named has."""
    lowered = author.lower()
    if lowered in people:
        return people[lowered]
    same = {role for name, role in people.items() if name.split()[0] == lowered or lowered.split()[0] == name}
    return next(iter(same)) if len(same) == 1 else None


def filled_in(turn: Turn) -> str | None:
    """Who wrote the text of a form, by its own field; None where no field says it."""
    for label, value in _fields(turn):
        if label in _WRITING and (name := _NAME.match(value)) is not None:
            return name.group().lower()
    return None


def describes(turn: Turn) -> bool:
    """Whether a sentence stands below the fields of a head."""
    return any(
        len(line.text.text.split()) >= 5 and _SENTENCE.search(line.text.text) and not FIELD.match(line.text.text)
        for line in turn.lines
    )


def told_by_phone(turn: Turn) -> bool:
    """Whether a ticket head says that the matter came by phone, so that an agent wrote it down."""
    return any(label in _CHANNEL and _BY_PHONE.search(value) for label, value in _fields(turn))


def _fields(turn: Turn) -> Iterator[tuple[str, str]]:
    """The pairs of label and value in a head that nobody is named as writing."""
    if turn.author or turn.visibility is Visibility.INTERNAL:
        return
    for line in turn.lines[:_MOST_LINES]:
        for piece in PIECES.split(line.text.text) if len(line.text) < 400 else ():
            match = FIELD.match(piece.strip())
            if match is not None:
                yield plain_label(match["label"]), match["value"].strip().strip("*_ ")
