"""Who wrote each message: customer, support, engineering, a machine, or unknown.

Evidence in this order: a label beside the name, the mail address, words only one side writes, who is greeted by whom,
and last the other side of a conversation of two. Where nothing of this holds the role stays unknown.
"""

import re
from collections.abc import Sequence

from assistant.domain.issue import Role, Visibility
from assistant.intake.chat import automatic
from assistant.intake.messages import Turn
from assistant.intake.opening import Origin
from assistant.intake.people import role_named, visibility_named
from assistant.intake.words import late

_DESK = late(
    r"^(?:.*[._-])?(?:support|helpdesk|help|servicedesk|service|hilfe|aide|ayuda|soporte|suporte"
    r"|ajuda|assistenza|assistance|aiuto|kundendienst|kundenservice|"
    r"kundensupport|care|customercare|tickets?|klantenservice|ondersteuning|atendimento|pomoc"
    r"|wsparcie|sav|hotline|csm|success|atencion|clientes|kunden)(?:[._+-].*)?$"
)
_MACHINE = late(
    r"^(?:no-?reply|do-?not-?reply|noreply|notifications?|alerts?|jira|mailer-daemon|bounce|system"
    r"|bot|monitoring)(?:[._+-].*)?$"
)
_FREE_MAIL = frozenset(
    "gmail.com googlemail.com outlook.com hotmail.com live.com yahoo.com icloud.com gmx.de "
    "gmx.net web.de t-online.de orange.fr free.fr proton.me".split()
)
_SUPPORT_WORDS = late(
    r"thank(?:s| you) for (?:contacting|reaching out|getting in touch|your (?:patience|report"
    r"|message|email|request)|writing in|reporting|letting us know|bringing this|the (?:details"
    r"|logs|report))|"
    r"i(?:'m| am| will be) (?:happy|glad) to help|could you (?:please |kindly )?(?:send|share"
    r"|provide|confirm|try|tell|let us|let me|check)|can you (?:please )?(?:send|share|provide"
    r"|confirm|try)|"
    r"(?:i|we)(?:'ve| have)? (?:escalated|passed (?:this|it)|forwarded (?:this|it) to"
    r"|raised (?:this|it|a ticket))|our (?:engineering|development|engineers|developers"
    r"|product) (?:team)?|"
    r"sorry (?:for the|to hear|about the) (?:inconvenience|trouble|delay|this)|we apologi[sz]e|apologies for|"
    r"vielen dank für ihre (?:anfrage|nachricht|meldung|e-?mail|rückmeldung|geduld)"
    r"|danke für (?:ihre|deine|eure) (?:anfrage|nachricht|meldung|geduld)|könn(?:en"
    r"|ten) sie (?:uns|mir|bitte)|"
    r"wir entschuldigen uns|unsere (?:entwicklung|technik|entwickler)|wir haben (?:ihr|das) .{0,30}weitergeleitet|"
    r"merci (?:de|pour) (?:nous avoir contact|votre (?:message|demande|patience|retour"
    r"|signalement))|pourriez-vous|pouvez-vous (?:nous|me)|nous avons bien reçu|désolés? (?:pour"
    r"|de)|"
    r"gracias por (?:contactar|ponerse en contacto|su (?:mensaje|consulta|paciencia)|tu (?:mensaje"
    r"|paciencia)|escribir|avisar)|¿?(?:podría|podrías|puede|puedes) (?:enviar|indicar|confirmar"
    r"|decir|probar|mandar)|lamentamos|"
    r"obrigad[oa] (?:por (?:entrar em contato|nos contatar|sua|seu)|pelo (?:contato|retorno))"
    r"|(?:você )?pode(?:ria)? (?:nos )?(?:enviar|confirmar|informar|mandar)|"
    r"grazie per (?:averci contattat|la (?:sua|tua)|il (?:suo|tuo))|(?:potrebbe|può|puoi"
    r"|potresti) (?:inviar|confermar|indicar|mandar)|ci scusiamo|"
    r"bedankt voor (?:uw|je|het)|(?:kunt u|kun je) (?:ons|mij|me)|お問い合わせ(?:いただき"
    r"|ありがとう)|ご連絡(?:いただき)?ありがとう|ご不便をおかけ",
    re.IGNORECASE,
)
_THIRD_PERSON = late(
    r"(?:\b(?:the |this |vip |big )?(?:customer|client|cust|cx|end user|caller)"
    r"(?: [\w.&'’-]+){0,4}?(?: \([^()]{2,60}\))?,? (?:reports?"
    r"|reported|says?|said|states?|stated|sees?|is seeing|are seeing|is (?:unable|reporting|asking"
    r"|getting|experiencing|"
    r"complaining|furious|angry|upset|threatening|blocked|on)|cannot|can't|can not|wants?|wrote"
    r"|called|claims?|mentions?|mentioned|complains?|complained|has|have|had|asks?|asked|needs?"
    r"|confirmed|noticed|tried|threatens?|uses?|gets?)\b)|"
    r"\b(?:customer|client|cust|kunde|kundin)\s?:\s|\bescalating (?:on behalf|this)|\(l[12]\)"
    r"|\b(?:case|ticket) [\w-]+, mine\b|\bon behalf of (?:the )?(?:customer|client)|"
    r"\b(?:der|die|ein|unser)?\s?(?:kunde|kundin|anwender|anwenderin)\b.{0,30}?\b(?:meldet"
    r"|berichtet|sagt|schreibt|kann|hat|möchte|ist|beschwert|droht|wünscht|fragt|bekommt|sieht)\b|"
    r"\b(?:le|la|un|une|notre) cliente?\b.{0,25}?\b(?:signale|rapporte|dit|indique|ne peut|demande"
    r"|se plaint|a |est |nous|constate|voit)|"
    r"\b(?:el|la|un|una|nuestro) cliente\b.{0,25}?\b(?:informa|reporta|dice|indica|no puede|pide"
    r"|se queja|ha |está|tiene|comenta|ve )|"
    r"\b(?:o|um|nosso) cliente\b.{0,25}?\b(?:relata|informa|diz|reporta|não consegue|pede|reclama|está|tem)\b|"
    r"\b(?:il|un|nostro|la) cliente\b.{0,25}?\b(?:segnala|riferisce|dice|non riesce|chiede|lamenta"
    r"|ha |è )|\b(?:de|een|onze) klant\b.{0,25}?\b(?:meldt|zegt|kan|wil|vraagt|heeft|is|klaagt)\b|"
    r"(?:お客様|顧客|ユーザー)(?:より|から|が|は).{0,40}(?:報告|連絡|問い合わせ|申告|とのこと)",
    re.IGNORECASE,
)
_AGENT_TALK = late(
    r"\b(?:demo|test) tenant\b|\b(?:from|at) level 1\b|\bL[123]\b|\bthe customer\b|\bcase \d"
    r"|\btenant thing\b|\bstatus page still\b|on the line\b"
)
_VENDOR_BOX = late(
    r"^(?:billing|accounts?|invoices?|sales|info|hello|contact|kontakt|office|team|privacy|security|abuse|feedback)$"
)
_FIRST_PERSON = late(
    r"\b(?:i|i'm|i've|we|we're|we've|our|my|us|me|ich|wir|mir|uns|unser\w*|mein\w*|bei euch"
    r"|bei ihnen|je|j'\w+|nous|notre|nos|mon|ma|mes|moi|chez vous|"
    r"yo|nosotr[oa]s|nuestr[oa]s?|mi|mis|nos|tengo|tenemos|estamos|llevamos|hemos|puedo|podemos"
    r"|necesito|eu|nós|nosso|nossa|meu|minha|a gente|estamos|temos|preciso|consigo|"
    r"io|noi|nostr[oai]|mio|mia|abbiamo|siamo|non riesco|riusciamo|ik|wij|we|ons|onze|mijn|jag|vi"
    r"|vår|mig|jeg|min|mam|mamy|nasz\w*|moje?|mnie)\b|私|弊社|当社|こちら|我们|我",
    re.IGNORECASE,
)
_CUSTOMER_WORDS = late(
    r"\b(?:your (?:product|app|software|platform|service|system|team|website|site|api|tool|support"
    r"|update|company)|please (?:help|fix|advise)|bei (?:euch|ihnen)|ihr(?:e|er)? (?:software"
    r"|system|produkt|app|programm)|"
    r"eure (?:software|app)|votre (?:logiciel|application|outil|plateforme|service|produit)"
    r"|chez vous|vuestr[oa]|su (?:plataforma|aplicación|sistema|servicio)|(?:o )?(?:sistema"
    r"|aplicativo|app) de vocês|"
    r"vostr[oa]|jullie|uw (?:systeem|software|app))\b|貴社|御社",
    re.IGNORECASE,
)
_GREETING = late(
    r"^\s*(?:hi|hello|hey|dear|hallo|guten (?:tag|morgen)|liebe[rs]?|sehr geehrte[rs]?|bonjour"
    r"|bonsoir|salut|cher|chère|hola|estimad[oa]|buen[oa]s (?:días|tardes)|ol[áa]|oi|bom dia"
    r"|boa tarde|prezad[oa]|"
    r"ciao|buongiorno|gentile|salve|beste|goedemorgen|hej|cześć|moin|servus)\s+(?:(?:frau|herr"
    r"|herrn|mr\.?|mrs\.?|ms\.?|mme|m\.|sr\.?a?|señora?)\s+)?(?P<name>[^\W\d_][\w'’-]+)",
    re.IGNORECASE,
)


