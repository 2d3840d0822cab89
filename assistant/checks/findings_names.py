# ruff: noqa: E501  (patterns and sentences read better whole)
"""Findings on who and whose: colleagues, other customers, and the facts of their tickets (definitions.md)."""

import re
from collections.abc import Iterable

from assistant.checks.drafted import Text
from assistant.checks.firms import FirmWords, Sign, firm_words, named_firms, runs
from assistant.checks.naming import Ordinary, after_article, named_so
from assistant.checks.wording import runs_shared
from assistant.domain import Finding, KnowledgeKind
from assistant.understanding.cues import fold

_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBER = re.compile(r"(?<![\w.,/:-])\d[\d.,]*\d{2,}(?![\w/:-])")
_CODE = re.compile(r"(?<![\w/-])[A-Z][A-Z0-9]{0,9}-\d{2,6}(?![\w-])|(?<![\w.])\d+\.\d+\.\d+(?![\w.])")
_LEGAL = re.compile(
    r"(?i)\b(?:gmbh|ag|kg|inc|ltd|llc|plc|sa|sas|sarl|srl|spa|bv|nv|co|corp|limited|the|group|gruppe)\b\.?"
)


_CAPITAL = r"[^\W\d_a-zà-ÿ][\w&'’-]*"
_RUN = re.compile(rf"{_CAPITAL}(?: (?:(?:&|et|und|and|y|e|en|de|du|di|do|da|van|von) )?{_CAPITAL})+")
"""Words with capitals in a row, and the small ones between them."""
_HEAD_ARTICLE = re.compile(r"\W*(?:D(?:er|ie|as|en|em|es)|Ein\w*|Kein\w*|Unser\w*|Ihr\w*|Dies\w*|Jed\w*)\s+")
_DENIED = re.compile(r"(?<!\w)(?:nicht|kein\w*)(?!\w)")
"""What makes "Der Sessellift ist nicht betroffen" a word on the customer's own."""
_AND = frozenset("and or und oder et ou y o e en of".split())
_NUMBERED = re.compile(r"\s*(?:no\.?|nr\.?|#|:)?\s*(?:[A-Z]{1,8}-)?#?\d")
"""What comes behind a thing, not behind a person: its number."""
_LONG_ENOUGH = 8
"""Letters from which a name written without its spaces is told from any other word (house default)."""
_COMPOUNDING = frozenset({"de", "nl"})
"""Languages that write compound nouns as one word."""


def once(text: Text, id: str, quotes: Iterable[str]) -> tuple[Finding, ...]:
    """One finding for each different quote."""
    return tuple(text.context.rules.finding(id, text.where, quote) for quote in dict.fromkeys(quotes))


def whole(name: str, body: str) -> bool:
    """Whether a name stands in a text by itself; between letters without spaces anywhere."""
    if name and ord(name[0]) > 0x3000:
        return name in body
    edge = "[A-Za-z0-9_]" if name.isascii() else r"\w"
    return bool(re.search(rf"(?<!{edge}){re.escape(name)}(?!{edge})", body))


def internal_people(text: Text) -> tuple[Finding, ...]:
    """People and firms that only internal messages name. The owner, who writes to the customer, may be named.

    Example: an engineer's name from a note.
    """
    context = text.context
    ordinary = ordinary_words(text)
    authors = [n for n in context.internal_people if len(n) > 2 and _names_a_person(n, text, ordinary)]
    found = [n for n in authors if not set(re.findall(r"\w+", fold(n))) & text.sender]
    known = {w for n in found for w in re.findall(r"\w+", fold(n))} | set(re.findall(r"\w+", fold(context.owner or "")))
    firms = _firm_parts(text)
    for low, name in context.hidden.words.items():
        if low in known or low in text.sender or not (name in text.body and whole(name, text.body)):
            continue
        if low not in firms or _stands(low, text, firms[low]):
            found.append(name)
    held = fold(context.internal_text)
    for sentence, low in zip(text.sentences, text.folded_sentences, strict=True):
        if text.says("colleague_cue", low) and not text.says("same_trouble", low):
            strange = _strange_names(text, sentence, ordinary)
            found += [n for n in strange if n not in found and (len(n) > 2 or fold(n) in held)]
    return once(text, "L-INTERNAL-NAME", found)


