"""A column map guessed from headings and checked against values, with what speaks against it said in words.

A name alone does not make a column an id or a date: ids must differ from row to row, dates must read as dates, and what
is read as the ticket's words must be words. Whatever is not sure is a doubt, and a map with doubts is shown, not used.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import lru_cache
from pathlib import Path

from assistant.importers.colmap import CONTENT_ID, ColumnMap
from assistant.importers.flat import Cells
from assistant.importers.times import order_of, read_time

LOOKED_AT = 200
"""Records a guess rests on."""
_TIMES = ("created_at", "resolved_at", "updated_at")
_SIGNS = re.compile(r"[\W_]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_DIFFERENT = 0.7
"""Least share of different ids: below it a file has a row per message, not per ticket. A few repeat in any export."""
_READABLE = 0.5
"""Least share of a column that must read as times."""
_LONG = 80
"""Mean characters from which a column is a text somebody wrote."""
_SENTENCE = 4
"""Mean words from which the texts of a list are such."""
_WORD = re.compile(r"\w+")
_TAG = re.compile(r"<[^<>]*>")
_SHOWN = 2_000
"""Characters of a text looked at to tell what a column holds."""
_REPEATED = 0.3
"""Most words of a column that stand nowhere else, for one that only repeats another."""
_PROSE = 0.8
"""Least share of letters and blanks of what people write; a browser's name or a dump has fewer."""
_THREADS = frozenset({"threadid", "topicid", "conversationid", "discussionid", "questionid", "ticketid", "caseid"})
_POSTS = frozenset({"postid", "postnumber", "postno", "messageid", "commentid", "replyid", "answerid"})
_SEVERAL = ("public_comments", "comments")
"""Fields read from every column that is called as they are."""


@lru_cache(maxsize=2)
def _headings(kind: str) -> Mapping[str, Mapping[str, int]]:
    """Field → heading → its place in the list: the earlier, the surer."""
    file = Path(__file__).parent / "headings.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))[kind]
    return {name: {_key(heading): n for n, heading in reversed(list(enumerate(all_)))} for name, all_ in table.items()}


def _key(heading: str) -> str:
    found = _SIGNS.sub("", _CAMEL.sub(" ", heading).casefold())
    return found or heading.strip()


def guess(rows: Sequence[Cells], columns: Sequence[str], *, articles: bool = False) -> ColumnMap:
    """The map that headings and values suggest. `columns` are all there are, in the order of the file."""
    kind = "article" if articles else "ticket"
    values = {name: [value for row in rows if (value := _first(row.get(name)))] for name in columns}
    taken: dict[str, tuple[str, ...]] = {}
    doubts: list[str] = []
    for field in _headings(kind):
        used = {name for all_ in taken.values() for name in all_}
        found = _named(field, kind, [name for name in columns if name not in used])
        if field == "id":
            taken[field] = (_id_column(found, values, doubts) or CONTENT_ID,)
        elif field in _TIMES:
            found = [name for name in found if _are_times(values[name])]
        if field in _SEVERAL and found:
            taken[field] = _different(found, rows)
        elif field != "id" and found:
            taken[field] = (found[0],)
    _messages(columns, values, taken, doubts)
    _words(taken, values, doubts)
    used = {name for all_ in taken.values() for name in all_}
    _unread(rows, [name for name in columns if name not in used], used, doubts)
    times = (value for field in _TIMES if field in taken for value in values[taken[field][0]])
    unused = tuple(name for name in columns if name not in used)
    return ColumnMap(kind, taken, order_of(times), tuple(doubts), unused)


def _named(field: str, kind: str, columns: Iterable[str]) -> list[str]:
    """Columns called as the field, the surest first; of keys inside objects the last part counts too, but less."""
    headings = _headings(kind)[field]
    ranked = []
    for place, name in enumerate(columns):
        whole, last = headings.get(_key(name)), headings.get(_key(name.rsplit(".", 1)[-1]))
        if whole is not None:
            ranked.append((whole, place, name))
        elif last is not None and "." in name:
            ranked.append((1_000 + last, place, name))
    return [name for _, _, name in sorted(ranked)]


def _id_column(found: Sequence[str], values: Mapping[str, Sequence[str]], doubts: list[str]) -> str | None:
    """The first column called an id whose values differ from row to row."""
    for name in found:
        if not values[name] or len(set(values[name])) >= _DIFFERENT * len(values[name]):
            return name
    if found:
        doubts.append(f"“{found[0]}” is called as an id, but its values repeat: is this a row per message?")
    return None