def roles_of(turns: Sequence[Turn]) -> list[Role]:
    """The role of each message's writer."""
    roles = [_labelled(turn) for turn in turns]
    texts = [_text(turn) for turn in turns]
    _by_address(turns, roles)
    _by_words(turns, roles, texts)
    _same_author(turns, roles)
    _by_greeting(turns, roles, texts)
    _same_author(turns, roles)
    _by_visibility(turns, roles)
    _by_first_report(turns, roles, texts)
    _same_author(turns, roles)
    _other_side(turns, roles)
    if len(_public_writers(turns, texts)) <= 1:
        _lone_writer(turns, roles, texts)
    _same_author(turns, roles)
    return [role or Role.UNKNOWN for role in roles]


def _public_writers(turns: Sequence[Turn], texts: list[str]) -> set[str]:
    """Everyone who wrote what the customer can read; a mail without a header is its signer's."""
    named = {_key(turn): turn.author for turn in turns if turn.visibility is not Visibility.INTERNAL and _key(turn)}
    unsigned = [
        text
        for turn, text in zip(turns, texts, strict=True)
        if not _key(turn) and turn.visibility is not Visibility.INTERNAL and (turn.origin is not None or _speaks(turn))
    ]
    signed = all(any(author and author in text[-300:] for author in named.values()) for text in unsigned)
    return set(named) | (set() if signed and named else {""} if unsigned else set())


