"""Evidence: the words a statement rests on, findable by source and offsets."""

from pydantic import model_validator

from assistant.domain.model import Model


class Evidence(Model):
    """A quote and where it stands: `source_text[start:end] == quote`."""

    source: str
    """`issue`, or the id of a match (ticket or article)."""
    start: int
    end: int
    quote: str

    @model_validator(mode="after")
    def _length_fits(self) -> "Evidence":
        if self.end - self.start != len(self.quote) or self.start < 0 or not self.quote:
            raise ValueError(f"evidence {self.start}:{self.end} does not fit a quote of {len(self.quote)} characters")
        return self
