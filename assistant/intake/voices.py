"""How the two sides of a mail thread write, for threads in which no label, desk or address tells them apart.

Each sort of wording counts once for a side, so that a long mail does not win by its length. Who wrote first counts as
well: the customer does, and an oldest mail that is itself an answer ("RE:") tells that the other one did.
"""

import re
from collections.abc import Mapping, Sequence

from assistant.domain.issue import Role
from assistant.intake.messages import Turn
from assistant.intake.words import late

_I = re.IGNORECASE
_VENDOR = (
    (2, late(
        r"\byour (?:account|instance|tenant|subscription|workspace|configuration|settings|request|ticket|case|report"
        r"|plan"
        r"|licen[cs]e)\b|\b(?:on|from|in) your (?:side|end)\b"
        r"|\bIhr(?:em|en|er|e|es)? (?:Konto|Mandant\w*|Instanz|Anfrage|Ticket|Vorgang|Meldung|Lizenz\w*"
        r"|Einstellungen)\b"
        r"|\bvotre (?:compte|demande|instance|ticket|espace|abonnement|signalement|dossier|configuration)\b"
        r"|\b(?:su|tu|vuestr[oa]) (?:cuenta|solicitud|caso|instancia|configuración|consulta|suscripción)\b"
        r"|\b(?:su?a|tua) (?:conta|solicitação|instância|assinatura|configuração)\b|\bseu (?:chamado|caso|relato"
        r"|ambiente)\b"
        r"|\b(?:suo|vostro|tuo) (?:account|profilo|abbonamento|ambiente)\b|\b(?:sua|vostra) (?:richiesta"
        r"|segnalazione)\b"
        r"|\b(?:uw|jullie|je) (?:account|aanvraag|melding|omgeving|abonnement)\b|お客様の|ご利用の", _I)),
    (1, late(
        r"\bplease (?:check|try|open|go to|clear|restart|update|make sure|remove|set|click|select|enable|disable"
        r"|send)\b"
        r"|\bcould you\b|\bcan you\b|\bcould we\b|\bwould you mind\b"
        r"|\bbitte (?:prüfen|öffnen|versuchen|probieren|klicken|gehen|starten|stellen|löschen|senden|schicken|setzen)\b"
        r"|\b(?:könn(?:t|t?en)|könntest|kannst) (?:Sie|du|ihr)\b|\bprüf(?:e|t)? bitte\b"
        r"|\b(?:veuillez|pourriez-vous|pouvez-vous|peux-tu|pourrais-tu|vérifiez|essayez|ouvrez|cliquez)\b"
        r"|\b(?:compruebe|comprueba|verifique|revise|revisa|pruebe|prueba|abra|podría|podrías|puede usted|puedes)\b"
        r"|\b(?:pode|poderia|tente|teste|acesse|confira)\b|\b(?:verifichi|verifica|provi|prova|controlli|controlla"
        r"|potrebbe"
        r"|potresti|può)\b|\b(?:controleer|probeer|kunt u|kun je|zou u|wilt u)\b|いただけますか|お試しください", _I)),
    (2, late(
        r"\bby design\b|\bas designed\b|\bknown (?:issue|bug)\b|\bour (?:engineers|developers|status page|documentation"
        r"|help cent(?:er|re)|knowledge base|billing team|product team)\b|\bbekannte[rs]? (?:fehler|problem)\b"
        r"|\bunsere?n? (?:entwickl\w+|statusseite|technik|dokumentation)\b|\bnos (?:développeurs|ingénieurs"
        r"|équipes techniques)\b"
        r"|\bnotre (?:page d.état|documentation|centre d.aide|équipe technique)\b|\bnuestr[oa]s? (?:desarrolladores"
        r"|página de estado|documentación|equipo técnico|ingenieros)\b|\bnoss[oa]s? (?:desenvolvedores|página de status"
        r"|documentação|time técnico|equipe técnica)\b|\bnostr[oaie] (?:sviluppatori|pagina di stato|documentazione"
        r"|tecnici)\b"
        r"|\bonze (?:ontwikkelaars|statuspagina|documentatie|technici)\b|弊社(?:開発|の技術)", _I)),
    (1, late(
        r"\blet (?:me|us) know (?:if|whether|how)\b|\bhope (?:this|that) helps\b|\bhappy to help\b|\bi(?:'ve"
        r"| have)? checked your\b"
        r"|\bgeben sie (?:mir|uns)? ?bescheid\b|\bgerne? (?:weiter)?helfen\b|\bn'hésitez pas\b|\bno dud[ea] en\b"
        r"|\bnão hesite\b|\bfico à disposição\b|\bnon esit[ai]\b|\bresto a disposizione\b|\blaat (?:het )?(?:me"
        r"|ons) weten\b"
        r"|お気軽に", _I)),
    (2, late(
        r"\bthank(?:s| you) for (?:contacting|reaching out|writing in|getting in touch|reporting|your (?:patience"
        r"|report|message))"
        r"|\bvielen dank für ihre (?:anfrage|nachricht|meldung|geduld)|\bmerci (?:pour|de) votre (?:message"
        r"|signalement|patience)"
        r"|\bgracias por (?:contactar|su (?:mensaje|paciencia)|escribir)|\bobrigad[oa] (?:pelo contato"
        r"|por entrar em contato)"
        r"|\brecebi o seu\b|\bgrazie per averci\b|\bbedankt voor (?:uw|je) (?:bericht|melding)|お問い合わせ(?:いただき"
        r"|ありがとう)", _I)),
)  # fmt: skip
_BUYER = (
    (1, late(
        r"\bstill (?:fails?|missing|not|wrong|broken|the same|happens|stuck|down|get)\b|\b(?:is|are) still\b"
        r"|\bdo(?:es)?n't work\b"
        r"|\bdoes not work\b|\bcan(?:no|')t\b|\bnot working\b|\bkeeps? (?:failing|crashing|happening)\b"
        r"|\bhappened again\b"
        r"|\b(?:fehl(?:t|en)|weiterhin|immer noch|geht nicht|funktioniert nicht|klappt nicht)\b|\bes fehlen\b"
        r"|\bne (?:fonctionne|marche)\b|\btoujours\b|\bno funciona\b|\bsigue\w*\b|\bno (?:podemos|puedo)\b"
        r"|\bnão (?:funciona|consigo"
        r"|conseguimos)\b|\bcontinua\w*\b|\bde novo\b|\bnon (?:funziona|riesco|riusciamo)\b|\bancora\b|\bwerkt niet\b"
        r"|\bnog steeds\b|動きません|できません|ままです", _I)),
    (2, late(
        r"\b(?:as )?you (?:asked|said|told|promised|suggested|described|mentioned|recommended|requested|wanted)\b"
        r"|\bwie (?:von ihnen |du )?(?:besprochen|gewünscht|empfohlen|beschrieben|vorgeschlagen)\b"
        r"|\bihren? (?:hinweis|vorschlag|rat"
        r"|antwort)\b|\b(?:ihr|sie) (?:habt|haben) (?:gesagt|versprochen|geschrieben)\b|\b(?:comme|que) vous (?:m'|l'"
        r"|nous )?avez\b"
        r"|\bcomme (?:demandé|convenu)\b|\bcomo (?:me |nos )?(?:pidi|indic|dij)\w+|\bme (?:pidió|pediste|dijo"
        r"|dijiste)\b"
        r"|\bvocês? (?:disse|pediu|pediram|prometeram)\w*|\bconforme (?:solicitado|pedido|orientado)\b"
        r"|\bcome (?:richiesto|indicato"
        r"|da lei)\b|\bmi (?:ha|avete) (?:detto|chiesto)\b|\bzoals (?:gevraagd|u )|\bu (?:zei|vroeg)\b|ご指示|仰った"
        r"|いただいた", _I)),
    (2, late(
        r"\bour (?:customers|clients|patients|employees|staff|accountants?|users|board|boss|management|contract"
        r"|subscription|shop"
        r"|warehouse|finance team|payroll|company)\b|\byour (?:product|software|app|company|invoice|bill|colleague"
        r"|service|platform)\b"
        r"|\bunsere?[nrm]? (?:kunden|mitarbeiter\w*|steuerberater\w*|kollegen|geschäftsführung|vertrag|lager"
        r"|filialen?|chef)\b"
        r"|\bihre (?:rechnung|software|firma|kollegin)\b|\bnos (?:clients|salariés|conseillers|magasins|patients)\b"
        r"|\bnotre (?:contrat|direction|comptable|boutique|abonnement)\b|\bnuestr[oa]s? (?:clientes|empleados"
        r"|contrato|dirección"
        r"|gestoría|tienda|pacientes)\b|\bnoss[oa]s? (?:clientes|diretoria|contrato|funcionários|loja|contador"
        r"|equipe)\b"
        r"|\b(?:nostr[oaie]) (?:clienti|contratto|dipendenti|commercialista|direzione|negozio)\b|\bonze (?:klanten"
        r"|medewerkers"
        r"|boekhouder|winkel|directie)\b|\bons contract\b|貴社|御社|当社の", _I)),
    (1, late(
        r"\b(?:do|must|can|should) (?:i|we) (?:need|have to|do|use|get)?\b|\bis there (?:a|any) way\b|\bhow (?:do"
        r"|can) (?:i|we)\b"
        r"|\b(?:muss|kann|soll|darf) ich\b|\b(?:müssen|können) wir\b|\b(?:puis-je|dois-je|pouvons-nous|faut-il)\b"
        r"|\b(?:puedo|tengo que|debo|hay que)\b|\b(?:posso|devo|podemos)\b|\b(?:devo|bisogna)\b|\b(?:moet|kan"
        r"|mag) ik\b", _I)),
    (1, late(r"\b(?:urgent\w*|asap|dringend\w*|eilt|urgente\w*|spoed|至急|unacceptable|inakzeptabel|inacceptable"
    r"|inaceptable)\b", _I)),
)  # fmt: skip
_ANSWER_MARK = late(r"(?:re|aw|antw|rv|res|r|sv|vs|odp)\s?(?:\[\d+\])?\s?[:：]\s*", _I)
_SUBJECT_LINE = late(
    r"\s{0,3}[*_]{0,2}(?:subject|betreff|objet|asunto|assunto|oggetto|onderwerp|件名)[*_]{0,2}\s?[:：][*_]{0,2}\s*", _I
)
_CLEAR = 2
"""By how much one side must read more like the vendor's than the other."""