def _names_a_person(name: str, text: Text, ordinary: Ordinary) -> bool:
    """Whether an internal author's name stands in the text as a name.

    An author may be called as something is ("Case", "Mark"), or be a field's label taken for one. Such a word is a name
    only with its capital, within a sentence, and with no number behind it: "ask Mark", not "this case", "Case 4711".
    """
    if not all(ordinary.knows(w) for w in re.findall(r"\w+", name)):
        return whole(fold(name), text.folded)
    for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text.body):
        before = text.body[: match.start()]
        line = before.rpartition("\n")[2]
        within = bool(line.strip()) and line.rstrip()[-1] not in ".!?:;。！？“„«\"'*-•("
        if not within or _NUMBERED.match(text.body, match.end()):
            continue
        rest = text.body[match.start() :].partition("\n")[0]
        if text.language != "de" or named_so(line + rest, len(line), len(line) + len(name)):
            return True
    return False


def _firm_parts(text: Text) -> dict[str, frozenset[str]]:
    """Words of firms' names of two words and more that only colleagues wrote, each with the other words of its name.

    A noun among them is as good as any other where it stands alone: "Cider tanks" is no word on Harrow Cider Ltd.
    """
    context = text.context
    words = firm_words(text.language.split("-")[0])
    names = [m.customer for m in context.matches if m.customer] + list(context.internal_customers)
    names += [m.group() for m in _RUN.finditer(context.internal_text) if _is_firm(m, context.internal_text, words)]
    out: dict[str, frozenset[str]] = {}
    for name in names:
        parts = frozenset(re.findall(r"[^\W\d_]{3,}", fold(_short(name))))
        for part in parts if len(parts) > 1 else ():
            out[part] = out.get(part, frozenset()) | (parts - {part})
    return out


def _is_firm(run: re.Match[str], internal: str, words: FirmWords) -> bool:
    form = words.form.search(internal, run.start(), run.end() + 12)
    return form is not None or bool(set(re.findall(r"\w+", fold(run.group()))) & words.industry)


def _strange_names(text: Text, sentence: str, ordinary: Ordinary) -> list[str]:
    """Names of a sentence that the issue does not hold. German nouns need a name's surroundings."""
    if text.context.document is None or not text.spaced:
        return []
    words = firm_words(text.language.split("-")[0])
    found = []
    for start, end in runs(sentence, ordinary, words):
        if text.language != "de" or " " in sentence[start:end] or named_so(sentence, start, end):
            found.append(sentence[start:end])
    return found


def ordinary_words(text: Text) -> Ordinary:
    """What names nobody new in a text: usual words, and what the customer and the sender's lines hold."""
    context, language = text.context, text.language.split("-")[0]
    usual = context.usual_words.get(text.language, frozenset()) | context.usual_words.get("en", frozenset())
    articles = (m for m in context.matches if m.id in text.public_ids)
    public = "\n".join((context.public_text, *(fold(f"{m.title} {m.snippet} {m.resolution}") for m in articles)))
    own = text.sender | frozenset(re.findall(r"\w+", fold(context.owner or "")))
    return Ordinary(usual, public, text.body, own, compounds=language in _COMPOUNDING)


def other_customers(text: Text) -> tuple[Finding, ...]:
    """Customers of matches, or named only internally, however they are spelt; and any firm that the issue does not know.

    Example: "Meridia Apotek", who reported the same; "As with Nordwind GmbH".
    """
    context = text.context
    typed = context.issue.customer if context.issue and context.issue.customer else ""
    own = {fold(c) for c in (*context.customers, typed) if c}
    names = {m.customer for m in context.matches if m.customer} | set(context.internal_customers)
    ordinary = ordinary_words(text)
    found = [n for n in sorted(names) if not _is_own(n, own) and _told(n, text, ordinary)]
    for named in _firms(text, ordinary):
        if not any(fold(named) in fold(f) or fold(f) in fold(named) for f in found):
            found.append(named)
    return once(text, "L-OTHER-CUSTOMER", found)


def _is_own(name: str, own: set[str]) -> bool:
    """Whether a name is the customer's, with or without its legal form."""
    return any(x in o or o in x for o in own for x in (fold(name), fold(_short(name))) if x)


def _short(name: str) -> str:
    """A firm's name without its legal form."""
    return " ".join(_LEGAL.sub(" ", name).split()).strip(" ,.&-")


def _told(name: str, text: Text, ordinary: Ordinary) -> bool:
    """Whether a known customer is named: whole, in any case and joined in any way, or by the word that tells it apart."""
    public = text.context.public_text
    for low in dict.fromkeys((fold(name), fold(_short(name)))):
        wide = bool(low) and ord(low[0]) > 0x3000
        if len(low) <= (1 if wide else 3):
            continue
        if (spelt(low, text.folded) or _joined(low, text.folded)) and not spelt(low, public):
            return True
        if wide:
            continue
        words = firm_words(text.language.split("-")[0])
        usual = words.industry | words.known | words.places
        for word in re.findall(r"[^\W\d_]{4,}", low):
            others = frozenset(re.findall(r"[^\W\d_]{3,}", low)) - {word}
            if word not in usual and not ordinary.is_one(word) and _stands(word, text, others):
                return True
    return False


