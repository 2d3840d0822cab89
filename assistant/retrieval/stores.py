"""The three stores of an index folder, and the look at them that threads and processes share.

Records are the truth (`records.py`); words (`lexical.py`) and vectors (`vectors.py`) are made from them and can be made
again. Another process may change the folder at any time: `see_changes` opens the search files anew when the records say
that they did.
"""

import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from assistant.domain.knowledge import KnowledgeKind
from assistant.retrieval.embedder import Embedder
from assistant.retrieval.errors import REBUILD_TIP, IndexUnreadable
from assistant.retrieval.lexical import LexicalStore
from assistant.retrieval.locks import vectors_alone, vectors_shared
from assistant.retrieval.passages import LAYOUT
from assistant.retrieval.records import Records, generation_of
from assistant.retrieval.vectors import VectorStore

NO_VECTORS = "vectors"
"""Folder of the vectors before any are stored; afterwards it is the one the records name."""


class Stores:
    """Records, words and vectors of one folder."""

    def __init__(self, folder: Path, embedder: Embedder, chroma_url: str | None) -> None:
        """Nothing is read, made or imported yet."""
        self.folder = folder
        self.embedder = embedder
        self.records = Records(folder / "records.sqlite")
        self.lexical = LexicalStore(folder / "words")
        self.vectors = VectorStore(folder / NO_VECTORS, chroma_url)
        self.lock = threading.RLock()
        """Held for every use of `vectors` and for every change of the other two; taken inside the file locks."""
        self._seen: tuple[int, str | None] | None = None
        """Generation and vectors' folder as last seen: an index that was cleared and made anew may be of the same
        generation as the old one."""

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Hold while the vectors are asked: what other processes stored until then is seen, and nothing after.

        Raises IndexBusy where another process is storing for long.
        """
        if self.vectors.is_remote:
            self.see_changes()
            with self.lock:
                yield
            return
        with vectors_shared(self.folder):
            self.see_changes()
            with self.lock:
                yield

    @contextmanager
    def storing(self) -> Iterator[None]:
        """Hold while words and vectors are changed."""
        if self.vectors.is_remote:
            with self.lock:
                yield
            return
        with vectors_alone(self.folder), self.lock:
            yield

    def see_changes(self) -> dict[str, str]:
        """Open the search files anew when another process (or thread) has changed them. Returns the records' facts.

        Raises IndexUnreadable for an index that an older version made.
        """
        facts = self.records.facts()
        seen = generation_of(facts), facts.get("vectors")
        with self.lock:
            if seen != self._seen:
                if _is_outdated(facts):
                    raise IndexUnreadable("the index was made by an older version.", REBUILD_TIP)
                self.lexical.refresh()
                self.vectors.move(self.folder / facts.get("vectors", NO_VECTORS))
                self._seen = seen
        return facts

    @property
    def outdated(self) -> bool:
        """True when passages or fields were cut another way than now; the records themselves are as good as ever."""
        return _is_outdated(self.records.facts())

    def saw_own_change(self) -> None:
        """What was just written by this process needs no second look."""
        facts = self.records.facts()
        self._seen = generation_of(facts), facts.get("vectors")

    def forget(self) -> None:
        """Look again at the next use."""
        self._seen = None

    def start(self) -> None:
        """Note what a new index is made with."""
        self._begin(new_folder_name())

    def _begin(self, name: str) -> None:
        self.vectors.move(self.folder / name)
        self.vectors.create()
        self.records.set_fact("vectors", name)
        self.records.set_fact("place", self.place)
        self.records.set_fact("layout", LAYOUT)
        self.records.set_fact("embedder", self.embedder.name)

    @property
    def place(self) -> str:
        """Where vectors are stored now; the fact of this name says where those of the index are."""
        return "a Chroma server" if self.vectors.is_remote else "the index folder"

    def misplaced(self, facts: Mapping[str, str]) -> str | None:
        """What to say where the vectors of the index lie elsewhere than they are looked for; None where they do not."""
        noted = facts.get("place")
        if noted in (None, self.place):
            return None
        return f"the vectors of this index lie in {noted}, and {self.place} is set. Change CHROMA_URL back, or:"

    def start_over(self) -> None:
        """Delete words and vectors; every record is to be made searchable anew."""
        with self.storing():
            self.vectors.move(self.folder / (self.records.fact("vectors") or NO_VECTORS))
            name = new_folder_name()
            self.vectors.drop(self.folder / name)
            self.lexical.drop()
            self._begin(name)
            self.records.reopen_all()
            self.forget()

    def mend_interrupted(self) -> None:
        """Start over where a write that was cut off left vectors that cannot be read: Chroma writes its graph in place.

        Nothing is lost by it but time; the records are whole. Other damage is said and left to `--rebuild`.
        """
        if self.vectors.is_remote or not self.records.was_interrupted():
            return
        try:
            with self.asking():
                for kind in KnowledgeKind:
                    self.vectors.probe(kind)
        except IndexUnreadable:
            self.start_over()
            self.see_changes()

    def is_whole(self) -> bool:
        """False when the search files cannot be read or hold fewer vectors than noted."""
        try:
            with self.asking():
                self.lexical.search("a b", kind=None, count=1)
                return all(
                    self.vectors.count(kind) >= count for kind, count in self.records.stored_vectors().items()
                ) and (self.lexical.exists or not self.records.stored_vectors())
        except IndexUnreadable:
            return False


def _is_outdated(facts: Mapping[str, str]) -> bool:
    return "embedder" in facts and facts.get("layout") != LAYOUT


def new_folder_name() -> str:
    """A name no earlier folder of vectors had."""
    return f"vectors-{secrets.token_hex(4)}"