def _text(turn: Turn) -> str:
    return "\n".join(line.text.text for line in turn.lines if not line.blank)[:4000]


def among_us(turn: Turn, role: Role) -> bool:
    """Whether a mail went from our side to our own desks only, as a hand-over does: no customer has read it."""
    ours = role in (Role.SUPPORT, Role.ENGINEERING) and turn.origin is Origin.MAIL and turn.recipients
    return bool(ours) and all(_DESK.match(address.split("@")[0].lower()) for address in turn.recipients)


def _key(turn: Turn) -> str:
    return (turn.address or turn.author or "").lower()


def _labelled(turn: Turn) -> Role | None:
    label = turn.label
    if (
        turn.origin is Origin.CHAT
        and turn.lines
        and len(turn.lines) == 1
        and automatic(turn.lines[0].text.text)
        and not label
    ):
        return Role.SYSTEM
    found = role_named(label)
    if found is Role.ENGINEERING and turn.origin is Origin.MAIL and "," in label:
        found = None  # NOTE: "QA Director, Sierra Verde" is a title at a company, not a desk of ours
    if found is None and turn.visibility is Visibility.INTERNAL:
        return Role.SUPPORT
    if found is Role.CUSTOMER and turn.visibility is Visibility.INTERNAL:
        return Role.SUPPORT
    return found or _named_desk(turn.author)


def _named_desk(author: str | None) -> Role | None:
    """ "Acme Support" or "Support Team" as a name."""
    if (
        author
        and "@" not in author
        and re.search(
            r"\b(?:support|helpdesk|help desk|service ?desk|customer care|kundenservice|soporte|suporte"
            r"|assistenza)\b",
            author,
            re.IGNORECASE,
        )
    ):
        return Role.SUPPORT
    return None


