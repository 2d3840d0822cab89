"""Words that say who someone is or who may read: the labels beside names in chats, tickets and mails."""

import re

from assistant.domain.issue import Role, Visibility
from assistant.intake.words import Phrases, late

_CUSTOMER = """
customer client user end-user enduser end user requester reporter visitor guest lead contact caller kunde kundin
kunden anwender nutzer besucher melder anfragender cliente usuario usuaria usuário usuária solicitante visitante
utilisateur utilisatrice visiteur demandeur utente richiedente visitatore klant gebruiker aanvrager bezoeker
klient użytkownik kund bruger お客様 顧客 ユーザー 客户 用户
"""
_SUPPORT = """
support agent support agent support engineer support rep rep representative helpdesk help desk service desk
servicedesk staff operator csm tse cse customer success customer care care tier 1 tier 2 l1 l2 t1 t2 account
manager am supervisor team lead support lead mitarbeiter kundendienst kundenservice kundenbetreuung bearbeiter
soporte agente suporte atendente atendimento assistance conseiller conseillère technicien assistenza operatore
ondersteuning medewerker klantenservice klantenondersteuning wsparcie サポート 担当 担当者 オペレーター 客服
"""
_ENGINEERING = """
engineering engineer dev developer developers devs sre devops on-call oncall platform team backend frontend qa
r&d l3 l4 tier 3 t3 product entwicklung entwickler entwicklerin développement développeur ingénieur ingénierie
desarrollo desarrollador ingeniería desenvolvimento desenvolvedor engenharia sviluppo sviluppatore ingegneria
ontwikkeling ontwikkelaar 開発 エンジニア
"""
_SYSTEM = """
system bot automation automated auto-reply autoreply chatbot assistant automatic notification notifications
workflow trigger jira bot slackbot alert alerts monitoring pagerduty datadog zapier github-actions answer bot fin
systemnachricht système sistema systeem システム 自動応答 ボット
"""
_INTERNAL = """
confidential note|staff note|team note|eyes only|hidden note|non-public|vertrauliche notiz|nicht für den kunden|
teamnotiz|note confidentielle|commentaire privé|note d'équipe|nota confidencial|nota reservada|
comentario privado|no público|uso interno|comentário privado|nota riservata|nota privata|commento privato|
nota di servizio|vertrouwelijke notitie|interne opmerking|niet openbaar|社外秘|非公開|
internal|internal note|internal notes|internal comment|private|private note|private notes|private comment|
work note|work notes|worknotes|work_notes|note to self|agents only|agent only|staff only|support only|
no visible para el cliente|nicht sichtbar für kunden|nicht sichtbar für den kunden|non visible par le client|
non visible pour le client|não visível para o cliente|não visível ao cliente|non visibile al cliente|
niet zichtbaar voor klant|niet zichtbaar voor de klant|só equipa|só equipe|solo equipo|équipe uniquement|
solo team|alleen team|nur team|nur support|do not share|not visible to customer|not public|internal only|
side conversation|internal use only|interne notiz|interne notizen|intern|interner kommentar|interne anmerkung|
private notiz|nicht öffentlich|nur intern|note interne|notes internes|commentaire interne|interne|note privée|
nota interna|notas internas|comentario interno|comentário interno|interno|interna|nota privada|commento interno|
note interne|solo interno|interne notitie|interne nota|interne opmerking|privénotitie|notatka wewnętrzna|
wewnętrzna|社内メモ|内部メモ|内部ノート|社内|内部备注
"""
_PUBLIC = """
public|public reply|public comment|reply|external|customer-visible|visible to customer|additional comments|
customer visible|sent to customer|public response|öffentlich|öffentliche antwort|öffentlicher kommentar|antwort|
réponse publique|commentaire public|public note|respuesta pública|comentario público|respuesta|resposta pública|
resposta|comentário público|risposta pubblica|risposta|openbaar|openbare reactie|openbaar antwoord|
público|pública|publique|pubblico|pubblica|visible para el cliente|visible pour le client|visível para o cliente|
visibile al cliente|sichtbar für den kunden|zichtbaar voor de klant|odpowiedź publiczna|公開返信|公開|返信|公开回复
"""
_SUPPORT_TITLES = """
customer support|customer success|customer care|customer service|customer experience|support engineer|
account manager|csm|success|service client|service clients|relation client|atención|atención al cliente|
servicio al cliente|atendimento|atendimento ao cliente|assistenza clienti|gestor de conta|klantenservice|
account team
"""
_NOTES = """
phone note|phone notes|call note|call notes|phone call|telephone note|telephone call|call log|phone log|voicemail|
telefonnotiz|telefonvermerk|gesprächsnotiz|anrufnotiz|aktennotiz|note d'appel|note téléphonique|
compte rendu d'appel|fiche d'appel|nota telefónica|nota de llamada|registro de llamada|nota telefônica|nota de chamada|
registro de chamada|nota di chiamata|nota telefonica|telefoonnotitie|belnotitie|gespreksnotitie|電話メモ|通話メモ|
1st level|2nd level|first level|second level|first line|second line
"""
"""What an agent writes down of a call, and words for the first desks that need more than one word."""
_FORMS = """
contact form|web form|support form|request form|online form|feedback form|kontaktformular|webformular|
supportformular|supportanfrage|formulaire de contact|formulaire web|formulaire d'assistance|formulario de contacto|
formulario web|formulário de contato|formulário de contacto|formulário web|modulo di contatto|modulo contatti|
modulo web|contactformulier|webformulier|お問い合わせフォーム
"""
"""What a customer fills in."""
_ALSO_NAMES = late(r"\b(?P<word>Dev|Fin|Bot|Guest|Kunde|Rep)\b")
"""Words for roles that people are called by, too: "Dev Patel", "Fin O'Hara", "Ben Guest"."""
_BESIDE_A_NAME = late(r"[A-ZÀ-Þ][\w'’-]*\.?")


