"""What teams can export from their help desk or tracker, read record by record: Zendesk, Jira, GitHub.

The decisions a reader must know:

- `read_export` streams: one record is in memory at a time, of a JSON array (ijson), of lines of JSON, and of a CSV. Of
  a Zendesk page only the names and roles of its people are kept beside (`people`).
- Each record becomes a `Ticket` for the knowledge index, and a paste: the conversation as an agent would copy it, with
  marks `assistant.intake` reads (`paste`). What an author wrote cannot pass for such a mark.
- A comment the export does not call public counts as internal: nothing internal may reach a customer.
- A record that does not fit comes back as `Refused` with its place, in the order of the file; none is lost silently.
- HTML is read by the same reader as a pasted page (`assistant.intake.html`), Jira's document format by `adf`.
"""

from assistant.importers.reading import KINDS, read_export
from assistant.importers.records import Imported, Refused

__all__ = ["KINDS", "Imported", "Refused", "read_export"]