def _by_address(turns: Sequence[Turn], roles: list[Role | None]) -> None:
    mailed = {address.lower() for turn in turns for address in turn.recipients} - {turn.address for turn in turns}
    addresses = {address.lower() for turn in turns for address in (turn.address, *turn.recipients) if address}
    desks = {address.split("@")[1] for address in addresses if _DESK.match(address.split("@")[0])} - _FREE_MAIL
    desks = (
        desks or {address.split("@")[1] for address in mailed if _VENDOR_BOX.match(address.split("@")[0])} - _FREE_MAIL
    )
    desks |= {
        turn.address.split("@")[1]
        for turn, role in zip(turns, roles, strict=True)
        if role is Role.SUPPORT and turn.address
    } - _FREE_MAIL
    for at, turn in enumerate(turns):
        if roles[at] is not None or turn.address is None:
            continue
        local, domain = turn.address.split("@", 1)
        if _MACHINE.match(local):
            roles[at] = Role.SYSTEM
        elif domain in desks or _DESK.match(local):
            roles[at] = Role.SUPPORT
        elif desks:
            roles[at] = Role.CUSTOMER


def _by_words(turns: Sequence[Turn], roles: list[Role | None], texts: list[str]) -> None:
    for at, turn in enumerate(turns):
        if roles[at] is None and role_named(turn.recipient) is Role.SUPPORT and turn.origin is Origin.MAIL:
            roles[at] = Role.CUSTOMER
    first = _first_writer(turns)
    for at, turn in enumerate(turns):
        if roles[at] is None and len(turns) > 1 and _key(turn) != first and _SUPPORT_WORDS.search(texts[at][:1500]):
            roles[at] = Role.SUPPORT


def _first_writer(turns: Sequence[Turn]) -> str:
    """Who wrote the oldest message: in a mail thread the last one that is quoted, else the first with a name."""
    mails = [turn for turn in turns if turn.origin is Origin.MAIL and turn.visibility is not Visibility.INTERNAL]
    if mails and any(turn.quoted for turn in mails):
        return _key(mails[-1])
    return next((_key(turn) for turn in turns if turn.origin is not None and _key(turn)), "")


def _same_author(turns: Sequence[Turn], roles: list[Role | None]) -> None:
    known: dict[str, Role] = {}
    for turn, role in zip(turns, roles, strict=True):
        if role is not None and role is not Role.SYSTEM and _key(turn):
            known.setdefault(_key(turn), role)
            if turn.author:
                known.setdefault(turn.author.lower(), role)
    for at, turn in enumerate(turns):
        if roles[at] is None:
            roles[at] = known.get(_key(turn)) or known.get((turn.author or "").lower()) or _signer_role(turn, known)


def _signer_role(turn: Turn, known: dict[str, Role]) -> Role | None:
    """A mail without a header is of the known person whose name stands under it."""
    if _key(turn) or turn.visibility is Visibility.INTERNAL:
        return None
    ending = [line.text.text.strip().lower() for line in turn.lines[-10:]]
    return next(
        (role for name, role in known.items() if " " in name and any(line.startswith(name) for line in ending)), None
    )


def _by_greeting(turns: Sequence[Turn], roles: list[Role | None], texts: list[str]) -> None:
    """Whoever greets a support person by name is the customer, and the other way round."""
    names = {
        word.lower(): role
        for turn, role in zip(turns, roles, strict=True)
        if role and turn.author
        for word in turn.author.split()
        if len(word) > 2
    }
    for at, turn in enumerate(turns):
        greeted = _GREETING.match(texts[at])
        if roles[at] is not None or greeted is None or turn.visibility is Visibility.INTERNAL:
            continue
        other = names.get(greeted["name"].lower())
        if other in (Role.SUPPORT, Role.CUSTOMER):
            roles[at] = Role.CUSTOMER if other is Role.SUPPORT else Role.SUPPORT