def _spaced(block: str, *, leave_out: str = "") -> str:
    """Single words and the known pairs among them, one phrase to a bar."""
    pairs = re.findall(
        r"(?:end|support|help|service|customer|account|team|platform|tier|jira|answer) "
        r"(?:user|agent|engineer|rep|desk|success|care|manager|lead|team|bot|\d)",
        block,
    )
    return "|".join([*(word for word in block.split() if word not in leave_out.split()), *pairs])


_ROLES = (
    (Role.SYSTEM, Phrases(_spaced(_SYSTEM, leave_out="answer"), "|")),
    (Role.ENGINEERING, Phrases(_spaced(_ENGINEERING, leave_out="tier team platform 3"), "|")),
    (
        Role.SUPPORT,
        Phrases(
            _spaced(
                _SUPPORT, leave_out="customer tier team lead help desk account service 1 2 success engineer manager"
            ),
            "|",
        ),
    ),
    (Role.CUSTOMER, Phrases(_spaced(_CUSTOMER, leave_out="end"), "|")),
)
_INTERNAL_WORDS = Phrases(_INTERNAL, "|")
_PUBLIC_WORDS = Phrases(_PUBLIC, "|")
_SUPPORT_ROLE = Phrases(_SUPPORT_TITLES, "|")
_NOTES_WORDS = Phrases(_NOTES, "|")
_FORM_WORDS = Phrases(_FORMS, "|")
_DESKS = frozenset("team lead desk ops group squad manager".split())


def role_named(label: str) -> Role | None:
    """The role a label names; None when it names none."""
    if not label:
        return None
    if _FORM_WORDS.within(label):
        return Role.CUSTOMER
    if _SUPPORT_ROLE.within(label) or _NOTES_WORDS.within(label):
        return Role.SUPPORT
    for role, words in _ROLES:
        if any(not _of_a_name(label, start, end) for start, end in words.found(label)):
            return role
    return None


def _of_a_name(text: str, start: int, end: int) -> bool:
    """Whether a word for a role is part of a person's name: a capitalised word beside it that is no such word."""
    if not _ALSO_NAMES.fullmatch(text, start, end):
        return False
    before, after = text[:start].split(" "), text[end:].split(" ")
    beside = [
        before[-2] if len(before) > 1 and not before[-1] else "",
        after[1] if len(after) > 1 and not after[0] else "",
    ]
    return any(
        _BESIDE_A_NAME.fullmatch(word.rstrip(",;:)(]")) is not None
        and not any(words.within(word) for _, words in _ROLES)
        and word.lower().strip(",;:)(]") not in _DESKS
        for word in beside
    )


def names_document(text: str) -> bool:
    """Whether words name a form that was filled in, or a note of a call."""
    return _FORM_WORDS.within(text) or _NOTES_WORDS.within(text)


def visibility_named(label: str) -> Visibility | None:
    """The visibility a label names; internal words win."""
    if _INTERNAL_WORDS.within(label):
        return Visibility.INTERNAL
    return Visibility.PUBLIC if _PUBLIC_WORDS.within(label) else None


def without_label_words(text: str) -> str:
    """What stays of a label when the words for roles and visibility are taken out."""
    known = (_INTERNAL_WORDS, _PUBLIC_WORDS, _SUPPORT_ROLE, _NOTES_WORDS, _FORM_WORDS)
    for words in (*known, *(pattern for _, pattern in _ROLES)):
        for start, end in reversed(list(words.found(text))):
            if words in known or not _of_a_name(text, start, end):
                text = f"{text[:start]} {text[end:]}"
    return text