def vendors_side(said: Mapping[str, str], mails: Sequence[Turn], keys: Sequence[str]) -> dict[str, Role]:
    """Which of two writers answers for the vendor; empty where that is not clear.

    `said` holds what each writer wrote, `mails` the mails as they stand, the newest first, `keys` their writers.
    """
    if len(said) != 2:
        return {}
    one, other = said
    score = {key: _counts(_VENDOR, text) - _counts(_BUYER, text) for key, text in said.items()}
    for key, weight in _first_writer(mails, keys).items():
        score[key] = score.get(key, 0) - weight
    if abs(score[one] - score[other]) < _CLEAR:
        return {}
    vendor = one if score[one] > score[other] else other
    return {one: Role.CUSTOMER, other: Role.CUSTOMER} | {vendor: Role.SUPPORT}


def _counts(sorts: Sequence[tuple[int, re.Pattern[str]]], text: str) -> int:
    return sum(weight for weight, wording in sorts if wording.search(text))


def _first_writer(mails: Sequence[Turn], keys: Sequence[str]) -> dict[str, int]:
    """Who wrote the first mail of a thread of two, which need not be shown, and how sure that is."""
    if len(mails) < 2 or not any(mail.quoted for mail in mails):
        return {}
    oldest = _answer_marks(mails[-1])
    if oldest is not None:
        other = next((key for key in keys if key != keys[-1]), None)
        return {keys[-1]: _CLEAR} if oldest == 0 else {other: _CLEAR} if other is not None else {}
    marks = _answer_marks(mails[0]) or 0
    if marks >= 2 and (other := next((key for key in keys if key != keys[0]), None)) is not None:
        return {keys[0] if marks % 2 == 0 else other: 1}
    return {}


def _answer_marks(mail: Turn) -> int | None:
    """How often a mail's subject says that it is an answer; None where it has no subject of its own."""
    for piece, _ in mail.pieces:
        if (match := _SUBJECT_LINE.match(piece.text)) is not None:
            at, times = match.end(), 0
            while (mark := _ANSWER_MARK.match(piece.text, at)) is not None:
                at, times = mark.end(), times + 1
            return times
    return None
