"""The words by which forms, ticket exports and reports name their parts, in the languages they come in.

Two lists: headings a report is divided by, and names of single values. A label outside both still counts as a field
where several such lines stand together; the lists only decide the lonely ones.
"""

import re

_HEADINGS = """
steps to reproduce|steps to repro|repro steps|repro|reproduction|reproduction steps|to reproduce|how to reproduce|
steps|expected|expected behavior|expected behaviour|expected result|expected results|expected outcome|
what i expected|what did you expect|actual|actual behavior|actual behaviour|actual result|actual results|
actual outcome|current behavior|current behaviour|observed behavior|observed behaviour|what happened|what happens|
environment|env|system info|system information|description|describe the bug|summary|problem|problem description|
issue|issue description|impact|business impact|customer impact|workaround|logs|log|log output|relevant log output|
error|error message|error log|error logs|stack trace|stacktrace|traceback|screenshots|screenshot|attachments|
additional context|additional information|additional info|additional details|more info|details|notes|background|
context|timeline|troubleshooting|troubleshooting steps|troubleshooting done|troubleshooting so far|what we tried|
what i tried|tried so far|steps taken|already tried|things tried|tests done|root cause|resolution|fix|next steps|
ask|request|acceptance criteria|use case|is your feature request related to a problem|to do|todo|
schritte zur reproduktion|schritte|reproduktion|reproduktionsschritte|erwartet|erwartetes verhalten|
erwartetes ergebnis|tatsächlich|tatsächliches verhalten|tatsächliches ergebnis|ist-verhalten|soll-verhalten|
umgebung|systemumgebung|beschreibung|problembeschreibung|fehlerbeschreibung|zusammenfassung|auswirkung|
auswirkungen|fehlermeldung|protokoll|anhänge|anhang|hintergrund|bisherige schritte|bereits versucht|
étapes pour reproduire|étapes de reproduction|étapes|comportement attendu|résultat attendu|attendu|
comportement observé|comportement actuel|comportement constaté|résultat obtenu|résultat observé|obtenu|
environnement|résumé|description du problème|problème|journaux|message d'erreur|contournement|déjà essayé|
contexte|pasos para reproducir|pasos|comportamiento esperado|resultado esperado|esperado|comportamiento actual|
comportamiento observado|resultado actual|resultado obtenido|entorno|descripción|descripción del problema|resumen|
impacto|registros|mensaje de error|solución temporal|ya probado|passos para reproduzir|passos|
comportamento esperado|comportamento atual|resultado obtido|resultado atual|ambiente|descrição|
descrição do problema|resumo|mensagem de erro|já tentado|passi per riprodurre|passaggi per riprodurre|passaggi|
comportamento atteso|risultato atteso|atteso|comportamento attuale|comportamento osservato|risultato effettivo|
risultato ottenuto|descrizione|descrizione del problema|riepilogo|messaggio di errore|già provato|
stappen om te reproduceren|reproductiestappen|stappen|verwacht|verwacht gedrag|verwacht resultaat|
werkelijk gedrag|werkelijk resultaat|huidig gedrag|omgeving|beschrijving|probleemomschrijving|samenvatting|
foutmelding|kroki do odtworzenia|oczekiwany wynik|oczekiwane zachowanie|rzeczywisty wynik|środowisko|opis|
再現手順|再現方法|期待される動作|期待する動作|期待結果|期待される結果|実際の動作|実際の結果|環境|概要|詳細|影響|
ログ|エラーメッセージ|回避策|复现步骤|预期结果|实际结果|环境
"""
_FIELDS = """
version|versions|app version|client version|server version|firmware|firmware version|release|build|build number|
product|product version|module|component|browser|browser version|os|os version|operating system|device|model|
platform|hardware|serial|serial number|region|data center|datacenter|cluster|pod|zone|tenant|tenant id|instance|
workspace|org|org id|organization|organisation|account|account id|account name|account manager|customer|
customer name|customer id|client|company|plan|tier|edition|license|licence|contract|arr|mrr|seats|users|user|
user id|affected users|affected customers|users affected|customers affected|priority|severity|urgency|status|
state|assignee|assigned to|assigned|owner|case owner|reporter|reported by|requester|requested by|opened by|
raised by|contact|contact name|channel|queue|group|team|type|issue type|category|subcategory|labels|label|tags|
tag|title|subject|ticket|ticket id|ticket number|ticket no|case|case number|case id|id|number|key|reference|ref|
link|links|url|created|created at|created on|opened|opened at|updated|updated at|last updated|reported|due|
due date|deadline|sla|sla breach|first response|frequency|reproducibility|reproducible|since|started|start time|
started at|first seen|detected|time|date|error code|code|status code|request id|request-id|correlation id|
trace id|trace-id|session id|feature flag|flag|phone|tel|email|e-mail|mail|language|country|location|cc|
short description|configuration item|business service|caller|assignment group|impact|escalation|health score|csm|
csat|satisfaction|source|produkt|modul|betriebssystem|gerät|modell|kunde|kundennummer|kunden-nr|firma|konto|
mandant|priorität|dringlichkeit|bearbeiter|zuständig|verantwortlich|melder|gemeldet von|ansprechpartner|kanal|
warteschlange|gruppe|typ|kategorie|schlagworte|titel|betreff|vorgang|vorgangsnummer|ticketnummer|erstellt|
erstellt am|geändert|aktualisiert|fällig|frist|häufigkeit|seit|fehlercode|standort|land|sprache|navigateur|
système|système d'exploitation|appareil|produit|modèle|client|compte|société|entreprise|priorité|gravité|statut|
assigné à|assigné|responsable|demandeur|file|groupe|catégorie|étiquettes|titre|objet|créé|créé le|mis à jour|
échéance|fréquence|depuis|code erreur|code d'erreur|pays|langue|navegador|sistema|sistema operativo|
sistema operacional|dispositivo|producto|produto|modelo|cliente|cuenta|conta|empresa|prioridad|prioridade|
gravedad|gravidade|estado|asignado a|asignado|atribuído a|responsável|solicitante|cola|fila|grupo|categoría|
categoria|etiquetas|título|asunto|assunto|creado|criado|actualizado|atualizado|vencimiento|vencimento|frecuencia|
frequência|desde|código de error|código de erro|país|idioma|versión|versão|versione|prodotto|dispositivo|azienda|
account|priorità|gravità|stato|assegnato a|assegnato|responsabile|richiedente|coda|gruppo|titolo|oggetto|creato|
aggiornato|scadenza|frequenza|codice errore|codice cliente|lingua|versie|besturingssysteem|apparaat|klant|
klantnummer|bedrijf|prioriteit|ernst|toegewezen aan|eigenaar|aanvrager|wachtrij|groep|onderwerp|aangemaakt|
bijgewerkt|wersja|przeglądarka|klient|priorytet|バージョン|ブラウザ|機種|顧客|顧客名|お客様|会社名|優先度|重要度|
担当者|担当|ステータス|件名|チケット|作成日|发生时间|版本|浏览器
"""


def _listed(block: str) -> frozenset[str]:
    return frozenset(name.strip() for name in block.replace("\n", "").split("|") if name.strip())


HEADINGS = _listed(_HEADINGS)
FIELDS = _listed(_FIELDS) | frozenset({"app", "hw", "sw", "kd", "kd-nr", "prio", "sev"})

_TRIM = re.compile(r"^[\s#*_>\-–•=\[(]+|[\s:：*_#=?\])]+$")


def plain_label(text: str) -> str:
    """A label without markup, numbering and colon, in lower case."""
    return _TRIM.sub("", text).lower()


def names_heading(text: str) -> bool:
    """True for words a report uses as the heading of a part."""
    return plain_label(text) in HEADINGS


def names_field(text: str) -> bool:
    """True for words that name a single value, or a part of a report."""
    label = plain_label(text)
    return label in FIELDS or label in HEADINGS
