"""The base of every domain type: immutable, and strict about names it does not know."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A value: frozen, unknown fields refused, docstrings under fields become their description."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)
