"""The bars of one issue: which lines may prove, and which words each part may use."""

from collections.abc import Iterable, Mapping, Sequence

from assistant.chain.asserted import Assertions, Line
from assistant.chain.bars import BriefBar, Close, UpdateBar
from assistant.chain.content import Known
from assistant.chain.held import Held
from assistant.chain.lexicon import fold, lexicon
from assistant.chain.lines import header_of
from assistant.chain.source import Source
from assistant.domain import AskedOf, Assessment, Drafts, Role, Span, SpanKind


def _lines(source: Source, spans: Sequence[Span], articles: Mapping[str, str], language: str) -> dict[str, Line]:
    lines = {s.id: Line(s.text, _language(source, s), s.message not in source.hostile) for s in spans}
    return lines | {i: Line(text, language) for i, text in articles.items()}


def _language(source: Source, span: Span) -> str:
    """A line's language: logs are English whatever the thread is, and so is a line without kana in a Japanese one."""
    own = source.document.language
    return "en" if span.kind is SpanKind.LOG or (own == "ja" and span.text.isascii()) else own


def _headers(source: Source, spans: Iterable[Span]) -> tuple[str, ...]:
    return tuple({header_of(source.document.message_of(s)): None for s in spans})


def _close(
    name: str, assertions: Assertions, source: Source, language: str, texts: Sequence[str], known: Sequence[str]
) -> Close:
    free = lexicon(language).telling
    return Close(
        assertions,
        name,
        language,
        source.document.language == language,
        Known([*texts, *known, free], language),
        Known([*known, free], language),
    )


def update_bar(
    source: Source,
    drafts: Drafts,
    spans: Sequence[Span],
    articles: Mapping[str, str],
    known: Sequence[str],
    *,
    secrets: bool,
) -> UpdateBar:
    """The bar of the first customer update. `secrets`: whether they are to be asked to replace a key or password."""
    update = drafts.updates[0]
    language = update.language
    words = lexicon(language)
    lines = _lines(source, spans, articles, language)
    assertions = Assertions(lines, language)
    ours = {s.id for s in spans if source.document.message_of(s).role is Role.SUPPORT} | set(articles)
    issue = [*(s.text for s in spans), *_headers(source, spans), *articles.values(), *known]
    asked = [f"{q.ask}" for q in drafts.questions if q.of is AskedOf.CUSTOMER]
    forms = words.acting | {w for text in words.steps.values() for w in fold(text).replace(",", " ").split()}
    known_by_part = {
        "opening": Known([*issue, words.feeling, words.telling], language),
        "unknown": Known([*issue, words.asking, words.telling, words.feeling, update.text], language, words.acting),
        "doing": Known(issue, language, forms),
        "meanwhile": Known(
            [*issue, words.asking, words.telling, update.text, *asked, *([words.rotate] if secrets else [])], language
        ),
    }
    held = Held(language, words, known_by_part)
    close = _close("update", assertions, source, language, issue, known)
    return UpdateBar(assertions, held, close, lines, frozenset(ours))


def brief_bar(source: Source, assessment: Assessment, known: Sequence[str]) -> BriefBar:
    """The bar of the internal brief, which is English whatever the issue is."""
    spans = source.document.spans
    lines = _lines(source, spans, {}, "en")
    assertions = Assertions(lines, "en")
    own = (assessment.severity.value, assessment.severity_label, *known)
    close = _close("brief", assertions, source, "en", [*(s.text for s in spans), *_headers(source, spans)], known)
    return BriefBar(assertions, close, own, lines)
