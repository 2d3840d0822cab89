"""Words that say who someone is or who may read: the labels beside names in chats, tickets and mails."""

import re

from assistant.domain.issue import Role, Visibility
from assistant.intake.words import Phrases

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


def role_named(label: str) -> Role | None:
    """The role a label names; None when it names none."""
    if not label:
        return None
    if _SUPPORT_ROLE.within(label):
        return Role.SUPPORT
    for role, words in _ROLES:
        if words.within(label):
            return role
    return None


def visibility_named(label: str) -> Visibility | None:
    """The visibility a label names; internal words win."""
    if _INTERNAL_WORDS.within(label):
        return Visibility.INTERNAL
    return Visibility.PUBLIC if _PUBLIC_WORDS.within(label) else None


def without_label_words(text: str) -> str:
    """What stays of a label when the words for roles and visibility are taken out."""
    for words in (_INTERNAL_WORDS, _PUBLIC_WORDS, _SUPPORT_ROLE, *(pattern for _, pattern in _ROLES)):
        for start, end in reversed(list(words.found(text))):
            text = f"{text[:start]} {text[end:]}"
    return text