def _goes_on_as_noun(behind: str, usual: frozenset[str]) -> bool:
    """Whether the folded words behind a first word make it a noun: "and", or a word so rare that it is no verb we know."""
    match = re.match(r"\s([^\W\d_]{1,})", behind)
    return match is not None and (match[1] in _AND or (len(match[1]) > 3 and match[1] not in usual))


def spelt(name: str, folded: str) -> bool:
    """Whether a folded name stands in a folded text, whatever stands between its words."""
    words = re.findall(r"\w+", name)
    if not words or ord(name[0]) > 0x3000:
        return whole(name, folded)
    spread = r"[\W_]+".join(map(re.escape, words))
    return re.search(rf"(?<![^\W_]){spread}(?:'?s)?(?![^\W_])", folded) is not None


def _joined(name: str, folded: str) -> bool:
    """The same without anything between the words: "meridiaapotek"."""
    joined = "".join(re.findall(r"\w+", name))
    return len(joined) >= _LONG_ENOUGH and joined in folded


def _stands(word: str, text: Text, others: frozenset[str] = frozenset()) -> bool:
    """Whether a telling part of a name stands in the text: as a name, or in small letters where the same trouble is told.

    A capital makes no name where any word has one: at the head of a sentence before another noun ("Cider tanks"), and
    of a German noun behind its article; unless another word of the name (`others`) stands in the sentence too.
    """
    acts = firm_words(text.language.split("-")[0]).acts
    usual = text.context.usual_words.get(text.language, frozenset())
    for sentence, low in zip(text.sentences, text.folded_sentences, strict=True):
        for match in re.finditer(rf"(?<![^\W_]){re.escape(word)}(?:'?s)?(?![^\W_])", low):
            start, end = match.span()
            first = not sentence[:start].strip(" \t-*#>•\"'“„«(")
            head = first and acts.match(low, end) is None and _goes_on_as_noun(low[end:], usual)
            noun = text.language == "de" and (
                after_article(sentence[:start]) or _HEAD_ARTICLE.fullmatch(sentence[:start])
            )
            told = text.says("same_trouble", low) and not (noun and _DENIED.search(low))
            if told or others & set(re.findall(r"\w+", low)):
                return True
            if sentence[start].isupper() and not head and not noun:
                return True
    return False


def _firms(text: Text, ordinary: Ordinary) -> list[str]:
    """Firms by their form, what introduces them and what is said of them."""
    out: list[str] = []
    for sentence, low in zip(text.sentences, text.folded_sentences, strict=True):
        if _greets(text, low):
            continue
        elsewhere = text.says("same_trouble", low)
        for named in named_firms(sentence, text.language.split("-")[0], ordinary, elsewhere=elsewhere):
            # NOTE: without an issue nobody knows whose name it is: only a form in a sentence on others is sure
            if text.context.document is not None or (named.sign is Sign.FORM and elsewhere):
                out.append(named.name)
    return out


def _greets(text: Text, low: str) -> bool:
    """Whether a sentence only addresses somebody."""
    return len(low.split()) <= 6 and (low.rstrip().endswith((",", "、")) or text.says("courtesy", low))


def other_facts(text: Text) -> tuple[Finding, ...]:
    """Facts of another customer's ticket: its numbers, codes and phrases, where the issue does not hold them.

    Example: the record count of a similar ticket.
    """
    context = text.context
    theirs = [
        " ".join(x for x in (m.title, m.snippet, m.resolution) if x)
        for m in context.matches
        if m.kind is KnowledgeKind.TICKET or m.audience not in (None, "public")
    ]
    if not theirs:
        return ()
    issue = context.issue.text if context.issue else ""
    # NOTE: when we write again is ours, whatever numbers another ticket holds; and a year is no fact of anybody
    body = "\n".join(s for s in text.sentences if not text.says("u_next", fold(s)))
    found: list[str] = []
    for said in theirs:
        held = {x for x in (*_NUMBER.findall(said), *_CODE.findall(said)) if not _YEAR.fullmatch(x)}
        found += [x for x in sorted(held) if whole(x, body) and not whole(x, issue)]
        found += runs_shared(text.folded, fold(said), fold(issue), spaced=text.spaced)[:1]
    return once(text, "L-OTHER-FACT", found)
