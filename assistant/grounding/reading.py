"""A text read once: all its expressions, by the scanners in the one order in which none takes another's words."""

import re

from assistant.grounding.clocks import find_clocks, find_hours_after_words, find_spoken_clocks
from assistant.grounding.codes import find_addresses, find_codes, find_paths, find_versions
from assistant.grounding.dates import find_dates, find_days_in_words
from assistant.grounding.hours import find_glued_clocks, find_hours_in_context
from assistant.grounding.names import find_names
from assistant.grounding.quantities import find_quantities
from assistant.grounding.quotes import find_quotes
from assistant.grounding.scan import Scan
from assistant.grounding.surface import Surface
from assistant.grounding.vocabulary import Vocabulary

_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_PART = re.compile(r"[^\W\d_]+")


def read(surface: Surface, vocabulary: Vocabulary, language: str, *, source: bool) -> Scan:
    """The findings in a text; in a `source`, words within quotation marks are read one by one, and no names."""
    scan = Scan(surface, vocabulary, language, source=source)
    find_addresses(scan)
    if not source:
        find_quotes(scan)
    find_paths(scan)
    find_dates(scan)
    find_clocks(scan)
    find_glued_clocks(scan)
    find_versions(scan)
    find_codes(scan)
    if not source:
        find_hours_in_context(scan)
    find_hours_after_words(scan)
    if source:
        find_spoken_clocks(scan)
    whole = list(_WORD.finditer(scan.folded))
    find_days_in_words(scan, whole)
    find_quantities(scan, list(_PART.finditer(scan.folded)))
    if not source:
        find_names(scan)
    return scan