def _different(found: Sequence[str], rows: Sequence[Cells]) -> tuple[str, ...]:
    """The columns without those whose words all stand in another: ServiceNow exports notes together and apart."""
    texts = {name: ["\n".join(_all(row.get(name))) for row in rows] for name in found}

    def inside(name: str, other: str) -> bool:
        return all(one in many for one, many in zip(texts[name], texts[other], strict=True))

    kept: list[str] = []
    for name in sorted(found, key=lambda name: -sum(map(len, texts[name]))):
        if not any(inside(name, other) for other in kept):
            kept.append(name)
    return tuple(name for name in found if name in kept) or (found[0],)


def _messages(
    columns: Sequence[str],
    values: Mapping[str, Sequence[str]],
    taken: Mapping[str, Sequence[str]],
    doubts: list[str],
) -> None:
    """See that a row is no message of a thread: each answer would become a ticket.

    A message names its thread beside itself; it has an id called as a message's, or no title.
    """
    threads = [
        n for n in columns if _key(n) in _THREADS and len(set(values[n])) < len(values[n]) and n != taken["id"][0]
    ]
    often = [n for n in threads if len(set(values[n])) < _DIFFERENT * len(values[n])]
    posts = [n for n in columns if _key(n) in _POSTS and len(set(values[n])) >= _DIFFERENT * len(values[n]) > 0]
    if often and posts or threads and "title" not in taken:
        doubts.append(
            f"rows are messages, not tickets (“{threads[0]}” repeats): "
            "export one record per thread, as JSON with its messages inside."
        )


def _unread(rows: Sequence[Cells], columns: Sequence[str], used: Set[str], doubts: list[str]) -> None:
    """See that no answers or reports are left behind, but for those that say what is read already (as HTML, or cut)."""
    read = [_terms(text for name in used for text in _all(row.get(name))) for row in rows]
    for name in columns:
        held = [text[:_SHOWN] for row in rows for text in _all(row.get(name))]
        listed = any(isinstance(row.get(name), list) for row in rows)
        prose = "".join(held)
        if not prose or sum(c.isalpha() or c.isspace() for c in prose) < _PROSE * len(prose) or not _are_words(held):
            continue
        if _mean(held) < _LONG and not (listed and sum(len(t.split()) for t in held) >= _SENTENCE * len(held)):
            continue
        said = [_terms(_all(row.get(name))) for row in rows]
        new = sum(len(one - known) for one, known in zip(said, read, strict=True))
        if new > _REPEATED * sum(map(len, said)) and not any(f"“{name}”" in doubt for doubt in doubts):
            doubts.append(f"“{name}” holds texts and would not be read.")


def _terms(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in _WORD.findall(_TAG.sub(" ", text[:_SHOWN]).casefold())}


def _words(taken: dict[str, tuple[str, ...]], values: Mapping[str, Sequence[str]], doubts: list[str]) -> None:
    """See that title and text are words, and that no column of words is left behind unread."""
    used = {name for all_ in taken.values() for name in all_}
    for field in ("title", "text"):
        held = values[taken[field][0]] if field in taken else ()
        # NOTE: titles of one word each ("Export", "Login") are titles
        if held and not _are_words(held, least=1 if field == "title" else 2):
            doubts.append(f"“{taken[field][0]}” is called as the {field}, but holds no words.")
    long = sorted(((_mean(held), name) for name, held in values.items() if name not in used and held), reverse=True)
    if not {"title", "text"} & taken.keys():
        doubts.append("no column is called as a title or a text.")
        if long and _are_words(values[long[0][1]]):
            taken["text"] = (long[0][1],)
    elif "text" not in taken and long and long[0][0] >= _LONG and _are_words(values[long[0][1]]):
        doubts.append(f"no column is called as the text; “{long[0][1]}” holds long texts and would not be read.")


def _first(value: str | list[str] | None) -> str:
    return value[0] if isinstance(value, list) else value or ""


def _all(value: str | list[str] | None) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []


def _mean(values: Sequence[str]) -> float:
    return sum(map(len, values)) / max(1, len(values))


def _are_words(values: Sequence[str], least: int = 2) -> bool:
    """Whether most hold letters, and any of them so many words (or signs of a script without blanks)."""
    lettered = sum(any(map(str.isalpha, value)) for value in values)
    several = any(len(value.split()) >= least or any(c > "\u2e80" for c in value) for value in values)
    return lettered >= 0.5 * len(values) and several


def _are_times(values: Sequence[str]) -> bool:
    if not values:
        return True
    order = order_of(values)
    read = sum(read_time(value, day_first=True if order is None else order) is not None for value in values)
    return read >= _READABLE * len(values)
