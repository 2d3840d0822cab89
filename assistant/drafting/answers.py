"""Public articles that answer the customer, and what of them may be quoted."""

import re

from assistant.domain import Article, KnowledgeKind, SignalName
from assistant.drafting.case import Case
from assistant.inert import one_line

_ANSWERS = 0.6
"""From here on a found article counts as the answer (policy: thresholds.document_answers)."""
_SECTION_LIMIT = 1500
"""Characters of steps quoted in a message; a longer section is linked instead."""
_HEADING = re.compile(r"^#{1,3}\s+(.+?)\s*$", re.MULTILINE)
_FIXES = ("workaround", "alternative", "resolution")
_LASTING = ("resolution", "alternative", "workaround")
_WEB = re.compile(r"https?://[\w.-]+(?:/[\w./~%#?=&+:@,-]*)?")
_EMPHASIS = re.compile(r"(\*\*|(?<![\w*])\*(?=\S))(.+?)(?<=\S)\1")
_HASHES = re.compile(r"^#{1,6}\s+")


def _usable(article: Article) -> bool:
    return (
        article.audience == "public" and article.confidence not in ("archived", "wip") and article.superseded_by is None
    )


def public_article(case: Case) -> Article | None:
    """The article to answer from: one the verdict rests on, else a sure match; never internal or outdated."""
    if case.extraction.has(SignalName.FIX_FAILED):
        return None
    sure = [m.id for m in case.matches if m.kind is KnowledgeKind.ARTICLE and m.same_problem >= _ANSWERS]
    for key in (*case.assessment.cited_matches, *sure):
        article = case.articles.get(key)
        if article is not None and _usable(article):
            return article
    return None


def link(article: Article) -> str | None:
    """The article's address, where it is a plain web address."""
    return article.url if article.url and _WEB.fullmatch(article.url) else None


def _sections(article: Article) -> dict[str, str]:
    marks = [m for m in _HEADING.finditer(article.text) if not m[0].startswith("###")]
    ends = [m.start() for m in marks[1:]] + [len(article.text)]
    return {m[1].casefold(): article.text[m.end() : end].strip() for m, end in zip(marks, ends, strict=True)}


def steps(article: Article, *, lasting: bool) -> str | None:
    """The article's own words on what to do; the lasting way first, or the interim one; else None."""
    sections = _sections(article)
    for name in _LASTING if lasting else _FIXES:
        body = sections.get(name)
        if body and len(body) <= _SECTION_LIMIT:
            return _plain(body)
    for text in (article.resolution, article.workaround) if lasting else (article.workaround, article.resolution):
        if text:
            return _plain(text)
    return None


def _plain(markdown: str) -> str:
    """Markdown as a mail shows it: the marks of bold, italics, code and headings go, lists stay."""
    lines = [line.rstrip() for line in markdown.splitlines() if not line.lstrip().startswith("```")]
    bare = (_EMPHASIS.sub(r"\2", _HASHES.sub("", line)).replace("`", "") for line in lines)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(bare)).strip()


def title(article: Article) -> str:
    """The article's title on one line."""
    return one_line(article.title)
