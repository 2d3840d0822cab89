"""Who wrote each message: customer, support, engineering, a machine, or unknown.

Evidence in this order: a label beside the name, the mail address, words only one side writes, who is greeted by whom,
and last the other side of a conversation of two. Where nothing of this holds the role stays unknown.
"""

import re
from collections.abc import Collection, Sequence

from assistant.domain.issue import Role, Visibility
from assistant.intake.chat import automatic
from assistant.intake.messages import Turn
from assistant.intake.opening import Origin
from assistant.intake.parties import describes, filled_in, people_in_fields, role_in_fields, told_by_phone
from assistant.intake.people import role_named, visibility_named
from assistant.intake.voices import vendors_side
from assistant.intake.wordings import (
    AGENT_TALK,
    CUSTOMER_WORDS,
    FIRST_PERSON,
    GREETING,
    LOOKING,
    SUPPORT_WORDS,
    THIRD_PERSON,
)
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
_VENDOR_BOX = late(
    r"^(?:billing|accounts?|invoices?|sales|info|hello|contact|kontakt|office|team|privacy|security|abuse|feedback"
    r"|rechnung(?:en)?|abrechnung|vertrieb|datenschutz|sicherheit|facturation|factures?|commercial|securite|facturacion"
    r"|facturas?|ventas|contacto|seguridad|faturamento|cobranca|vendas|contato|fatturazione|fatture|vendite|contatt[oi]"
    r"|sicurezza|facturatie|verkoop)$"
)


def roles_of(turns: Sequence[Turn]) -> list[Role]:
    """The role of each message's writer."""
    roles = [_labelled(turn) for turn in turns]
    texts = [_text(turn) for turn in turns]
    _by_address(turns, roles)
    _by_fields(turns, roles, texts)
    _same_author(turns, roles)
    _by_greeting(turns, roles, texts)
    _by_voices(turns, roles, texts)
    _same_domain(turns, roles)
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


def _by_fields(turns: Sequence[Turn], roles: list[Role | None], texts: list[str]) -> None:
    """Authors whom a ticket head names as asking or answering, and the writer of the head's own description."""
    people = people_in_fields(turns)
    for at, turn in enumerate(turns):
        if roles[at] is None and turn.author:
            roles[at] = role_in_fields(turn.author, people)
    known = {turn.author.lower(): role for turn, role in zip(turns, roles, strict=True) if turn.author and role}
    for at, turn in enumerate(turns):
        if roles[at] is not None or turn.author or turn.origin is Origin.MAIL or not describes(turn):
            continue
        writer = filled_in(turn)
        if told_by_phone(turn):
            roles[at] = Role.SUPPORT
        elif writer is not None:
            ours = THIRD_PERSON.search(texts[at]) and not CUSTOMER_WORDS.search(texts[at])
            roles[at] = Role.SUPPORT if ours else known.get(writer) or people.get(writer)


def _by_voices(turns: Sequence[Turn], roles: list[Role | None], texts: list[str]) -> None:
    """The two writers of a mail thread that no label or address tells apart, by how they write."""
    public = [at for at, turn in enumerate(turns) if turn.visibility is not Visibility.INTERNAL and _text(turn)]
    if any(roles[at] is not None or turns[at].origin is not Origin.MAIL or not _key(turns[at]) for at in public):
        return
    said: dict[str, str] = {}
    keys = [_alias(turns[at], said) for at in public if said.setdefault(_alias(turns[at], said), "") is not None]
    for key, at in zip(keys, public, strict=True):
        said[key] += f"\n{texts[at]}"
    sides = vendors_side(said, [turns[at] for at in public], keys)
    for key, at in zip(keys, public, strict=True):
        roles[at] = sides.get(key)


def _alias(turn: Turn, known: Collection[str]) -> str:
    """One name for a writer who stands with an address here and without one there."""
    words = set(re.findall(r"[^\W\d_]{2,}", (turn.author or turn.address or "").lower()))
    return next((name for name in known if words and words == set(name.split())), " ".join(sorted(words)) or _key(turn))


def _same_domain(turns: Sequence[Turn], roles: list[Role | None]) -> None:
    """Colleagues write from the same domain."""
    sides: dict[str, set[Role]] = {}
    for turn, role in zip(turns, roles, strict=True):
        if turn.address and role in (Role.SUPPORT, Role.CUSTOMER):
            sides.setdefault(turn.address.split("@")[1], set()).add(role)
    for at, turn in enumerate(turns):
        domain = turn.address.split("@")[1] if turn.address else ""
        if roles[at] is None and domain not in _FREE_MAIL and len(sides.get(domain, ())) == 1:
            roles[at] = next(iter(sides[domain]))


def _by_words(turns: Sequence[Turn], roles: list[Role | None], texts: list[str]) -> None:
    for at, turn in enumerate(turns):
        if roles[at] is None and role_named(turn.recipient) is Role.SUPPORT and turn.origin is Origin.MAIL:
            roles[at] = Role.CUSTOMER
    first = _first_writer(turns)
    for at, turn in enumerate(turns):
        if roles[at] is None and len(turns) > 1 and _key(turn) != first and SUPPORT_WORDS.search(texts[at][:1500]):
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
        greeted = GREETING.match(texts[at])
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
    if len(whole) < 2 or not mine or THIRD_PERSON.search(whole[first]):
        return
    if any(AGENT_TALK.search(text) for text in whole.values()):
        if Role.SUPPORT not in roles and turns[mine[0]].origin is Origin.CHAT:
            for at in public:
                roles[at] = roles[at] or Role.SUPPORT
        return
    name = first.split()[0].strip(".,") if first.split() else ""
    answered = any(_answers(text, name) for key, text in whole.items() if key != first)
    told = turns[mine[0]].origin is not Origin.CHAT and FIRST_PERSON.search(whole[first]) is not None
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
    return bool(greeted) or SUPPORT_WORDS.search(text) is not None or LOOKING.search(text) is not None


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
        if THIRD_PERSON.search(texts[at]) and not CUSTOMER_WORDS.search(texts[at]):
            roles[at] = Role.SUPPORT
        elif FIRST_PERSON.search(texts[at]) or CUSTOMER_WORDS.search(texts[at]):
            roles[at] = Role.CUSTOMER