def _by_first_report(turns: Sequence[Turn], roles: list[Role | None], texts: list[str]) -> None:
    """With nobody known as customer, the writer of the oldest message is, where another answers as support does."""
    if Role.CUSTOMER in roles:
        return
    public = [
        at
        for at, turn in enumerate(turns)
        if turn.visibility is not Visibility.INTERNAL and (turn.origin is not None or _speaks(turn))
    ]
    said: dict[str, list[str]] = {}
    for at in public:
        said.setdefault(_key(turns[at]), []).append(texts[at])
    whole = {key: " ".join(parts)[:8000] for key, parts in said.items()}
    first = _first_writer([turns[at] for at in public])
    mine = [at for at in public if _key(turns[at]) == first and roles[at] is None]
    if len(whole) < 2 or not mine or _THIRD_PERSON.search(whole[first]):
        return
    if any(_AGENT_TALK.search(text) for text in whole.values()):
        if Role.SUPPORT not in roles and turns[mine[0]].origin is Origin.CHAT:
            for at in public:
                roles[at] = roles[at] or Role.SUPPORT
        return
    name = first.split()[0].strip(".,") if first.split() else ""
    answered = any(_answers(text, name) for key, text in whole.items() if key != first)
    told = turns[mine[0]].origin is not Origin.CHAT and _FIRST_PERSON.search(whole[first]) is not None
    if Role.SUPPORT in roles or answered or told:
        for at in mine:
            roles[at] = Role.CUSTOMER


def _answers(text: str, name: str) -> bool:
    """What the other side wrote reads like an answer from the vendor."""
    greeted = name and re.search(
        rf"\b(?:hi|hello|hey|hallo|moin|hola|bonjour|salut|ciao|buenas|buenos días|olá|oi|bom dia"
        rf"|boa tarde|hoi|dag|dear|good morning)\b[^.!?]{{0,20}}\b{re.escape(name)}\b",
        text,
        re.IGNORECASE,
    )
    return bool(greeted) or _SUPPORT_WORDS.search(text) is not None or _LOOKING.search(text) is not None


_LOOKING = late(
    r"\b(?:let me (?:look|check|see|have a look)|i'll (?:check|look|have a look)|on our side"
    r"|at our end|which version|what version|could you|can you|have you tried|"
    r"ich schaue|ich sehe (?:mir|nach)|je regarde|lo miro|voy a revisar|vou verificar|controllo"
    r"|ik kijk|aan onze kant|können sie|kannst du|pouvez-vous|puedes|probaste|has probado)\b",
    re.IGNORECASE,
)


def _speaks(turn: Turn) -> bool:
    """A message with a sentence in it, not only fields and titles."""
    return any(
        len(line.text.text.split()) >= 6 and re.search(r"[a-zà-ÿ]{2,}[.!?,]|[。！？、]", line.text.text)
        for line in turn.lines
    )


def _other_side(turns: Sequence[Turn], roles: list[Role | None]) -> None:
    """In a public conversation with one side known, the one other unnamed party is the other side."""
    public = [at for at, turn in enumerate(turns) if turn.visibility is not Visibility.INTERNAL]
    public = [at for at in public if turns[at].origin is not None or at > 0 or _speaks(turns[at])]
    unnamed = {_key(turns[at]) for at in public if roles[at] is None}
    sides = {roles[at] for at in public if roles[at] in (Role.SUPPORT, Role.CUSTOMER)}
    if len(unnamed) != 1 or len(sides) != 1:
        return
    other = Role.CUSTOMER if sides == {Role.SUPPORT} else Role.SUPPORT
    for at in public:
        if roles[at] is None:
            roles[at] = other


def _by_visibility(turns: Sequence[Turn], roles: list[Role | None]) -> None:
    """Only agents have their public replies marked as such, beside a customer who is called one."""
    if not any(
        role is Role.CUSTOMER and role_named(turn.label) is Role.CUSTOMER
        for turn, role in zip(turns, roles, strict=True)
    ):
        return
    for at, turn in enumerate(turns):
        if roles[at] is None and visibility_named(turn.label) is Visibility.PUBLIC:
            roles[at] = Role.SUPPORT


def _lone_writer(turns: Sequence[Turn], roles: list[Role | None], texts: list[str]) -> None:
    """One writer: the customer, unless the text speaks about a customer in the third person."""
    for at, turn in enumerate(turns):
        if roles[at] is not None or turn.visibility is Visibility.INTERNAL:
            continue
        if _THIRD_PERSON.search(texts[at]) and not _CUSTOMER_WORDS.search(texts[at]):
            roles[at] = Role.SUPPORT
        elif _FIRST_PERSON.search(texts[at]) or _CUSTOMER_WORDS.search(texts[at]):
            roles[at] = Role.CUSTOMER
