"""What teams can export from their help desk, tracker or wiki, read record by record.

The decisions a reader must know:

- `read_items` is the one way in for the knowledge index: it tells by content what a file is (`formats`), unpacks and
  recodes it on the way (`bytestream`), and streams: one record is in memory at a time, of a JSON array (ijson), of
  lines of JSON, and of a CSV. Of a Zendesk page only the names and roles of its people are kept beside (`people`),
  of a mailbox the headers (`mail`).
- A shape that is known has a reader of its own (`kinds`). Anything else is read by a column map (`colmap`): one that
  was given, or a guess from headings and values (`guessing`) that says what speaks against it, and is shown in place
  of used where something does (`preview`).
- A record that does not fit comes back as `Refused` with its place, in the order of the file; none is lost silently.
- `importing` puts what is read into an index in batches, and keeps a ledger of sources beside it (`ledger`), so that a
  killed import goes on, changed records are renewed, and those that are gone from a source can be removed.
- Comments in a file of their own are joined to their tickets through a temporary database (`joining`).
- A comment the export does not call public counts as internal: nothing internal may reach a customer.
- `read_export` gives each record with its paste: the conversation as an agent would copy it, with marks
  `assistant.intake` reads (`paste`). What an author wrote cannot pass for such a mark.
- HTML is read by the same reader as a pasted page (`assistant.intake.html`), Jira's document format by `adf`.
"""

from assistant.importers.bytestream import Watch
from assistant.importers.colmap import ColumnMap, load_map
from assistant.importers.exports import Options
from assistant.importers.items import read_items, read_records
from assistant.importers.reading import KINDS, read_export
from assistant.importers.records import Imported, Read, Refused

__all__ = [
    "KINDS",
    "ColumnMap",
    "Imported",
    "Options",
    "Read",
    "Refused",
    "Watch",
    "load_map",
    "read_export",
    "read_items",
    "read_records",
]
